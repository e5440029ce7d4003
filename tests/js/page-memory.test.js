// The relay's memory does not grow with what goes through it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';

import { KEY } from './page-server-world.js';
import { folder } from './world.js';

const MB = 1_000_000;

/** How much goes through, in MB; more than this on top of what an idle server takes would be a body that is kept. */
const SENT = Number(process.env.MAPSHIP_RELAYED ?? 200);
const MOST_GROWN = 60 * MB;

const here = (/** @type {string} */ at) => JSON.stringify(new URL(at, import.meta.url).href);

// The server in a process of its own; each line on its standard input makes it say how much memory it has needed.
const CHILD = `
  import { start } from ${here('../../pkg/core/index.js')};
  import { startPageServer } from ${here('../../pkg/page-server/index.js')};
  const [page, url, apiKey] = process.argv.slice(1);
  const server = await startPageServer({ core: await start(), target: { url }, apiKey, page, env: {} });
  console.log(server.link());
  process.stdin.on('data', () => console.log(process.resourceUsage().maxRSS * 1024));
  process.stdin.on('end', () => server.close());
`;

test('an upload goes through in constant memory', { timeout: 120_000 }, async (t) => {
  let received = 0;
  const sink = createServer((req, res) => {
    req.on('data', (chunk) => (received += chunk.length));
    req.on('end', () => res.writeHead(202).end('{}'));
  });
  await new Promise((resolve) => sink.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => sink.close());
  const intake = `http://127.0.0.1:${/** @type {any} */ (sink.address()).port}/api/v2/srcmap`;
  const page = await folder(t, { 'index.html': '' });
  const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, page, intake, KEY], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill());
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const [url = '', token = ''] = String((await lines.next()).value).split('/#token=');
  const resident = async () => {
    child.stdin.write('?\n');
    return Number((await lines.next()).value);
  };
  const begun = await fetch(`${url}/relay/session`, {
    method: 'POST',
    headers: { 'X-Mapship-Token': token },
  });
  const { session } = /** @type {any} */ (await begun.json());
  const idle = await resident();
  const asked = request(`${url}/relay/api/v2/srcmap`, {
    method: 'POST',
    headers: { 'X-Mapship-Session': session, 'Content-Length': String(SENT * MB) },
  });
  const answered = once(asked, 'response');
  const megabyte = Buffer.alloc(MB, 'symbols\n');
  await pipeline(Readable.from(Array.from({ length: SENT }, () => megabyte)), asked);
  const [response] = await answered;
  assert.equal(response.resume().statusCode, 202);
  assert.equal(received, SENT * MB);
  const grown = (await resident()) - idle;
  t.diagnostic(
    `${SENT} MB: ${Math.round(idle / MB)} MB resident before, ${Math.round(grown / MB)} MB more at most`,
  );
  assert.ok(idle > 20 * MB && grown < MOST_GROWN, `${grown} bytes more`);
  child.stdin.end();
  await once(child, 'exit');
});
