/** What a receipt says, if it is one. Pure. */
import { UsageError } from '../errors.js';

/** @import { ReceiptEntry } from '../index.js' */

/** The version of the document. */
export const FORMAT = 1;

/** How deep an entry may be nested: events are flat, but for a list of repositories. */
const DEEPEST = 20;

/**
 * @param {string} text
 * @param {string} name
 * @returns {ReceiptEntry[]}
 * @throws {UsageError} where it is none
 */
export function readEntries(text, name) {
  return readReceipt(text, name).uploads;
}

/** An answer that named no upload is no sign that there is one. @param {ReceiptEntry} entry */
export function hasArrived({ status, id }) {
  return status === 'sent' && id !== undefined;
}

/**
 * @param {string} text
 * @param {string} name
 * @returns {{ complete: boolean, uploads: ReceiptEntry[] }}
 * @throws {UsageError} where it is none
 */
export function readReceipt(text, name) {
  const refuse = (/** @type {string} */ why) =>
    new UsageError('receipt-invalid', `${name} is no receipt of mapship: ${why}`, {
      help: 'name another file; or delete it, and everything is sent again',
    });
  /** @type {any} */
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    // what the platform says repeats the text, and a file that was named by mistake may hold a secret
    throw refuse('it is not JSON');
  }
  const { receipt, complete, uploads } = document ?? {};
  if (typeof receipt !== 'number') throw refuse('it has no member "receipt"');
  if (receipt !== FORMAT) {
    throw refuse(`its format is ${receipt}, and this version of mapship knows ${FORMAT}`);
  }
  if (!Array.isArray(uploads)) throw refuse('its "uploads" is not a list');
  const wrong = uploads.findIndex((entry) => !isEntry(entry));
  if (wrong >= 0) throw refuse(`uploads[${wrong}] is not an upload`);
  return { complete: complete === true, uploads };
}

/** @param {any} entry */
function isEntry(entry) {
  return (
    isObject(entry) &&
    typeof entry.path === 'string' &&
    typeof entry.status === 'string' &&
    typeof (entry.digest ?? '') === 'string' &&
    (entry.event === undefined || isObject(entry.event)) &&
    (entry.identity === undefined || isObject(entry.identity)) &&
    isFlat(entry)
  );
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether it is nested no deeper than what mapship writes: what is deeper could not be written again.
 * @param {object} entry
 */
function isFlat(entry) {
  /** @type {unknown[]} */
  let floor = [entry];
  for (let depth = 0; depth < DEEPEST && floor.length > 0; depth += 1) {
    floor = floor.flatMap((value) => Object.values(value ?? {})).filter(isNest);
  }
  return floor.length === 0;
}

/** @param {unknown} value */
function isNest(value) {
  return typeof value === 'object' && value !== null;
}
