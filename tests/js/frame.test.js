// The multipart body, judged by parsers that are not ours.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';

import { Busboy } from '@fastify/busboy';
import multiparty from 'multiparty';

import { start } from '../../pkg/core/index.js';

const core = await start();
const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

/**
 * The whole body of an upload, with its payloads in.
 * @param {Record<string, unknown>} event
 * @param {{ part: string, name: string, bytes: Uint8Array }[]} files
 * @param {string} [boundary]
 * @returns {Framed}
 */
function body(event, files, boundary = 'mapship-test-boundary') {
  const frame = core.frame({
    event,
    files: files.map(({ part, name, bytes }) => ({ part, name, length: bytes.length })),
    boundary,
  });
  const pieces = frame.segments.map((segment) =>
    typeof segment === 'number' ? /** @type {Uint8Array} */ (files[segment]?.bytes) : segment,
  );
  return { ...frame, body: Buffer.concat(pieces) };
}

/** @typedef {{ name: string, filename: string | undefined, type: string, bytes: Buffer }} Seen */
/** @typedef {{ contentType: string, contentLength: number, gzip: boolean, body: Buffer<ArrayBuffer> }} Framed */

/** The platform's parser. @param {Framed} framed @returns {Promise<Seen[]>} */
async function byFetch({ contentType, body }) {
  const form = await new Response(body, { headers: { 'Content-Type': contentType } }).formData();
  const seen = [];
  for (const [name, value] of form) {
    assert.ok(value instanceof File);
    seen.push({
      name,
      filename: value.name,
      type: value.type,
      bytes: Buffer.from(await value.arrayBuffer()),
    });
  }
  return seen;
}

/** @param {Framed} framed @returns {Promise<Seen[]>} */
async function byMultiparty({ contentType, contentLength, body }) {
  const request = Object.assign(Readable.from([body]), {
    headers: { 'content-type': contentType, 'content-length': String(contentLength) },
  });
  /** @type {Promise<Seen>[]} */
  const seen = [];
  const form = new multiparty.Form({ autoFields: false });
  form.on('part', (/** @type {any} */ part) => {
    seen.push(
      part.toArray().then((/** @type {Buffer[]} */ chunks) => ({
        name: part.name,
        filename: part.filename,
        type: part.headers['content-type'],
        bytes: Buffer.concat(chunks),
      })),
    );
  });
  await new Promise((resolve, reject) => {
    form.on('close', () => resolve(undefined));
    form.on('error', reject);
    form.parse(/** @type {any} */ (request));
  });
  return Promise.all(seen);
}

/** @param {Framed} framed @returns {Promise<Seen[]>} */
async function byBusboy({ contentType, body }) {
  /** @type {Promise<Seen>[]} */
  const seen = [];
  const parser = new Busboy({ headers: { 'content-type': contentType }, preservePath: true });
  parser.on('file', (name, file, filename, _encoding, type) => {
    seen.push(
      file.toArray().then((chunks) => ({ name, filename, type, bytes: Buffer.concat(chunks) })),
    );
  });
  await new Promise((resolve, reject) => {
    parser.on('finish', () => resolve(undefined));
    parser.on('error', reject);
    parser.end(body);
  });
  return Promise.all(seen);
}

const JUDGES = { fetch: byFetch, multiparty: byMultiparty, busboy: byBusboy };

const event = { type: 'ndk_symbol_file', arch: 'arm64', build_id: 'b' };

test('the declared length is the length', () => {
  for (const length of [0, 1, 1000, 70_000]) {
    const framed = body(event, [
      { part: 'ndk_symbol_file', name: 'lib.so', bytes: new Uint8Array(length) },
    ]);
    assert.equal(framed.contentLength, framed.body.length);
  }
});

test('parts, names, types and bytes as the official clients send them', async () => {
  const js = { type: 'js_sourcemap', service: 's', version: '1', minified_url: '/a.js' };
  const files = [
    // given in another order than they are sent in
    { part: 'repository', name: 'repository', bytes: bytes('{"data":[]}') },
    { part: 'minified_file', name: 'dist/a.js', bytes: bytes('a();\r\n') },
    { part: 'source_map', name: 'dist/a.js.map', bytes: bytes('{}') },
  ];
  for (const [judge, parse] of Object.entries(JUDGES)) {
    const seen = await parse(body(js, files));
    assert.deepEqual(
      seen.map(({ name, filename, type, bytes }) => [name, filename, type, bytes.toString()]),
      [
        [
          'event',
          'event',
          'application/json',
          '{"service":"s","version":"1","minified_url":"/a.js","type":"js_sourcemap"}',
        ],
        ['source_map', 'source_map', 'application/json', '{}'],
        ['minified_file', 'minified_file', 'application/javascript', 'a();\r\n'],
        ['repository', 'repository', 'application/json', '{"data":[]}'],
      ],
      judge,
    );
  }
});

test('the archive of dSYMs goes before its event', async () => {
  const framed = body({ type: 'ios_symbols', uuids: 'U' }, [
    { part: 'symbols_archive', name: 'x.zip', bytes: bytes('PK') },
  ]);
  const seen = await byFetch(framed);
  assert.deepEqual(
    seen.map(({ name, filename }) => [name, filename]),
    [
      ['symbols_archive', 'ios_symbols_archive'],
      ['event', 'event'],
    ],
  );
  assert.equal(framed.gzip, false);
});

