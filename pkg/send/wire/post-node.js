/**
 * Requests in Node: by its own HTTP client, on connections that are kept.
 *
 * Its `fetch` keeps whole bodies in memory, and takes four times the CPU for each small one.
 */
import * as http from 'node:http';
import * as https from 'node:https';

import { makeBody } from './body-node.js';
import { giveBack } from '../../host/memory-node.js';
import { Failure, isUntrusted, reasonOf } from './failure.js';
import { proxyFor } from './proxy.js';
import { authorization, placeOf, TunnelAgent } from './tunnel-node.js';

/** @import { Post, Reply, Transport } from '../../host/types.js' */
/** @import { Body } from './body-node.js' */

/** How much is written at a time, in bytes: each time that it has gone out counts as a move. */
const PIECE = 64 * 1024;

/** In how many beats the time without a move is counted. */
const BEATS = 4;

/** How long a request may go out after its reply is there, in ms. */
const LINGER = 100;

/** What a timer can hold, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** How much of a reply is kept, in bytes. */
const REPLY_KEPT = 64 * 1024;

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
  /** @type {Set<(failure: Failure) => void>} what gives up each request that is under way */
  #stops = new Set();
  /** @type {AbortSignal | undefined} that is listened to: one for all requests of a run */
  #signal;

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

  /**
   * @param {Record<string, string>} headers
   * @param {number} timeout in ms without a move
   * @returns {Promise<Reply>}
   */
  head(headers, timeout) {
    const all = { ...this.#headers, ...headers };
    const request = this.#request({ ...this.#place, method: 'HEAD', headers: all });
    return exchange(request, { chunks: [] }, { timeout, stops: this.#stops });
  }

  close() {
    this.#signal?.removeEventListener('abort', this.#stop);
    this.#agent.destroy();
  }

  #stop = () => cancel(this.#stops);

  /** @param {AbortSignal | undefined} signal */
  #listen(signal) {
    if (signal === this.#signal) return;
    this.#signal?.removeEventListener('abort', this.#stop);
    this.#signal = signal;
    signal?.addEventListener('abort', this.#stop);
  }

  /**
   * Sends on a body as it comes from elsewhere.
   * @param {{ headers: Record<string, string>, chunks: AsyncIterable<Uint8Array>, timeout: number, signal: AbortSignal }} given
   *   `chunks` ends or throws, also where nothing comes any more; `timeout` in ms without a move
   * @returns {Promise<Reply>}
   * @throws {Failure} or what `chunks` throws
   */
  async forward({ headers, chunks, timeout, signal }) {
    signal.throwIfAborted();
    /** @type {Set<(failure: Failure) => void>} */
    const stops = new Set();
    const stop = () => cancel(stops);
    signal.addEventListener('abort', stop);
    try {
      const all = { ...this.#headers, ...headers };
      return await exchange(
        this.#request({ ...this.#place, headers: all }),
        { chunks },
        { timeout, stops },
      );
    } finally {
      signal.removeEventListener('abort', stop);
    }
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
    this.#listen(signal);
    const request = this.#request({ ...this.#place, headers: all });
    try {
      return await exchange(request, body, { timeout, stops: this.#stops });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }
}

/** @param {Set<(failure: Failure) => void>} stops */
function cancel(stops) {
  for (const stop of stops) stop(new Failure('network', 'cancelled'));
}

/**
 * Whether the way to a host is open: asks for the head of its root. No body goes with it, and no key.
 * @param {string} target
 * @param {Record<string, string | undefined>} env
 * @param {{ timeout: number, headers: Record<string, string> }} how `timeout` in ms without a move
 * @returns {Promise<Reply>}
 * @throws {Failure}
 */
export async function probe(target, env, { timeout, headers }) {
  const connection = new Connection(new URL('/', target).href, env);
  try {
    return await connection.head(headers, timeout);
  } finally {
    connection.close();
  }
}

/**
 * Sends the body and takes the reply, whichever comes first.
 * @param {http.ClientRequest} request
 * @param {Body} body
 * @param {{ timeout: number, stops: Set<(failure: Failure) => void> }} how `stops` gets what gives it up
 * @returns {Promise<Reply>}
 */
async function exchange(request, { chunks, isOwn }, { timeout, stops }) {
  let sent = 0;
  const isConnected = watchConnection(request);
  // an answer that is no success makes the rest of the body pointless
  let over = false;
  let wake = () => {};
  const end = () => {
    over = true;
    wake();
  };
  let isReplying = false;
  /** When all of the body was handed to the system, and how long after that the reply began. */
  let written = 0;
  /** @type {number | undefined} */
  let latency;
  request.once('finish', () => (written ||= performance.now()));
  const { reply, fail } = takeReply(request, {
    onReply() {
      // all of it has to come in this time: one that drips has no end
      isReplying = true;
      // what is long is not on its way yet when the system has it
      if (written > 0 && sent <= PIECE) latency = performance.now() - written;
      idle.refresh();
    },
    onRefusal: end,
  });
  const stop = (/** @type {Failure} */ failure) => {
    request.destroy(failure);
    // Node says nothing of a request that has no connection yet
    if (request.socket === null) fail(failure);
    end();
  };
  stops.add(stop);
  const giveUp = () => {
    const time = `${timeout / 1000} s`;
    const why = isReplying ? `the reply was not whole after ${time}` : `nothing moved for ${time}`;
    stop(new Failure('idle', why));
  };
  const idle = startPatience(timeout, giveUp);
  request.on('drain', () => {
    idle.refresh();
    wake();
  });
  request.on('close', end);
  // it is waited for only after the body; once it is there, Node sends no more of that
  reply.then(end, end);
  try {
    for await (const chunk of chunks) {
      if (over) break;
      for (let at = 0; at < chunk.length && !over; at += PIECE) {
        const piece = chunk.subarray(at, at + PIECE);
        sent += piece.length;
        const isLast = at + PIECE >= chunk.length;
        const gone = () => {
          // a body that comes slowly leaves nothing to drain
          idle.refresh();
          if (isLast && isOwn) giveBack(chunk.buffer);
        };
        if (request.write(piece, gone) || over) continue;
        await /** @type {Promise<void>} */ (new Promise((resolve) => (wake = resolve)));
      }
    }
    const isWhole = !over;
    if (isWhole) {
      request.end();
      // on a connection that is open it goes out at once, and the reply may be here before Node says so
      if (isConnected()) written = performance.now();
    }
    const said = await reply;
    if (!isWhole && said.status < 300) {
      throw new Failure('network', `HTTP ${said.status} came before all of the body was sent`);
    }
    return { ...said, sent, latency };
  } catch (error) {
    // what is written before there is a connection waits in memory
    if (error instanceof Failure) error.sent = isConnected() ? sent : 0;
    throw error;
  } finally {
    idle.end();
    stops.delete(stop);
    // what is not at its end can't carry another request
    if (!request.writableEnded) request.destroy();
    else if (!request.writableFinished) lingers(request);
  }
}

/**
 * Gives up a connection whose request is not out soon after its reply: to one that is taken, Node says only later that it went out.
 * @param {http.ClientRequest} request
 */
function lingers(request) {
  const timer = setTimeout(() => request.destroy(), LINGER);
  timer.unref();
  request.once('close', () => clearTimeout(timer));
  request.once('finish', () => clearTimeout(timer));
}

/**
 * Calls when there was no move for so many ms in which the process ran: a check of a large file, a machine with too much to do or a
 * laptop that was shut stop the clock's reader, not the peer.
 * @param {number} ms
 * @param {() => void} giveUp
 */
function startPatience(ms, giveUp) {
  let beats = 0;
  // however late one comes, it is one
  const timer = setInterval(
    () => {
      beats += 1;
      if (beats >= BEATS) giveUp();
    },
    Math.min(ms / BEATS, LONGEST_TIMER),
  );
  return {
    refresh() {
      beats = 0;
      timer.refresh();
    },
    end: () => clearInterval(timer),
  };
}

/**
 * Whether a request has come to have a connection, with all that is to be agreed on it.
 * @param {http.ClientRequest} request
 * @returns {() => boolean}
 */
function watchConnection(request) {
  let isConnected = false;
  const note = () => {
    isConnected = true;
  };
  request.once(
    'socket',
    (/** @type {import('node:net').Socket & { secureConnecting?: boolean }} */ socket) => {
      // one that is kept from an earlier request is ready
      if (socket.secureConnecting) socket.once('secureConnect', note);
      else if (socket.connecting) socket.once('connect', note);
      else note();
    },
  );
  return () => isConnected;
}

/**
 * @param {http.ClientRequest} request
 * @param {{ onReply: () => void, onRefusal: () => void }} told
 * @returns {{ reply: Promise<Omit<Reply, 'sent'>>, fail: (failure: Failure) => void }} `reply` rejects with a `Failure`, `fail` has it do so
 */
function takeReply(request, { onReply, onRefusal }) {
  /** @type {(failure: Failure) => void} */
  let fail = () => {};
  /** @type {Promise<Omit<Reply, 'sent'>>} */
  const reply = new Promise((resolve, reject) => {
    fail = reject;
    let replied = false;
    request.on('error', (error) => reject(asFailure(error)));
    request.on('response', (response) => {
      replied = true;
      onReply();
      const { statusCode: status = 0, headers } = response;
      const { location, 'retry-after': retryAfter, 'content-type': contentType, date } = headers;
      /** @type {Buffer[]} */
      const pieces = [];
      let length = 0;
      /** @param {string} [broken] */
      const finish = (broken) => {
        const text = Buffer.concat(pieces).toString('utf8', 0, REPLY_KEPT);
        resolve({ status, location, retryAfter, date, contentType, text, broken });
      };
      response.on('data', (piece) => {
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
  return { reply, fail };
}

/** @param {NodeJS.ErrnoException} error */
function asFailure(error) {
  if (error instanceof Failure) return error;
  const kind = isUntrusted(error) ? 'untrusted' : 'network';
  return new Failure(kind, reasonOf(error), error);
}
