/**
 * What real clients send although the published contract does not have it. A real intake takes it, so this one
 * does too, without a word: refusing it would refuse every official client.
 */

/** @typedef {import('./contract.js').UploadType} UploadType */

/** Event fields seen in every kind of upload that can carry Git data. */
const GIT = ['git_commit_sha', 'git_repository_url'];

/**
 * Per published type: the extra event fields and the extra parts, by name. Their values are not checked, since
 * nothing public says what they may be.
 * @type {Record<string, { fields: string[], parts: string[] }>}
 */
export const OBSERVED_EXTRAS = {
  js_sourcemap: { fields: ['debug_id', 'plugin_version'], parts: [] },
  react_native_sourcemap: { fields: GIT, parts: [] },
  // The Android Gradle plugin sends its Git data as two plain form fields beside the event.
  jvm_mapping_file: {
    fields: ['cli_version', 'version_code', ...GIT],
    parts: GIT,
  },
  ios_symbols: { fields: [], parts: [] },
  flutter_symbol_file: { fields: GIT, parts: ['repository'] },
  ndk_symbol_file: {
    fields: ['cli_version', 'service', 'version', 'variant', 'version_code', ...GIT],
    parts: ['repository', ...GIT],
  },
  il2cpp_mapping_file: {
    fields: ['cli_version', ...GIT],
    parts: ['repository'],
  },
  elf_symbol_file: {
    fields: ['generate_cfi_cache', ...GIT],
    parts: ['repository'],
  },
  pe_symbol_file: {
    fields: ['symbol_source', 'generate_cfi_cache', ...GIT],
    parts: ['repository', 'pe_binary_file'],
  },
  repository: { fields: [], parts: [] },
};

/**
 * Whole types that real clients upload and the published contract does not list. Without a contract only the
 * value types are held, and the one thing without which there is no upload: the file.
 * @type {Record<string, UploadType>}
 */
export const OBSERVED_TYPES = {
  wasm_symbol_file: {
    fields: {
      type: { type: 'enum', required: true, values: ['wasm_symbol_file'] },
      build_id: { type: 'string' },
      cli_version: { type: 'string' },
      filename: { type: 'string' },
      git_commit_sha: { type: 'string' },
      git_repository_url: { type: 'string' },
      origin: { type: 'string' },
      origin_version: { type: 'string' },
      overwrite: { type: 'boolean' },
    },
    parts: { wasm_symbol_file: 'required', repository: 'optional' },
  },
  dotnet_portable_pdb: {
    fields: {
      type: { type: 'enum', required: true, values: ['dotnet_portable_pdb'] },
      assembly_name: { type: 'string' },
      cli_version: { type: 'string' },
      debug_id: { type: 'string' },
      filename: { type: 'string' },
      git_commit_sha: { type: 'string' },
      git_repository_url: { type: 'string' },
      origin: { type: 'string' },
      origin_version: { type: 'string' },
      overwrite: { type: 'boolean' },
    },
    parts: { dotnet_portable_pdb: 'required', repository: 'optional' },
  },
};

/**
 * Fields of the contract that a JavaScript upload may leave out when its event has a `debug_id`: the debug ID
 * then says which build the file belongs to.
 */
export const WAIVED_BY_DEBUG_ID = ['service', 'version'];
