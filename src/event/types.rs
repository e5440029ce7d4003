//! The upload types, each declared once. Limits are those of the API page, section "Body Data".

use super::declaration::{Field, Filename, Part, Provenance, Rule, UploadType};

const CLI_VERSION: Field = Field::text("cli_version", "version of the uploading tool").most(50);
const COMMIT: Field =
    Field::rule("git_commit_sha", "commit the build was made from", Rule::CommitSha);
const REPOSITORY_URL: Field =
    Field::text("git_repository_url", "URL of the Git repository").most(2048);
const SERVICE: Field = Field::text("service", "name of the service").most(200).needed();
const VERSION: Field = Field::text("version", "version of the service").most(200).needed();
const VARIANT: Field = Field::text("variant", "build variant or flavor").most(200);
const ARCH: Field = Field::text("arch", "CPU architecture").most(200);
const BUILD_ID: Field = Field::text("build_id", "build ID").most(200).needed();
const FILENAME: Field = Field::text("filename", "name of the original file").most(500);
const ORIGIN: Field = Field::text("origin", "who made the upload").most(200);
const ORIGIN_VERSION: Field = Field::text("origin_version", "version of the origin").most(200);
const OVERWRITE: Field = Field::flag("overwrite", "replace what was uploaded before");
const PROJECT_PATH: Field =
    Field::text("project_path", "path of the project, cut off from the sources' names").most(500);
const SYMBOL_SOURCE: Field =
    Field::text("symbol_source", "where the symbols come from, such as debug_info").most(200);
const VERSION_CODE: Field =
    Field::rule("version_code", "Android version code", Rule::Integer).observed();
const CFI_CACHE: Field =
    Field::flag("generate_cfi_cache", "whether unwind tables are to be made").observed();

const REPOSITORY: Part =
    Part::new("repository", "the tracked files that belong to the upload (JSON)")
        .of("application/json")
        .optional();
const SOURCE_MAP: Part = Part::new("source_map", "the source map").of("application/json");
const MINIFIED_FILE: Part =
    Part::new("minified_file", "the minified file").of("application/javascript");

const BASE: UploadType = UploadType {
    name: "",
    about: "",
    provenance: Provenance::Documented,
    fields: &[],
    parts: &[],
    event_first: true,
    gzip: true,
};

