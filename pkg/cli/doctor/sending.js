/** How uploads would be sent, as far as somebody has said so, and what the receipt of an earlier run says. */
import { MapshipError } from '../../index.js';
import { Receipt } from '../../receipt/index.js';
import { storeAt } from '../../receipt/folder.js';
import { count, duration } from '../../text/style.js';
import { fact, problem } from './entry.js';

/** @import { Core } from '../../core/types.js' */
/** @import { UploadOptions } from '../../index.js' */
/** @import { Entry } from './entry.js' */

/** What is said of each option; those that nobody has given are not spoken of. */
const WORDS = /** @type {const} */ ({
  maxConcurrency: ['concurrency', (/** @type {number} */ n) => `${count(n, 'upload')} at a time`],
  maxRetries: ['retries', (/** @type {number} */ n) => count(n, 'retry', 'retries')],
  timeout: ['timeout', (/** @type {number} */ ms) => `${duration(ms)} without a move`],
  deadline: ['deadline', (/** @type {number} */ ms) => `${duration(ms)} for all uploads together`],
});

/**
 * @param {Core} core
 * @param {UploadOptions} options
 * @param {(option: string) => string | undefined} originOf
 * @returns {Promise<Entry[]>}
 */
export async function sendingEntries(core, options, originOf) {
  /** @type {Entry[]} */
  const entries = [];
  for (const [name, [about, say]] of Object.entries(WORDS)) {
    const value = options[/** @type {keyof typeof WORDS} */ (name)];
    if (value !== undefined) entries.push(fact(about, say(value), originOf(name)));
  }
  const { receipt } = options;
  if (typeof receipt === 'string')
    entries.push(await receiptEntry(core, receipt, originOf('receipt')));
  return entries;
}

/**
 * @param {Core} core
 * @param {string} file
 * @param {string | undefined} origin
 * @returns {Promise<Entry>}
 */
async function receiptEntry(core, file, origin) {
  try {
    const store = storeAt(file);
    const isThere = (await store.read()) !== undefined;
    // of which intake it is does not matter: only what has arrived is asked for
    const { sent } = await Receipt.open(core, store, '');
    const said = isThere || sent > 0 ? `${count(sent, 'upload')} that arrived` : 'to be written';
    return fact('receipt', `${file}: ${said}`, origin);
  } catch (error) {
    if (!(error instanceof MapshipError)) throw error;
    return problem('error', 'receipt', error, { value: file, origin });
  }
}
