import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { formatListing, listUploads } from '../../pkg/intake/index.js';
import {
  filesIn,
  freshDir,
  freshIntake,
  JS_EVENT,
  JS_FILES,
  KEY,
  post,
  upload,
} from './intake-client.js';

const GOOD = upload(JS_EVENT, JS_FILES);

describe('the store', () => {
  it('keeps each part in a file that the client cannot choose', async (t) => {
    const intake = await freshIntake(t);
    const map = Buffer.from([0, 1, 13, 10, 45, 45, 255, 254]);
    await post(
      intake,
      [
        { name: 'source_map', content: map, filename: '../../etc/passwd' },
        { name: '../up', content: 'plain' },
        {
          name: 'minified_file',
          content: '',
          filename: 'C:\\\\x\\\\a.js',
          type: 'text/javascript',
        },
        { name: 'event', content: JSON.stringify(JS_EVENT) },
      ],
      {
        'dd-evp-origin': 'tester',
        'dd-evp-origin-version': '9',
        'user-agent': 'tester/9 (test)',
      },
    );
    const [kept] = await intake.uploads();
    assert.equal(kept.dir, join(intake.dir, '0001-js_sourcemap'));
    assert.deepEqual((await readdir(kept.dir)).sort(), [
      'event.json',
      'minified_file',
      'part-2',
      'request.json',
      'source_map',
    ]);
    assert.deepEqual(await readFile(join(kept.dir, 'source_map')), map);
    assert.deepEqual(kept.parts[0], {
      name: 'source_map',
      filename: '../../etc/passwd',
      contentType: 'text/plain',
      size: 8,
      sha256: createHash('sha256').update(map).digest('hex'),
      path: 'source_map',
    });
    assert.equal(kept.parts[1].filename, null);
    assert.equal(kept.parts[2].contentType, 'text/javascript');
    assert.deepEqual(kept.client, {
      origin: 'tester',
      originVersion: '9',
      userAgent: 'tester/9 (test)',
    });
    assert.deepEqual(kept.notes, [
      'Part minified_file is empty (0 bytes)',
      'Unknown part: ../up (js_sourcemap has none of that name)',
    ]);
    assert.ok(Date.parse(kept.receivedAt) > 0);
  });

  it('never writes the API key anywhere', async (t) => {
    /** @type {string[]} */
    const lines = [];
    const intake = await freshIntake(t, { log: (line) => lines.push(line) });
    const headers = {
      authorization: `Bearer ${KEY}`,
      'x-note': `my key is ${KEY}`,
      cookie: KEY,
    };
    await post(intake, GOOD, headers, `/api/v2/srcmap?dd-api-key=${KEY}`);
    await post(intake, upload({}), headers, `/api/v2/srcmap?dd-api-key=${KEY}`);
    await post(intake, GOOD, headers, `/elsewhere?dd-api-key=${KEY}`);
    const files = await filesIn(intake.dir);
    assert.equal(files.length, 5);
    for (const file of files) {
      const text = await readFile(join(intake.dir, file), 'utf8');
      assert.ok(!text.includes(KEY), `${file} has the key`);
    }
    assert.ok(!lines.join('\n').includes(KEY));
    assert.equal((await intake.uploads())[0].headers['dd-api-key'], '(not recorded)');
  });

  it('records refused requests without their files, and counts on after a restart', async (t) => {
    const dir = await freshDir(t);
    for (const round of [1, 2]) {
      const intake = await freshIntake(t, { dir });
      await post(intake, GOOD);
      await post(intake, upload({ type: 'js_sourcemap' }, JS_FILES));
      await intake.close();
      assert.equal((await intake.uploads()).length, round);
    }
    assert.deepEqual((await readdir(dir)).sort(), [
      '0001-js_sourcemap',
      '0002-js_sourcemap',
      'refused',
    ]);
    assert.deepEqual((await readdir(join(dir, 'refused'))).sort(), ['0001-400', '0002-400']);
    assert.deepEqual(await readdir(join(dir, 'refused', '0001-400')), ['request.json']);
    const record = JSON.parse(
      await readFile(join(dir, 'refused', '0001-400', 'request.json'), 'utf8'),
    );
    assert.equal(record.status, 400);
    assert.equal(record.type, 'js_sourcemap');
    assert.equal(record.errors[0], 'Missing required field: service');
    assert.equal(record.parts[1].path, null);
  });

  it('numbers concurrent uploads without a gap, also of two intakes in one directory', async (t) => {
    const dir = await freshDir(t);
    const both = [await freshIntake(t, { dir }), await freshIntake(t, { dir })];
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, i) => post(both[i % 2], GOOD)),
    );
    assert.ok(replies.every(({ status }) => status === 202));
    const uploads = await listUploads(dir);
    assert.deepEqual(
      uploads.map(({ number }) => number),
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    assert.equal(new Set(uploads.map(({ id }) => id)).size, 40);
  });
});

