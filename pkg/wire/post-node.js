/**
 * Requests in Node: by its own HTTP client, on connections that are kept.
 *
 * Its `fetch` keeps whole bodies in memory, and takes four times the CPU for each small one.
 */
import { setMaxListeners } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';

import { makeBody } from './body-node.js';
import { giveBack } from './memory-node.js';
import { Failure, reasonOf } from './failure.js';
import { proxyFor } from './proxy.js';
import { authorization, placeOf, TunnelAgent } from './tunnel-node.js';

/** @import { Post, Reply, Transport } from '../host-types.js' */
/** @import { Body } from './body-node.js' */

/** How much is written at a time, in bytes: each time that it has gone out counts as a move. */
const PIECE = 64 * 1024;

/** What a timer can hold, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** How much of a reply is kept, in bytes. */
const REPLY_KEPT = 64 * 1024;

/** The codes of certificates that do not verify, as OpenSSL and Node name them. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_/;

/** @implements {Transport} */
export class Connection {
  /** @type {http.Agent} */
  #agent;
  /** @type {typeof http.request} */
  #request;
  /** @type {http.RequestOptions} where each request goes */
  #place;
  /** @type {Record<string, string>} for who it goes to, where that is not the intake */
  #headers;

  /**
   * @param {string} target
   * @param {Record<string, string | undefined>} env
   */
  constructor(target, env) {
    const url = new URL(target);
    const proxy = proxyFor(url, env);
    // verified whatever the environment says: the key goes this way
    const secure = { keepAlive: true, rejectUnauthorized: true };
    const isSecure = url.protocol === 'https:';
    // without TLS a proxy gets the requests themselves, else it only opens tunnels
    const peer = proxy && !isSecure ? proxy : url;
    const overTls = peer.protocol === 'https:';
    this.#request = overTls ? https.request : http.request;
    this.#agent =
      proxy && isSecure
        ? new TunnelAgent(proxy, secure)
        : overTls
          ? new https.Agent(secure)
          : new http.Agent({ keepAlive: true });
    this.#place = {
      ...placeOf(peer),
      method: 'POST',
      path: peer === proxy ? url.href : url.pathname + url.search,
      agent: this.#agent,
    };
    this.#headers = peer === proxy ? { Host: url.host, ...authorization(proxy) } : {};
  }

  close() {
    this.#agent.destroy();
  }

  /**
   * @param {Post} post
   * @returns {Promise<Reply>}
   */
  async post({ headers, frame, files, timeout, signal, onBytes }) {
    const body = await makeBody(frame, files, onBytes);
    signal?.throwIfAborted();
    /** @type {Record<string, string | number>} */
    const all = { ...this.#headers, ...headers };
    if (frame.gzip) all['Content-Encoding'] = 'gzip';
    if (body.length !== undefined) all['Content-Length'] = body.length;
    const request = this.#request({ ...this.#place, headers: all });
    return exchange(request, body, { timeout, signal });
  }
}

/**
 * Sends the body and takes the reply, whichever comes first.
 * @param {http.ClientRequest} request
 * @param {Body} body
 * @param {{ timeout: number, signal?: AbortSignal }} how
 * @returns {Promise<Reply>}
 */
async function exchange(request, { chunks, isOwn }, { timeout, signal }) {
  let sent = 0;
  // an answer that is no success makes the rest of the body pointless
  let over = false;
  let wake = () => {};
  const end = () => {
    over = true;
    wake();
  };
  /** @type {(failure: Failure) => void} */
  let fail = () => {};
  const failed = new Promise((_, reject) => (fail = reject));
  const stop = (/** @type {Failure} */ failure) => {
    request.destroy(failure);
    // Node says nothing of a request that has no connection yet
    if (request.socket === null) fail(failure);
    end();
  };
  const idle = setTimeout(
    () => stop(new Failure('idle', `nothing moved for ${timeout / 1000} s`)),
    Math.min(timeout, LONGEST_TIMER),
  );
  const abort = () => stop(new Failure('network', 'cancelled'));
  // one signal for all of a run, which is more listeners than Node takes for sound
  if (signal) setMaxListeners(0, signal);
  signal?.addEventListener('abort', abort, { once: true });
  request.on('drain', () => {
    idle.refresh();
    wake();
  });
  request.on('close', end);
  const reply = takeReply(request, { onMove: () => idle.refresh(), onRefusal: end });
  const replied = /** @type {typeof reply} */ (Promise.race([reply, failed]));
  // it is waited for only after the body; once it is there, Node sends no more of that
  replied.then(end, end);
  try {
    for await (const chunk of chunks) {
      if (over) break;
      for (let at = 0; at < chunk.length && !over; at += PIECE) {
        const piece = chunk.subarray(at, at + PIECE);
        sent += piece.length;
        const drained = /** @type {Promise<void>} */ (new Promise((resolve) => (wake = resolve)));
        const isLast = at + PIECE >= chunk.length;
        const written = isLast && isOwn ? () => giveBack(chunk.buffer) : undefined;
        if (!request.write(piece, written) && !over) await drained;
      }
    }
    const isWhole = !over;
    if (isWhole) request.end();
    const said = await replied;
    if (!isWhole && said.status < 300) {
      throw new Failure('network', `HTTP ${said.status} came before all of the body was sent`);
    }
    return { ...said, sent };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof Failure)) throw error;
    error.sent = sent;
    throw error;
  } finally {
    clearTimeout(idle);
    signal?.removeEventListener('abort', abort);
    // what is not at its end can't carry another request
    if (!request.writableFinished) request.destroy();
  }
}

/**
 * @param {http.ClientRequest} request
 * @param {{ onMove: () => void, onRefusal: () => void }} told
 * @returns {Promise<Omit<Reply, 'sent'>>} rejects with a `Failure`
 */
function takeReply(request, { onMove, onRefusal }) {
  return new Promise((resolve, reject) => {
    request.on('error', (error) => reject(asFailure(error)));
    let replied = false;
    request.on('response', (response) => {
      replied = true;
      onMove();
      const { statusCode: status = 0, headers } = response;
      const { location, 'retry-after': retryAfter } = headers;
      /** @type {Buffer[]} */
      const pieces = [];
      let length = 0;
      /** @param {string} [broken] */
      const finish = (broken) => {
        const text = Buffer.concat(pieces).toString('utf8', 0, REPLY_KEPT);
        resolve({ status, location, retryAfter, text, broken });
      };
      response.on('data', (piece) => {
        onMove();
        pieces.push(piece);
        length += piece.length;
        if (length < REPLY_KEPT) return;
        finish();
        request.destroy();
      });
      response.on('end', () => finish());
      response.on('error', (error) => finish(asFailure(error).message));
      if (status >= 300) onRefusal();
    });
    request.on('close', () => {
      if (!replied) reject(new Failure('network', 'the connection was closed'));
    });
  });
}

/** @param {NodeJS.ErrnoException} error */
function asFailure(error) {
  if (error instanceof Failure) return error;
  const kind = UNTRUSTED.test(error.code ?? '') ? 'untrusted' : 'network';
  return new Failure(kind, reasonOf(error), error);
}
