/** Receipts of several runs, made one. Pure. */
import { hasArrived } from './entries.js';
import { placeOf } from './index.js';

/** @import { ReceiptEntry } from '../index.js' */

/** @typedef {{ name: string, complete: boolean, uploads: ReceiptEntry[] }} Read a receipt that was read */

/**
 * Two receipts that say that different files were sent as one upload.
 * @typedef {{ path: string, type: string, kept: string, dropped: string }} Conflict `kept`: the receipt that counts
 */

/** @typedef {{ entry: ReceiptEntry, from: string }} Told */

/**
 * Of the same upload what arrived counts more than what did not, and what was sent later more than what was sent earlier.
 * @param {Read[]} receipts
 * @returns {{ complete: boolean, uploads: ReceiptEntry[], conflicts: Conflict[] }}
 */
export function mergeReceipts(receipts) {
  const all = receipts.flatMap(({ name, uploads }) =>
    uploads.map((entry) => ({ entry, from: name })),
  );
  const ordered = all.toSorted(byTime);
  // one upload may be called otherwise on another machine
  const arrived = new Map(
    ordered.flatMap((told) =>
      hasArrived(told.entry) && told.entry.digest ? [[told.entry.digest, told]] : [],
    ),
  );
  /** @type {Map<string, Told>} */
  const places = new Map();
  /** @type {Conflict[]} */
  const conflicts = [];
  for (const told of ordered) {
    const { entry } = told;
    const same = entry.digest === undefined ? undefined : arrived.get(entry.digest);
    if (same !== undefined && same !== told) continue;
    const place = placeOf(entry);
    const known = places.get(place);
    // what is at the intake is what arrived there, whatever failed since
    if (known && hasArrived(known.entry) && !hasArrived(entry)) continue;
    if (known && hasArrived(known.entry) && known.from !== told.from) {
      const { path, type } = entry;
      conflicts.push({ path, type, kept: told.from, dropped: known.from });
    }
    places.set(place, told);
  }
  return {
    complete: receipts.every(({ complete }) => complete),
    uploads: [...places.values()].map(({ entry }) => entry),
    conflicts,
  };
}

/** @param {Told} one @param {Told} other */
function byTime(one, other) {
  const [a, b] = [timeOf(one.entry), timeOf(other.entry)];
  return a < b ? -1 : Number(a > b);
}

/** @param {ReceiptEntry} entry */
function timeOf({ startedAt = '', endedAt = startedAt }) {
  return endedAt;
}
