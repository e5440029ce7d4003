/**
 * Asks servers for what is live: politely, within bounds, and nobody whom the user's pages must not lead to.
 *
 * Certificates are verified whatever the environment says. Headers that the user gives go to the hosts that he names, also after a
 * redirect; no API key is ever read here.
 */
import { lookup } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

import { proxyFor } from '../send/wire/proxy.js';
import { authorization, placeOf, TunnelAgent } from '../send/wire/tunnel-node.js';
import { isUntrusted, reasonOf } from '../send/wire/failure.js';
import { size as sizeOf } from '../text/style.js';
import { isPrivate, isPrivateName } from './private.js';

/** How many requests are under way at a time. */
const AT_ONCE = 6;

/** How many redirects are followed: browsers follow 20. */
const REDIRECTS = 20;

/** The most bytes of a file, unpacked, and of all of them. */
const LARGEST = 64 * 1024 * 1024;
const LARGEST_OF_ALL = 1024 * 1024 * 1024;

/** How much longer than without a byte all of an answer may take. */
const PATIENCE = 4;

/** How often, and how long in ms, a server is waited for that asks for it. */
const RETRIES = 2;
const LONGEST_WAIT = 60_000;

const ENCODINGS = /** @type {Record<string, () => import('node:stream').Transform>} */ ({
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
});

/**
 * An answer: `bytes` unpacked; `arrived` is the address that gave it.
 * @typedef {{ status: number, arrived: string, headers: http.IncomingHttpHeaders, bytes: Uint8Array, failed?: undefined }} Answer
 */

/** Why there is none, in words that follow "it could not be loaded". @typedef {{ failed: string }} NoAnswer */

/** What ends an exchange, in words. */
class Refused extends Error {}

export class Client {
  #agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': secureAgent() };
  /** @type {Map<string, TunnelAgent>} by their proxies */
  #tunnels = new Map();
  /** Until when servers want to be left alone, by the platform's clock, in ms. @type {Map<string, number>} by their hosts */
  #rest = new Map();
  #free = AT_ONCE;
  /** @type {(() => void)[]} */
  #waiting = [];
  /** In bytes, of all answers. */
  #taken = 0;

  /**
   * @param {object} given
   * @param {URL[]} given.named the addresses that the user has named
   * @param {string[]} given.privateHosts as `host` or `host:port`
   * @param {Record<string, string>} given.headers for the hosts that are named
   * @param {number} given.timeout in ms without a byte
   * @param {string} given.version of mapship
   * @param {Record<string, string | undefined>} given.env
   * @param {AbortSignal} [given.signal]
   */
  constructor({ named, privateHosts, headers, timeout, version, env, signal }) {
    this.named = new Set(named.map(({ host }) => host));
    this.origins = new Set(named.map(({ origin }) => origin));
    this.privateHosts = new Set(privateHosts.map((host) => host.toLowerCase()));
    this.headers = headers;
    this.timeout = timeout;
    this.agentName = `mapship/${version} (verify)`;
    this.env = env;
    this.signal = signal;
  }

  /**
   * @param {string} url
   * @param {{ plain?: boolean, head?: number }} [how] `plain`: without the headers that the user gives; `head`: so many bytes of it are
   *   enough
   * @returns {Promise<Answer | NoAnswer>}
   */
  async get(url, how = {}) {
    await this.#turn();
    try {
      return await this.#follow(url, how);
    } finally {
      this.#free += 1;
      this.#waiting.shift()?.();
    }
  }

  /**
   * What a browser may ask for, by the same rules: the headers that go with it; undefined where it must not.
   * @param {string} address
   * @returns {Promise<{ headers: Record<string, string> } | undefined>}
   */
  async rulesFor(address) {
    const url = new URL(address);
    // what is in the page itself
    if (url.protocol === 'data:' || url.protocol === 'blob:') return { headers: {} };
    try {
      this.#mayAsk(url);
    } catch {
      return undefined;
    }
    const isKnown = this.#isNamed(url) || proxyFor(url, this.env) !== undefined;
    if (!isKnown && !(await isPublic(url.hostname))) return undefined;
    return { headers: this.origins.has(url.origin) ? this.headers : {} };
  }

