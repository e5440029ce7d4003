/** Loads pages, and the scripts that they lead to. */
import { sha256 } from '#host';

import { bytesSource } from '../host/bytes.js';
import { pause } from './client.js';

/** @import { Core, Mention, ServedScript, Verifier } from '../core/types.js' */
/** @import { Answer, Client, NoAnswer } from './client.js' */
/** @import { Sent } from './sent.js' */

/** The most scripts that are asked for, and of these the most that only a text mentions. */
const SCRIPTS = 5000;
const GUESSES = 500;

/** The most bytes that are kept for a second look. */
const KEPT = 256 * 1024 * 1024;

/**
 * A script that was asked for, with what a second look needs.
 * @typedef {ServedScript & {
 *   doubt?: number,
 *   bytes?: Uint8Array,
 *   headers?: Answer['headers'],
 *   link?: string,
 *   init?: { service?: string, version?: string },
 * }} Script
 * @property link what its comment says of its map
 */

/**
 * @typedef {{ url: string, arrived: string, failed?: string, unrun?: string, size: number, inits: { service?: string, version?: string }[] }} Page
 * @property unrun why a browser could not load it
 * @property inits what scripts in it tell of service and version
 */

const encoder = new TextEncoder();

export class Site {
  /** @type {Page[]} */
  pages = [];
  /** @type {Map<string, Script>} by their addresses */
  scripts = new Map();
  /** How many scripts the pages mention. */
  mentions = 0;
  /** What was left out, in words. @type {Set<string>} */
  left = new Set();
  /** @type {Set<string>} hosts of the application */
  hosts = new Set();
  /** @type {Set<Promise<void>>} */
  #work = new Set();
  /** @type {{ function: string, publicPath?: string, url: string }[]} */
  #runtimes = [];
  /** @type {Set<string>} */
  #chunkIds = new Set();
  /** What is only a text waits until it is known where scripts lie. @type {{ mention: Mention, from: string, by: string }[]} */
  #texts = [];
  #guesses = 0;
  #kept = 0;
  /** @type {Set<string>} hashes of what was sent */
  #known;

  /**
   * @param {Core} core
   * @param {Verifier} verifier
   * @param {Client} client
   * @param {Sent[]} sent
   */
  constructor(core, verifier, client, sent) {
    this.core = core;
    this.verifier = verifier;
    this.client = client;
    this.sent = sent;
    this.#known = new Set(sent.flatMap((one) => one.sha256 ?? []));
    for (const { url } of sent) {
      const host = hostOf(url);
      if (host !== undefined) this.hosts.add(host);
    }
  }

