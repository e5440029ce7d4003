/**
 * The request body as it comes off the connection: counted, slowed down when a fault says so, and never left
 * waiting for a client that has stopped sending.
 */

import { Transform } from 'node:stream';
import { ClientGone, Refusal } from './refusal.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */

/**
 * @typedef {object} Wire
 * @property {Transform} stream The body's bytes. It is fed from the request, which is never destroyed here: its
 *   connection still has to carry the answer.
 * @property {number} bytes How many bytes have arrived.
 * @property {Promise<never>} broken Rejects when the body cannot become complete.
 * @property {() => void} release Lets go of the request, which then waits with what else there is.
 */

/**
 * @param {IncomingMessage} req
 * @param {{ bytesPerSecond?: number, idleMs: number }} options `idleMs` is how long a client may send nothing.
 * @returns {Wire}
 */
export function openWire(req, { bytesPerSecond, idleMs }) {
  /** @type {(error: Error) => void} */
  let breakOff = () => {};
  /** @type {Promise<never>} */
  const broken = new Promise((_, reject) => {
    breakOff = reject;
  });
  // Nobody may be listening any more when a released request breaks.
  broken.catch(() => {});

  const stream = new Transform({
    transform(chunk, _encoding, done) {
      wire.bytes += chunk.length;
      idle.refresh();
      if (bytesPerSecond === undefined) done(null, chunk);
      else setTimeout(done, (1000 * chunk.length) / bytesPerSecond, null, chunk).unref();
    },
  });
  stream.on('error', breakOff);

  const idle = setTimeout(() => {
    if (req.complete) return;
    // Bytes that wait in the request are our slowness, not the client's.
    if (req.readableLength > 0 || bytesPerSecond !== undefined) idle.refresh();
    else breakOff(new Refusal(408, `Request timeout: no data for ${idleMs / 1000} seconds`));
  }, idleMs).unref();

  const onClose = () => {
    if (!req.complete) breakOff(new ClientGone(wire.bytes));
  };
  // The error of a lost connection comes just before its close, which says the same.
  const onError = () => {};
  req.on('error', onError).on('close', onClose);
  // bytes that are held back outlive a request that has come as a whole, but not its connection
  const onGone = () => breakOff(new ClientGone(wire.bytes));
  if (bytesPerSecond !== undefined) req.socket.on('close', onGone);
  req.pipe(stream);

  const wire = {
    stream,
    bytes: 0,
    broken,
    release() {
      clearTimeout(idle);
      req.off('close', onClose);
      req.socket.off('close', onGone);
      req.unpipe(stream);
      stream.destroy();
    },
  };
  if (req.destroyed && !req.complete) onClose();
  // it may have gone before anybody listened
  if (bytesPerSecond !== undefined && req.socket.destroyed) onGone();
  return wire;
}

/**
 * Reads the body to its end and throws it away, so that the client is done sending when the answer comes: many
 * clients look for an answer only then. Gives up when the client goes away or stops sending.
 * @param {IncomingMessage} req
 * @param {{ bytesPerSecond?: number, idleMs: number, most: number }} options `most` is after how many bytes to
 *   stop waiting for the end.
 * @returns {Promise<number>} How many bytes came.
 */
export async function discardBody(req, { most, ...options }) {
  if (req.complete && req.readableLength === 0) return 0;
  const wire = openWire(req, options);
  const done = new Promise((resolve) => {
    wire.stream.on('data', () => wire.bytes >= most && resolve(undefined));
    wire.stream.on('end', resolve);
  });
  // Whoever discards has its answer already: that the rest does not come changes nothing.
  await Promise.race([done, wire.broken]).catch(() => {});
  wire.release();
  req.resume();
  return wire.bytes;
}
