/** Receives the body of an upload: from the connection, through its decoder, into files. */

import { Transform } from 'node:stream';
import { Refusal } from '../http/refusal.js';
import { openWire } from '../http/body.js';
import { openEncoding } from './encoding.js';
import { collectParts, MAX_EVENT_BYTES } from './parts.js';
import { printable } from './wording.js';

/** The published "Maximum file size: 500 MB", read generously: 500 MiB. */
export const MAX_FILE_BYTES = 500 * 1024 * 1024;

/**
 * @typedef {object} Traffic What passed; filled in as it passes, so that it is known after a failure too.
 * @property {string} encoding The request's Content-Encoding.
 * @property {number} bytesOnWire
 * @property {number} bytesDecoded
 */

/**
 * @param {import('node:http').IncomingMessage} req
 * @param {object} options
 * @param {string} options.dir Where to put the files; must be fresh.
 * @param {Traffic} options.traffic
 * @param {number} options.maxBytes Limit of a file, and of a source map and its minified file together.
 * @param {number} options.idleMs How long nothing may come before the client is given up.
 * @param {number} [options.bytesPerSecond] Reads no faster than this.
 * @returns {Promise<import('./parts.js').Body>}
 * @throws {Refusal} When the body cannot be read or is too large. No file is being written any more then.
 */
export async function receiveBody(req, { dir, traffic, maxBytes, idleMs, bytesPerSecond }) {
  const { name: encoding, decoder } = openEncoding(req.headers['content-encoding']);
  traffic.encoding = encoding;
  /** @type {(error: Error) => void} */
  let fail = () => {};
  /** @type {Promise<never>} */
  const failed = new Promise((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  const collector = collectParts(req.headers['content-type'], {
    dir,
    maxBytes,
    fail,
  });
  const meter = openMeter(traffic, maxBytes);
  const wire = openWire(req, { bytesPerSecond, idleMs });
  /** @type {NodeJS.Timeout | undefined} */
  let verdictDue;
  const ended = new Promise((resolve) => {
    meter.on('end', () => {
      resolve(undefined);
      // The parser has it all and owes its verdict; should it get stuck, the client is still answered.
      const stuck = new Refusal(400, 'The multipart body cannot be read: its parts do not end');
      verdictDue = setTimeout(fail, idleMs, stuck).unref();
    });
  });
  meter.on('error', fail);
  decoder?.on('error', (error) => fail(undecodable(error, encoding)));
  try {
    (decoder ? wire.stream.pipe(decoder) : wire.stream).pipe(meter).pipe(collector.parser);
    // The closing boundary can come before the end: a cut-off gzip body is wrong even so.
    await Promise.race([Promise.all([ended, collector.read]), failed, wire.broken]);
    return collector.body();
  } catch (error) {
    await collector.stop();
    throw error;
  } finally {
    clearTimeout(verdictDue);
    traffic.bytesOnWire = wire.bytes;
    wire.release();
    decoder?.destroy();
    meter.destroy();
  }
}

/**
 * Counts the decoded bytes and stops what can only be a bomb: more than a pair of files, a repository part and
 * an event can be, each as large as it may.
 * @param {Traffic} traffic
 * @param {number} maxBytes
 */
function openMeter(traffic, maxBytes) {
  const most = 2 * maxBytes + MAX_EVENT_BYTES;
  return new Transform({
    transform(chunk, _encoding, done) {
      traffic.bytesDecoded += chunk.length;
      if (traffic.bytesDecoded <= most) done(null, chunk);
      else
        done(
          new Refusal(413, `The decoded request body is larger than the limit of ${most} bytes`),
        );
    },
  });
}

/**
 * @param {Error} error
 * @param {string} encoding
 */
function undecodable(error, encoding) {
  return /unexpected end/i.test(error.message)
    ? new Refusal(400, `The ${encoding} body ends too early: it was cut off`)
    : new Refusal(
        400,
        `The body is not ${encoding}, as Content-Encoding says: ${printable(error.message)}`,
      );
}
