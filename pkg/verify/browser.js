/**
 * A Chromium that loads pages: which scripts it runs, under which addresses, and which positions it knows in them. It is spoken to by the
 * DevTools protocol over a pipe, so that nothing listens on a port, and nothing has to be installed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { wayOf } from '../core/how.js';
import { UsageError } from '../errors.js';

/** @import { Client } from './client.js' */

/** Where it is looked for: by these names on the PATH, and at these places. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** How long a page may ask for nothing until it counts as loaded, in ms. */
const QUIET = 750;

/** How long the browser may take to start and to tell, besides the time that a page has, in ms. */
const ANSWER = 15_000;

/** Whether processes are in groups, which can be ended at once. */
const HAS_GROUPS = process.platform !== 'win32';

/** How often the folder of a profile is removed that comes back. */
const REMOVALS = 10;

/** How many positions are asked for in a script. */
const POSITIONS = 2000;

/** The most bytes of a message of the browser. */
const LONGEST = 64 * 1024 * 1024;

/**
 * A script that a page ran: `positions` are those where code begins that may be stopped at, 1-based, as stack traces have them.
 * @typedef {{ url: string, isModule: boolean, isWorker: boolean, positions: { line: number, column: number }[] }} RunScript
 */

/**
 * @param {string} given
 * @param {Record<string, string | undefined>} env
 */
