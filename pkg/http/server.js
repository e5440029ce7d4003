/** An HTTP server on this machine, and an answer for connections that do not even speak HTTP. */

import { createServer, STATUS_CODES } from 'node:http';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {(req: IncomingMessage, res: ServerResponse) => Promise<void>} Handler */

/** The address where nothing else was asked for: what is served is for this machine and nobody else. */
export const HOST = '127.0.0.1';

/** @param {Handler} handle Must answer for its own faults: where it rejects, the connection is cut. */
export function openServer(handle) {
  /** @type {Set<Promise<void>>} Requests being handled: closing waits until they have tidied up. */
  const busy = new Set();
  const server = createServer({ requestTimeout: 0 }, (req, res) => {
    if (hostsIn(req) > 1) {
      refuseHosts(res);
      return;
    }
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

/** How many headers name the host. @param {IncomingMessage} req */
function hostsIn({ rawHeaders }) {
  return rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
}

/**
 * Which of two hosts is meant, each program on the way may see otherwise. RFC 9112, 3.2.
 * @param {ServerResponse} res
 */
function refuseHosts(res) {
  const body = `${JSON.stringify({ errors: ['The request has more than one Host header'] })}\n`;
  res.writeHead(400, { 'content-type': 'application/json', connection: 'close' }).end(body);
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port 0 takes a free one.
 * @param {string} [host] An IP address.
 * @returns {Promise<number>} The port it listens on.
 * @throws {Error} With a sentence of what stands against it, without a remedy, and with Node's error as the cause.
 */
export function listen(server, port, host = HOST) {
  return new Promise((resolve, reject) => {
    server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      reject(new Error(portProblem(port, host, error), { cause: error }));
    });
    server.listen(port, host, () => {
      resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
    });
  });
}

/**
 * @param {number} port
 * @param {string} host
 * @param {NodeJS.ErrnoException} error
 */
function portProblem(port, host, { code, message }) {
  if (code === 'EADDRINUSE') return `Port ${port} is in use by another program`;
  if (code === 'EACCES') return `Port ${port} may not be used without more rights`;
  if (code === 'EADDRNOTAVAIL') return `${host} is no address of this machine`;
  return `Port ${port} cannot be used (${message})`;
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
