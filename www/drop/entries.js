/** Files out of what was dropped, chosen or pasted: folders are gone through, nothing is read. */
import { isSkippedFolder } from '../../pkg/tree.js';

/** @import { Given } from '../worker/build.js' */

/** How many files of a folder are asked for at a time. */
const TOGETHER = 16;

/**
 * The files of a drop or a paste. Must be called while the event is being handled: after that its data is gone.
 * @param {DataTransfer} data
 * @returns {Promise<Given[]>}
 */
export async function filesOfTransfer(data) {
  const items = [...data.items].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry?.());
  if (entries.some((entry) => !entry)) return filesOfList(data.files);
  const found = entries.map((entry) => walk(/** @type {FileSystemEntry} */ (entry), ''));
  return (await Promise.all(found)).flat();
}

/**
 * The files of an input. Those of a folder carry their paths.
 * @param {FileList | File[]} files
 * @returns {Given[]}
 */
export function filesOfList(files) {
  return [...files].map((file) => {
    const path = file.webkitRelativePath;
    return path ? { file, path, found: true } : { file, path: file.name };
  });
}

/**
 * @param {FileSystemEntry} entry
 * @param {string} below the path of its folder, with a slash at the end; empty for what was dropped itself
 * @returns {Promise<Given[]>}
 */
async function walk(entry, below) {
  const path = below + entry.name;
  if (entry.isFile) {
    const file = await fileOf(/** @type {FileSystemFileEntry} */ (entry));
    return [{ file, path, ...(below !== '' && { found: true }) }];
  }
  if (below !== '' && isSkippedFolder(entry.name)) return [];
  const inside = await list(/** @type {FileSystemDirectoryEntry} */ (entry));
  /** @type {Given[]} */
  const all = [];
  for (let at = 0; at < inside.length; at += TOGETHER) {
    const some = inside.slice(at, at + TOGETHER);
    const found = await Promise.all(some.map((one) => walk(one, `${path}/`)));
    all.push(...found.flat());
  }
  return all;
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
function fileOf(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/**
 * All that is in a folder; browsers give it in parts.
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<FileSystemEntry[]>}
 */
async function list(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const all = [];
  for (;;) {
    const part = await /** @type {Promise<FileSystemEntry[]>} */ (
      new Promise((resolve, reject) => reader.readEntries(resolve, reject))
    );
    if (part.length === 0) return all;
    all.push(...part);
  }
}
