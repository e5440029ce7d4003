import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, it } from 'node:test';
import { createGzip } from 'node:zlib';
import { freshDir, KEY, multipart, upload } from './intake-client.js';

const MB = 1_000_000;
/** Node alone takes 45 to 70 MB; a body held in memory would be far above this. */
const MOST_RESIDENT = 160 * MB;

// The intake in a process of its own; each line on its standard input makes it say how much memory it has needed.
const CHILD = `
  import { startIntake } from ${JSON.stringify(new URL('../../pkg/intake/index.js', import.meta.url).href)};
  const intake = await startIntake({ dir: process.argv[1] });
  console.log(intake.port);
  process.stdin.on('data', () => console.log(process.resourceUsage().maxRSS * 1024));
  process.stdin.on('end', () => intake.close());
`;

describe('memory', () => {
  it('does not grow with the body: 200 MB as they are, and 400 MB in gzip', async (t) => {
    const dir = await freshDir(t);
    const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, dir], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    t.after(() => child.kill());
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const port = Number((await lines.next()).value);
    for (const [megabytes, encoding] of /** @type {[number, string][]} */ ([
      [200, 'identity'],
      [400, 'gzip'],
    ])) {
      assert.equal(await send(port, megabytes, encoding), 202);
      child.stdin.write('?\n');
      const resident = Number((await lines.next()).value);
      t.diagnostic(
        `${megabytes} MB, ${encoding}: ${Math.round(resident / MB)} MB resident at most`,
      );
      assert.ok(resident > 20 * MB && resident < MOST_RESIDENT, `${resident} bytes resident`);
    }
    child.stdin.end();
    await once(child, 'exit');
  });
});

/**
 * @param {number} port
 * @param {number} megabytes
 * @param {string} encoding
 * @returns {Promise<number | undefined>} The status.
 */
async function send(port, megabytes, encoding) {
  const req = request({
    ...{ port, host: '127.0.0.1', method: 'POST', path: '/api/v2/srcmap' },
    headers: {
      'dd-api-key': KEY,
      'content-type': 'multipart/form-data; boundary=b0undary',
      'content-encoding': encoding,
    },
  });
  const body = multipart(
    upload({ type: 'ios_symbols', uuids: 'u' }, { symbols_archive: '<here>' }),
  );
  const at = body.indexOf('<here>');
  const megabyte = Buffer.alloc(MB, 'symbols\n');
  const source = Readable.from(
    (function* () {
      yield body.subarray(0, at);
      for (let i = 0; i < megabytes; i++) yield megabyte;
      yield body.subarray(at + 6);
    })(),
    { objectMode: false },
  );
  const answered = once(req, 'response');
  if (encoding === 'gzip') await pipeline(source, createGzip({ level: 1 }), req);
  else await pipeline(source, req);
  const [res] = await answered;
  res.resume();
  return res.statusCode;
}