  close() {
    for (const agent of [...Object.values(this.#agents), ...this.#tunnels.values()]) {
      agent.destroy();
    }
  }

  async #turn() {
    if (this.#free <= 0) {
      await /** @type {Promise<void>} */ (new Promise((resolve) => this.#waiting.push(resolve)));
    }
    this.#free -= 1;
  }

  /**
   * @param {string} start
   * @param {{ plain?: boolean, head?: number }} how
   * @returns {Promise<Answer | NoAnswer>}
   */
  async #follow(start, how) {
    let url = new URL(start);
    url.hash = '';
    const seen = new Set();
    let retries = 0;
    try {
      for (;;) {
        this.signal?.throwIfAborted();
        this.#mayAsk(url);
        const rest = (this.#rest.get(url.host) ?? 0) - performance.now();
        if (rest > 0) await pause(rest, this.signal);
        const answer = await this.#exchange(url, how);
        const { status, headers } = answer;
        if (status === 429 || status === 503) {
          const wait = waitOf(headers['retry-after']);
          if (wait === undefined || retries >= RETRIES) return answer;
          retries += 1;
          // all that is asked of it waits, and not what has met the answer alone
          this.#rest.set(url.host, performance.now() + wait);
          continue;
        }
        const { location } = headers;
        if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return answer;
        if (!URL.canParse(location, url)) {
          throw new Refused(`${url.href} redirects to what is no address`);
        }
        seen.add(url.href);
        const next = new URL(location, url);
        next.hash = '';
        if (url.protocol === 'https:' && next.protocol === 'http:') {
          throw new Refused(`${url.href} redirects to ${next.origin}, which is not encrypted`);
        }
        url = next;
        if (seen.has(url.href) || seen.size > REDIRECTS) {
          throw new Refused(`its redirects do not end (${seen.size} followed)`);
        }
      }
    } catch (error) {
      this.signal?.throwIfAborted();
      return { failed: whyOf(error) };
    }
  }

  /** @param {URL} url */
  #mayAsk(url) {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new Refused(`${url.protocol} is not asked`);
    }
    if (url.username !== '' || url.password !== '') {
      throw new Refused('its address has a password in it; give it by --header');
    }
    if (isPrivateName(url.hostname) && !this.#isNamed(url)) throw privateHost(url);
  }

  /** @param {URL} url */
  #isNamed({ host, hostname }) {
    return this.named.has(host) || this.privateHosts.has(host) || this.privateHosts.has(hostname);
  }

  /**
   * @param {URL} url
   * @param {{ plain?: boolean, head?: number }} how
   * @returns {Promise<Answer>}
   */
  #exchange(url, { plain, head }) {
    const proxy = proxyFor(url, this.env);
    const isSecure = url.protocol === 'https:';
    const peer = proxy && !isSecure ? proxy : url;
    const { request } = peer.protocol === 'https:' ? https : http;
    const isGiven = !plain && this.origins.has(url.origin);
    const options = {
      ...placeOf(peer),
      method: 'GET',
      path: peer === proxy ? url.href : url.pathname + url.search,
      agent:
        proxy && isSecure
          ? this.#tunnel(proxy)
          : this.#agents[/** @type {'http:'} */ (peer.protocol)],
      // behind a proxy nobody here knows the address
      ...(!proxy && !this.#isNamed(url) && { lookup: publicOnly(url) }),
      headers: {
        Host: url.host,
        'User-Agent': this.agentName,
        Accept: '*/*',
        'Accept-Encoding': 'gzip, br, deflate',
        ...(peer === proxy ? authorization(proxy) : {}),
        ...(isGiven ? this.headers : {}),
      },
      signal: this.signal,
    };
    return new Promise((resolve, reject) => {
      const sent = request(/** @type {any} */ (options));
      const end = (/** @type {Error} */ error) => {
        clearTimeout(total);
        sent.destroy();
        reject(error);
      };
      const seconds = this.timeout / 1000;
      const total = setTimeout(
        () => end(new Refused(`it takes longer than ${seconds * PATIENCE} s`)),
        this.timeout * PATIENCE,
      );
      sent.setTimeout(this.timeout, () => end(new Refused(`nothing came for ${seconds} s`)));
      sent.once('error', end);
      sent.once('response', (response) => {
        this.#read(response, head).then((bytes) => {
          clearTimeout(total);
          resolve({
            status: response.statusCode ?? 0,
            arrived: url.href,
            headers: response.headers,
            bytes,
          });
        }, end);
      });
      sent.end();
    });
  }

  /** @param {URL} proxy */
  #tunnel(proxy) {
    const known = this.#tunnels.get(proxy.href);
    if (known) return known;
    const made = new TunnelAgent(proxy, { keepAlive: true, rejectUnauthorized: true });
    this.#tunnels.set(proxy.href, made);
    return made;
  }

  /**
   * @param {http.IncomingMessage} response
   * @param {number} [head]
   * @returns {Promise<Uint8Array>}
   */
  async #read(response, head) {
    const most = head ?? LARGEST;
    const { 'content-length': length = '0', 'content-encoding': encoding = '' } = response.headers;
    if (head === undefined && Number(length) > LARGEST) throw tooLarge(Number(length));
    const names = encoding
      .toLowerCase()
      .split(',')
      .map((name) => name.trim());
    let stream = /** @type {import('node:stream').Readable} */ (response);
    for (const name of names.reverse()) {
      if (name === '' || name === 'identity') continue;
      const make = ENCODINGS[name];
      if (make === undefined)
        throw new Refused(`it is encoded by ${name}, which was not asked for`);
      const packed = stream;
      const unpacked = make();
      packed.once('error', (error) => unpacked.destroy(error));
      stream = packed.pipe(unpacked);
    }
    const chunks = [];
    let size = 0;
    try {
      for await (const chunk of stream) {
        chunks.push(chunk);
        size += chunk.length;
        this.#taken += chunk.length;
        if (size > most && head === undefined) throw tooLarge();
        if (this.#taken > LARGEST_OF_ALL) {
          throw new Refused(`all answers together are larger than ${sizeOf(LARGEST_OF_ALL)}`);
        }
        if (head !== undefined && size >= most) break;
      }
    } finally {
      stream.destroy();
      if (stream !== response || size >= most) response.destroy();
    }
    return Buffer.concat(chunks);
  }
}