export function findBrowser(given, env) {
  const isThere = (/** @type {string} */ file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  if (given !== 'auto') {
    if (isThere(given)) return given;
    throw new UsageError('browser-missing', `there is no browser at ${given}`, {
      help: 'give the path of a Chromium or Chrome, or auto',
    });
  }
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const all = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  const named = env.MAPSHIP_BROWSER;
  const found = [...(named ? [named] : []), ...all, ...PLACES].find(isThere);
  if (found !== undefined) return found;
  throw new UsageError('browser-missing', 'there is no Chromium or Chrome', {
    help: `install one, or name it by ${wayOf('browser')} or MAPSHIP_BROWSER`,
  });
}

/** The protocol, as far as it is needed. */
class Pipe {
  #last = 0;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  #open = new Map();
  /** @type {Buffer[]} */
  #parts = [];
  #size = 0;
  /** @type {Error | undefined} */
  #ended;

  /**
   * @param {import('node:stream').Writable} into
   * @param {import('node:stream').Readable} from
   * @param {(method: string, params: any, session?: string) => void} onEvent
   */
  constructor(into, from, onEvent) {
    this.into = into;
    this.onEvent = onEvent;
    from.on('data', (data) => this.#take(data));
    into.on('error', () => this.end('the browser has ended'));
    from.on('error', () => this.end('the browser has ended'));
    from.once('close', () => this.end('the browser has ended'));
  }

  /**
   * @param {string} method
   * @param {object} [params]
   * @param {string} [session]
   * @returns {Promise<any>}
   */
  send(method, params = {}, session) {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#last += 1;
    const id = this.#last;
    const message = { id, method, params, ...(session !== undefined && { sessionId: session }) };
    this.into.write(`${JSON.stringify(message)}\0`);
    return new Promise((resolve, reject) => this.#open.set(id, { resolve, reject }));
  }

  /** @param {string} why */
  end(why) {
    this.#ended ??= new Error(why);
    for (const { reject } of this.#open.values()) reject(this.#ended);
    this.#open.clear();
  }

  /** @param {Buffer} data */
  #take(data) {
    let rest = data;
    for (let at = rest.indexOf(0); at >= 0; at = rest.indexOf(0)) {
      const text = Buffer.concat([...this.#parts, rest.subarray(0, at)]).toString('utf8');
      this.#parts = [];
      this.#size = 0;
      rest = rest.subarray(at + 1);
      this.#hear(JSON.parse(text));
    }
    this.#parts.push(Buffer.from(rest));
    this.#size += rest.length;
    if (this.#size > LONGEST) this.end('the browser says too much at once');
  }

  /** @param {any} message */
  #hear({ id, method, params, result, error, sessionId }) {
    if (id === undefined) {
      this.onEvent(method, params, sessionId);
      return;
    }
    const asked = this.#open.get(id);
    this.#open.delete(id);
    if (error) asked?.reject(new Error(error.message));
    else asked?.resolve(result);
  }
}

export class Browser {
  /** @type {Map<string, Page>} by their sessions, those of workers too */
  #pages = new Map();

  /**
   * @param {string} file the program
   * @param {{ client: Client, timeout: number, signal?: AbortSignal }} how
   */
  constructor(file, { client, timeout, signal }) {
    this.client = client;
    this.timeout = timeout;
    this.profile = mkdtempSync(path.join(tmpdir(), 'mapship-browser-'));
    this.child = spawn(
      file,
      [
        ...['--headless=new', '--remote-debugging-pipe', `--user-data-dir=${this.profile}`],
        // its sandbox does not start for root
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ...['--no-first-run', '--no-default-browser-check', '--disable-background-networking'],
        ...['--disable-component-update', '--disable-sync', '--disable-extensions'],
        // each of these would ask somebody whom no page has named
        ...['--disable-quic', '--dns-prefetch-disable', '--disable-features=MediaRouter'],
        'about:blank',
      ],
      // a group of its own, so that the processes that it starts can be ended with it
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], signal, detached: HAS_GROUPS },
    );
    const [, , , into, from] = /** @type {any[]} */ (this.child.stdio);
    this.pipe = new Pipe(into, from, (...event) => this.#hear(...event));
    this.child.once('error', (error) => this.pipe.end(error.message));
  }

  /**
   * Loads a page, and waits until it asks for nothing more.
   * @param {string} url
   * @returns {Promise<{ scripts: RunScript[], failed?: string }>}
   */
  async load(url) {
    const late = wait(this.timeout + ANSWER).then(() => ({
      ...{ scripts: [], failed: 'the browser does not answer' },
    }));
    return Promise.race([this.#load(url), late]);
  }

  /**
   * @param {string} url
   * @returns {Promise<{ scripts: RunScript[], failed?: string }>}
   */
  async #load(url) {
    const { pipe } = this;
    /** @type {string | undefined} */
    let browserContextId;
    try {
      ({ browserContextId } = await pipe.send('Target.createBrowserContext'));
      const { targetId } = await pipe.send('Target.createTarget', {
        ...{ url: 'about:blank', browserContextId },
      });
      const { sessionId } = await pipe.send('Target.attachToTarget', { targetId, flatten: true });
      const page = new Page();
      await this.#prepare(sessionId, page, false);
      const { errorText } = await pipe.send('Page.navigate', { url }, sessionId);
      if (errorText) return { scripts: [], failed: errorText };
      await page.quiet(this.timeout);
      return { scripts: await this.#positionsOf(page) };
    } catch (error) {
      return { scripts: [], failed: /** @type {Error} */ (error).message };
    } finally {
      if (browserContextId !== undefined) {
        await pipe.send('Target.disposeBrowserContext', { browserContextId }).catch(() => {});
      }
    }
  }

  async close() {
    const isGone = this.child.exitCode !== null || this.child.signalCode !== null;
    const gone = isGone || this.child.pid === undefined ? undefined : once(this.child, 'exit');
    await Promise.race([this.pipe.send('Browser.close').catch(() => {}), wait(2000)]);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 2000);
    await gone;
    clearTimeout(timer);
    await this.#removeProfile();
  }

  /** Processes of the browser may outlive it for a moment, and make the folder of its profile anew. */
  async #removeProfile() {
    try {
      if (HAS_GROUPS && this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // none of them is left
    }
    for (let tries = 0; tries < REMOVALS; tries += 1) {
      rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      await pause(50);
      if (!existsSync(this.profile)) return;
    }
  }

  /**
   * @param {string} session
   * @param {Page} page
   * @param {boolean} isWorker
   */
  async #prepare(session, page, isWorker) {
    const { pipe } = this;
    this.#pages.set(session, page);
    if (isWorker) page.workers.add(session);
    const wanted = [
      pipe.send('Debugger.enable', {}, session),
      pipe.send('Network.enable', {}, session),
      pipe.send('Page.enable', {}, session),
      pipe.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }, session),
      pipe.send(
        'Target.setAutoAttach',
        { autoAttach: true, waitForDebuggerOnStart: true, flatten: true },
        session,
      ),
    ];
    // a worker knows some of these only
    await Promise.allSettled(wanted);
    if (isWorker) await pipe.send('Runtime.runIfWaitingForDebugger', {}, session).catch(() => {});
  }

  /**
   * @param {string} method
   * @param {any} params
   * @param {string} [session]
   */
  #hear(method, params, session = '') {
    const page = this.#pages.get(session);
    if (page === undefined) return;
    page.touch();
    switch (method) {
      case 'Debugger.scriptParsed':
        page.parsed(session, params);
        return;
      case 'Page.loadEventFired':
        page.isLoaded = true;
        return;
      case 'Network.requestWillBeSent':
        page.open.add(params.requestId);
        return;
      case 'Network.loadingFinished':
      case 'Network.loadingFailed':
        page.open.delete(params.requestId);
        return;
      case 'Target.attachedToTarget':
        this.#prepare(params.sessionId, page, true).catch(() => {});
        return;
      case 'Fetch.requestPaused':
        this.#mayLoad(session, params).catch(() => {});
        return;
      default:
    }
  }

  /**
   * The rules for addresses and headers are those of the client.
   * @param {string} session
   * @param {any} params
   */
  async #mayLoad(session, { requestId, request }) {
    const rules = await this.client.rulesFor(request.url);
    if (rules === undefined) {
      const params = { requestId, errorReason: 'BlockedByClient' };
      await this.pipe.send('Fetch.failRequest', params, session);
      return;
    }
    const all = Object.entries({ ...request.headers, ...rules.headers });
    const headers = all.map(([name, value]) => ({ name, value: String(value) }));
    const more = Object.keys(rules.headers).length > 0 ? { headers } : {};
    await this.pipe.send('Fetch.continueRequest', { requestId, ...more }, session);
  }

  /** @param {Page} page */
  async #positionsOf(page) {
    /** @type {RunScript[]} */
    const scripts = [];
    for (const { session, scriptId, url, isModule, endLine, endColumn } of page.scripts.values()) {
      const params = {
        start: { scriptId, lineNumber: 0, columnNumber: 0 },
        end: { scriptId, lineNumber: endLine, columnNumber: endColumn },
      };
      const told = await this.pipe
        .send('Debugger.getPossibleBreakpoints', params, session)
        .catch(() => undefined);
      /** @type {{ lineNumber: number, columnNumber?: number }[]} */
      const locations = told?.locations ?? [];
      scripts.push({
        ...{ url, isModule, isWorker: page.workers.has(session) },
        positions: locations.slice(0, POSITIONS).map(({ lineNumber, columnNumber = 0 }) => ({
          ...{ line: lineNumber + 1, column: columnNumber + 1 },
        })),
      });
    }
    return scripts;
  }
}