  /**
   * Loads pages, what they lead to, and what was sent.
   * @param {URL[]} pages
   * @param {Map<string, number>} [delays] how long servers want to be left alone between two pages, in ms, by their origins
   */
  async load(pages, delays = new Map()) {
    const slow = pages.filter(({ origin }) => delays.has(origin));
    for (const page of pages) {
      if (!delays.has(page.origin)) this.#start(this.#loadPage(page.href));
    }
    for (const [origin, delay] of delays) {
      const own = slow.filter((page) => page.origin === origin);
      this.#start(this.#loadOneByOne(own, delay));
    }
    await this.#settle();
    for (const url of this.#askedFor()) this.#ask(url);
    await this.#settle();
  }

  /**
   * Asks for the files of a folder that were not met: where they lie is told by those that were.
   */
  async findRest() {
    const prefixes = new Set(this.sent.flatMap((one) => this.#prefixOf(one) ?? []));
    const [prefix] = prefixes;
    if (prefix === undefined || prefixes.size > 1) return;
    for (const one of this.sent) {
      if (one.name === undefined || one.url !== undefined) continue;
      one.url = prefix + one.name.split('/').map(encodeURIComponent).join('/');
      this.#ask(one.url);
    }
    await this.#settle();
  }

  /**
   * Asks for the scripts that a browser ran.
   * @param {{ url: string, isModule: boolean, isWorker: boolean }[]} ran
   * @param {string} by their page
   */
  async take(ran, by) {
    const known = new Map([...this.scripts.values()].map((script) => [script.arrived, script]));
    for (const { url, isModule, isWorker } of ran) {
      const kind = isWorker ? 'worker' : isModule ? 'module' : 'script';
      // of a redirect the browser tells the end
      if (!known.has(url)) this.#ask(url, { url, kind, doubt: 0, isGuess: false }, by);
      this.mentions += 1;
    }
    await this.#settle();
  }

  /**
   * Where the folder of a file lies that is live.
   * @param {Sent} sent
   */
  #prefixOf({ name, url, sha256 }) {
    if (name === undefined || url !== undefined) return undefined;
    for (const script of this.scripts.values()) {
      const { origin, pathname } = new URL(script.arrived);
      const path = `/${name}`;
      if (script.sha256 === sha256 && decoded(pathname).endsWith(path)) {
        return origin + pathname.slice(0, pathname.length - encodeURI(path).length + 1);
      }
    }
    return undefined;
  }

  /** All of one kind of work leads to more of it. */
  async #settle() {
    while (this.#work.size > 0) {
      await Promise.all(this.#work);
      if (this.#work.size > 0) continue;
      this.#askForChunks();
      this.#askForTexts();
    }
  }

  /** @param {Promise<void>} work */
  #start(work) {
    this.#work.add(work);
    // what it throws is thrown where all are waited for
    work.then(
      () => this.#work.delete(work),
      () => {},
    );
  }

  /**
   * @param {URL[]} pages
   * @param {number} delay in ms
   */
  async #loadOneByOne(pages, delay) {
    for (const [i, page] of pages.entries()) {
      if (i > 0) await pause(delay, this.client.signal);
      await this.#loadPage(page.href);
    }
  }

  /** @param {string} url */
  async #loadPage(url) {
    const answer = await this.client.get(url);
    /** @type {Page} */
    const page = { url, arrived: url, size: 0, inits: [] };
    this.pages.push(page);
    if (answer.failed !== undefined) {
      page.failed = answer.failed;
      return;
    }
    const { status, arrived, bytes } = answer;
    Object.assign(page, { arrived, size: bytes.length });
    if (status < 200 || status > 299) {
      page.failed = `the server answers HTTP ${status}`;
      return;
    }
    this.hosts.add(new URL(arrived).host);
    const { base = '', mentions, inline } = this.verifier.readPage(bytes);
    this.mentions += mentions.length;
    page.inits = inline.flatMap((code) => this.verifier.readInit(encoder.encode(code)) ?? []);
    const from = resolve(base, arrived) ?? arrived;
    for (const mention of mentions) this.#mentioned(mention, from, arrived);
  }