function secureAgent() {
  return new https.Agent({ keepAlive: true, rejectUnauthorized: true });
}

/** @param {unknown} error */
function whyOf(error) {
  if (error instanceof Refused) return error.message;
  const reason = reasonOf(error);
  if (!isUntrusted(error)) return reason;
  return `its certificate is not one to trust (${reason}); where it is of an authority of your own, name the file of that in NODE_EXTRA_CA_CERTS`;
}

/** @param {number} [bytes] */
function tooLarge(bytes) {
  const told = bytes === undefined ? '' : ` (${sizeOf(bytes)})`;
  return new Refused(`it is larger than ${sizeOf(LARGEST)}${told}`);
}

/** @param {URL} url */
function privateHost({ host }) {
  return new Refused(
    `${host} is in a private network, and was not named; --private-host ${host} names it`,
  );
}

/**
 * Resolves names to public addresses only: what was checked is what is connected to.
 * @param {URL} url
 * @returns {import('node:net').LookupFunction}
 */
function publicOnly(url) {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      if (addresses.some(({ address }) => isPrivate(address))) {
        return callback(privateHost(url), '', 0);
      }
      const [first] = addresses;
      if (options.all) return callback(null, addresses);
      return callback(null, first?.address ?? '', first?.family);
    });
  };
}

/** @param {string} hostname @returns {Promise<boolean>} */
function isPublic(hostname) {
  return new Promise((resolve) => {
    lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }, (error, addresses) => {
      // who is not found is not asked either
      resolve(!error && !addresses.some(({ address }) => isPrivate(address)));
    });
  });
}

/**
 * How long to wait, in ms; undefined where that is too long, or not said.
 * @param {string | undefined} after
 */
function waitOf(after) {
  if (after === undefined) return undefined;
  const ms = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  return ms <= LONGEST_WAIT ? Math.max(ms, 0) : undefined;
}

/**
 * @param {number} ms
 * @param {AbortSignal} [signal]
 */
export function pause(ms, signal) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop, { once: true });
    })
  );
}
