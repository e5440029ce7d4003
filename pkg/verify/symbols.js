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
/** @typedef {{ file: string, ids: string[], isSent: boolean }} Known */

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
  for (const path of receipts) known.push(...(await ofReceipt(core, path, settings)));
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
    const { event = {}, parts = [] } = entry;
    const ids = [...idsOf(event), ...parts.map((part) => part.sha256)];
    known.push({ file: entry.path, ids: [...ids, ...(await ofFile(core, entry))], isSent: true });
  }
  return known;
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
      known.push({ file: path, ids: [await sha256(path, core)], isSent });
    } else if (type !== undefined) {
      known.push({ file: path, ids: idsOf(identity), isSent });
    }
  }
  return known;
}
