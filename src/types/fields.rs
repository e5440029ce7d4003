//! Fields and parts that several types share. Limits are those of the API page, section "Body Data".

use super::declaration::{Comparison, Field, Part, Role, Rule};

pub(super) const CLI_VERSION: Field =
    Field::text("cli_version", "version of the uploading tool").most(50);
pub(super) const COMMIT: Field =
    Field::rule("git_commit_sha", "commit the build was made from", Rule::CommitSha);
pub(super) const REPOSITORY_URL: Field =
    Field::text("git_repository_url", "URL of the Git repository").most(2048);
pub(super) const SERVICE: Field = Field::text("service", "name of the service").most(200).needed();
pub(super) const VERSION: Field =
    Field::text("version", "version of the service").most(200).needed();
pub(super) const VARIANT: Field = Field::text("variant", "build variant or flavor").most(200);
pub(super) const ARCH: Field =
    Field::text("arch", "CPU architecture").most(200).compared(Comparison::Processor);
pub(super) const BUILD_ID: Field =
    Field::text("build_id", "build ID").most(200).needed().compared(Comparison::WithoutLength);
pub(super) const FILENAME: Field =
    Field::text("filename", "name of the original file").most(500).compared(Comparison::Free);
pub(super) const ORIGIN: Field = Field::text("origin", "who made the upload").most(200);
pub(super) const ORIGIN_VERSION: Field =
    Field::text("origin_version", "version of the origin").most(200);
pub(super) const OVERWRITE: Field = Field::flag("overwrite", "replace what was uploaded before");
pub(super) const PROJECT_PATH: Field =
    Field::text("project_path", "path of the project, cut off from the sources' names").most(500);
pub(super) const SYMBOL_SOURCE: Field =
    Field::text("symbol_source", "where the symbols come from, such as debug_info")
        .most(200)
        .compared(Comparison::Free);
pub(super) const VERSION_CODE: Field =
    Field::rule("version_code", "Android version code", Rule::Integer).observed();
pub(super) const CFI_CACHE: Field =
    Field::flag("generate_cfi_cache", "whether unwind tables are to be made").observed();

pub(super) const REPOSITORY: Part =
    Part::new("repository", "the tracked files that belong to the upload (JSON)")
        .of("application/json")
        .is(Role::TrackedFiles)
        .optional();
pub(super) const SOURCE_MAP: Part =
    Part::new("source_map", "the source map").of("application/json").is(Role::Map);
pub(super) const MINIFIED_FILE: Part =
    Part::new("minified_file", "the minified file").of("application/javascript").is(Role::Minified);
