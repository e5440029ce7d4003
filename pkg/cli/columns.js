/** Columns as editors count them. A report counts bytes, and only the file itself says how many characters those are. */
import { open } from 'node:fs/promises';

import { READ } from '../host/regular.js';

/** @import { Issue, Report } from '../index.js' */

/** The most bytes of a line that are read, so that a map of one long line is not read again for each finding. */
const LIMIT = 1 << 20;

/**
 * The columns of a report's findings, 1-based, in UTF-16 units. Where a line is longer than 1 MiB up to the place, or the
 * file can't be read any more, there is none.
 * @param {Report} report
 * @returns {Promise<Map<Issue, number>>}
 */
export async function columnsOf(report) {
  /** @type {Map<Issue, number>} */
  const columns = new Map();
  for (const file of report.files) {
    for (const issue of file.issues) {
      const path = file.parts.find(({ part }) => part === issue.at.part)?.path ?? file.path;
      const column = await columnOf(path, issue.at);
      if (column !== undefined) columns.set(issue, column);
    }
  }
  return columns;
}

/**
 * @param {string} path
 * @param {Issue['at']} at
 * @returns {Promise<number | undefined>}
 */
async function columnOf(path, { offset, column }) {
  if (offset === undefined || column === undefined) return undefined;
  const length = column - 1;
  if (length === 0) return 1;
  if (length > LIMIT || length > offset) return undefined;
  const text = await read(path, offset - length, length);
  // a byte order mark at its start is not part of a text
  return text === undefined ? undefined : new TextDecoder().decode(text).length + 1;
}

/**
 * @param {string} path
 * @param {number} position
 * @param {number} length
 */
async function read(path, position, length) {
  const handle = await open(path, READ).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    return bytesRead === length ? buffer : undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
