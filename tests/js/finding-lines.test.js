// How the command line shows a finding: its place with a mark, lines as wide as the terminal, the remedy last; and what it means.
import assert from 'node:assert/strict';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';

import { highlighted } from '../../pkg/cli/highlight.js';
import { run } from '../../pkg/cli/run.js';
import { folder } from './world.js';

/**
 * Runs the command line in this process, on a terminal of so many columns.
 * @param {string[]} args
 * @param {{ columns?: number, env?: Record<string, string> }} [terminal] without columns it is a pipe
 */
async function said(args, { columns, env = {} } = {}) {
  const stream = () => Object.assign(new PassThrough(), columns && { isTTY: true, columns });
  const [stdout, stderr] = [stream(), stream()];
  const code = await run(args, {
    stdout,
    stderr,
    env: { NO_COLOR: '1', ...env },
    signal: new AbortController().signal,
  });
  const [out, err] = [stdout.end(), stderr.end()].map((one) => buffer(one));
  // what shows how far a run is takes itself back
  return { code, out: String(await out), err: String(await err).replace(/\u001b\[K.*?\r/g, '') };
}

/** @param {string} text */
const lines = (text) => text.split('\n');

/** The line above the mark, and the character that the mark is below. @param {string} out */
function marked(out) {
  const all = lines(out);
  const at = all.findIndex((line) => /^\s+\^$/.test(line));
  const column = all[at]?.indexOf('^') ?? -1;
  return { text: all[at - 1] ?? '', below: all[at - 1]?.slice(column) ?? '' };
}

const SCRIPT = 'const a=1;\n//# sourceMappingURL=app.js.map\n';

/** @param {string} map */
const build = (map) => ({ 'app.js': SCRIPT, 'app.js.map': map });

test('a mark stands below the place, in any text', async (t) => {
  /** @type {[name: string, map: string, below: RegExp][]} */
  const cases = [
    ['JSON', '{"version":3,\n\t"names":[] "mappings":"AAAA"}', /^"mappings":"AAAA"\}$/],
    ['lines that end in CR LF', '{"version":3,\r\n"names":[] "x":1}\r\n', /^"x":1\}$/],
    ['a mapping', mapOf('AAAA,KAAK!GAAG'), /^!GAAG"\}$/],
    ['far behind in a long line', mapOf(`${'AAAA,KAAK;'.repeat(500)}A!`), /^A?!"\}$/],
    ['behind characters of several bytes', mapOf('A!', `${'é'.repeat(300)}`), /^!"\}$/],
    ['behind what is as wide as two', mapOf('A!', '例え😀'), /^!"\}$/],
    ['behind what a terminal obeys', mapOf('A!', '\u202e\u001b[31m'), /^!"\}$/],
  ];
  for (const [name, map, below] of cases) {
    const cwd = await folder(t, build(map));
    const { code, out } = await said(['check', cwd]);
    assert.equal(code, 3, name);
    const seen = marked(out);
    assert.match(seen.below, below, `${name}: ${out}`);
    assert.ok(seen.text.trimStart().length <= 90, name);
    assert.doesNotMatch(out.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u, name);
  }
});

/** @param {string} mappings @param {string} source */
function mapOf(mappings, source = 'a') {
  return `{"version":3,"sources":["${source}.js"],"names":[],"mappings":"${mappings}"}`.replaceAll(
    '\u001b',
    '\\u001b',
  );
}

test('no text is shown of what is no text, or in an archive', async (t) => {
  const cwd = await folder(t, build('{"version":3,\u0000"names":[]}'));
  const { code, out } = await said(['check', cwd]);
  assert.equal(code, 3);
  assert.doesNotMatch(out, /\^/);
});

test('lines are as wide as the terminal, broken at words; a pipe gets whole sentences', async (t) => {
  const cwd = await folder(t, build(mapOf('AAAA,KAAK!GAAG')));
  const args = ['check', path.join(cwd, 'app.js.map')];
  for (const columns of [60, 80, 120]) {
    const { out } = await said(args, { columns });
    const told = lines(out).filter((line) => !line.includes(cwd));
    assert.ok(told.length > 5, out);
    for (const line of told) assert.ok(line.length <= columns, `${columns}: ${line}`);
  }
  const [narrow, whole] = [await said(args, { columns: 60 }), await said(args)];
  const words = (/** @type {string} */ text) =>
    text.match(/[a-z]{4,}/g)?.filter(isOfSentence) ?? [];
  assert.deepEqual(words(narrow.out), words(whole.out), 'no word is lost or cut');
  assert.ok(lines(whole.out).some((line) => line.startsWith('      → ') && line.length > 120));
});

/** The excerpt is cut by the width. @param {string} word */
function isOfSentence(word) {
  return !['version', 'sources', 'names', 'mappings'].includes(word);
}

test('mapship help: a command, a finding, and what is neither', async () => {
  const finding = await said(['help', 'map-vlq-digit']);
  assert.equal(finding.code, 0);
  assert.match(finding.out, /^map-vlq-digit {2}error {2}ECMA-426/);
  assert.match(finding.out, /is not a Base64 digit\n {2}→ .*\n {2}If it is sent all the same: /);
  const command = await said(['help', 'sourcemaps', 'upload']);
  assert.equal(command.code, 0);
  assert.match(command.out, /Usage: mapship sourcemaps upload[^]*--minified-path-prefix/);
  assert.match((await said(['help'])).out, /Usage: mapship[^]*Commands:[^]* help \[words\.\.\.\]/);
  const part = await said(['help', 'vlq-digit']);
  assert.equal(part.code, 2);
  assert.match(part.err, /"vlq-digit" is no command and no finding[^]*map-vlq-digit/);
  const unknown = await said(['help', 'frob']);
  assert.equal(unknown.code, 2);
  assert.match(unknown.err, /give one of check, inspect, upload/);
  for (const [word, close] of [
    ['uplaod', 'upload'],
    ['map-vlq-digt', 'map-vlq-digit'],
  ]) {
    assert.match((await said(['help', String(word)])).err, new RegExp(`did you mean "${close}"`));
  }
});

test('--help shows what all uploads have, and with a type what that type has', async () => {
  const all = (await said(['upload', '--help'])).out;
  assert.match(all, /^ {2}--service /m);
  assert.doesNotMatch(all, /^ {2}--(?:gnu-build-id|pdb-age|minified-file|bundle-name) /m);
  assert.match(all, /mapship upload --help --type <type>[^]* elf_symbol_file/);
  for (const args of [
    ['--type', 'elf_symbol_file', '--help'],
    ['--help', '--type=elf_symbol_file'],
  ]) {
    const elf = (await said(['upload', ...args])).out;
    assert.match(elf, /^Fields of elf_symbol_file:[^]*^ {2}--gnu-build-id /m);
    assert.match(elf, /^Files of elf_symbol_file:[^]*^ {2}--elf-symbol-file /m);
    assert.doesNotMatch(elf, /^ {2}--(?:pdb-age|minified-file|bundle-name) /m);
    assert.match(elf, /^ {2}--service /m);
  }
  assert.match((await said(['help', 'upload'])).out, /--help --type <type>/);
});

test('-v: the version alone, all files behind a command', async (t) => {
  const version = await said(['-v']);
  assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
  assert.equal((await said(['-V'])).out, version.out);
  /** @type {Record<string, string>} */
  const many = {};
  for (let i = 0; i < 30; i += 1) {
    many[`c${i}.js`] = SCRIPT.replace('app', `c${i}`);
    many[`c${i}.js.map`] = mapOf('AAAA').replace('}', ',"sourcesContent":["const a = 1;"]}');
  }
  const cwd = await folder(t, many);
  assert.ok(lines((await said(['check', cwd])).out).length < 8);
  assert.ok(lines((await said(['check', '-v', cwd])).out).length > 30);
});

test('a line of source code is coloured, and is the same without the colours', () => {
  const colours = /** @type {import('../../pkg/text/style.js').Style} */ (
    Object.assign((/** @type {any} */ name, /** @type {string} */ text) => `<${name}:${text}>`, {
      width: 80,
    })
  );
  for (const [line, shown] of [
    ["const a = 'if'; // if", "<cyan:const> a = <green:'if'>; <dim:// if>"],
    [
      '  return o.default + newest("a\\"b");',
      '  <cyan:return> o.default + newest(<green:"a\\"b">);',
    ],
    ['   * is told', '<dim:   * is told>'],
    ['val sum = 1 * 2 /* x */ + y', '<cyan:val> sum = 1 * 2 <dim:/* x */> + y'],
    ['don’t "end', 'don’t "end'],
  ]) {
    const done = highlighted(String(line), colours);
    assert.equal(done, shown);
    assert.equal(done.replace(/<\w+:([^>]*)>/g, '$1'), line);
  }
});
