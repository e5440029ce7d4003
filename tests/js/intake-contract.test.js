import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freshIntake, JS_EVENT, JS_FILES, post, upload } from './intake-client.js';
import { filesOf, GUID, TYPES } from './intake-types.js';

describe('an event of the published contract', () => {
  for (const [type, { least, rest, parts, optional }] of Object.entries(TYPES)) {
    it(`${type}: the least and the fullest are accepted, in strict mode too`, async (t) => {
      const intake = await freshIntake(t, { strict: true });
      const small = await post(intake, upload({ type, ...least }, filesOf(parts)));
      assert.equal(small.status, 202, small.text);
      const all = filesOf([...optional, ...parts]);
      const full = await post(intake, upload({ ...rest, ...least, type }, all).reverse());
      assert.equal(full.status, 202, full.text);
      const [, kept] = await intake.uploads();
      assert.deepEqual(kept.event, { ...rest, ...least, type });
      assert.deepEqual(kept.notes, []);
      assert.deepEqual(
        kept.parts.map((part) => part.name).sort(),
        [...Object.keys(all), 'event'].sort(),
      );
    });

    it(`${type}: everything required and missing is named in one reply`, async (t) => {
      const intake = await freshIntake(t);
      const { status, json } = await post(intake, upload({ type }));
      assert.equal(status, 400);
      assert.deepEqual(
        json.errors.toSorted(),
        [
          ...Object.keys(least).map((name) => `Missing required field: ${name}`),
          ...parts.map((name) => `Missing required part: ${name} (every ${type} upload has one)`),
        ].sort(),
      );
    });
  }
});