describe('what can be looked at', () => {
  it('GET / is a table, GET /uploads the same as data', async (t) => {
    const intake = await freshIntake(t);
    const empty = await (await fetch(intake.url)).text();
    assert.match(
      empty,
      /^mapship intake: 0 uploads, 0 refused requests in .*\n\nNothing uploaded yet\.\n$/,
    );
    await post(intake, GOOD);
    await post(
      intake,
      upload({ type: 'ios_symbols', uuids: 'A-B', odd: 1 }, { symbols_archive: 'x'.repeat(1500) }),
    );
    const res = await fetch(intake.url);
    assert.equal(res.headers.get('content-type'), 'text/plain; charset=utf-8');
    const stamp = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g;
    const lines = (await res.text()).replace(stamp, 'NOW').split('\n');
    assert.deepEqual(lines.slice(2), [
      '#  TYPE          WHAT                                       PARTS                               RECEIVED',
      '1  js_sourcemap  shop@1.2.3 https://example.com/app.min.js  source_map 13 B, minified_file 3 B  NOW',
      '2  ios_symbols   A-B                                        symbols_archive 1.5 kB              NOW',
      '   note: Unknown field: odd (ios_symbols has none of that name)',
      '',
    ]);
    const data = await (await fetch(`${intake.url}/uploads`)).json();
    assert.deepEqual(data, {
      dir: intake.dir,
      uploads: await intake.uploads(),
      refused: [],
    });
  });

  it('a listing cannot drive the terminal', async (t) => {
    /** @type {string[]} */
    const lines = [];
    const intake = await freshIntake(t, { log: (line) => lines.push(line) });
    const event = {
      ...JS_EVENT,
      service: '\u001b[31mred\u0007\r\n',
      minified_url: '\u202egnp.exe',
    };
    await post(intake, upload({ ...event, '\u001b[2J': 1 }, JS_FILES), {
      'dd-evp-origin': 'a\u009bb',
    });
    const shown = formatListing(await intake.uploads()) + lines.join('\n');
    assert.doesNotMatch(shown.replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
    assert.match(shown, /\?\[31mred/);
  });

  it('logs one line per request, with its notes and errors', async (t) => {
    /** @type {string[]} */
    const lines = [];
    const intake = await freshIntake(t, { log: (line) => lines.push(line) });
    await post(intake, GOOD, { 'dd-evp-origin': 'tester' });
    await post(intake, upload({ type: 'ios_symbols' }));
    await post(intake, GOOD, {}, '/nowhere');
    assert.deepEqual(lines, [
      'POST 202 #1 js_sourcemap shop@1.2.3 https://example.com/app.min.js [source_map 13 B, minified_file 3 B] (434 B) from tester',
      'POST 400 ios_symbols [none] (148 B)',
      '     Missing required field: uuids',
      '     Missing required part: symbols_archive (every ios_symbols upload has one)',
      'POST 404 /nowhere',
    ]);
  });

  it('GET /api/v1/validate says whether the key will do', async (t) => {
    const intake = await freshIntake(t, { requireKey: KEY });
    const ask = (/** @type {Record<string, string>} */ headers) =>
      fetch(`${intake.url}/api/v1/validate`, { headers });
    const good = await ask({ 'dd-api-key': KEY });
    assert.deepEqual([good.status, await good.json()], [200, { valid: true }]);
    assert.equal((await ask({ 'dd-api-key': 'wrong' })).status, 403);
    assert.equal((await ask({})).status, 403);
  });

  it('listens on 127.0.0.1 alone', async (t) => {
    const intake = await freshIntake(t);
    assert.match(intake.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const error = await new Promise((resolve) => {
      get(`http://[::1]:${intake.port}/`, resolve).on('error', resolve);
    });
    assert.ok(error instanceof Error, 'nothing answers on ::1');
  });
});
