/** What the intake's tests share: a fresh intake per test, and a hand-written client that can send anything. */

import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { startIntake } from '../../pkg/intake/index.js';

/** As long as a real key, so that it is looked for wherever something is written. */
export const KEY = '0123456789abcdef0123456789abcdef';

const PREFIX = join(tmpdir(), 'mapship-test-');

/**
 * An intake in a directory of its own; both are gone after the test.
 * @param {import('node:test').TestContext} t
 * @param {import('../../pkg/intake/index.js').IntakeOptions} [options]
 */
export async function freshIntake(t, options) {
  const dir = options?.dir ?? (await mkdtemp(PREFIX));
  const intake = await startIntake({ ...options, dir });
  // In this order: a directory that is still written to cannot be removed.
  t.after(async () => {
    await intake.close();
    if (options?.dir === undefined) await rm(dir, { recursive: true, force: true });
  });
  return intake;
}

/** @param {import('node:test').TestContext} t */
export async function freshDir(t) {
  const dir = await mkdtemp(PREFIX);
  t.after(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
}

/**
 * Every file below a directory, by its path from there.
 * @param {string} dir
 */
export async function filesIn(dir) {
  const entries = await entriesOf(dir);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** @param {string} dir @returns {Promise<import('node:fs').Dirent[]>} */
async function entriesOf(dir) {
  try {
    return await readdir(dir, { recursive: true, withFileTypes: true });
  } catch (error) {
    // The intake takes its drafts away while this looks: then it looks once more.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
    await stat(dir);
    return entriesOf(dir);
  }
}

/**
 * @typedef {object} PartToSend
 * @property {string} name
 * @property {string | Buffer} [content]
 * @property {string} [filename]
 * @property {string} [type]
 */

/**
 * @param {unknown} event An object, or the text to send as it is.
 * @param {Record<string, string | Buffer>} [files]
 * @returns {PartToSend[]}
 */
export function upload(event, files = {}) {
  const content = typeof event === 'string' ? event : JSON.stringify(event);
  return [
    { name: 'event', content, filename: 'event', type: 'application/json' },
    ...Object.entries(files).map(([name, content]) => ({
      name,
      content,
      filename: name,
    })),
  ];
}

/**
 * @param {PartToSend[]} parts
 * @param {string} [boundary]
 */
export function multipart(parts, boundary = 'b0undary') {
  const chunks = parts.flatMap(({ name, content = 'x', filename, type }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    filename === undefined ? '' : `; filename="${filename}"`,
    type === undefined ? '' : `\r\nContent-Type: ${type}`,
    '\r\n\r\n',
    content,
    '\r\n',
  ]);
  return Buffer.concat([...chunks, `--${boundary}--\r\n`].map((chunk) => Buffer.from(chunk)));
}

/** @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, text: string, json: any }} Reply */

/**
 * @param {{ url: string }} intake
 * @param {PartToSend[] | Buffer} body
 * @param {Record<string, string>} [headers]
 * @param {string} [path]
 * @returns {Promise<Reply>}
 */
export function post({ url }, body, headers = {}, path = '/api/v2/srcmap') {
  return new Promise((resolve, reject) => {
    const req = request(
      `${url}${path}`,
      {
        method: 'POST',
        agent: false,
        headers: {
          'dd-api-key': KEY,
          'content-type': 'multipart/form-data; boundary=b0undary',
          ...headers,
        },
      },
      (res) => collect(res).then(resolve, reject),
    );
    req.on('error', reject);
    req.end(Array.isArray(body) ? multipart(body) : body);
  });
}

/**
 * @param {import('node:http').IncomingMessage} res
 * @returns {Promise<Reply>}
 */
async function collect(res) {
  const chunks = [];
  for await (const chunk of res) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const json = res.headers['content-type'] === 'application/json' ? JSON.parse(text) : undefined;
  return { status: res.statusCode ?? 0, headers: res.headers, text, json };
}

/**
 * An upload's head, to be written by hand.
 * @param {string[]} headers
 */
export function head(...headers) {
  const lines = ['POST /api/v2/srcmap HTTP/1.1', 'Host: x', `DD-API-KEY: ${KEY}`, ...headers];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/**
 * Says something on a bare connection and hears what comes back until it closes.
 * @param {{ port: number }} intake
 * @param {(string | Buffer)[]} chunks
 * @param {{ end?: boolean, destroy?: boolean }} [options] What to do after the last chunk.
 * @returns {Promise<string>}
 */
export function speak({ port }, chunks, { end = false, destroy = false } = {}) {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => {
      for (const chunk of chunks) socket.write(chunk);
      if (end) socket.end();
      if (destroy) setTimeout(() => socket.destroy(), 50);
    });
    socket.setEncoding('utf8').on('data', (data) => {
      heard += data;
    });
    // A reset connection is an end like another here: what was heard before counts.
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    socket.on('close', () => resolve(heard));
  });
}

/** The smallest uploads of a JavaScript source map that the contract allows. */
export const JS_EVENT = {
  type: 'js_sourcemap',
  service: 'shop',
  version: '1.2.3',
  minified_url: 'https://example.com/app.min.js',
};
export const JS_FILES = { source_map: '{"version":3}', minified_file: 'a()' };
