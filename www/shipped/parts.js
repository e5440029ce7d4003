/** The files of an app as a tree: an area each, as large as its code. Pure. */

import { percent } from '../parts/format.js';

/** @import { VerifiedFile } from '../../pkg/index.js' */
/** @import { HierarchyRectangularNode } from 'd3-hierarchy' */

/** @typedef {'covered' | 'unsent' | 'readable' | 'unreachable'} Group */

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string} path below the package
 * @property {number} [units] in bytes
 * @property {VerifiedFile} [file]
 * @property {Part[]} [children]
 */

/** @typedef {HierarchyRectangularNode<Part>} PartBox */

/** What becomes of a file, in words, with a sign. @type {Record<Group, { sign: string, word: string, means: string }>} */
export const GROUPS = {
  covered: { sign: '✓', word: 'covered', means: 'What was sent is of its build.' },
  unsent: { sign: '✗', word: 'not covered', means: 'Nothing that was sent is of its build.' },
  readable: {
    sign: '○',
    word: 'needs nothing',
    means: 'Its names are as they were; it does not count.',
  },
  unreachable: { sign: '?', word: 'not read', means: 'It could not be read; it does not count.' },
};

/** @param {VerifiedFile} file @returns {Group} */
export function groupOf({ group }) {
  return group in GROUPS ? /** @type {Group} */ (group) : 'unsent';
}

/** @param {VerifiedFile} file in bytes, unpacked */
export function sizeOf({ parts }) {
  return parts.reduce((sum, { size }) => sum + size, 0);
}

/** Whether it counts: what needs nothing, or was not read, is neither covered nor not. @param {VerifiedFile} file */
const isCounted = (file) => ['covered', 'unsent'].includes(groupOf(file));

/**
 * How much of the code that counts a part is, in words.
 * @param {Part} part
 * @param {number} counted the bytes that count, of all parts
 */
export function shareOf(part, counted) {
  const own = countedIn(part);
  return own > 0 && counted > 0 ? percent(own / counted) : 'not counted';
}

/** @param {Part} part @returns {number} in bytes */
function countedIn({ file, units = 0, children = [] }) {
  if (file) return isCounted(file) ? units : 0;
  return children.reduce((sum, child) => sum + countedIn(child), 0);
}

/**
 * What all paths begin with is the package, or its folder: it tells none from the other.
 * @param {VerifiedFile[]} files
 * @returns {string} with a slash at its end
 */
export function commonOf(files) {
  const [first, ...rest] = files.map(({ path }) => path.slice(0, path.lastIndexOf('/') + 1));
  let common = first ?? '';
  for (const path of rest) {
    while (!path.startsWith(common)) {
      common = common.slice(0, common.lastIndexOf('/', common.length - 2) + 1);
    }
  }
  return common;
}

/**
 * @param {VerifiedFile[]} files
 * @param {string} common
 * @returns {Part}
 */
export function partsOf(files, common) {
  /** @type {Part & { children: Part[] }} */
  const root = { name: common, path: '', children: [] };
  /** @type {Map<string, Part & { children: Part[] }>} */
  const folders = new Map();
  for (const file of files) {
    const path = file.path.slice(common.length);
    const cut = path.lastIndexOf('/') + 1;
    const part = { name: path.slice(cut), path, units: sizeOf(file), file };
    if (cut === 0) {
      root.children.push(part);
      continue;
    }
    const at = path.slice(0, cut - 1);
    const known = folders.get(at);
    if (known) {
      known.children.push(part);
      continue;
    }
    const folder = { name: at, path: at, children: [part] };
    folders.set(at, folder);
    root.children.push(folder);
  }
  return root;
}