test('awkward filenames survive', async (t) => {
  for (const [name, sent] of [
    ['lib.so', 'lib.so'],
    ['two words.so', 'two words.so'],
    ['"quoted".so', '%22quoted%22.so'],
    ['line\r\nbreak.so', 'line%0D%0Abreak.so'],
    ['cr\rlf\n.so', 'cr%0Dlf%0A.so'],
    ['größe 好 😀.so', 'größe 好 😀.so'],
    ['100%22.so', '100%22.so'],
    ["semi;colon='x'.so", "semi;colon='x'.so"],
    [`${'n'.repeat(497)}.so`, `${'n'.repeat(497)}.so`],
    ['/abs/path/to/lib.so', 'lib.so'],
    ['C:\\build\\lib.so', 'lib.so'],
    ['../../etc/passwd', 'passwd'],
  ]) {
    const framed = body(event, [{ part: 'ndk_symbol_file', name, bytes: bytes('x') }]);
    assert.equal(framed.contentLength, framed.body.length);
    for (const [judge, parse] of Object.entries(JUDGES)) {
      await t.test(`${JSON.stringify(name.slice(0, 30))} by ${judge}`, async () => {
        const seen = await parse(framed);
        assert.deepEqual(
          seen.map(({ name }) => name),
          ['event', 'ndk_symbol_file'],
        );
        const filename = seen[1]?.filename ?? '';
        // a parser may undo the escapes of the HTML standard, or leave them
        const undone = sent.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');
        assert.ok([sent, undone].includes(filename), filename);
      });
    }
  }
});

test('awkward contents survive', async (t) => {
  const boundary = 'mapship-test-boundary';
  const contents = {
    empty: '',
    'a boundary-like line': `\r\n--${boundary.slice(0, -1)}\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n--${boundary.slice(0, -1)}--\r\n`,
    'another boundary': '\r\n--mapship-00000000\r\n\r\n--mapship-00000000--\r\n',
    dashes: '--\r\n--\r\n----',
    'line ends only': '\r\n\r\n',
    'a lone CR at the end': 'x\r',
    binary: String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i)),
  };
  for (const [name, content] of Object.entries(contents)) {
    const payload = Buffer.from(content, 'latin1');
    const framed = body(
      event,
      [{ part: 'ndk_symbol_file', name: 'a.so', bytes: payload }],
      boundary,
    );
    for (const [judge, parse] of Object.entries(JUDGES)) {
      await t.test(`${name} by ${judge}`, async () => {
        const seen = await parse(framed);
        assert.equal(seen.length, 2);
        assert.deepEqual(seen[1]?.bytes, payload);
      });
    }
  }
});

test('64-bit integers keep their digits', async () => {
  const pe = {
    type: 'pe_symbol_file',
    arch: 'x64',
    pdb_sig: '3E3A3E3A-1C05-4E67-B9B7-99D781E5FB5C',
  };
  for (const [age, digits] of /** @type {const} */ ([
    [0, '0'],
    [42, '42'],
    [9007199254740991, '9007199254740991'],
    [9007199254740993n, '9007199254740993'],
    [9223372036854775807n, '9223372036854775807'],
  ])) {
    const framed = body({ ...pe, pdb_age: age }, []);
    assert.match(framed.body.toString(), new RegExp(`"pdb_age":${digits},`));
  }
});

test('a bad boundary and an unknown part are refused', () => {
  const file = { part: 'ndk_symbol_file', name: 'a.so', bytes: bytes('x') };
  for (const boundary of ['', 'a'.repeat(71), 'two words', 'a"b', 'a\r\nb', 'ä']) {
    assert.throws(
      () => body(event, [file], boundary),
      { code: 'misuse' },
      JSON.stringify(boundary),
    );
  }
  assert.throws(() => body(event, [{ ...file, part: 'source_map' }]), { code: 'misuse' });
});

test('a sound upload is framed as it is checked, and no other', () => {
  const event = { type: 'js_sourcemap', service: 'ä', minified_url: 'https://a.b/c.js' };
  const script = bytes('call();\n//# sourceMappingURL=c.js.map\n');
  const map = bytes(
    '{"version":3,"file":"c.js","sources":["c.ts"],"sourcesContent":["call();"],"names":[],"mappings":"AAAA"}',
  );
  const source = (/** @type {Uint8Array} */ it) => ({
    length: it.length,
    read: (/** @type {number} */ from, /** @type {number} */ length) =>
      it.subarray(from, from + length),
    close() {},
  });
  const files = [
    { part: 'minified_file', name: 'c.js', source: source(script), length: script.length },
    { part: 'source_map', name: 'c.js.map', source: source(map), length: map.length },
  ];
  const fill = { cli_version: '1', overwrite: true, version: '2' };
  const boundary = 'mapship-a-boundary';
  const ask = (/** @type {Record<string, string>} */ given, /** @type {object} */ more = {}) =>
    core.check({ event: given, fill, files, boundary, ...more });
  const checked = ask(event);
  assert.deepEqual(checked.issues, []);
  assert.ok(checked.frame);
  const { event: full = {} } = checked;
  assert.deepEqual(checked.frame, core.frame({ event: full, files, boundary }));
  assert.equal(ask(event, { boundary: undefined }).frame, undefined);
  assert.equal(ask({ ...event, minified_url: '' }).frame, undefined, 'it has an error');
});