/// Every upload type: the ten of the API page in its order, then those that only real clients send.
pub static TYPES: &[UploadType] = &[
    UploadType {
        name: "js_sourcemap",
        about: "JavaScript source maps for browser applications",
        fields: &[
            CLI_VERSION,
            PROJECT_PATH,
            SERVICE.or("debug_id"),
            VERSION.or("debug_id"),
            Field::text("minified_url", "URL of the minified file, as stack traces have it")
                .most(2048)
                .needed(),
            Field::text("debug_id", "debug ID that stands in the minified file").observed(),
            REPOSITORY_URL,
            COMMIT,
            OVERWRITE,
            Field::text("plugin_version", "version of the bundler plugin").most(50).observed(),
        ],
        parts: &[SOURCE_MAP, MINIFIED_FILE, REPOSITORY],
        ..BASE
    },
    UploadType {
        name: "react_native_sourcemap",
        about: "React Native source maps for mobile applications",
        fields: &[
            Field::text("build_number", "build number of the application").most(200),
            Field::text("bundle_name", "name of the JavaScript bundle").most(200).needed(),
            Field::text("bundle_version", "version of the bundle").most(200),
            CLI_VERSION,
            Field::rule("platform", "target platform", Rule::OneOf(&["android", "ios"])).present(),
            PROJECT_PATH,
            SERVICE,
            VERSION,
            Field::text("debug_id", "debug ID of the map"),
            REPOSITORY_URL.observed(),
            COMMIT.observed(),
        ],
        parts: &[SOURCE_MAP, MINIFIED_FILE.optional(), REPOSITORY],
        ..BASE
    },
    UploadType {
        name: "jvm_mapping_file",
        about: "ProGuard/R8 mapping files for Android crashes",
        fields: &[
            CLI_VERSION.observed(),
            COMMIT.observed(),
            REPOSITORY_URL.observed(),
            Field::text("build_id", "build ID of the mapping file"),
            SERVICE,
            VARIANT,
            VERSION,
            OVERWRITE,
            VERSION_CODE,
        ],
        parts: &[
            Part::new("jvm_mapping_file", "the ProGuard/R8 mapping file")
                .sent_as(Filename::Fixed("jvm_mapping"))
                .of("text/plain"),
            REPOSITORY,
        ],
        ..BASE
    },
    UploadType {
        name: "ios_symbols",
        about: "dSYM files for iOS crashes",
        fields: &[Field::text("uuids", "UUIDs of the dSYMs, separated by commas").needed()],
        parts: &[Part::new("symbols_archive", "the archive of dSYMs (.zip)")
            .sent_as(Filename::Fixed("ios_symbols_archive"))
            .of("application/zip")],
        event_first: false,
        gzip: false,
        ..BASE
    },
    UploadType {
        name: "flutter_symbol_file",
        about: "Flutter symbol files",
        fields: &[
            ARCH.needed(),
            CLI_VERSION,
            COMMIT.observed(),
            REPOSITORY_URL.observed(),
            Field::text("platform", "target platform, such as android or ios").most(200).needed(),
            SERVICE,
            VARIANT.needed(),
            VERSION,
        ],
        parts: &[
            Part::new("flutter_symbol_file", "the Flutter symbol file"),
            REPOSITORY.observed(),
        ],
        ..BASE
    },
    UploadType {
        name: "ndk_symbol_file",
        about: "Android NDK symbol files for native crashes",
        fields: &[
            ARCH.needed(),
            CLI_VERSION.observed(),
            COMMIT.observed(),
            REPOSITORY_URL.observed(),
            BUILD_ID,
            FILENAME,
            Field::text("service", "name of the service").most(200).observed(),
            Field::text("version", "version of the service").most(200).observed(),
            VARIANT.observed(),
            VERSION_CODE,
        ],
        parts: &[
            Part::new("ndk_symbol_file", "the native library with its symbols")
                .sent_as(Filename::Original),
            REPOSITORY.observed(),
        ],
        ..BASE
    },
    UploadType {
        name: "il2cpp_mapping_file",
        about: "IL2CPP mapping files for Unity",
        fields: &[CLI_VERSION.observed(), COMMIT.observed(), REPOSITORY_URL.observed(), BUILD_ID],
        parts: &[
            Part::new("il2cpp_mapping_file", "LineNumberMappings.json of the build")
                .sent_as(Filename::Fixed("LineNumberMappings.json"))
                .of("application/json"),
            REPOSITORY.observed(),
        ],
        ..BASE
    },
    UploadType {
        name: "elf_symbol_file",
        about: "ELF symbol files for Linux and Unix",
        fields: &[
            CLI_VERSION,
            ORIGIN_VERSION,
            ORIGIN,
            ARCH,
            Field::rule("gnu_build_id", "GNU build ID", Rule::HexOrEmpty { min: 16, max: None }),
            Field::text("go_build_id", "Go build ID, or redacted"),
            Field::rule(
                "file_hash",
                "hash of the file",
                Rule::HexOrEmpty { min: 32, max: Some(32) },
            ),
            COMMIT.observed(),
            REPOSITORY_URL.observed(),
            SYMBOL_SOURCE,
            FILENAME,
            OVERWRITE,
            CFI_CACHE,
        ],
        parts: &[Part::new("elf_symbol_file", "the ELF file with symbols"), REPOSITORY.observed()],
        ..BASE
    },
    UploadType {
        name: "pe_symbol_file",
        about: "PE/PDB symbol files for Windows",
        fields: &[
            CLI_VERSION,
            ORIGIN_VERSION,
            ORIGIN,
            ARCH.needed(),
            Field::rule("pdb_age", "age of the PDB", Rule::Integer).present(),
            Field::rule("pdb_sig", "GUID of the PDB", Rule::Guid).present(),
            COMMIT.observed(),
            REPOSITORY_URL.observed(),
            SYMBOL_SOURCE.observed(),
            FILENAME,
            OVERWRITE,
            CFI_CACHE,
        ],
        parts: &[
            Part::new("pe_symbol_file", "the PDB, or a Breakpad .sym file"),
            REPOSITORY.observed(),
            Part::new("pe_binary_file", "the PE file itself, for unwinding").optional().observed(),
        ],
        ..BASE
    },
    UploadType {
        name: "repository",
        about: "repository metadata for links to source code",
        fields: &[CLI_VERSION, COMMIT.present(), REPOSITORY_URL.present()],
        parts: &[Part::new("repository", "the tracked files of the repository (JSON)")
            .of("application/json")],
        gzip: false,
        ..BASE
    },
    UploadType {
        name: "wasm_symbol_file",
        about: "WebAssembly modules with DWARF debug information",
        provenance: Provenance::Observed,
        fields: &[
            CLI_VERSION.observed(),
            ORIGIN_VERSION.observed(),
            ORIGIN.observed(),
            BUILD_ID.observed(),
            COMMIT.observed(),
            REPOSITORY_URL.observed(),
            FILENAME.observed(),
            OVERWRITE.observed(),
        ],
        parts: &[
            Part::new("wasm_symbol_file", "the WebAssembly module").observed(),
            REPOSITORY.observed(),
        ],
        ..BASE
    },
    UploadType {
        name: "dotnet_portable_pdb",
        about: "portable PDB files of .NET assemblies",
        provenance: Provenance::Observed,
        fields: &[
            CLI_VERSION.observed(),
            ORIGIN_VERSION.observed(),
            ORIGIN.observed(),
            Field::text("debug_id", "debug ID of the assembly").needed().observed(),
            Field::text("assembly_name", "name of the assembly").most(500).observed(),
            COMMIT.observed(),
            REPOSITORY_URL.observed(),
            FILENAME.observed(),
            OVERWRITE.observed(),
        ],
        parts: &[
            Part::new("dotnet_portable_pdb", "the portable PDB").observed(),
            REPOSITORY.observed(),
        ],
        ..BASE
    },
];
