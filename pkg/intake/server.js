/** The HTTP side: routes, and an answer for connections that do not even speak HTTP. */

import { createServer, STATUS_CODES } from 'node:http';
import { sendErrors } from './reply.js';
import { discardBody } from './wire.js';
import { printable, shortened } from './wording.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {(req: IncomingMessage, res: ServerResponse) => Promise<void>} Handler */

/** Bytes of a body on an unknown path that are read before the answer is sent. */
const MAX_DISCARDED = 64 * 1024 * 1024;

/**
 * @param {object} options
 * @param {Record<string, Handler>} options.routes By method and path: `GET /`.
 * @param {number} options.idleMs How long a body may send nothing.
 * @param {(line: string) => void} options.log
 */
export function openServer({ routes, idleMs, log }) {
  /** @type {Set<Promise<void>>} Requests being handled: closing waits until they have tidied up. */
  const busy = new Set();
  /** @type {Handler} */
  const handle = async (req, res) => {
    // The query is dropped before anything looks at the path: some clients put their API key there.
    const path = (req.url ?? '/').split(/[?#]/, 1)[0];
    const route = `${req.method} ${path}`;
    try {
      if (Object.hasOwn(routes, route)) return await routes[route](req, res);
      await discardBody(req, { idleMs, most: MAX_DISCARDED });
      const sentence = `Not found: ${shown(route)} (there is ${Object.keys(routes).join(', ')})`;
      sendErrors(res, 404, [sentence]);
      log(`${req.method} 404 ${shown(path)}`);
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      log(`${req.method} 503 ${shown(path)} the intake itself failed: ${shown(message)}`);
      await discardBody(req, { idleMs, most: MAX_DISCARDED });
      sendErrors(res, 503, [`Service unavailable: the intake itself failed (${code ?? 'bug'})`]);
    }
  };
  const server = createServer({ requestTimeout: 0 }, (req, res) => {
    const work = handle(req, res)
      .catch(() => res.destroy())
      .then(() => void busy.delete(work));
    busy.add(work);
  });
  server.on('clientError', answerBadHttp);
  return {
    server,
    async close() {
      if (server.listening) {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
      }
      await Promise.allSettled(busy);
    },
  };
}

/** @param {string} text From a request. */
function shown(text) {
  return printable(shortened(text));
}

/**
 * What is not HTTP, or ends too early, never reaches a handler; it is answered on the bare connection.
 * @param {Error & { code?: string }} error
 * @param {import('node:stream').Duplex} socket
 */
function answerBadHttp(error, socket) {
  // Node keeps the reply in progress here; a second one must not follow the first.
  const answered = /** @type {{ _httpMessage?: ServerResponse }} */ (socket)._httpMessage
    ?.headersSent;
  if (error.code === 'ECONNRESET' || !socket.writable || answered) {
    socket.destroy();
    return;
  }
  const [status, sentence] = badHttp(error.code);
  const body = `${JSON.stringify({ errors: [sentence] })}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/**
 * @param {string | undefined} code
 * @returns {[status: number, sentence: string]}
 */
function badHttp(code) {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return [431, 'The request headers are larger than 16 KiB'];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'Request timeout: the request headers did not come in time'];
    case 'HPE_INVALID_EOF_STATE':
      return [400, 'The request ended early: the connection closed before all of it had come'];
    default:
      return [400, `The request is not valid HTTP (${code ?? 'unknown error'})`];
  }
}
