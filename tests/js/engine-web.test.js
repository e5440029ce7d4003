// How a browser posts, under Node, whose fetch, Blobs and streams are those of the standards. Real browsers are in page-*.test.js.
import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { post } from '../../pkg/send/wire/post-web.js';
import { hostile } from './engine-server.js';
import { folder } from './world.js';

const MB = 1024 * 1024;

/** @param {string} name */
function bytesOf(name) {
  let state = 1;
  return Uint8Array.from({ length: 9 * MB + 7 }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // some of it packs well, some does not
    return i % 5 ? name.charCodeAt(i % name.length) : state >>> 24;
  });
}

/** @param {Blob} file @param {(bytes: number) => void} [onBytes] */
function asPost(file, onBytes = () => {}) {
  const head = new TextEncoder().encode('head');
  const tail = new TextEncoder().encode('tail');
  return {
    headers: {},
    frame: {
      contentType: 'text/plain',
      contentLength: head.length + file.size + tail.length,
      gzip: true,
      segments: [head, 0, tail],
    },
    files: [{ file, size: file.size }],
    timeout: 60_000,
    onBytes,
  };
}

test('a body is packed out of a Blob, and unpacks to what it was made of', async (t) => {
  const server = await hostile(t, []);
  const bytes = bytesOf('app.js.map');
  let told = 0;
  const reply = await post(
    server.url,
    asPost(new Blob([bytes]), (more) => (told += more)),
  );
  assert.equal(reply.status, 202);
  const [got] = server.got;
  assert.ok(got?.whole);
  assert.equal(got.body.length, reply.sent);
  assert.ok(reply.sent < bytes.length, 'it is packed');
  const unpacked = gunzipSync(got.body);
  assert.equal(told, unpacked.length);
  assert.ok(unpacked.equals(Buffer.concat([Buffer.from('head'), bytes, Buffer.from('tail')])));
});

test('a file that changed since it was chosen is not sent', async (t) => {
  const server = await hostile(t, []);
  const dir = await folder(t, { 'app.js.map': '{}'.repeat(1000) });
  const file = path.join(dir, 'app.js.map');
  const blob = await openAsBlob(file);
  await writeFile(file, 'something else');
  await assert.rejects(post(server.url, asPost(blob)), { name: 'Failure', kind: 'changed' });
  assert.equal(server.got.length, 0);
});

test('a reply without an end is read no further than it is shown', async (t) => {
  let written = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(500, { 'Content-Type': 'text/plain' });
      const line = Buffer.alloc(64 * 1024, 'größe\n');
      const write = () => {
        while (written < 64 * MB) {
          written += line.length;
          if (!response.write(line)) return;
        }
      };
      response.on('drain', write);
      write();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const request = { ...asPost(new Blob(['x'])), timeout: 20_000 };
  const reply = await post(`http://127.0.0.1:${port}`, request);
  assert.deepEqual([reply.status, reply.broken], [500, undefined]);
  assert.equal(reply.text.length, 64 * 1024);
  assert.ok(reply.text.startsWith('größe\ngröße\n') && !reply.text.includes('\ufffd'));
  assert.ok(written < 32 * MB, `${written} bytes were taken`);
});
