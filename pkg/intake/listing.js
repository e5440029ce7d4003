/** Reads back what an intake keeps, as data and as a table for people. */

import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { identityOf } from './identity.js';
import { counted, printable, size } from './wording.js';

/**
 * @typedef {object} RequestRecord What `request.json` holds.
 * @property {string} id The UUID that the reply carried.
 * @property {string} receivedAt ISO 8601, UTC.
 * @property {number | null} status What was answered; null when the connection was reset by a fault.
 * @property {string | null} type The upload type, when it could be read.
 * @property {{ origin: string | null, originVersion: string | null, userAgent: string | null }} client
 * @property {Record<string, string>} headers The request's, without anything secret.
 * @property {string} encoding The Content-Encoding: identity, gzip or zstd.
 * @property {number} bytesOnWire Of the body, as sent.
 * @property {number} bytesDecoded Of the body, decoded. 0 when it was not read.
 * @property {Record<string, unknown> | null} event As parsed; `event.json` has the bytes that were sent.
 * @property {import('./parts.js').Part[]} parts
 * @property {string[]} notes What was accepted though the published contract does not have it.
 * @property {string[]} errors Why it was refused; empty for an upload.
 *
 * @typedef {RequestRecord & { number: number, dir: string }} Upload `dir` is its directory, absolute.
 */

/**
 * The uploads that a directory holds, oldest first.
 * @param {string} dir
 * @returns {Promise<Upload[]>}
 */
export function listUploads(dir) {
  return listRecords(dir);
}

/**
 * The requests that were refused, oldest first.
 * @param {string} dir
 * @returns {Promise<Upload[]>}
 */
export function listRefused(dir) {
  return listRecords(join(dir, 'refused'));
}

/** @param {string} dir */
async function listRecords(dir) {
  /** @type {Upload[]} */
  const records = [];
  for (const name of await readdir(dir).catch(() => [])) {
    const number = Number(/^(\d{4,15})-\w+$/.exec(name)?.[1] ?? 0);
    if (number === 0) continue;
    const path = resolve(dir, name);
    try {
      const record = JSON.parse(await readFile(join(path, 'request.json'), 'utf8'));
      if (isRecord(record)) records.push({ ...record, number, dir: path });
    } catch {
      // Someone removed or changed it by hand: what is no longer an upload is not listed.
    }
  }
  return records.sort((a, b) => a.number - b.number);
}

/**
 * Whether a file still has what the listing needs: it may have been changed by hand.
 * @param {any} record
 * @returns {record is RequestRecord}
 */
function isRecord(record) {
  return (
    typeof record?.receivedAt === 'string' &&
    Array.isArray(record.parts) &&
    Array.isArray(record.notes)
  );
}

/**
 * A table in plain text.
 * @param {Upload[]} uploads
 */
export function formatListing(uploads) {
  if (uploads.length === 0) return 'Nothing uploaded yet.\n';
  const header = ['#', 'TYPE', 'WHAT', 'PARTS', 'RECEIVED'];
  const rows = uploads.map((upload) => [
    String(upload.number),
    upload.type ?? '?',
    identityOf(upload.event ?? {}) || '-',
    partsInWords(upload.parts),
    upload.receivedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  );
  /** @param {string[]} row */
  const line = (row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padStart(widths[0]) : cell.padEnd(widths[column]),
      )
      .join('  ')
      .trimEnd();
  const indent = ' '.repeat(widths[0] + 2);
  const lines = uploads.flatMap((upload, i) => [
    line(rows[i]),
    ...upload.notes.map((note) => `${indent}note: ${printable(note)}`),
  ]);
  return `${[line(header), ...lines].join('\n')}\n`;
}

/** @param {import('./parts.js').Part[]} parts */
export function partsInWords(parts) {
  const files = parts.filter((part) => part.name !== 'event');
  return files.map((part) => `${printable(part.name)} ${size(part.size)}`).join(', ') || 'none';
}

/**
 * One line that says how many there are.
 * @param {Upload[]} uploads
 * @param {Upload[]} refused
 */
export function formatTotals(uploads, refused) {
  return `${counted(uploads.length, 'upload')}, ${counted(refused.length, 'refused request')}`;
}
