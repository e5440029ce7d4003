/** Files of the build, on disk or in an archive. */
import { openFile } from '#host';

/** @import { NamedFile, OpenFile } from '../host/types.js' */
/** @import { HeldFile } from '../plan/archives.js' */

/** @typedef {NamedFile & Partial<HeldFile>} BuildFile */

/** @param {BuildFile} file @returns {Promise<OpenFile>} what is packed is unpacked, piece by piece */
export function open({ file, entry }) {
  return entry ? entry.open(true) : openFile(file);
}

/** The same, but of what is packed the beginning alone. @param {BuildFile} file @returns {Promise<OpenFile>} */
export function openBeginning({ file, entry }) {
  return entry ? entry.open(false) : openFile(file);
}

/** @param {NamedFile} file */
export function shownOf({ shown, name }) {
  return (shown ?? name).replaceAll('\\', '/');
}
