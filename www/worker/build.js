/** The files that the page was given. They stay here: the page itself only ever sees what is said of them. */
import { start } from '../../pkg/core/index.js';
import { unpackArchive } from './archive.js';

/** @import { Call } from '../engine/messages.js' */
/** @import { RunIssue } from '../../pkg/index.js' */

/**
 * A file as it came.
 * @typedef {object} Given
 * @property {Blob} file
 * @property {string} path with slashes; of what came in a folder, from that folder on
 * @property {boolean} [found] whether it was found in a folder, not chosen by itself
 */

/**
 * What came with the files and can't be read.
 * @typedef {{ path: string, why: string }} Lost `why`: the browser's own words
 */

/** @type {Map<string, Given>} by their paths */
const build = new Map();

/** @type {RunIssue[]} what is to be said of archives, and of what can't be read */
let said = [];

/**
 * Takes files in. One at the same path takes the other's place.
 * @param {Call} call
 * @param {Given[]} files
 * @param {Lost[]} lost
 * @returns {Promise<number>} how many there are now
 */
export async function addFiles({ signal, tell }, files, lost) {
  const core = await start();
  const ofLost = (/** @type {Lost} */ { path: file, why: reason }) =>
    core.finding('file-unreadable', { file, reason });
  said.push(...lost.map(ofLost));
  let done = 0;
  for (const given of files) {
    signal.throwIfAborted();
    const why = await whyUnreadable(given);
    if (why === undefined) await add(given, signal);
    else said.push(ofLost({ path: given.path, why }));
    done += 1;
    if (done % 200 === 0) tell({ done, total: files.length });
  }
  return build.size;
}

/**
 * What was named may be gone, or not be this person's to read. What a folder lists is there, and too much to be tried.
 * @param {Given} given
 * @returns {Promise<string | undefined>} the browser's own words
 */
async function whyUnreadable({ file, found }) {
  if (found) return undefined;
  try {
    // what is gone has no length, and no range that would fail
    await (file.size > 0 ? file.slice(0, 1) : file).arrayBuffer();
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/**
 * @param {Given} given
 * @param {AbortSignal} signal
 */
async function add(given, signal) {
  const path = harmless(given.path);
  const { files, issues } = await unpackArchive({ ...given, path }, signal);
  said.push(...issues);
  for (const one of files) put({ ...one, path: harmless(one.path) });
}

/** @param {Given} given */
function put(given) {
  build.set(given.path, given);
}

export async function clearFiles() {
  build.clear();
  said = [];
}

/** What is to be said of what was taken in. */
export const saidOfFiles = () => said;

/**
 * The files, as the package takes them: named by their paths in the build, in the order of these.
 * @returns {{ file: Blob, name: string, found?: boolean }[]}
 */
export function input() {
  const all = [...build.values()];
  const cut = commonFolder(all).length;
  return all
    .map(({ file, path, found }) => ({ file, name: path.slice(cut), found }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The folder that was given, where it is one and nothing besides it: names are relative to it, as on the command line.
 * @param {Given[]} all
 */
function commonFolder(all) {
  const [first] = all;
  if (first === undefined) return '';
  const root = first.path.slice(0, first.path.indexOf('/') + 1);
  // the name of a bundle tells what is in it
  const isOne = root !== '' && !root.endsWith('.dSYM/');
  return isOne && all.every(({ path, found }) => found && path.startsWith(root)) ? root : '';
}

/**
 * A path that leads nowhere else, whatever an archive calls its entries.
 * @param {string} path
 */
function harmless(path) {
  const segments = path.replaceAll('\\', '/').split('/');
  return segments.filter((segment) => !['', '.', '..'].includes(segment)).join('/') || 'file';
}