/** A page that is being loaded. */
class Page {
  isLoaded = false;
  #touched = performance.now();
  /** Requests that are under way. @type {Set<string>} */
  open = new Set();
  /** Sessions. @type {Set<string>} */
  workers = new Set();
  /**
   * By their addresses.
   * @type {Map<string, { session: string, scriptId: string, url: string, isModule: boolean, endLine: number, endColumn: number }>}
   */
  scripts = new Map();

  touch() {
    this.#touched = performance.now();
  }

  /**
   * @param {string} session
   * @param {any} params
   */
  parsed(session, { scriptId, url, isModule = false, startLine, startColumn, endLine, endColumn }) {
    // what begins further down is a script in the page itself
    if (!/^https?:/.test(url) || startLine > 0 || startColumn > 0) return;
    if (!this.scripts.has(url)) {
      this.scripts.set(url, { session, scriptId, url, isModule, endLine, endColumn });
    }
  }

  /** @param {number} timeout in ms */
  async quiet(timeout) {
    const until = performance.now() + timeout;
    for (;;) {
      const now = performance.now();
      const isQuiet = this.isLoaded && this.open.size === 0 && now - this.#touched > QUIET;
      // what polls for ever, or streams, is never quiet
      if (isQuiet || now > until) return;
      await wait(100);
    }
  }
}

/** @param {number} ms */
function wait(ms) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      setTimeout(resolve, ms).unref();
    })
  );
}
