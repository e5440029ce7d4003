/** Answers with a file, or a range of it, in a few kilobytes of memory. RFC 9110, 13 and 14. */

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { RelayRefusal } from './refusal.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

/** Links are followed before, to see where they lead; waiting for the writer of a pipe could take for ever. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * @param {IncomingMessage} req GET or HEAD.
 * @param {ServerResponse} res
 * @param {string} path
 * @param {Record<string, string>} headers
 * @throws {RelayRefusal | NodeJS.ErrnoException} Before anything was answered.
 */
export async function sendFile(req, res, path, headers) {
  const handle = await open(path, FLAGS);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new RelayRefusal('relay-no-file', 'This is not a file');
    const { size, mtimeMs } = stat;
    const etag = `"${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}"`;
    const all = { ...headers, 'accept-ranges': 'bytes', etag };
    const { 'if-match': only, 'if-none-match': unless, 'if-range': same, range } = req.headers;
    if (only !== undefined && !lists(only, etag)) {
      throw new RelayRefusal(
        'relay-changed',
        'The file was changed since it was first read: list the folder again',
        { etag },
      );
    }
    if (unless !== undefined && lists(unless, etag)) {
      res.writeHead(304, all).end();
      return;
    }
    const part = same === undefined || same === etag ? readRange(range, size) : undefined;
    if (part === 'outside') {
      throw new RelayRefusal('relay-range', `The file has ${size} bytes: ask for some of them`, {
        'content-range': `bytes */${size}`,
      });
    }
    const { start, end } = part ?? { start: 0, end: size - 1 };
    const length = end - start + 1;
    res.writeHead(part ? 206 : 200, {
      ...all,
      'content-length': String(length),
      ...(part && { 'content-range': `bytes ${start}-${end}/${size}` }),
    });
    if (req.method === 'HEAD' || length === 0) res.end();
    else {
      const chunks = handle.createReadStream({ start, end, autoClose: false });
      await pipeline(chunks, exactly(length), res).catch(() => res.destroy());
    }
  } finally {
    await handle.close();
  }
}

/**
 * A file that was cut meanwhile breaks the connection off: the reply must not look whole.
 * @param {number} length In bytes.
 */
function exactly(length) {
  return async function* (/** @type {AsyncIterable<Buffer>} */ chunks) {
    let left = length;
    for await (const chunk of chunks) {
      left -= chunk.length;
      yield chunk;
    }
    if (left !== 0) throw new Error('the file was cut');
  };
}

/**
 * @param {string} header If-Match or If-None-Match.
 * @param {string} etag
 */
function lists(header, etag) {
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim() === etag);
}

/**
 * The one range that a header asks for. Several, and what is no range of bytes, count as none, which the RFC allows.
 * @param {string | undefined} header
 * @param {number} size
 * @returns {{ start: number, end: number } | 'outside' | undefined} `end` is of the last byte.
 */
function readRange(header, size) {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'outside' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start < size ? { start, end } : 'outside';
}
