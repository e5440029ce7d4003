// Made by `cargo xtask build` from src/types/; do not edit.

/** The event of an upload of JavaScript source maps for browser applications. */
export type JsSourcemapEvent = {
  type: 'js_sourcemap';
  /** Version of the uploading tool (0 to 50 characters). */
  cli_version?: string;
  /** Path of the project, cut off from the sources' names (0 to 500 characters). */
  project_path?: string;
  /** Name of the service (1 to 200 characters). */
  service: string;
  /** Version of the service (1 to 200 characters). */
  version: string;
  /** URL of the minified file, as stack traces have it (1 to 2048 characters). */
  minified_url: string;
  /** Debug ID that stands in the minified file; not in the published contract, but sent by real clients. */
  debug_id?: string;
  /** URL of the Git repository (0 to 2048 characters). */
  git_repository_url?: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits). */
  git_commit_sha?: string;
  /** Replace what was uploaded before. */
  overwrite?: boolean;
  /** Version of the bundler plugin (0 to 50 characters); not in the published contract, but sent by real clients. */
  plugin_version?: string;
} | {
  type: 'js_sourcemap';
  /** Version of the uploading tool (0 to 50 characters). */
  cli_version?: string;
  /** Path of the project, cut off from the sources' names (0 to 500 characters). */
  project_path?: string;
  /** Name of the service (1 to 200 characters). */
  service?: string;
  /** Version of the service (1 to 200 characters). */
  version?: string;
  /** URL of the minified file, as stack traces have it (1 to 2048 characters). */
  minified_url: string;
  /** Debug ID that stands in the minified file; not in the published contract, but sent by real clients. */
  debug_id: string;
  /** URL of the Git repository (0 to 2048 characters). */
  git_repository_url?: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits). */
  git_commit_sha?: string;
  /** Replace what was uploaded before. */
  overwrite?: boolean;
  /** Version of the bundler plugin (0 to 50 characters); not in the published contract, but sent by real clients. */
  plugin_version?: string;
};

/** The event of an upload of React Native source maps for mobile applications. */
export interface ReactNativeSourcemapEvent {
  type: 'react_native_sourcemap';
  /** Build number of the application (0 to 200 characters). */
  build_number?: string;
  /** Name of the JavaScript bundle (1 to 200 characters). */
  bundle_name: string;
  /** Version of the bundle (0 to 200 characters). */
  bundle_version?: string;
  /** Version of the uploading tool (0 to 50 characters). */
  cli_version?: string;
  /** Target platform. */
  platform: 'android' | 'ios';
  /** Path of the project, cut off from the sources' names (0 to 500 characters). */
  project_path?: string;
  /** Name of the service (1 to 200 characters). */
  service: string;
  /** Version of the service (1 to 200 characters). */
  version: string;
  /** Debug ID of the map. */
  debug_id?: string;
  /** URL of the Git repository (0 to 2048 characters); not in the published contract, but sent by real clients. */
  git_repository_url?: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits); not in the published contract, but sent by real clients. */
  git_commit_sha?: string;
}

/** The event of an upload of ProGuard/R8 mapping files for Android crashes. */
export interface JvmMappingFileEvent {
  type: 'jvm_mapping_file';
  /** Version of the uploading tool (0 to 50 characters); not in the published contract, but sent by real clients. */
  cli_version?: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits); not in the published contract, but sent by real clients. */
  git_commit_sha?: string;
  /** URL of the Git repository (0 to 2048 characters); not in the published contract, but sent by real clients. */
  git_repository_url?: string;
  /** Build ID of the mapping file. */
  build_id?: string;
  /** Name of the service (1 to 200 characters). */
  service: string;
  /** Build variant or flavor (0 to 200 characters). */
  variant?: string;
  /** Version of the service (1 to 200 characters). */
  version: string;
  /** Replace what was uploaded before. */
  overwrite?: boolean;
  /** Android version code (0 or more; a BigInt past 2^53 - 1); not in the published contract, but sent by real clients. */
  version_code?: number | bigint;
}

/** The event of an upload of dSYM files for iOS crashes. */
export interface IosSymbolsEvent {
  type: 'ios_symbols';
  /** UUIDs of the dSYMs, separated by commas (not empty). */
  uuids: string;
}

