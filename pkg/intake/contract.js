/**
 * The published contract of `POST /api/v2/srcmap`, as data: every upload type, its event fields and its parts.
 *
 * Transcribed by hand from the API reference, on purpose apart from mapship's core: when the two disagree, one
 * of them misread the page, and an upload to this intake shows it. Nothing here is inferred or generated.
 */

/**
 * @typedef {object} Field
 * @property {'string' | 'boolean' | 'int64' | 'enum'} type
 * @property {boolean} [required]
 * @property {number} [min] Least length of a string, in Unicode code points.
 * @property {number} [max] Greatest length of a string, in Unicode code points.
 * @property {RegExp} [pattern] What a string must match as a whole.
 * @property {string} [patternInWords] The pattern as the reference says it, to complete "Field x must be …".
 * @property {string[]} [values] The allowed values of an enum.
 * @property {bigint} [least] The least value of an int64.
 *
 * @typedef {object} UploadType
 * @property {Record<string, Field>} fields
 * @property {Record<string, 'required' | 'optional'>} parts The file parts; the `event` part is in every type.
 */

/** @type {Field} 1-200 characters and required: the shape of most identifying fields. */
const NAME = { type: 'string', required: true, min: 1, max: 200 };
/** @type {Field} */
const OPTIONAL_NAME = { type: 'string', max: 200 };
/** @type {Field} */
const CLI_VERSION = { type: 'string', max: 50 };
/** @type {Field} */
const PATH = { type: 'string', max: 500 };
/** @type {Field} */
const FLAG = { type: 'boolean' };
/** @type {Field} */
const FREE_TEXT = { type: 'string' };
/** @type {Field} */
const REPOSITORY_URL = { type: 'string', max: 2048 };
/** @type {Field} */
const COMMIT_SHA = {
  type: 'string',
  pattern: /^[0-9a-f]{40}$/,
  patternInWords: '40 lowercase hex characters',
};

/** @type {Record<string, UploadType>} */
export const CONTRACT = {
  js_sourcemap: {
    fields: {
      type: { type: 'enum', required: true, values: ['js_sourcemap'] },
      service: NAME,
      version: NAME,
      minified_url: { type: 'string', required: true, min: 1, max: 2048 },
      cli_version: CLI_VERSION,
      git_commit_sha: COMMIT_SHA,
      git_repository_url: REPOSITORY_URL,
      overwrite: FLAG,
      project_path: PATH,
    },
    parts: {
      source_map: 'required',
      minified_file: 'required',
      repository: 'optional',
    },
  },
  react_native_sourcemap: {
    fields: {
      type: {
        type: 'enum',
        required: true,
        values: ['react_native_sourcemap'],
      },
      service: NAME,
      version: NAME,
      bundle_name: NAME,
      platform: { type: 'enum', required: true, values: ['android', 'ios'] },
      build_number: OPTIONAL_NAME,
      bundle_version: OPTIONAL_NAME,
      cli_version: CLI_VERSION,
      debug_id: FREE_TEXT,
      project_path: PATH,
    },
    parts: {
      source_map: 'required',
      minified_file: 'optional',
      repository: 'optional',
    },
  },
  jvm_mapping_file: {
    fields: {
      type: { type: 'enum', required: true, values: ['jvm_mapping_file'] },
      service: NAME,
      version: NAME,
      build_id: FREE_TEXT,
      overwrite: FLAG,
      variant: OPTIONAL_NAME,
    },
    parts: { jvm_mapping_file: 'required', repository: 'optional' },
  },
  ios_symbols: {
    fields: {
      type: { type: 'enum', required: true, values: ['ios_symbols'] },
      uuids: { type: 'string', required: true, min: 1 },
    },
    parts: { symbols_archive: 'required' },
  },
  flutter_symbol_file: {
    fields: {
      type: { type: 'enum', required: true, values: ['flutter_symbol_file'] },
      service: NAME,
      version: NAME,
      variant: NAME,
      arch: NAME,
      platform: NAME,
      cli_version: CLI_VERSION,
    },
    parts: { flutter_symbol_file: 'required' },
  },
  ndk_symbol_file: {
    fields: {
      type: { type: 'enum', required: true, values: ['ndk_symbol_file'] },
      arch: NAME,
      build_id: NAME,
      filename: PATH,
    },
    parts: { ndk_symbol_file: 'required' },
  },
  il2cpp_mapping_file: {
    fields: {
      type: { type: 'enum', required: true, values: ['il2cpp_mapping_file'] },
      build_id: NAME,
    },
    parts: { il2cpp_mapping_file: 'required' },
  },
  elf_symbol_file: {
    fields: {
      type: { type: 'enum', required: true, values: ['elf_symbol_file'] },
      arch: OPTIONAL_NAME,
      cli_version: CLI_VERSION,
      file_hash: {
        type: 'string',
        pattern: /^(?:[0-9a-f]{32})?$/i,
        patternInWords: '32 hex characters, or empty',
      },
      filename: PATH,
      gnu_build_id: {
        type: 'string',
        pattern: /^(?:[0-9a-f]{16,})?$/i,
        patternInWords: '16 or more hex characters, or empty',
      },
      go_build_id: FREE_TEXT,
      origin: OPTIONAL_NAME,
      origin_version: OPTIONAL_NAME,
      overwrite: FLAG,
      symbol_source: OPTIONAL_NAME,
    },
    parts: { elf_symbol_file: 'required' },
  },
  pe_symbol_file: {
    fields: {
      type: { type: 'enum', required: true, values: ['pe_symbol_file'] },
      arch: NAME,
      pdb_age: { type: 'int64', required: true, least: 0n },
      // "GUID" is all the reference says, so both usual spellings pass: with dashes and without.
      pdb_sig: {
        type: 'string',
        required: true,
        pattern: /^[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}$/i,
        patternInWords: 'a GUID such as 3E3A3E3A-1C05-4E67-B9B7-99D781E5FB5C',
      },
      cli_version: CLI_VERSION,
      filename: PATH,
      origin: OPTIONAL_NAME,
      origin_version: OPTIONAL_NAME,
      overwrite: FLAG,
    },
    parts: { pe_symbol_file: 'required' },
  },
  repository: {
    fields: {
      type: { type: 'enum', required: true, values: ['repository'] },
      git_commit_sha: { ...COMMIT_SHA, required: true },
      git_repository_url: { ...REPOSITORY_URL, required: true },
      cli_version: CLI_VERSION,
    },
    parts: { repository: 'required' },
  },
};
