import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  freshIntake,
  head,
  JS_EVENT,
  JS_FILES,
  multipart,
  post,
  speak,
  upload,
} from './intake-client.js';

const GOOD = upload(JS_EVENT, JS_FILES);
const BODY = multipart(GOOD);
const TYPE = 'multipart/form-data; boundary=b0undary';

describe('odd bodies that are valid', () => {
  const spread = BODY.toString()
    .replace('--b0undary', 'A preamble\r\n--b0undary')
    .replaceAll('Content-Disposition: form-data', 'content-DISPOSITION:form-data ')
    .concat('An epilogue, which counts for nothing.');
  for (const [
    what,
    headers,
    body,
  ] of /** @type {[string, Record<string, string>, string | Buffer][]} */ ([
    ['preamble, epilogue, odd header case', {}, spread],
    [
      'a quoted boundary',
      { 'content-type': 'Multipart/Form-Data; charset=utf-8; boundary="b0undary"' },
      BODY,
    ],
    [
      'content that looks like a boundary',
      {},
      multipart(upload(JS_EVENT, { ...JS_FILES, source_map: '\r\n--b0undar\r\n--b0undar y--' })),
    ],
    ['a very long epilogue', {}, Buffer.concat([BODY, Buffer.alloc(2_000_000, 120)])],
  ])) {
    it(`${what} is accepted`, async (t) => {
      const intake = await freshIntake(t);
      const { status, text } = await post(intake, Buffer.from(body), headers);
      assert.equal(status, 202, text);
    });
  }

  it('a byte at a time, in chunks, is accepted', async (t) => {
    const intake = await freshIntake(t);
    const chunks = [...BODY].map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`);
    const start = head(`Content-Type: ${TYPE}`, 'Transfer-Encoding: chunked', 'Connection: close');
    const heard = await speak(intake, [start, ...chunks, '0\r\n\r\n']);
    assert.match(heard, /^HTTP\/1\.1 202 /);
  });
});

describe('names that mean something to somebody', () => {
  it('are only names', async (t) => {
    const intake = await freshIntake(t);
    const names = [
      '__proto__',
      'constructor',
      'request.json',
      '..',
      '/etc/passwd',
      'con',
      'a\u0000b',
      'é',
    ];
    const event = JSON.stringify(JS_EVENT).replace(
      '{',
      '{"__proto__":{"service":1},"constructor":2,',
    );
    const parts = [
      ...names.map((name) => ({ name, filename: `../${name}` })),
      ...upload(event, JS_FILES),
    ];
    const { status, text } = await post(intake, parts);
    assert.equal(status, 202, text);
    const [kept] = await intake.uploads();
    assert.deepEqual(kept.parts.map((part) => part.name).slice(0, names.length), names);
    assert.deepEqual(
      kept.parts.map((part) => part.path),
      [...names.map((_, i) => `part-${i + 1}`), 'event.json', 'source_map', 'minified_file'],
    );
    assert.deepEqual(kept.notes.slice(0, 2), [
      'Unknown field: __proto__ (js_sourcemap has none of that name)',
      'Unknown field: constructor (js_sourcemap has none of that name)',
    ]);
  });

  it('a name without an end is refused', async (t) => {
    const intake = await freshIntake(t);
    const { status, json } = await post(intake, [{ name: 'n'.repeat(101) }, ...GOOD]);
    assert.equal(status, 400);
    assert.match(json.errors[0], /^A part's name must have at most 100 characters: "n+…$/);
  });
});