/** The event of an upload of Flutter symbol files. */
export interface FlutterSymbolFileEvent {
  type: 'flutter_symbol_file';
  /** CPU architecture (1 to 200 characters). */
  arch: string;
  /** Version of the uploading tool (0 to 50 characters). */
  cli_version?: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits); not in the published contract, but sent by real clients. */
  git_commit_sha?: string;
  /** URL of the Git repository (0 to 2048 characters); not in the published contract, but sent by real clients. */
  git_repository_url?: string;
  /** Target platform, such as android or ios (1 to 200 characters). */
  platform: string;
  /** Name of the service (1 to 200 characters). */
  service: string;
  /** Build variant or flavor (1 to 200 characters). */
  variant: string;
  /** Version of the service (1 to 200 characters). */
  version: string;
}

/** The event of an upload of Android NDK symbol files for native crashes. */
export interface NdkSymbolFileEvent {
  type: 'ndk_symbol_file';
  /** CPU architecture (1 to 200 characters). */
  arch: string;
  /** Version of the uploading tool (0 to 50 characters); not in the published contract, but sent by real clients. */
  cli_version?: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits); not in the published contract, but sent by real clients. */
  git_commit_sha?: string;
  /** URL of the Git repository (0 to 2048 characters); not in the published contract, but sent by real clients. */
  git_repository_url?: string;
  /** Build ID (1 to 200 characters). */
  build_id: string;
  /** Name of the original file (0 to 500 characters). */
  filename?: string;
  /** Name of the service (0 to 200 characters); not in the published contract, but sent by real clients. */
  service?: string;
  /** Version of the service (0 to 200 characters); not in the published contract, but sent by real clients. */
  version?: string;
  /** Build variant or flavor (0 to 200 characters); not in the published contract, but sent by real clients. */
  variant?: string;
  /** Android version code (0 or more; a BigInt past 2^53 - 1); not in the published contract, but sent by real clients. */
  version_code?: number | bigint;
}

/** The event of an upload of IL2CPP mapping files for Unity. */
export interface Il2cppMappingFileEvent {
  type: 'il2cpp_mapping_file';
  /** Version of the uploading tool (0 to 50 characters); not in the published contract, but sent by real clients. */
  cli_version?: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits); not in the published contract, but sent by real clients. */
  git_commit_sha?: string;
  /** URL of the Git repository (0 to 2048 characters); not in the published contract, but sent by real clients. */
  git_repository_url?: string;
  /** Build ID (1 to 200 characters). */
  build_id: string;
}

/** The event of an upload of ELF symbol files for Linux and Unix. */
export interface ElfSymbolFileEvent {
  type: 'elf_symbol_file';
  /** Version of the uploading tool (0 to 50 characters). */
  cli_version?: string;
  /** Version of the origin (0 to 200 characters). */
  origin_version?: string;
  /** Who made the upload (0 to 200 characters). */
  origin?: string;
  /** CPU architecture (0 to 200 characters). */
  arch?: string;
  /** GNU build ID (16 or more hexadecimal digits, or empty). */
  gnu_build_id?: string;
  /** Go build ID, or redacted. */
  go_build_id?: string;
  /** Hash of the file (32 hexadecimal digits, or empty). */
  file_hash?: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits); not in the published contract, but sent by real clients. */
  git_commit_sha?: string;
  /** URL of the Git repository (0 to 2048 characters); not in the published contract, but sent by real clients. */
  git_repository_url?: string;
  /** Where the symbols come from, such as debug_info (0 to 200 characters). */
  symbol_source?: string;
  /** Name of the original file (0 to 500 characters). */
  filename?: string;
  /** Replace what was uploaded before. */
  overwrite?: boolean;
  /** Whether unwind tables are to be made; not in the published contract, but sent by real clients. */
  generate_cfi_cache?: boolean;
}

