/** What an upload is about, in a few words: the values by which an error would later find it. */

import { printable, shortened } from './wording.js';

/**
 * Per type, the event fields that make up the identity; the first of a list that has a value counts.
 * @type {Record<string, (string | string[])[]>}
 */
const BY_TYPE = {
  js_sourcemap: ['service@version', 'minified_url', 'debug_id'],
  react_native_sourcemap: ['service@version', 'platform', 'bundle_name', 'debug_id'],
  jvm_mapping_file: ['service@version', 'variant', 'build_id'],
  ios_symbols: ['uuids'],
  flutter_symbol_file: ['service@version', 'platform', 'arch', 'variant'],
  ndk_symbol_file: ['build_id', 'arch', 'filename'],
  il2cpp_mapping_file: ['build_id'],
  elf_symbol_file: [['gnu_build_id', 'go_build_id', 'file_hash'], 'arch', 'filename'],
  pe_symbol_file: ['pdb_sig', 'pdb_age', 'arch', 'filename'],
  repository: ['git_repository_url', 'git_commit_sha'],
  wasm_symbol_file: ['build_id', 'filename'],
  dotnet_portable_pdb: ['debug_id', 'assembly_name', 'filename'],
};

/**
 * @param {Record<string, unknown>} event
 * @returns {string} On one line and at most 120 characters; empty when the event says nothing.
 */
export function identityOf(event) {
  const { type } = event;
  const fields =
    typeof type === 'string' && Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : ['service@version'];
  /** @param {string} name */
  const shownValue = (name) => {
    const value = Object.hasOwn(event, name) ? event[name] : undefined;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const words = fields.map((field) => {
    if (Array.isArray(field)) return field.map(shownValue).find((value) => value !== '') ?? '';
    return field.split('@').map(shownValue).filter(Boolean).join('@');
  });
  return printable(shortened(words.filter(Boolean).join(' '), 120));
}
