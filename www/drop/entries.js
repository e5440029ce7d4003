/** Files out of what was dropped, chosen or pasted: folders are gone through, nothing is read. */
import { isSkippedFolder } from '../../pkg/host/collect/file-filter.js';

/** @import { Given, Lost } from '../worker/build.js' */

/** @typedef {{ files: Given[], lost: Lost[] }} Taken `lost`: what can't be read */

/** How many files of a folder are asked for at a time. */
const TOGETHER = 16;

/**
 * The files of a drop or a paste. Must be called while the event is being handled: after that its data is gone.
 * @param {DataTransfer} data
 * @returns {Promise<Taken>}
 */
export async function filesOfTransfer(data) {
  /** @type {Lost[]} */
  const lost = [];
  const found = [...data.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => {
      const entry = item.webkitGetAsEntry?.();
      if (entry) return walk(entry, '', lost);
      // what is pasted is no entry, nor is a file that is gone
      const file = item.getAsFile();
      return file ? filesOfList([file]) : [];
    });
  return { files: (await Promise.all(found)).flat(), lost };
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
 * @param {Lost[]} lost gets what can't be read: one bad file is no reason to leave the others
 * @returns {Promise<Given[]>}
 */
async function walk(entry, below, lost) {
  const path = below + entry.name;
  try {
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
      const found = await Promise.all(some.map((one) => walk(one, `${path}/`, lost)));
      all.push(...found.flat());
    }
    return all;
  } catch (error) {
    lost.push({ path, why: /** @type {Error} */ (error).message });
    return [];
  }
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
