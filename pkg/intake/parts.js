/**
 * Takes a multipart body apart: each part goes straight to a file of its own, the event alone is kept in
 * memory. What memory this takes does not depend on how large the body is.
 */

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { Refusal } from '../http/refusal.js';
import { KNOWN_PARTS } from './validate.js';
import { codePoints, printable, quoted, shortened } from './wording.js';

/** No upload type has more than five parts; this leaves room for odd clients. */
const MAX_PARTS = 100;
export const MAX_EVENT_BYTES = 1024 * 1024;
/** In code points. */
const MAX_PART_NAME = 100;
/** These two share one limit: a source map and the file it belongs to. */
const PAIR = ['source_map', 'minified_file'];

/**
 * @typedef {object} Part
 * @property {string} name The form field's name.
 * @property {string | null} filename The file name the client gave; never used as a path.
 * @property {string} contentType
 * @property {number} size In bytes.
 * @property {string} sha256 In lowercase hex.
 * @property {string | null} path The file it is kept in, relative to the upload's directory; null for a refused
 *   request, of which no file is kept.
 *
 * @typedef {object} Body
 * @property {Uint8Array | undefined} event The bytes of the event part.
 * @property {Part[]} parts All parts, the event too, in the order in which they came.
 * @property {string[]} errors What is wrong with the parts, when the body as a whole could be read.
 *
 * @typedef {object} Collector
 * @property {import('node:stream').Writable} parser Takes the decoded body.
 * @property {Promise<void>} read Resolves when the closing boundary was read and every part is on disk.
 * @property {() => Body} body What was collected; complete once `read` has resolved.
 * @property {() => Promise<void>} stop Gives up; resolves when no file is being written any more.
 */

/**
 * @param {string | undefined} contentType The request's Content-Type.
 * @param {object} options
 * @param {string} options.dir Where to put the files; must be fresh.
 * @param {number} options.maxBytes Limit of a file, and of a source map and its minified file together.
 * @param {(error: Error) => void} options.fail Called when the body cannot be accepted, perhaps repeatedly.
 * @returns {Collector}
 * @throws {Refusal} When the Content-Type does not announce a readable multipart body.
 */
export function collectParts(contentType, { dir, maxBytes, fail }) {
  const parser = openParser(contentType);
  const abort = new AbortController();
  /** @type {Promise<void>[]} */
  const writing = [];
  /** @type {(Part | undefined)[]} */
  const parts = [];
  /** @type {string[]} */
  const errors = [];
  /** @type {Set<string>} */
  const names = new Set();
  /** @type {Uint8Array | undefined} */
  let event;
  let pairBytes = 0;

  parser.on('file', (name, stream, filename, _encoding, type) => {
    // The parser reports a truncated body on the part as well, even when nobody reads the part any more.
    stream.on('error', () => {});
    const problem = problemWithName(name, names);
    if (problem) {
      errors.push(problem);
      stream.resume();
      return;
    }
    names.add(name);
    const index = parts.push(undefined) - 1;
    const path = name === 'event' ? 'event.json' : fileFor(name, index);
    const hash = createHash('sha256');
    let size = 0;
    /** @type {Buffer[]} */
    const kept = [];
    const check = new Transform({
      transform(chunk, _, done) {
        size += chunk.length;
        if (PAIR.includes(name)) pairBytes += chunk.length;
        const problem = tooLarge(name, size, pairBytes, maxBytes);
        if (problem) return done(problem);
        hash.update(chunk);
        if (name === 'event') kept.push(chunk);
        return done(null, chunk);
      },
    });
    const target = createWriteStream(join(dir, path), { flags: 'wx' });
    const written = pipeline(stream, check, target, {
      signal: abort.signal,
    }).then(() => {
      if (name === 'event') event = Buffer.concat(kept);
      parts[index] = {
        name,
        filename: filename ?? null,
        contentType: type,
        size,
        sha256: hash.digest('hex'),
        path,
      };
    });
    written.catch(fail);
    writing.push(written);
  });
  parser.on('partsLimit', () =>
    fail(new Refusal(400, `More than ${MAX_PARTS} parts in one request`)),
  );
  parser.on('error', (error) => fail(new Refusal(400, malformed(/** @type {Error} */ (error)))));

  const read = new Promise((resolve) => parser.on('finish', () => resolve(undefined)));
  return {
    parser,
    read: read.then(() => Promise.all(writing)).then(() => {}),
    body: () => ({
      event,
      parts: parts.filter((part) => part !== undefined),
      errors,
    }),
    async stop() {
      abort.abort();
      await Promise.allSettled(writing);
    },
  };
}

/**
 * @param {string | undefined} contentType
 * @throws {Refusal}
 */
function openParser(contentType) {
  if (contentType === undefined) {
    throw new Refusal(400, 'Missing header: Content-Type (it must be multipart/form-data)');
  }
  if (!/^\s*multipart\/form-data\s*(;|$)/i.test(contentType)) {
    throw new Refusal(400, `Content-Type must be multipart/form-data, got ${quoted(contentType)}`);
  }
  if (!/;\s*boundary\s*=\s*("[^"]+"|[^\s";])/i.test(contentType)) {
    throw new Refusal(400, `Content-Type has no boundary: ${quoted(contentType)}`);
  }
  try {
    return new Busboy({
      headers: { 'content-type': contentType.trim() },
      // Clients differ in which parts have a file name; here every part is a file, so none grows in memory.
      isPartAFile: () => true,
      preservePath: true,
      limits: { parts: MAX_PARTS, headerPairs: 50, headerSize: 16 * 1024 },
    });
  } catch (error) {
    throw new Refusal(
      400,
      `Content-Type ${quoted(contentType)}: ${/** @type {Error} */ (error).message}`,
    );
  }
}

/**
 * @param {string | undefined} name
 * @param {Set<string>} names The ones seen before.
 */
function problemWithName(name, names) {
  if (!name) return 'A part has no name (Content-Disposition: form-data; name="…")';
  if (codePoints(name) > MAX_PART_NAME) {
    return `A part's name must have at most ${MAX_PART_NAME} characters: ${quoted(name)}`;
  }
  if (names.has(name)) return `Part ${printable(shortened(name))} is there more than once`;
  return undefined;
}

/**
 * @param {string} name
 * @param {number} size
 * @param {number} pairBytes
 * @param {number} maxBytes
 */
function tooLarge(name, size, pairBytes, maxBytes) {
  if (name === 'event' && size > MAX_EVENT_BYTES) {
    return new Refusal(400, `Part event is larger than ${MAX_EVENT_BYTES} bytes`);
  }
  if (size > maxBytes) {
    return new Refusal(
      413,
      `Part ${printable(name)} is larger than the limit of ${maxBytes} bytes`,
    );
  }
  if (pairBytes > maxBytes && PAIR.includes(name)) {
    const limit = `the limit of ${maxBytes} bytes that they share`;
    return new Refusal(413, `Parts ${PAIR.join(' and ')} together are larger than ${limit}`);
  }
  return undefined;
}

/**
 * A file name that only the intake chooses: a known part's name, or the part's position.
 * @param {string} name
 * @param {number} index
 */
function fileFor(name, index) {
  return KNOWN_PARTS.has(name) ? name : `part-${index + 1}`;
}

/** @param {Error} error */
function malformed(error) {
  return /unexpected end/i.test(error.message)
    ? 'The multipart body ends before its closing boundary: it was cut off, or its boundary is not the one in Content-Type'
    : `The multipart body cannot be read: ${printable(error.message)}`;
}