  /**
   * @param {Mention} mention
   * @param {string} from what a relative address is relative to
   * @param {string} by
   */
  #mentioned(mention, from, by) {
    if (mention.isGuess) {
      this.#texts.push({ mention, from, by });
      return;
    }
    const found = resolve(mention.url, from);
    if (found !== undefined) this.#ask(found, mention, by);
  }

  #askForTexts() {
    const live = this.#live();
    for (const { mention, from, by } of this.#texts.splice(0)) {
      for (const place of this.verifier.placesOf(mention.url, live)) {
        const found = resolve(place, from);
        if (found !== undefined) this.#ask(found, mention, by);
      }
    }
  }

  /** Addresses of scripts that are there, or were sent for one. */
  #live() {
    const there = [...this.scripts.values()].filter(({ sha256 }) => sha256 !== undefined);
    return [...there.map(({ url }) => url), ...this.#askedFor()].slice(0, 200);
  }

  /**
   * @param {string} url
   * @param {Mention} [mention] missing where only the receipt names it
   * @param {string} [by]
   */
  #ask(url, mention, by) {
    const known = this.scripts.get(url);
    if (known) {
      if (mention && mention.doubt < (known.doubt ?? Infinity)) {
        Object.assign(known, { kind: mention.kind, doubt: mention.doubt, by });
      }
      return;
    }
    if (mention?.isGuess) {
      // a word that looks like the address of somebody else's script is not followed
      if (!this.hosts.has(hostOf(url) ?? '')) return;
      this.#guesses += 1;
      if (this.#guesses > GUESSES) {
        this.left.add(`of the texts that may be addresses of scripts, the first ${GUESSES} were`);
        return;
      }
    }
    if (this.scripts.size >= SCRIPTS) {
      this.left.add(`the first ${SCRIPTS} scripts were`);
      return;
    }
    const about = mention && { kind: mention.kind, doubt: mention.doubt };
    /** @type {Script} */
    const script = { url, arrived: url, ...about, by, own: false, leaks: [] };
    this.scripts.set(url, script);
    this.#start(this.#loadScript(script));
  }

  /** @param {Script} script */
  async #loadScript(script) {
    const answer = await this.client.get(script.url);
    await this.#take(script, answer);
    const { bytes } = script;
    if (bytes === undefined) return;
    const isSent = this.#known.has(script.sha256 ?? '');
    const isOwn =
      isSent ||
      this.hosts.has(hostOf(script.arrived) ?? '') ||
      this.hosts.has(hostOf(script.url) ?? '');
    if (isOwn) {
      const { mentions, chunkIds, chunks } = this.verifier.readScript(bytes);
      for (const mention of mentions) this.#mentioned(mention, script.arrived, script.url);
      for (const id of chunkIds) this.#chunkIds.add(id);
      if (chunks) this.#runtimes.push({ ...chunks, url: script.arrived });
      this.#readEnd(script, bytes);
      if (!isSent) script.isGenerated = this.verifier.isGenerated(bytes);
    }
    if (!isSent && this.#kept + bytes.length <= KEPT) this.#kept += bytes.length;
    else script.bytes = undefined;
  }

  /**
   * @param {Script} script
   * @param {Answer | NoAnswer} answer
   */
  async #take(script, answer) {
    if (answer.failed !== undefined) {
      script.failed = answer.failed;
      return;
    }
    const { status, arrived, headers, bytes } = answer;
    Object.assign(script, { status, arrived, headers });
    if (status >= 500 || status === 429) script.failed = `the server answers HTTP ${status}`;
    if (status < 200 || status > 299) return;
    if (isPage(bytes, headers['content-type'])) {
      script.isPage = true;
      return;
    }
    Object.assign(script, { bytes, size: bytes.length, sha256: await sha256(bytes) });
  }

  /**
   * What a script says of its map, and of its service.
   * @param {Script} script
   * @param {Uint8Array} bytes
   */
  #readEnd(script, bytes) {
    const source = bytesSource(bytes);
    const { url, inline } = this.core.readLink(source, 'script.js');
    if (inline) script.leaks.push({ by: 'comment' });
    if (url !== undefined) script.link = url;
    script.init = this.verifier.readInit(bytes);
  }

  #askForChunks() {
    const ids = [...this.#chunkIds];
    for (const { function: code, publicPath = '', url } of this.#runtimes) {
      const chunks = this.verifier.chunksOf(code, publicPath, ids);
      for (const mention of chunks) this.#mentioned(mention, url, url);
    }
  }

  /** The addresses of what was sent, on the hosts of the pages. */
  #askedFor() {
    const origins = new Set(
      this.pages
        .filter((page) => page.failed === undefined)
        .map(({ arrived }) => new URL(arrived).origin),
    );
    return this.sent.flatMap(({ url, isAsked }) => {
      if (url === undefined || !isAsked) return [];
      const bases = /^(?:[a-z][a-z\d+.-]*:)?\/\//i.test(url)
        ? [[...origins][0] ?? 'https://x']
        : [...origins];
      return bases.flatMap((origin) => resolve(url, origin) ?? []);
    });
  }
}

/**
 * @param {string} url
 * @param {string} base
 * @returns {string | undefined} undefined where it is none of the web
 */
export function resolve(url, base) {
  if (!URL.canParse(url, base)) return undefined;
  const found = new URL(url, base);
  if (found.protocol !== 'http:' && found.protocol !== 'https:') return undefined;
  found.hash = '';
  return found.href;
}

/** @param {string} path */
function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** @param {string | undefined} url */
function hostOf(url = '') {
  const text = url.startsWith('//') ? `https:${url}` : url;
  return URL.canParse(text) ? new URL(text).host : undefined;
}

/**
 * Whether an answer is a page: browsers do not run it.
 * @param {Uint8Array} bytes
 * @param {string} [type]
 */
function isPage(bytes, type = '') {
  const head = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().toLowerCase();
  const begins = head.startsWith('<!doctype') || head.startsWith('<html');
  return begins || (/html/i.test(type) && head.startsWith('<'));
}
