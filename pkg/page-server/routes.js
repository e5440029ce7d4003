/** What is under `/relay/`: who may ask is seen first, then for what. */

import { FileError } from '../errors.js';
import { ClientGone, Refusal } from '../http/refusal.js';
import { sendJson, sendText } from '../http/reply.js';
import { discardBody } from '../http/body.js';
import { checkHost, checkOrigin } from './guard.js';
import { RELAY, setHeaders } from './headers.js';
import { RelayRefusal } from './refusal.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {import('../http/server.js').Handler} Handler */

/** How much of a body is read to its end before the answer, in bytes: browsers look for one only then. */
const MOST = 1024 * 1024 * 1024;

const PREFIX = '/relay/';

/**
 * What the page is told of the run.
 * @typedef {object} About
 * @property {string} version Of mapship.
 * @property {string} [site] Missing where the intake's URL was given.
 * @property {string} intake The URL that is posted to.
 * @property {boolean} hasKey
 * @property {{ service?: string, version?: string, minifiedPathPrefix?: string }} defaults For the page's form.
 *
 * @typedef {object} Served
 * @property {Handler} page For all that is not under `/relay/`.
 * @property {import('./sessions.js').Sessions} sessions
 * @property {import('./relay.js').Relay} relay
 * @property {import('./folder.js').Folder | undefined} folder
 * @property {About} about
 * @property {() => number} port That it listens on.
 * @property {number} timeout How long a body may send nothing, in ms.
 * @property {(line: string) => void} log
 */

/**
 * @param {Served} served
 * @returns {Handler}
 */
export function handler(served) {
  const { page, port, timeout: idleMs, log } = served;
  const routes = routesOf(served);
  return async (req, res) => {
    setHeaders(res, RELAY);
    try {
      checkHost(req.headers, port());
      if (!req.url?.startsWith(PREFIX)) return await page(req, res);
      checkOrigin(req.headers);
      await dispatch(req, res, routes, served);
    } catch (error) {
      if (error instanceof ClientGone) return;
      const refusal = error instanceof Refusal ? error : failed(error);
      await discardBody(req, { idleMs, most: MOST });
      const { status, errors, headers } = refusal;
      const code = refusal instanceof RelayRefusal ? refusal.code : 'relay-body';
      sendJson(res, status, { errors, code }, headers);
      log(`HTTP ${status}: ${errors.join('; ')}`);
    }
  };
}

/** @param {unknown} error */
function failed(error) {
  if (error instanceof FileError) {
    const { message, help } = error;
    return new RelayRefusal('relay-no-folder', [message, help].filter(Boolean).join('; '));
  }
  const { code } = /** @type {NodeJS.ErrnoException} */ (error);
  return new RelayRefusal('relay-failed', `mapship itself failed (${code ?? 'bug'})`);
}

/**
 * @param {IncomingMessage} req
 * @param {ServerResponse} res
 * @param {Record<string, Record<string, Handler>>} routes By path and method.
 * @param {Served} served
 */
async function dispatch(req, res, routes, { sessions }) {
  const [path = ''] = (req.url ?? '').split(/[?#]/, 1);
  const isBegin = path === '/relay/session' && req.method === 'POST';
  if (!isBegin) sessions.check(req.headers['x-mapship-session']);
  const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (methods === undefined) {
    throw new RelayRefusal(
      'relay-path',
      `The relay has only ${Object.keys(routes).join(', ')}; it sends to no other place`,
    );
  }
  const { method = '' } = req;
  const handle = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (handle === undefined) {
    const allow = Object.keys(methods).join(', ');
    throw new RelayRefusal('relay-method', `${path} takes ${allow} only`, { allow });
  }
  await handle(req, res);
}

/**
 * @param {Served} served
 * @returns {Record<string, Record<string, Handler>>}
 */
function routesOf({ sessions, relay, folder, about, timeout, log }) {
  const tell = (/** @type {ServerResponse} */ res, /** @type {unknown} */ session) =>
    sendJson(res, 200, {
      session,
      ...about,
      folder: folder && { name: folder.name, files: folder.count },
    });
  /** @type {Handler} */
  const sendFile = async (req, res) => {
    const query = (req.url ?? '').split('?').slice(1).join('?');
    const names = new URLSearchParams(query).getAll('name');
    await open(folder).send(req, res, names.length === 1 ? String(names[0]) : '');
  };
  return {
    '/relay/session': {
      POST: async (req, res) => tell(res, sessions.begin(req.headers['x-mapship-token'])),
      GET: async (req, res) => tell(res, req.headers['x-mapship-session']),
    },
    '/relay/folder': {
      GET: async (_req, res) => sendJson(res, 200, { files: open(folder).list() }),
    },
    '/relay/folder/file': { GET: sendFile, HEAD: sendFile },
    '/relay/api/v2/srcmap': {
      POST: async (req, res) => {
        const { status, text, headers } = await relay.send(req, res);
        await discardBody(req, { idleMs: timeout, most: MOST });
        sendText(res, status, text, headers);
        log(`an upload was sent on: HTTP ${status}`);
      },
    },
  };
}

/** @param {Served['folder']} folder */
function open(folder) {
  if (folder) return folder;
  throw new RelayRefusal(
    'relay-no-folder',
    'No folder is served: name one where mapship page is started, or choose files in the page',
  );
}
