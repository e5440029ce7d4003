/** What the API reference says each upload type has, written out here and not computed from the intake's tables. */

export const SHA = 'f1c09e64a1b2c3d4e5f60718293a4b5c6d7e8f90';
export const GUID = '3E3A3E3A-1C05-4E67-B9B7-99D781E5FB5C';

/** @type {Record<string, { least: Record<string, unknown>, rest: Record<string, unknown>, parts: string[], optional: string[] }>} */
export const TYPES = {
  js_sourcemap: {
    least: { service: 's', version: '1', minified_url: '/a.js' },
    rest: {
      cli_version: '5.25.0',
      git_commit_sha: SHA,
      git_repository_url: 'https://github.com/acme/proj.git',
      overwrite: false,
      project_path: 'foo/',
    },
    parts: ['source_map', 'minified_file'],
    optional: ['repository'],
  },
  react_native_sourcemap: {
    least: {
      service: 's',
      version: '1',
      bundle_name: 'main.jsbundle',
      platform: 'ios',
    },
    rest: {
      build_number: '7',
      bundle_version: '2',
      cli_version: '5',
      debug_id: 'x',
      project_path: '',
    },
    parts: ['source_map'],
    optional: ['minified_file', 'repository'],
  },
  jvm_mapping_file: {
    least: { service: 's', version: '1' },
    rest: { build_id: 'any', overwrite: true, variant: '' },
    parts: ['jvm_mapping_file'],
    optional: ['repository'],
  },
  ios_symbols: {
    least: { uuids: '3BC12422-63CC-30E8-B916-E5006CE3286C' },
    rest: {},
    parts: ['symbols_archive'],
    optional: [],
  },
  flutter_symbol_file: {
    least: {
      service: 's',
      version: '1',
      variant: 'release',
      arch: 'arm',
      platform: 'android',
    },
    rest: { cli_version: '5' },
    parts: ['flutter_symbol_file'],
    optional: [],
  },
  ndk_symbol_file: {
    least: { arch: 'arm64', build_id: 'b' },
    rest: { filename: 'libapp.so' },
    parts: ['ndk_symbol_file'],
    optional: [],
  },
  il2cpp_mapping_file: {
    least: { build_id: 'b' },
    rest: {},
    parts: ['il2cpp_mapping_file'],
    optional: [],
  },
  elf_symbol_file: {
    least: {},
    rest: {
      arch: 'x86_64',
      cli_version: '5',
      file_hash: '40a0f8378cf61c89c325a397edaa0dd2',
      filename: 'dyn_x86_64',
      gnu_build_id: '90aef8b4a3cd45d758501e49d1d9844736c872cd',
      go_build_id: 'redacted',
      origin: 'o',
      origin_version: '1',
      overwrite: false,
      symbol_source: 'debug_info',
    },
    parts: ['elf_symbol_file'],
    optional: [],
  },
  pe_symbol_file: {
    least: { arch: 'x64', pdb_age: 1, pdb_sig: GUID },
    rest: {
      cli_version: '5',
      filename: 'a.pdb',
      origin: '',
      origin_version: '',
      overwrite: true,
    },
    parts: ['pe_symbol_file'],
    optional: [],
  },
  repository: {
    least: {
      git_commit_sha: SHA,
      git_repository_url: 'https://github.com/acme/proj.git',
    },
    rest: { cli_version: '5' },
    parts: ['repository'],
    optional: [],
  },
};

/** @param {string[]} names @returns {Record<string, string>} */
export const filesOf = (names) => Object.fromEntries(names.map((name) => [name, 'content']));
