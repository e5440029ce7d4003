/** What ties each upload to a build: by the entries of a receipt, or by the files of the build. */
import { sha256 } from '#host';

import { inspectAll } from '../check/inspect.js';

/** @import { Core, Verifier } from '../core/types.js' */
/** @import { FileInput, Input, ReceiptEntry } from '../index.js' */

/**
 * @typedef {{ file: string, ids: string[], isSent: boolean, untold: string[] }} Known
 * @property untold the formats that it may be of, where the receipt does not tell what ties it to a build
 */

/** The members of events that tie a file to its build. */
const IDS = /(?:build_id|debug_id|uuids|pdb_sig)$/;

/**
 * @param {Core} core
 * @param {ReceiptEntry[]} entries
 * @param {{ service?: string, version?: string }} settings
 * @param {(entry: ReceiptEntry) => Promise<string[]>} idsOfFile what the file says of itself, where it is still there as it was
 * @returns {Promise<Known[]>}
 */
export async function ofEntries(core, entries, { service, version }, idsOfFile) {
  const isMeant = (/** @type {ReceiptEntry} */ { status, event = {} }) =>
    status === 'sent' &&
    (service === undefined || (event.service ?? service) === service) &&
    (version === undefined || (event.version ?? version) === version);
  /** @type {Known[]} */
  const known = [];
  for (const entry of entries.filter(isMeant)) {
    const { event = {}, parts = [], identity } = entry;
    const own = identity ? idsOf(identity) : await idsOfFile(entry);
    const hashes = parts.map((part) => part.sha256);
    const ids = [...idsOf(event), ...own, ...hashes];
    const untold = own.length > 0 ? [] : untoldBy(core, entry);
    known.push({ file: entry.path, ids, isSent: true, untold });
  }
  return known;
}

/**
 * Receipts of early versions have no identity of a file: it is what its event tells, and of some types the event tells nothing.
 * @param {Core} core
 * @param {ReceiptEntry} entry
 */
function untoldBy(core, { type, event = {}, parts = [] }) {
  const declared = core.types().find(({ name }) => name === type);
  const minified = declared?.parts.find(({ role }) => role === 'minified')?.name;
  // what is shipped was sent beside its map, and is known by its hash
  if (declared === undefined || parts.some(({ part }) => part === minified)) return [];
  const isTold = declared.fields.some(({ name }) => IDS.test(name) && event[name]);
  return isTold ? [] : declared.formats;
}

/**
 * @param {Core} core
 * @param {Verifier} verifier
 * @param {Input} build
 * @param {boolean} isSent
 * @param {(path: string) => FileInput} fileAt
 * @returns {Promise<Known[]>}
 */
export async function ofBuild(core, verifier, build, isSent, fileAt) {
  const { files } = await inspectAll(core, build);
  /** @type {Known[]} */
  const known = [];
  for (const { path, type, format = '', identity } of files) {
    // a bundle is known by its bytes, and sent beside its map
    if (verifier.howToLook(format, new Uint8Array()) === 'hash') {
      known.push({ file: path, ids: [await sha256(fileAt(path), core)], isSent, untold: [] });
    } else if (type !== undefined) {
      known.push({ file: path, ids: idsOf(identity), isSent, untold: [] });
    }
  }
  return known;
}

/**
 * The values of an identity, each by itself.
 * @param {Record<string, unknown>} identity
 */
export function idsOf(identity) {
  const texts = Object.values(identity).filter((value) => typeof value === 'string');
  return texts.flatMap((value) => value.split(','));
}