describe('an event that is no event', () => {
  const cases = /** @type {[event: string | Buffer, sentence: RegExp][]} */ ([
    ['', /^The event is empty: it must be a JSON object$/],
    ['{', /^The event is not valid JSON: /],
    ['[]', /^The event must be a JSON object$/],
    ['null', /^The event must be a JSON object$/],
    ['{} {}', /^The event is not valid JSON: /],
    ['\ufeff{}', /^The event is not valid JSON: it starts with a byte order mark$/],
    [Buffer.from([0x7b, 0xff, 0x7d]), /^The event is not valid UTF-8$/],
    [
      `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      /^The event is nested deeper than 32 levels$/,
    ],
    ['{}', /^Missing required field: type$/],
    ['{"type":{"toString":1,"valueOf":1}}', /^Field type must be a string, got an object$/],
    ['{"type":7}', /^Field type must be a string, got the number 7$/],
    ['{"type":"toString"}', /^Field type must be one of js_sourcemap, .*; got "toString"$/],
    ['{"type":"__proto__"}', /^Field type must be one of /],
  ]);
  it('is refused with a sentence', async (t) => {
    const intake = await freshIntake(t);
    for (const [event, sentence] of cases) {
      const parts = [{ name: 'event', content: event }];
      const { status, json } = await post(intake, parts);
      assert.equal(status, 400);
      assert.equal(json.errors.length, 1);
      assert.match(json.errors[0], sentence);
    }
    assert.deepEqual(await intake.uploads(), []);
  });

  it('keeps the digits of large numbers in event.json', async (t) => {
    const { readFile } = await import('node:fs/promises');
    const intake = await freshIntake(t);
    const text = `{ "type":"pe_symbol_file","arch":"x64","pdb_sig":"${GUID}","pdb_age":9007199254740993 }`;
    await post(intake, upload(text, { pe_symbol_file: 'x' }));
    const [{ dir }] = await intake.uploads();
    assert.equal(await readFile(`${dir}/event.json`, 'utf8'), text);
  });
});

describe('what only real clients send', () => {
  const GIT = { git_commit_sha: 'any', git_repository_url: 'any' };
  /** @type {[event: Record<string, unknown>, parts: string[], notes: number][]} */
  const cases = [
    [{ ...JS_EVENT, debug_id: 'x', plugin_version: '3.3.0' }, ['source_map', 'minified_file'], 0],
    [
      {
        type: 'react_native_sourcemap',
        ...TYPES.react_native_sourcemap.least,
        ...GIT,
      },
      ['source_map'],
      0,
    ],
    [
      {
        type: 'jvm_mapping_file',
        service: 's',
        version: '1',
        cli_version: '5',
        version_code: 12,
        ...GIT,
      },
      ['jvm_mapping_file', 'repository', 'git_repository_url', 'git_commit_sha'],
      0,
    ],
    [
      {
        type: 'flutter_symbol_file',
        ...TYPES.flutter_symbol_file.least,
        ...GIT,
      },
      ['flutter_symbol_file', 'repository'],
      0,
    ],
    [
      {
        type: 'ndk_symbol_file',
        arch: 'arm64',
        build_id: 'b',
        service: 's',
        version: '1',
        variant: '',
        version_code: 1,
        cli_version: '5',
        ...GIT,
      },
      ['ndk_symbol_file', 'repository'],
      0,
    ],
    [
      { type: 'il2cpp_mapping_file', build_id: 'b', cli_version: '5', ...GIT },
      ['il2cpp_mapping_file', 'repository'],
      0,
    ],
    [
      { type: 'elf_symbol_file', generate_cfi_cache: false, ...GIT },
      ['elf_symbol_file', 'repository'],
      0,
    ],
    [
      {
        type: 'pe_symbol_file',
        ...TYPES.pe_symbol_file.least,
        symbol_source: 'debug_info',
        ...GIT,
      },
      ['pe_symbol_file', 'repository'],
      0,
    ],
    // Whole types that the contract does not list: accepted, and said.
    [
      {
        type: 'wasm_symbol_file',
        build_id: 'ab',
        origin: 'o',
        overwrite: false,
        ...GIT,
      },
      ['wasm_symbol_file', 'repository'],
      1,
    ],
    [
      {
        type: 'dotnet_portable_pdb',
        debug_id: 'd',
        assembly_name: 'a',
        filename: 'f',
      },
      ['dotnet_portable_pdb'],
      1,
    ],
  ];
  it('is accepted, in strict mode too', async (t) => {
    const intake = await freshIntake(t, { strict: true });
    for (const [event, parts, notes] of cases) {
      const { status, text } = await post(intake, upload(event, filesOf(parts)));
      assert.equal(status, 202, text);
      assert.equal((await intake.uploads()).at(-1)?.notes.length, notes);
    }
  });

  it('a debug ID stands in for service and version', async (t) => {
    const intake = await freshIntake(t);
    const event = {
      type: 'js_sourcemap',
      minified_url: 'a.js',
      debug_id: 'b359c38b',
    };
    const { status } = await post(intake, upload(event, JS_FILES));
    assert.equal(status, 202);
    const [{ notes }] = await intake.uploads();
    assert.deepEqual(notes, [
      'No service: debug_id stands in for it, though the contract requires service',
      'No version: debug_id stands in for it, though the contract requires version',
    ]);
    const empty = await post(intake, upload({ ...event, debug_id: '' }, JS_FILES));
    assert.deepEqual(empty.json.errors, [
      'Missing required field: service',
      'Missing required field: version',
    ]);
  });
});

describe('what nobody is known to send', () => {
  const parts = upload({ ...JS_EVENT, servcie: 'x', __proto__: 1 }, { ...JS_FILES, extra: 'x' });
  const said = [
    'Unknown field: servcie (js_sourcemap has none of that name)',
    'Unknown part: extra (js_sourcemap has none of that name)',
  ];
  it('is accepted and noted', async (t) => {
    const intake = await freshIntake(t);
    assert.equal((await post(intake, parts)).status, 202);
    const [{ notes }] = await intake.uploads();
    assert.deepEqual(notes, said);
  });
  it('is refused in strict mode', async (t) => {
    const intake = await freshIntake(t, { strict: true });
    const { status, json } = await post(intake, parts);
    assert.equal(status, 400);
    assert.deepEqual(json.errors, said);
  });
});
