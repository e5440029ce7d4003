/** The server of the benchmark `network`, a process of its own: told what to be, it says where it is; asked, what it has seen. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const fixture = (/** @type {string} */ name) =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url));

const none = () => ({ taken: 0, refused: 0, most: 0, connections: 0 });
let seen = none();
let delay = 0;
let perSecond = Infinity;
let now = 0;
/** The second that is being counted, and how many came in it. */
let [second, inSecond] = [0, 0];

const server = createServer(
  { key: fixture('server.key'), cert: fixture('server.pem') },
  (request, response) => {
    now += 1;
    seen.most = Math.max(seen.most, now);
    request.resume();
    request.on('end', () => {
      const at = Math.floor(performance.now() / 1000);
      if (at !== second) [second, inSecond] = [at, 0];
      inSecond += 1;
      if (inSecond > perSecond) {
        seen.refused += 1;
        response.writeHead(429, { 'Retry-After': '1' }).end('{"errors":["too many requests"]}');
        return;
      }
      const answer = () => {
        seen.taken += 1;
        response.writeHead(202).end('{"data":{"id":"x","type":"sourcemap_upload"}}');
      };
      if (delay > 0) setTimeout(answer, delay);
      else answer();
    });
    response.on('close', () => (now -= 1));
  },
);
server.on('secureConnection', () => (seen.connections += 1));
server.on('tlsClientError', () => {});
server.listen(0, '127.0.0.1');

process.on('message', (/** @type {'seen' | { delay: number, perSecond?: number }} */ said) => {
  if (said === 'seen') {
    process.send?.(seen);
    seen = none();
    return;
  }
  ({ delay, perSecond = Infinity } = said);
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.send?.(`https://localhost:${address.port}`);
});
process.on('disconnect', () => process.exit());
