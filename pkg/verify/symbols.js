/** What was sent of symbols and mappings: what ties each upload to a build. */
import { openFile, receiptStore, sha256 } from '#host';

import { FileError } from '../errors.js';
import { withOpen } from '../host/with-file.js';
import { readEntries } from '../receipt/entries.js';
import { partAgainst } from './against.js';
import { idsOf, ofBuild, ofEntries } from './known.js';

/** @import { Core, Verifier } from '../core/types.js' */
/** @import { Input, ReceiptEntry } from '../index.js' */
/** @import { Known } from './known.js' */

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
    known.push(...(await ofBuild(core, verifier, build, receipts.length === 0, (path) => path)));
  return known;
}

/**
 * @param {Core} core
 * @param {string} path
 * @param {{ service?: string, version?: string }} settings
 * @returns {Promise<Known[]>}
 */
async function ofReceipt(core, path, settings) {
  const text = await (await receiptStore(path)).read();
  if (text === undefined) throw new FileError(path, 'does not exist');
  return ofEntries(core, readEntries(text, path), settings, (entry) => ofFile(core, entry));
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
