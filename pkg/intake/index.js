/**
 * The local intake: a server that answers uploads as the API does, keeps what it gets, and can be told to fail.
 * For rehearsing a CI pipeline without an API key and without a network.
 */

import { isIP, isIPv6 } from 'node:net';

import { sendErrors, sendJson, sendText } from '../http/reply.js';
import { HOST, listen, openServer } from '../http/server.js';
import { MAX_FILE_BYTES } from './body.js';
import { withCors } from './cors.js';
import { IntakeError } from './error.js';
import { faultPlan, parseFault } from './fault.js';
import { formatListing, formatTotals, listRefused, listUploads } from './listing.js';
import { route } from './routes.js';
import { byPrivateNames, isThisMachine } from './names.js';
import { openStore } from './store.js';
import { handleUpload, problemWithKey } from './upload.js';

export { parseFault } from './fault.js';
export { formatListing, listRefused, listUploads } from './listing.js';
export { IntakeError } from './error.js';

/** @typedef {import('./listing.js').Upload} Upload */
/** @typedef {import('./listing.js').RequestRecord} RequestRecord */
/** @typedef {import('./fault.js').Fault} Fault */
/** @typedef {import('./parts.js').Part} Part */

/**
 * @typedef {object} IntakeOptions
 * @property {string} [dir] Where to keep uploads; a new temporary directory when left out.
 * @property {number} [port] 0 to 65535; 0, the default, takes a free one.
 * @property {string} [host] The IP address to listen on; 127.0.0.1, the default, is this machine's alone.
 * @property {string} [requireKey] The only API key to accept; any will do when left out.
 * @property {string[]} [faults] See `fault.js` for the grammar.
 * @property {number} [status] 202 (default) or 200, for accepted uploads.
 * @property {boolean} [cors] Let pages of any origin post to it and read what it answers; no by default.
 * @property {boolean} [strict] Refuse event fields and parts that neither the published contract nor real clients have.
 * @property {number} [maxBytes] Limit of a file in bytes, and of a source map with its minified file; 500 MiB by default.
 * @property {number} [idleMs] After how many milliseconds without data a request is given up; 30 000 by default.
 * @property {(line: string) => void} [log] Gets a line per request, and one per note or error of it.
 *
 * @typedef {object} Intake
 * @property {string} url Such as `http://127.0.0.1:8080`, without a path.
 * @property {number} port
 * @property {string} dir Absolute.
 * @property {() => Promise<void>} close Ends all connections; resolves when nothing is being written any more.
 * @property {() => Promise<Upload[]>} uploads What it holds, also from earlier runs in the same directory.
 */

/**
 * @param {IntakeOptions} [options]
 * @returns {Promise<Intake>}
 * @throws {IntakeError} When an option, the port or the directory cannot be used.
 */
export async function startIntake(options = {}) {
  const { port = 0, host = HOST, requireKey, status = 202, strict = false, cors = false } = options;
  const { maxBytes = MAX_FILE_BYTES, idleMs = 30_000, log = () => {} } = options;
  checkOptions({ port, host, requireKey, status, maxBytes, idleMs });
  const nextFaults = faultPlan((options.faults ?? []).map(parseFault));
  const store = await openStore(options.dir);
  const own = routesOf({
    ...{ store, nextFaults, requireKey, strict, maxBytes, idleMs, log },
    status: /** @type {200 | 202} */ (status),
  });
  const routed = route({ routes: cors ? withCors(own) : own, idleMs, log });
  // who lets others in has a name for it in the network, and it may be any
  const handle = isThisMachine(host) ? byPrivateNames(routed, idleMs, log) : routed;
  const { server, close } = openServer(handle);
  /** @type {number} */
  let bound;
  try {
    bound = await listen(server, port, host);
  } catch (error) {
    await store.close();
    const { message, cause } = /** @type {Error & { cause: NodeJS.ErrnoException }} */ (error);
    const flag = cause.code === 'EADDRNOTAVAIL' ? 'host' : 'port';
    throw new IntakeError('port', `${message}; give another one with --${flag}`);
  }
  return {
    url: urlOf(host, bound),
    port: bound,
    dir: store.dir,
    uploads: () => listUploads(store.dir),
    async close() {
      await close();
      await store.close();
    },
  };
}

/**
 * @param {import('./upload.js').UploadSettings} settings
 * @returns {Record<string, import('../http/server.js').Handler>}
 */
function routesOf(settings) {
  const { requireKey, log } = settings;
  const { dir } = settings.store;
  return {
    'POST /api/v2/srcmap': (req, res) => handleUpload(req, res, settings),
    'GET /api/v1/validate': async (req, res) => {
      const problem = problemWithKey(req, requireKey);
      if (problem) sendErrors(res, 403, problem.errors);
      else sendJson(res, 200, { valid: true });
      log(`GET ${res.statusCode} /api/v1/validate`);
    },
    'GET /uploads': async (_req, res) => {
      const [uploads, refused] = await Promise.all([listUploads(dir), listRefused(dir)]);
      sendJson(res, 200, { dir, uploads, refused });
    },
    'GET /': async (_req, res) => {
      const [uploads, refused] = await Promise.all([listUploads(dir), listRefused(dir)]);
      const text = `mapship intake: ${formatTotals(uploads, refused)} in ${dir}\n\n${formatListing(uploads)}`;
      sendText(res, 200, text, { 'content-type': 'text/plain; charset=utf-8' });
    },
  };
}

/**
 * Where it is reached from this machine: what listens on all addresses does so on the own one too.
 * @param {string} host
 * @param {number} port
 */
function urlOf(host, port) {
  if (host === '0.0.0.0') return `http://${HOST}:${port}`;
  if (host === '::') return `http://[::1]:${port}`;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** @param {{ port: number, host: string, requireKey: string | undefined, status: number, maxBytes: number, idleMs: number }} options */
function checkOptions({ port, host, requireKey, status, maxBytes, idleMs }) {
  /** @param {string} message */
  const fail = (message) => {
    throw new IntakeError('option', message);
  };
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    fail(`The port must be a whole number from 0 to 65535, got ${port}`);
  }
  if (isIP(host) === 0) {
    fail(`The host must be an IP address such as 127.0.0.1, got ${JSON.stringify(host)}`);
  }
  if (requireKey !== undefined && requireKey.trim() === '') fail('The required API key is empty');
  if (status !== 200 && status !== 202) fail(`The status must be 200 or 202, got ${status}`);
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) {
    fail(`The file size limit must be a whole number of bytes of 1 or more, got ${maxBytes}`);
  }
  if (!Number.isInteger(idleMs) || idleMs < 1 || idleMs > 2 ** 31 - 1) {
    fail(`The idle limit must be 1 to 2147483647 milliseconds, got ${idleMs}`);
  }
}
