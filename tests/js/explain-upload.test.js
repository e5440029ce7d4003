/** `upload --dry-run --explain`: would this trace be readable by what is going to be sent? And sources shown by `explain --source-root`. */
import assert from 'node:assert/strict';
import { cp, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { explain } from 'mapship';

import { MAPPING, TRACE } from './jvm-world.js';
import { BUILD, folder, mapship, SCRIPT } from './world.js';

const SYMBOLS = fileURLToPath(new URL('../fixtures/symbols', import.meta.url));
const WEB = [
  '--service',
  'web',
  '--release-version',
  '1',
  '--minified-path-prefix',
  'https://example.com/static',
];
const SPLIT = 'a06eac7df67e26b9f7e356053994a263eb897a89';
const DRY = ['--dry-run', '--disable-git'];

describe('upload --dry-run --explain', () => {
  test('a build with source maps: what has no map stays unreadable', async (t) => {
    const trace = [
      'Error: no',
      '    at f (https://example.com/static/app.js:1:3)',
      '    at g (https://example.com/static/other.js:1:3)',
    ];
    const cwd = await folder(t, {
      ...BUILD,
      'dist/other.js': 'call();\n',
      'crash.txt': trace.join('\n'),
    });
    const args = ['upload', 'dist', ...WEB, ...DRY, '--explain', 'crash.txt'];
    const shown = await mapship(args, { cwd });
    assert.equal(shown.code, 0, shown.stderr + shown.stdout);
    assert.match(shown.stdout, /nothing sent \(dry run\)[^]*The stack trace in crash\.txt/);
    assert.match(shown.stdout, /at f \(src\/app\.ts:1:1\)/);
    assert.match(shown.stdout, /\[frame-no-file\]/);
    const told = (await mapship([...args, '--json'], { cwd })).json();
    assert.equal(told.files[0].upload.status, 'dry-run');
    assert.deepEqual(told.explanation.summary, { frames: 2, resolved: 1, readable: 0 });
    assert.deepEqual(told.explanation.lines[0], { raw: 'Error: no' });
    assert.ok(told.explanation.lines[2].issues[0].message);
  });

  test('a map that is not going to be sent explains nothing', async (t) => {
    const files = {
      'dist/app.js': SCRIPT,
      'dist/app.js.map': '{"version":3,"sources":["a"],"mappings":"!"}',
    };
    const cwd = await folder(t, {
      ...files,
      'crash.txt': 'at https://example.com/static/app.js:1:3',
    });
    const args = ['upload', 'dist', ...WEB, ...DRY, '--explain', 'crash.txt', '--json'];
    const { json, code } = await mapship(args, { cwd });
    assert.equal(code, 3);
    assert.deepEqual(json().explanation.summary, { frames: 1, resolved: 0, readable: 0 });
  });

  test('a mapping of R8, and one of another build', async (t) => {
    const cwd = await folder(t, { 'mapping.txt': MAPPING, 'crash.txt': TRACE });
    const args = ['upload', 'mapping.txt', '--type', 'jvm_mapping_file', '--service', 'shop'];
    const more = ['--release-version', '1', ...DRY, '--explain', 'crash.txt', '--json'];
    const { json, code, stdout } = await mapship([...args, ...more], { cwd });
    assert.equal(code, 0, stdout);
    const { lines, summary } = json().explanation;
    assert.ok(summary.resolved > 0);
    const text = lines.flatMap((/** @type {any} */ line) => line.rewritten ?? []).join('\n');
    assert.match(text, /com\.example\.shop\.Cart\.add\(Cart\.kt:24\)/);
    await writeFile(path.join(cwd, 'mapping.txt'), 'b.C -> z:\n    1:1:void d():5:5 -> a\n');
    const other = (await mapship([...args, ...more], { cwd })).json().explanation;
    assert.equal(other.summary.resolved, 0);
  });

  test('an ELF file: by its build ID, and the reason for every other frame', async (t) => {
    const trace = [
      `#00 pc 00000000000013ae  /x/libshop.so (BuildId: ${SPLIT})`,
      '#01 pc 00000000000013ae  /x/libother.so (BuildId: 00112233445566778899)',
    ];
    const cwd = await folder(t, { 'crash.txt': trace.join('\n') });
    await cp(path.join(SYMBOLS, 'elf/split.debug'), path.join(cwd, 'symbols/libshop.so'));
    // it would explain the second frame if all of the folder were read
    await cp(path.join(SYMBOLS, 'elf/stripped.so'), path.join(cwd, 'symbols/libstripped.so'));
    const args = ['upload', 'symbols', ...DRY, '--explain', 'crash.txt', '--json'];
    const { json, stdout } = await mapship(args, { cwd });
    const { lines } = json().explanation ?? assert.fail(stdout);
    assert.deepEqual(lines[0].rewritten, [
      '#00 tax (/shop/shop.c:2:44) [inlined]',
      '#00 price (/shop/shop.c:3:75)',
    ]);
    assert.deepEqual(
      lines[1].issues.map((/** @type {any} */ issue) => issue.code),
      ['frame-no-symbols'],
    );
  });

  test('needs a dry run, and a trace', async (t) => {
    const cwd = await folder(t, { ...BUILD, 'crash.txt': 'nothing here\n' });
    const without = await mapship(['upload', 'dist', ...WEB, '--explain', 'crash.txt'], { cwd });
    assert.equal(without.code, 2);
    assert.match(without.stderr, /explain-without-dry-run/);
    const args = ['upload', 'dist', ...WEB, ...DRY, '--explain'];
    assert.equal((await mapship([...args, 'crash.txt'], { cwd })).code, 5);
    assert.equal((await mapship([...args, 'gone.txt'], { cwd })).code, 2);
  });
});

describe('explain --source-root', () => {
  const trace = `#00 pc 00000000000013ae  /x/libshop.so (BuildId: ${SPLIT})`;
  const source = 'int one;\nint two;\nint three;\nint four;\nint five;\nint six;\nint seven;\n';
  const file = path.join(SYMBOLS, 'elf/split.debug');

  test('shows the lines of native programs, found by the ends of their paths', async (t) => {
    const cwd = await folder(t, { 'here/shop.c': source, 'crash.txt': trace });
    const { lines } = await explain(trace, {
      files: file,
      sourceRoot: path.join(cwd, 'here'),
      context: 1,
    });
    assert.deepEqual(
      lines[0]?.originals?.map(({ context }) => context),
      [
        { firstLine: 1, lines: ['int one;', 'int two;', 'int three;'] },
        { firstLine: 2, lines: ['int two;', 'int three;', 'int four;'] },
      ],
    );
    const args = ['explain', '--stack', 'crash.txt', '--source-root', 'here', '--files', file];
    const { stdout } = await mapship(args, { cwd });
    assert.match(stdout, /shop\.c:2:44\) \[inlined\]\n +1 │ int one;\n +2 │ int two;\n/);
  });

  test('reads nothing outside of the folder, nothing large, and nothing that is no file', async (t) => {
    const cwd = await folder(t, { 'outside.c': source, 'here/a.txt': '' });
    const root = path.join(cwd, 'here');
    const contexts = async () => {
      const { lines } = await explain(trace, { files: file, sourceRoot: root });
      return lines[0]?.originals?.flatMap(({ context }) => context ?? []);
    };
    assert.deepEqual(await contexts(), []);
    await symlink(path.join(cwd, 'outside.c'), path.join(root, 'shop.c'));
    assert.deepEqual(await contexts(), []);
    const large = await folder(t, { 'shop.c': `${source}${'// \n'.repeat(3e6)}` });
    const { lines } = await explain(trace, { files: file, sourceRoot: large });
    assert.deepEqual(
      lines[0]?.originals?.flatMap(({ context }) => context ?? []),
      [],
    );
    const folders = await folder(t, { 'shop.c/a.c': source });
    const none = await explain(trace, { files: file, sourceRoot: folders });
    assert.equal(none.lines[0]?.originals?.length, 2);
  });

  test('says so where there is no such folder', async () => {
    await assert.rejects(explain(trace, { files: file, sourceRoot: '/nowhere/at/all' }), {
      code: 'source-root',
    });
  });
});
