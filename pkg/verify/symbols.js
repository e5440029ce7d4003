/** What was sent of symbols and mappings: what ties each upload to a build. */
import { openFile, receiptStore, sha256 } from '#host';

import { inspectAll } from '../check/inspect.js';
import { FileError } from '../errors.js';
import { withOpen } from '../host/with-file.js';
import { readEntries } from '../receipt/entries.js';
import { partAgainst } from './against.js';
import { idsOf } from './package.js';

/** @import { Core, Verifier } from '../core/types.js' */
/** @import { Input, ReceiptEntry } from '../index.js' */
/**
 * @typedef {{ file: string, ids: string[], isSent: boolean, untold: string[] }} Known
 * @property untold the formats that it may be of, where the receipt does not tell what ties it to a build
 */

/** The members of events that tie a file to its build. */
const IDS = /(?:build_id|debug_id|uuids|pdb_sig)$/;

/**
 * Where a receipt is given and a folder, only the receipt says what was sent: the folder says what could be.
 * @param {Core} core
 * @param {Verifier} verifier
 * @param {Input} against
 * @param {{ service?: string, version?: string }} settings
 * @returns {Promise<Known[]>}
 */
export async function readSymbols(core, verifier, against, settings) {
  const { receipts, build } = partAgainst(against);
  /** @type {Known[]} */
  const known = [];
  for (const path of receipts.flat()) known.push(...(await ofReceipt(core, path, settings)));
  if (build.length > 0)
    known.push(...(await ofFolder(core, verifier, build, receipts.length === 0)));
  return known;
}

/**
 * @param {Core} core
 * @param {string} path
 * @param {{ service?: string, version?: string }} settings
 * @returns {Promise<Known[]>}
 */
async function ofReceipt(core, path, { service, version }) {
  const text = await (await receiptStore(path)).read();
  if (text === undefined) throw new FileError(path, 'does not exist');
  const isMeant = (/** @type {ReceiptEntry} */ { status, event = {} }) =>
    status === 'sent' &&
    (service === undefined || (event.service ?? service) === service) &&
    (version === undefined || (event.version ?? version) === version);
  /** @type {Known[]} */
  const known = [];
  for (const entry of readEntries(text, path).filter(isMeant)) {
    const { event = {}, parts = [], identity } = entry;
    const own = identity ? idsOf(identity) : await ofFile(core, entry);
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
 * What a file says of itself that was sent, where it is still there as it was: the event need not have all of it.
 * @param {Core} core
 * @param {ReceiptEntry} entry
 */
async function ofFile(core, { path, parts = [] }) {
  try {
    return await withOpen(await openFile(path), async (source) => {
      const own = parts.find(({ size }) => size === source.length);
      if (own === undefined || (await sha256(source, core)) !== own.sha256) return [];
      return idsOf(core.inspect(source, path).identity);
    });
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

/**
 * @param {Core} core
 * @param {Verifier} verifier
 * @param {Input} build
 * @param {boolean} isSent
 * @returns {Promise<Known[]>}
 */
async function ofFolder(core, verifier, build, isSent) {
  const { files } = await inspectAll(core, build);
  /** @type {Known[]} */
  const known = [];
  for (const { path, type, format = '', identity } of files) {
    // a bundle is known by its bytes, and sent beside its map
    if (verifier.howToLook(format, new Uint8Array()) === 'hash') {
      known.push({ file: path, ids: [await sha256(path, core)], isSent, untold: [] });
    } else if (type !== undefined) {
      known.push({ file: path, ids: idsOf(identity), isSent, untold: [] });
    }
  }
  return known;
}
