/**
 * Requests in Node: by its own HTTP client, on connections that are kept.
 *
 * Its `fetch` keeps whole bodies in memory, and takes four times the CPU for each small one.
 */
import * as http from 'node:http';
import * as https from 'node:https';

import { makeBody } from './body-node.js';
import { Failure, reasonOf } from './failure.js';
import { proxyFor } from './proxy.js';
import { authorization, placeOf, TunnelAgent } from './tunnel-node.js';

/** @import { Post, Reply, Transport } from '../host-types.js' */

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
  /** @type {URL | undefined} of a target without TLS: it gets the requests themselves */
  #forward;

  /**
   * @param {string} target
   * @param {Record<string, string | undefined>} env
   */
  constructor(target, env) {
    const url = new URL(target);
    const proxy = proxyFor(url, env);
    // verified whatever the environment says: the key goes this way
    const secure = { keepAlive: true, rejectUnauthorized: true };
    if (url.protocol === 'https:') {
      this.#agent = proxy ? new TunnelAgent(proxy, secure) : new https.Agent(secure);
    } else {
      const overTls = proxy?.protocol === 'https:';
      this.#agent = overTls ? new https.Agent(secure) : new http.Agent({ keepAlive: true });
      this.#forward = proxy;
    }
  }

  close() {
    this.#agent.destroy();
  }

  /**
   * @param {Post} post
   * @returns {Promise<Reply>}
   */
  async post({ url, headers, frame, files, timeout, signal, onBytes }) {
    const body = await makeBody(frame, files, onBytes);
    signal?.throwIfAborted();
    /** @type {Record<string, string | number>} */
    const all = { ...headers };
    if (frame.gzip) all['Content-Encoding'] = 'gzip';
    if (body.length !== undefined) all['Content-Length'] = body.length;
    return exchange(this.#open(new URL(url), all), body, { timeout, signal });
  }

  /**
   * @param {URL} url
   * @param {Record<string, string | number>} headers
   */
  #open(url, headers) {
    const common = { method: 'POST', agent: this.#agent };
    if (this.#forward === undefined) {
      return (url.protocol === 'https:' ? https : http).request(url, { ...common, headers });
    }
    const { request } = this.#forward.protocol === 'https:' ? https : http;
    const proxied = { ...headers, Host: url.host, ...authorization(this.#forward) };
    return request({ ...common, ...placeOf(this.#forward), path: url.href, headers: proxied });
  }
}

/**
 * Sends the body and takes the reply, whichever comes first.
 * @param {http.ClientRequest} request
 * @param {{ chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array> }} body
 * @param {{ timeout: number, signal?: AbortSignal }} how
 * @returns {Promise<Reply>}
 */
async function exchange(request, { chunks }, { timeout, signal }) {
  let sent = 0;
  // an answer that is no success makes the rest of the body pointless
  let over = false;
  let wake = () => {};
  const end = () => {
    over = true;
    wake();
  };
  const idle = setTimeout(
    () => {
      const seconds = timeout / 1000;
      request.destroy(new Failure('idle', `nothing moved for ${seconds} s`));
    },
    Math.min(timeout, LONGEST_TIMER),
  );
  const abort = () => request.destroy(new Failure('network', 'cancelled'));
  signal?.addEventListener('abort', abort, { once: true });
  request.on('drain', () => {
    idle.refresh();
    wake();
  });
  const replied = takeReply(request, { onMove: () => idle.refresh(), onRefusal: end });
  // it is waited for only after the body
  replied.catch(end);
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length && !over; at += PIECE) {
        const piece = chunk.subarray(at, at + PIECE);
        sent += piece.length;
        const drained = /** @type {Promise<void>} */ (new Promise((resolve) => (wake = resolve)));
        if (!request.write(piece) && !over) await drained;
      }
      if (over) break;
    }
    if (!over) request.end();
    return { ...(await replied), sent };
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
    request.on('response', (response) => {
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
    request.on('close', () => reject(new Failure('network', 'the connection was closed')));
  });
}

/** @param {NodeJS.ErrnoException} error */
function asFailure(error) {
  if (error instanceof Failure) return error;
  const kind = UNTRUSTED.test(error.code ?? '') ? 'untrusted' : 'network';
  return new Failure(kind, reasonOf(error), error);
}