/** The event of an upload of PE/PDB symbol files for Windows. */
export interface PeSymbolFileEvent {
  type: 'pe_symbol_file';
  /** Version of the uploading tool (0 to 50 characters). */
  cli_version?: string;
  /** Version of the origin (0 to 200 characters). */
  origin_version?: string;
  /** Who made the upload (0 to 200 characters). */
  origin?: string;
  /** CPU architecture (1 to 200 characters). */
  arch: string;
  /** Age of the PDB (0 or more; a BigInt past 2^53 - 1). */
  pdb_age: number | bigint;
  /** GUID of the PDB (GUID). */
  pdb_sig: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits); not in the published contract, but sent by real clients. */
  git_commit_sha?: string;
  /** URL of the Git repository (0 to 2048 characters); not in the published contract, but sent by real clients. */
  git_repository_url?: string;
  /** Where the symbols come from, such as debug_info (0 to 200 characters); not in the published contract, but sent by real clients. */
  symbol_source?: string;
  /** Name of the original file (0 to 500 characters). */
  filename?: string;
  /** Replace what was uploaded before. */
  overwrite?: boolean;
  /** Whether unwind tables are to be made; not in the published contract, but sent by real clients. */
  generate_cfi_cache?: boolean;
}

/** The event of an upload of repository metadata for links to source code. */
export interface RepositoryEvent {
  type: 'repository';
  /** Version of the uploading tool (0 to 50 characters). */
  cli_version?: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits). */
  git_commit_sha: string;
  /** URL of the Git repository (0 to 2048 characters). */
  git_repository_url: string;
}

/** The event of an upload of WebAssembly modules with DWARF debug information. */
export interface WasmSymbolFileEvent {
  type: 'wasm_symbol_file';
  /** Version of the uploading tool (0 to 50 characters); not in the published contract, but sent by real clients. */
  cli_version?: string;
  /** Version of the origin (0 to 200 characters); not in the published contract, but sent by real clients. */
  origin_version?: string;
  /** Who made the upload (0 to 200 characters); not in the published contract, but sent by real clients. */
  origin?: string;
  /** Build ID (1 to 200 characters); not in the published contract, but sent by real clients. */
  build_id: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits); not in the published contract, but sent by real clients. */
  git_commit_sha?: string;
  /** URL of the Git repository (0 to 2048 characters); not in the published contract, but sent by real clients. */
  git_repository_url?: string;
  /** Name of the original file (0 to 500 characters); not in the published contract, but sent by real clients. */
  filename?: string;
  /** Replace what was uploaded before; not in the published contract, but sent by real clients. */
  overwrite?: boolean;
}

/** The event of an upload of portable PDB files of .NET assemblies. */
export interface DotnetPortablePdbEvent {
  type: 'dotnet_portable_pdb';
  /** Version of the uploading tool (0 to 50 characters); not in the published contract, but sent by real clients. */
  cli_version?: string;
  /** Version of the origin (0 to 200 characters); not in the published contract, but sent by real clients. */
  origin_version?: string;
  /** Who made the upload (0 to 200 characters); not in the published contract, but sent by real clients. */
  origin?: string;
  /** Debug ID of the assembly (not empty); not in the published contract, but sent by real clients. */
  debug_id: string;
  /** Name of the assembly (0 to 500 characters); not in the published contract, but sent by real clients. */
  assembly_name?: string;
  /** Commit the build was made from (40 lower-case hexadecimal digits); not in the published contract, but sent by real clients. */
  git_commit_sha?: string;
  /** URL of the Git repository (0 to 2048 characters); not in the published contract, but sent by real clients. */
  git_repository_url?: string;
  /** Name of the original file (0 to 500 characters); not in the published contract, but sent by real clients. */
  filename?: string;
  /** Replace what was uploaded before; not in the published contract, but sent by real clients. */
  overwrite?: boolean;
}

/** The event of any upload. */
export type UploadEvent =
  | JsSourcemapEvent
  | ReactNativeSourcemapEvent
  | JvmMappingFileEvent
  | IosSymbolsEvent
  | FlutterSymbolFileEvent
  | NdkSymbolFileEvent
  | Il2cppMappingFileEvent
  | ElfSymbolFileEvent
  | PeSymbolFileEvent
  | RepositoryEvent
  | WasmSymbolFileEvent
  | DotnetPortablePdbEvent;

/** The name of an upload type. */
export type UploadType = UploadEvent['type'];

/** The name of a part that carries a file. */
export type PartName =
  | 'dotnet_portable_pdb'
  | 'elf_symbol_file'
  | 'flutter_symbol_file'
  | 'il2cpp_mapping_file'
  | 'jvm_mapping_file'
  | 'minified_file'
  | 'ndk_symbol_file'
  | 'pe_binary_file'
  | 'pe_symbol_file'
  | 'repository'
  | 'source_map'
  | 'symbols_archive'
  | 'wasm_symbol_file';
