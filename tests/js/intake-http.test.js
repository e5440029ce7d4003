import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as zlib from 'node:zlib';
import { MAX_FILE_BYTES } from '../../pkg/intake/body.js';
import {
  filesIn,
  freshIntake,
  JS_EVENT,
  JS_FILES,
  KEY,
  multipart,
  post,
  upload,
} from './intake-client.js';

const GOOD = upload(JS_EVENT, JS_FILES);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('an upload is answered', () => {
  it('202 with an id, by default', async (t) => {
    const intake = await freshIntake(t);
    const { status, json, headers } = await post(intake, GOOD);
    assert.equal(status, 202);
    assert.equal(headers['content-type'], 'application/json');
    assert.deepEqual(Object.keys(json.data), ['id', 'type']);
    assert.match(json.data.id, UUID);
    assert.equal(json.data.type, 'sourcemap_upload');
    const [kept] = await intake.uploads();
    assert.equal(kept.id, json.data.id);
    assert.equal(kept.status, 202);
  });

  it('200 when asked to', async (t) => {
    const intake = await freshIntake(t, { status: 200 });
    assert.equal((await post(intake, GOOD)).status, 200);
  });

  it('400 with every problem at once', async (t) => {
    const intake = await freshIntake(t);
    const { status, json } = await post(intake, [
      ...upload({ type: 'js_sourcemap', version: 3, minified_url: '' }, { source_map: 'a' }),
      { name: 'source_map', content: 'b' },
    ]);
    assert.equal(status, 400);
    assert.deepEqual(json, {
      errors: [
        'Missing required field: service',
        'Field version must be a string, got the number 3',
        'Field minified_url must have 1 to 2048 characters, got 0',
        'Missing required part: minified_file (every js_sourcemap upload has one)',
        'Part source_map is there more than once',
      ],
    });
    assert.deepEqual(await intake.uploads(), []);
  });

  it('400 without an event', async (t) => {
    const intake = await freshIntake(t);
    const { status, json } = await post(intake, GOOD.slice(1));
    assert.equal(status, 400);
    assert.deepEqual(json.errors, ['Missing required part: event']);
  });

  it('401 without a key, 403 with the wrong one', async (t) => {
    const intake = await freshIntake(t, { requireKey: KEY });
    const none = await post(intake, GOOD, { 'dd-api-key': '' });
    assert.equal(none.status, 401);
    assert.deepEqual(none.json.errors, ['Unauthorized: missing header DD-API-KEY']);
    const wrong = await post(intake, GOOD, { 'dd-api-key': 'another' });
    assert.equal(wrong.status, 403);
    assert.deepEqual(wrong.json.errors, [
      'Forbidden: the API key in DD-API-KEY is not the one this intake requires',
    ]);
    assert.equal((await post(intake, GOOD)).status, 202);
  });

  it('404 on any other path or method', async (t) => {
    const intake = await freshIntake(t);
    for (const path of [
      '/api/v2/srcmap/',
      '/v1/input/api/v2/srcmap',
      '/v1/input',
      '//',
      '/__proto__',
    ]) {
      const { status, json } = await post(intake, GOOD, {}, path);
      assert.equal(status, 404);
      assert.match(json.errors[0], /^Not found: POST .* \(there is POST \/api\/v2\/srcmap, /);
    }
    assert.equal((await fetch(`${intake.url}/api/v2/srcmap`)).status, 404);
    assert.equal((await post(intake, GOOD, {}, '/api/v2/srcmap?x=1')).status, 202);
  });
});

describe('the size limit', () => {
  it('is 500 MiB', () => {
    assert.equal(MAX_FILE_BYTES, 524288000);
  });

  const sized = (/** @type {number} */ map, /** @type {number} */ js) =>
    upload(JS_EVENT, {
      source_map: 'm'.repeat(map),
      minified_file: 'j'.repeat(js),
    });

  it('is one for the map and its minified file', async (t) => {
    const intake = await freshIntake(t, { maxBytes: 1000 });
    assert.equal((await post(intake, sized(600, 400))).status, 202);
    const { status, json } = await post(intake, sized(600, 401));
    assert.equal(status, 413);
    assert.deepEqual(json.errors, [
      'Parts source_map and minified_file together are larger than the limit of 1000 bytes that they share',
    ]);
    assert.equal((await intake.uploads()).length, 1);
  });

  it('is one for every other file', async (t) => {
    const intake = await freshIntake(t, { maxBytes: 1000 });
    const event = { type: 'ios_symbols', uuids: 'u' };
    assert.equal(
      (await post(intake, upload(event, { symbols_archive: 'x'.repeat(1000) }))).status,
      202,
    );
    const { status, json } = await post(
      intake,
      upload(event, { symbols_archive: 'x'.repeat(1001) }),
    );
    assert.equal(status, 413);
    assert.deepEqual(json.errors, ['Part symbols_archive is larger than the limit of 1000 bytes']);
    // A repository part does not count towards the pair's limit.
    const files = { ...JS_FILES, repository: 'x'.repeat(1000) };
    assert.equal((await post(intake, upload(JS_EVENT, files))).status, 202);
  });

  it('stops a decompression bomb', async (t) => {
    const intake = await freshIntake(t, { maxBytes: 1_000_000 });
    const bomb = zlib.gzipSync(multipart(upload(JS_EVENT, { a: Buffer.alloc(40_000_000) })));
    const { status, json } = await post(intake, bomb, {
      'content-encoding': 'gzip',
    });
    assert.equal(status, 413);
    assert.deepEqual(json.errors, ['Part a is larger than the limit of 1000000 bytes']);
    const preamble = zlib.gzipSync(Buffer.alloc(40_000_000));
    const other = await post(intake, preamble, { 'content-encoding': 'gzip' });
    assert.equal(other.status, 413);
    assert.deepEqual(other.json.errors, [
      'The decoded request body is larger than the limit of 3048576 bytes',
    ]);
    const [, { bytesDecoded }] = (await (await fetch(`${intake.url}/uploads`)).json()).refused;
    assert.ok(bytesDecoded < 4_000_000, `${bytesDecoded} bytes were decoded`);
  });
});

describe('Content-Encoding', () => {
  const body = multipart(GOOD);
  const zstd = /** @type {any} */ (zlib).zstdCompressSync;

  for (const [header, encode] of /** @type {[string, (b: Buffer) => Buffer][]} */ ([
    ['identity', (b) => b],
    ['', (b) => b],
    ['gzip', zlib.gzipSync],
    ['X-GZIP', zlib.gzipSync],
    ['identity, gzip', zlib.gzipSync],
  ])) {
    it(`${header || '(empty)'} is accepted`, async (t) => {
      const intake = await freshIntake(t);
      const sent = encode(body);
      const { status, text } = await post(intake, sent, {
        'content-encoding': header,
      });
      assert.equal(status, 202, text);
      const [kept] = await intake.uploads();
      assert.equal(kept.encoding, /gzip/i.test(header) ? 'gzip' : 'identity');
      assert.equal(kept.bytesOnWire, sent.length);
      assert.equal(kept.bytesDecoded, body.length);
      assert.equal(await readFile(join(kept.dir, 'source_map'), 'utf8'), JS_FILES.source_map);
    });
  }

  it('zstd is accepted where Node can, and refused with a sentence elsewhere', async (t) => {
    const intake = await freshIntake(t);
    const { status, json } = await post(intake, zstd ? zstd(body) : body, {
      'content-encoding': 'zstd',
    });
    if (zstd) {
      assert.equal(status, 202);
      assert.equal((await intake.uploads())[0].encoding, 'zstd');
    } else {
      assert.equal(status, 400);
      assert.match(
        json.errors[0],
        /^Content-Encoding zstd: .* Node 22\.15 or newer, or send gzip$/,
      );
    }
  });

  for (const [header, sent, sentence] of /** @type {[string, Buffer, RegExp][]} */ ([
    ['br', body, /^Content-Encoding "br" is not accepted: send gzip, zstd or identity$/],
    ['gzip, gzip', body, /^Content-Encoding "gzip, gzip" names several codings: send one$/],
    ['gzip', body, /^The body is not gzip, as Content-Encoding says: /],
    ['gzip', Buffer.alloc(0), /^The gzip body ends too early|^The multipart body ends before/],
    [
      'gzip',
      zlib.gzipSync(body).subarray(0, -40),
      /^The gzip body ends too early: it was cut off$/,
    ],
    // Everything but the checksum at the end came: the closing boundary was there, and it is cut off even so.
    ['gzip', zlib.gzipSync(body).subarray(0, -4), /^The gzip body ends too early: it was cut off$/],
  ])) {
    it(`${header} of ${sent.length} bytes is refused: ${sentence.source.slice(1, 40)}`, async (t) => {
      const intake = await freshIntake(t);
      const { status, json } = await post(intake, sent, {
        'content-encoding': header,
      });
      assert.equal(status, 400);
      assert.match(json.errors[0], sentence);
      assert.deepEqual(await filesIn(intake.dir), ['refused/0001-400/request.json']);
    });
  }
});

describe('another multipart writer', () => {
  it("Node's fetch with FormData", async (t) => {
    const intake = await freshIntake(t);
    const form = new FormData();
    form.append(
      'event',
      new Blob([JSON.stringify(JS_EVENT)], { type: 'application/json' }),
      'event',
    );
    form.append('source_map', new Blob(['{"é":1}']), 'naïve "map".json');
    form.append('minified_file', 'as a plain field');
    const res = await fetch(`${intake.url}/api/v2/srcmap`, {
      method: 'POST',
      body: form,
      headers: { 'DD-API-KEY': KEY },
    });
    assert.equal(res.status, 202);
    const [{ parts }] = await intake.uploads();
    assert.deepEqual(
      parts.map(({ name, size }) => [name, size]),
      [
        ['event', JSON.stringify(JS_EVENT).length],
        ['source_map', 8],
        ['minified_file', 16],
      ],
    );
    assert.match(parts[1].filename ?? '', /^naïve/);
    assert.equal(parts[2].filename, null);
  });
});
