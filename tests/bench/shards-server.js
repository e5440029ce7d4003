/**
 * An intake that takes only so many uploads a second and counts how often each has come, a process of its own: told how many, it says
 * where it is; asked, what it has seen. It is no part of mapship, and knows of an upload only the address in its body.
 */
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** @type {Map<string, number>} by address, how often it was taken */
const taken = new Map();
let refused = 0;
let perSecond = Infinity;
/** The second that is being counted, and how many came in it. */
let [second, inSecond] = [0, 0];

const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('error', () => {});
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const at = Math.floor(performance.now() / 1000);
    if (at !== second) [second, inSecond] = [at, 0];
    inSecond += 1;
    if (inSecond > perSecond) {
      refused += 1;
      response.writeHead(429, { 'Retry-After': '1' }).end('{"errors":["too many requests"]}');
      return;
    }
    const body = Buffer.concat(chunks);
    const isPacked = request.headers['content-encoding'] === 'gzip';
    const text = (isPacked ? gunzipSync(body) : body).toString('latin1');
    const [, url = ''] = /"minified_url":"([^"]*)"/.exec(text) ?? [];
    taken.set(url, (taken.get(url) ?? 0) + 1);
    response.writeHead(202).end('{"data":{"id":"x","type":"sourcemap_upload"}}');
  });
});
server.listen(0, '127.0.0.1');

process.on('message', (/** @type {'seen' | { perSecond: number }} */ said) => {
  if (said === 'seen') {
    process.send?.({ taken: [...taken], refused });
    return;
  }
  ({ perSecond } = said);
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.send?.(`http://127.0.0.1:${port}`);
});
process.on('disconnect', () => process.exit());
