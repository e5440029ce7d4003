/** What in a build's folder may be of use, told by names alone, as `src/plan/folder.rs` tells it of archives. Pure. */
import {
  ATTRIBUTES,
  BY_NAME,
  ENTERED,
  LOOKED_AT,
  PLAIN,
  SHEET,
  SKIPPED,
} from './declared-names.js';

/** @import { NamedFile } from '../types.js' */

const OF_PAIRS = new Set(BY_NAME);
const OF_NO_USE = new Set(PLAIN);

/**
 * Whether a name tells that a file is a script, a style sheet or a map. One that says more than its ending is another file's:
 * `proguard.map`.
 * @param {string} name
 */
export function isByName(name) {
  if (!OF_PAIRS.has(`.${endingOf(name)}`)) return false;
  return !LOOKED_AT.includes(
    name.slice(1 + Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'))),
  );
}

/**
 * How a file counts that was found in a folder, not named; undefined where it does not.
 * @param {string} name with slashes
 * @returns {Pick<NamedFile, 'inFolder' | 'aside'> | undefined}
 */
export function asFound(name) {
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (base.startsWith(ATTRIBUTES)) return undefined;
  if (isByName(base)) return { inFolder: true, ...(base.endsWith(SHEET) && { aside: true }) };
  const isWanted =
    LOOKED_AT.includes(base) ||
    name.includes('.dSYM/') ||
    !OF_NO_USE.has(endingOf(base).toLowerCase());
  return isWanted ? { inFolder: true, aside: true } : undefined;
}

/**
 * Whether a folder holds no build output.
 * @param {string} base its name
 */
export function isSkippedFolder(base) {
  return SKIPPED.includes(base) || (base.startsWith('.') && !ENTERED.includes(base));
}

/**
 * What comes after the last dot; empty where there is none.
 * @param {string} name
 */
function endingOf(name) {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}
