/** What the user gave, as files with names. */
import { expand } from '#host';
import { asFound, isSkippedFolder } from '../host/collect/file-filter.js';
import { UsageError } from '../errors.js';

/** @import { NamedFile } from '../host/types.js' */
/** @import { FileInput, Input } from '../index.js' */

/**
 * @param {Input} input
 * @returns {Promise<NamedFile[]>}
 */
export async function filesOf(input) {
  const expanded = await expand(input);
  if (expanded !== undefined) return expanded;
  if (input instanceof Uint8Array || input instanceof Blob) return [named(input)];
  if (!Array.isArray(input)) {
    throw new UsageError('input-kind', `the input is ${kindOf(input)}`, {
      help: 'give a path (Node), a Blob or File, a Uint8Array, or a list of { file, name } of these',
    });
  }
  /** @type {NamedFile[]} */
  const files = [];
  for (const item of input) {
    const isPair = typeof item === 'object' && item !== null && 'file' in item;
    const { file, name, found } = isPair ? item : { file: item };
    if (found) {
      files.push(...inFolder(named(file, name)));
      continue;
    }
    const many = await expand(file);
    if (many === undefined) files.push(named(file, name));
    else if (name === undefined || many.length !== 1) files.push(...many);
    else files.push(...many.map((one) => ({ ...one, name, root: undefined })));
  }
  return files;
}

/**
 * A file as it counts among those of a folder: what can be no build output is passed over.
 * @param {NamedFile} file
 * @returns {NamedFile[]}
 */
function inFolder(file) {
  const folders = file.name.split('/').slice(0, -1);
  const kind = folders.some(isSkippedFolder) ? undefined : asFound(file.name);
  return kind ? [{ ...file, ...kind }] : [];
}

/**
 * @param {FileInput} file
 * @param {string} [name]
 * @returns {NamedFile}
 */
export function named(file, name) {
  if (name !== undefined && typeof name !== 'string') {
    throw new UsageError('input-kind', `the name of a file is ${kindOf(name)}`, {
      help: 'give a path',
    });
  }
  const given = name?.replaceAll('\\', '/');
  if (typeof file === 'string') return { file, name: given ?? baseName(file), shown: file };
  if (!(file instanceof Uint8Array || file instanceof Blob)) {
    throw new UsageError('input-kind', `a file is ${kindOf(file)}`, {
      help: 'give a path (Node), a Blob or File, or a Uint8Array',
    });
  }
  const own = file instanceof File ? file.webkitRelativePath || file.name : undefined;
  return { file, name: given ?? own ?? 'input' };
}

/** @param {string} path */
function baseName(path) {
  return path.split(/[/\\]/).findLast((segment) => segment !== '') ?? path;
}

/** @param {unknown} value */
function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'a list' : `of the type ${typeof value}`;
}
