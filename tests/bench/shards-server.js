/**
 * An intake that takes only so many uploads a second and counts how often each has come, a process of its own: told how many, it says
 * where it is; asked, what it has seen. It is no part of mapship, and knows of an upload only the address in its body.
 *
 * At its second address it answers no more after so many, until it is told to: whoever sends there can be killed in the middle of its work.
 */
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** @type {Map<string, number>} by address, how often it was taken */
const taken = new Map();
let refused = 0;
let perSecond = Infinity;
/** How many more are answered at the second address. */
let untilHeld = Infinity;
/** The second that is being counted, and how many came in it. */
let [second, inSecond] = [0, 0];

/** @type {(isSecond: boolean) => import('node:http').RequestListener} */
const intake = (isSecond) => (request, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('error', () => {});
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (isSecond && untilHeld <= 0) return;
    const at = Math.floor(performance.now() / 1000);
    if (at !== second) [second, inSecond] = [at, 0];
    inSecond += 1;
    if (inSecond > perSecond) {
      refused += 1;
      response.writeHead(429, { 'Retry-After': '1' }).end('{"errors":["too many requests"]}');
      return;
    }
    if (isSecond) untilHeld -= 1;
    const body = Buffer.concat(chunks);
    const isPacked = request.headers['content-encoding'] === 'gzip';
    const text = (isPacked ? gunzipSync(body) : body).toString('latin1');
    const [, url = ''] = /"minified_url":"([^"]*)"/.exec(text) ?? [];
    taken.set(url, (taken.get(url) ?? 0) + 1);
    response.writeHead(202).end('{"data":{"id":"x","type":"sourcemap_upload"}}');
  });
};
const servers = [false, true].map((isSecond) =>
  createServer(intake(isSecond)).listen(0, '127.0.0.1'),
);

process.on(
  'message',
  (/** @type {'seen' | 'go on' | { perSecond: number, hold: number }} */ said) => {
    if (said === 'seen') {
      process.send?.({ taken: [...taken], refused });
    } else if (said === 'go on') {
      untilHeld = Infinity;
    } else {
      ({ perSecond, hold: untilHeld } = said);
      const ports = servers.map(
        (server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port,
      );
      process.send?.(ports.map((port) => `http://127.0.0.1:${port}`));
    }
  },
);
process.on('disconnect', () => process.exit());
