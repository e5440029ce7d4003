// What the tests of the page's server share: a page made up, its server, and requests written by hand.
import { start } from '../../pkg/core/index.js';
import { startPageServer } from '../../pkg/page-server/index.js';
import { speak } from './intake-client.js';
import { folder } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { PageOptions } from '../../pkg/page-server/index.js' */

export const KEY = 'c0ffee00c0ffee00c0ffee00c0ffee00';

/** Where nobody listens. */
const NOWHERE = 'http://127.0.0.1:1/api/v2/srcmap';

const FILES = {
  'index.html': '<!doctype html><meta charset="utf-8"><title>upload</title>',
  'page.js': 'document.title = "ready";\n',
  'core.wasm': new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
  'assets/style.css': 'body { color: red }\n',
};

/**
 * @typedef {object} Served
 * @property {string} url
 * @property {number} port
 * @property {string[]} log
 * @property {() => string} token A new one.
 * @property {string} session
 * @property {() => Promise<void>} close
 */

/**
 * A server with a page, and a session of it.
 * @param {TestContext} t
 * @param {Partial<PageOptions> & { intake?: string }} [options]
 * @returns {Promise<Served>}
 */
export async function served(t, { intake = NOWHERE, ...options } = {}) {
  const page = await folder(t, FILES);
  /** @type {string[]} */
  const log = [];
  const server = await startPageServer({
    core: await start(),
    target: { url: intake },
    apiKey: KEY,
    page,
    env: {},
    log: (line) => log.push(line),
    ...options,
  });
  t.after(() => server.close());
  const { url } = server;
  const port = Number(new URL(url).port);
  const token = () => server.link().split('#token=')[1] ?? '';
  const begun = await request(
    { port },
    { method: 'POST', path: '/relay/session', headers: { 'X-Mapship-Token': token() } },
  );
  return { url, port, log, token, session: begun.json.session, close: server.close };
}

/**
 * @typedef {object} Request
 * @property {string} [method]
 * @property {string} path As it stands in the request.
 * @property {string | null} [host] null: none is sent.
 * @property {Record<string, string>} [headers]
 * @property {string} [body]
 */

/**
 * A request on a connection of its own, written by hand: no client puts its path or headers right.
 * @param {{ port: number }} served
 * @param {Request} request
 * @returns {Promise<{ status: number, headers: Record<string, string>, text: string, json: any }>}
 */
export async function request(
  { port },
  { method = 'GET', path, host = `127.0.0.1:${port}`, headers = {}, body },
) {
  const all = {
    ...(host === null ? {} : { Host: host }),
    ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const version = host === null ? '1.0' : '1.1';
  const head = `${method} ${path} HTTP/${version}\r\n${lines.join('')}Connection: close\r\n\r\n`;
  return parse(await speak({ port }, [head + (body ?? '')]));
}

/** @param {string} heard */
function parse(heard) {
  const end = heard.indexOf('\r\n\r\n');
  const [first = '', ...lines] = heard.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
  const text = heard.slice(end + 4);
  const isJson = headers['content-type'] === 'application/json' && text !== '';
  return {
    status: Number(first.split(' ')[1]),
    headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}
