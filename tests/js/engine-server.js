// A server of bare sockets that does to each request in turn what it is told; it keeps what it gets.
import { createServer } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** @import { Socket } from 'node:net' */
/** @import { TestContext } from 'node:test' */

/**
 * A request, as far as it has come.
 * @typedef {object} Got
 * @property {string} head
 * @property {Buffer} body as it was sent, chunks joined
 * @property {boolean} whole
 */

/**
 * What to do at each stage of a request; where it says nothing, the request is accepted.
 * @typedef {object} Act
 * @property {(socket: Socket, got: Got) => void} [head] the headers are there; the body is still read
 * @property {number} [stopAfter] bytes of the body after which it reads no more
 * @property {(socket: Socket, got: Got) => void} [part] at `stopAfter`
 * @property {(socket: Socket, got: Got) => void} [body] all is there
 */

export const ACCEPTED = '{"data":{"id":"x","type":"sourcemap_upload"}}';

/**
 * @param {number} status
 * @param {string} [body]
 * @param {Record<string, string>} [headers]
 */
export function reply(status, body = '', headers = {}) {
  const all = { 'Content-Length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Said\r\n${lines.join('')}\r\n${body}`;
}

/**
 * @param {TestContext} t
 * @param {Act[]} acts one per request; those after them are accepted
 * @param {(socket: Socket, number: number) => void} [onConnection] `number`: 1 and up
 * @returns {Promise<{ url: string, got: Got[] }>}
 */
export async function hostile(t, acts, onConnection = () => {}) {
  /** @type {Got[]} */
  const got = [];
  /** @type {Set<Socket>} */
  const sockets = new Set();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket, connections);
    serve(socket, () => acts[got.length] ?? {}, got);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, got };
}

/**
 * @param {Socket} socket
 * @param {() => Act} next
 * @param {Got[]} all
 */
function serve(socket, next, all) {
  let raw = Buffer.alloc(0);
  /** @type {{ act: Act, got: Got, start: number } | undefined} */
  let current;
  let stopped = false;
  socket.on('data', (data) => {
    if (stopped) return;
    raw = Buffer.concat([raw, data]);
    if (current === undefined) {
      const end = raw.indexOf('\r\n\r\n');
      if (end < 0) return;
      current = {
        act: next(),
        got: { head: raw.toString('latin1', 0, end), body: Buffer.alloc(0), whole: false },
        start: end + 4,
      };
      all.push(current.got);
      current.act.head?.(socket, current.got);
    }
    const { act, got, start } = current;
    const rest = raw.subarray(start);
    if (act.stopAfter !== undefined && rest.length >= act.stopAfter) {
      stopped = true;
      socket.pause();
      act.part?.(socket, got);
      return;
    }
    const body = bodyOf(got.head, rest);
    if (body === undefined) return;
    Object.assign(got, { body, whole: true });
    raw = Buffer.alloc(0);
    current = undefined;
    if (act.body) act.body(socket, got);
    else if (!act.head) socket.write(reply(202, ACCEPTED));
  });
}

/**
 * @param {string} head
 * @param {Buffer} rest
 * @returns {Buffer | undefined} nothing until it is whole
 */
function bodyOf(head, rest) {
  const length = /content-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) return rest.length >= Number(length) ? rest : undefined;
  if (!rest.subarray(-5).equals(Buffer.from('0\r\n\r\n'))) return undefined;
  const pieces = [];
  for (let at = 0; ;) {
    const end = rest.indexOf('\r\n', at);
    const size = parseInt(rest.toString('latin1', at, end), 16);
    if (!(size > 0)) return size === 0 ? Buffer.concat(pieces) : undefined;
    pieces.push(rest.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
    if (at >= rest.length) return undefined;
  }
}

/** @param {Got} got */
export function unpacked({ head, body }) {
  return /content-encoding: gzip/i.test(head) ? gunzipSync(body) : body;
}
