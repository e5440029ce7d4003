/** `explain`: stack traces made readable, and every reason why one is not. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { explain } from 'mapship';

import { BUILD, CLEAN, MAP, SCRIPT, folder, mapship } from './world.js';

const CLI = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));

/**
 * The codes of the first frame, from a build of these files.
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} files
 * @param {string} frame
 * @param {Partial<import('mapship').ExplainOptions>} [options]
 */
async function codes(t, files, frame, options = {}) {
  const dir = await folder(t, files);
  const told = await explain(frame, { files: path.join(dir, 'dist'), ...options });
  const issues = [...(told.lines[0]?.issues ?? []), ...told.issues];
  return { told, codes: issues.map(({ code }) => code), message: issues[0]?.message ?? '' };
}

const FRAME = 'at https://example.com/app.js:1:3';

const init = (/** @type {string} */ version) =>
  `call(); r.init({applicationId:"a",clientToken:"b",service:"web",version:"${version}"})\n//# sourceMappingURL=app.js.map\n`;

describe('explain', () => {
  test('makes a frame readable: original, name, lines around it', async (t) => {
    const { told, codes: found } = await codes(t, BUILD, 'at x (https://example.com/app.js:1:3)');
    assert.deepEqual(found, []);
    assert.equal(told.ok, true);
    const [frame] = told.lines;
    assert.deepEqual(frame?.original, {
      source: 'src/app.ts',
      line: 1,
      column: 0,
      name: 'call',
      text: 'call();',
    });
    assert.deepEqual(frame?.context, { firstLine: 1, lines: ['call();', ''] });
    assert.deepEqual(told.summary, { frames: 1, resolved: 1, readable: 0 });
  });

  test('keeps lines that are no frames, and takes a function name from its caller', async (t) => {
    const map = JSON.stringify({
      version: 3,
      sources: ['a.ts'],
      sourcesContent: ['function inner() {}\nouter(inner);\n'],
      names: ['thrown', 'inner'],
      mappings: 'AAAAA,IACAC',
    });
    const files = { 'dist/a.js': 'abcdefgh\n', 'dist/a.js.map': map };
    const { told } = await codes(t, files, 'Error: x\n  at f (/a.js:1:2)\n  at g (/a.js:1:6)');
    assert.deepEqual(
      told.lines.map(({ raw, name }) => name ?? raw),
      ['Error: x', 'inner', 'g'],
    );
  });

  test('names no function by what did not call it', async (t) => {
    const map = JSON.stringify({
      version: 3,
      sources: ['a.ts'],
      sourcesContent: ['outer(inner);\n'],
      names: ['inner'],
      mappings: 'AAAAA,IAAAA',
    });
    const files = { 'dist/a.js': `${'a'.repeat(40)}\n`, 'dist/a.js.map': map };
    for (const [caller, name] of [
      ['    at g (/a.js:1:5)', 'inner'],
      // Safari tells the place of the parenthesis
      ['    at g (/a.js:1:7)', 'inner'],
      // far behind the name that is mapped last
      ['    at g (/a.js:1:30)', 'f'],
      ['    at async g (/a.js:1:5)', 'f'],
      ['    at Array.map (<anonymous>)\n    at g (/a.js:1:5)', 'f'],
    ]) {
      const { told } = await codes(t, files, `Error: x\n    at f (/a.js:1:2)\n${caller}`);
      assert.equal(told.lines[1]?.name, name, caller);
    }
  });

  test('reads traces as Datadog and Node print them', async (t) => {
    const { told } = await codes(
      t,
      BUILD,
      [
        'Error: x',
        '  at e @ https://example.com/app.js:1:3',
        '  at <anonymous> @ https://example.com/app.js:1:3',
        '    at e (https://example.com/app.js:1:3) {',
        '    at node:internal/main/run_main_module:28:49',
      ].join('\n'),
    );
    assert.deepEqual(told.summary, { frames: 3, resolved: 3, readable: 0 });
    assert.equal(told.ok, true);
  });

  test('opens a file as often for many frames as for one', async () => {
    let opened = 0;
    class Counted extends Blob {
      /** @override */
      arrayBuffer() {
        opened += 1;
        return super.arrayBuffer();
      }
    }
    const files = [
      { name: 'app.js', file: new Counted([SCRIPT]) },
      { name: 'app.js.map', file: new Counted([MAP]) },
    ];
    const frame = 'at https://example.com/app.js:1:3\n';
    await explain(frame, { files });
    const once = opened;
    assert.ok(once > 0);
    opened = 0;
    const { summary } = await explain(frame.repeat(20), { files });
    assert.deepEqual([summary.resolved, opened], [20, once]);
  });

  test('finds the version in a file that no frame leads to', async (t) => {
    const files = { ...BUILD, 'dist/entry.js': init('1.0') };
    const { codes: found, message } = await codes(t, files, FRAME, { version: '2.0' });
    assert.deepEqual(found, ['frame-version-differs']);
    assert.match(message, /entry\.js/);
  });

  test("takes another site's script of the same name for what it is", async (t) => {
    const stack = `${FRAME}\nat https://tags.example.org/app.js:1:3`;
    const files = { 'dist/js/app.js': SCRIPT, 'dist/js/app.js.map': MAP };
    const { told } = await codes(t, files, stack.replace('app.js', 'js/app.js'), {
      minifiedPathPrefix: 'https://example.com/',
    });
    assert.deepEqual(
      told.lines.map(({ issues }) => issues?.map(({ code }) => code)),
      [[], ['frame-no-file']],
    );
    assert.equal(told.ok, true);
  });

  test('takes a line and a column with one file, and says when there are several', async (t) => {
    const dir = await folder(t, { ...BUILD, 'dist/b.js': 'b()' });
    const told = await explain('1:3', { files: path.join(dir, 'dist/app.js') });
    assert.equal(told.summary.resolved, 1);
    await assert.rejects(explain('1:3', { files: path.join(dir, 'dist') }), {
      code: 'place-without-file',
    });
  });

  const without = /** @type {Record<string, string>} */ ({ 'dist/app.js': SCRIPT });

  for (const [what, files, frame, options, expected] of /** @type {const} */ ([
    ['native code', BUILD, 'at Array.map (<anonymous>)', {}, 'frame-no-place'],
    ['a file that is not there', BUILD, 'at https://example.com/apq.js:1:3', {}, 'frame-no-file'],
    [
      'a frame without a column',
      BUILD,
      'at f (https://example.com/app.js:1)',
      {},
      'frame-no-column',
    ],
    ['a file without a map', without, FRAME, {}, 'frame-no-map'],
    ['a place past the end', BUILD, 'at https://example.com/app.js:1:900', {}, 'frame-past-end'],
    ['a line past the end', BUILD, 'at https://example.com/app.js:90:1', {}, 'frame-past-end'],
    [
      'a line that is not mapped',
      BUILD,
      'at https://example.com/app.js:2:3',
      {},
      'frame-not-mapped',
    ],
    [
      'another prefix',
      BUILD,
      FRAME,
      { minifiedPathPrefix: 'https://example.com/static' },
      'frame-prefix-differs',
    ],
    [
      'another version',
      { ...BUILD, 'dist/app.js': init('1.0') },
      FRAME,
      { version: '2.0' },
      'frame-version-differs',
    ],
    [
      'another service',
      { ...BUILD, 'dist/app.js': init('1.0') },
      FRAME,
      { service: 'shop' },
      'frame-service-differs',
    ],
    [
      'a broken map',
      { ...BUILD, 'dist/app.js.map': MAP.replace('AAAAA', 'AA') },
      FRAME,
      {},
      'frame-map-invalid',
    ],
    [
      'a map without content',
      { ...BUILD, 'dist/app.js.map': MAP.replace('sourcesContent', 'x') },
      FRAME,
      {},
      'frame-no-content',
    ],
    [
      'two files of that name',
      { 'dist/a/app.js': SCRIPT, 'dist/b/app.js': SCRIPT },
      FRAME,
      {},
      'frame-ambiguous',
    ],
  ])) {
    test(`says why: ${what}`, async (t) => {
      const { codes: found, message } = await codes(t, { ...files }, frame, options);
      assert.deepEqual(found, [expected], message);
      assert.ok(message.length > 10);
    });
  }

  test('agrees with the same prefix, service and version', async (t) => {
    const { codes: found } = await codes(t, { ...BUILD, 'dist/app.js': init('1.0') }, FRAME, {
      minifiedPathPrefix: 'https://example.com/',
      service: 'web',
      version: '1.0',
    });
    assert.deepEqual(found, []);
  });

  test('refuses misuse in words', async () => {
    for (const [call, code] of /** @type {const} */ ([
      [() => explain(/** @type {any} */ (7), { files: '.' }), 'stack-kind'],
      [() => explain('1:1', /** @type {any} */ ({})), 'files-missing'],
      [() => explain('1:1', /** @type {any} */ ({ files: '.', contxt: 1 })), 'option-unknown'],
      [() => explain('1:1', { files: '.', context: -1 }), 'option-kind'],
      [() => explain('1:1', { files: './no-such-folder' }), 'file-unreadable'],
    ])) {
      await assert.rejects(call, { code });
    }
  });

  test('on the command line: arguments, a file, standard input, exit codes', async (t) => {
    const dir = await folder(t, { ...BUILD, 'trace.txt': `Error: x\n    ${FRAME}\n` });
    const run = (/** @type {string[]} */ ...args) => mapship(['explain', ...args], { cwd: dir });
    const shown = await run('--stack', 'trace.txt', '--files', 'dist');
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /^Error: x\n {4}at src\/app\.ts:1:1\n {6}1 │ call\(\);\n {8}│ \^\n/);
    assert.match(shown.stdout, /1 of 1 frame readable/);
    const json = await run(FRAME, '--files', 'dist', '--json', '--context', '0');
    assert.deepEqual(json.json().lines[0].context, { firstLine: 1, lines: ['call();'] });
    assert.equal((await run('1:900', '--files', 'dist/app.js')).code, 3);
    assert.equal((await run('nothing here', '--files', 'dist')).code, 5);
    assert.equal((await run(FRAME)).code, 2);
    const taken = await run('--files', 'dist', `Error: x\n    ${FRAME}`);
    assert.equal(taken.code, 2);
    assert.match(taken.stderr, /"Error: x" is given to --files.*\n.*before --files, or after --\n/);
    assert.equal((await run('--files', 'dist', '--', FRAME)).code, 0);
    assert.equal((await run(FRAME, '--stack', 'trace.txt', '--files', 'dist')).code, 2);
    const gone = await run('--stack', 'gone.txt', '--files', 'dist');
    assert.equal(gone.code, 2);
    assert.match(
      gone.stderr,
      /gone\.txt does not exist {2}\[file-unreadable\]\n +→ check the path/,
    );
    const piped = await new Promise((resolve) => {
      const child = spawn(process.execPath, [CLI, 'explain', '--files', 'dist'], {
        cwd: dir,
        env: CLEAN,
      });
      let stdout = '';
      child.stdout.on('data', (data) => (stdout += data));
      child.once('close', (code) => resolve({ code, stdout }));
      child.stdin.end(FRAME);
    });
    assert.equal(piped.code, 0);
    assert.match(piped.stdout, /src\/app\.ts:1:1/);
  });

  test('prints hostile names and sources harmlessly', async (t) => {
    const map = MAP.replace('src/app.ts', 'a\\u001b[31m.ts').replace(
      'call();\\n',
      '\\u001b]0;x\\u0007',
    );
    const dir = await folder(t, { ...BUILD, 'dist/app.js.map': map });
    const shown = await mapship(['explain', FRAME, '--files', 'dist'], { cwd: dir });
    assert.equal(shown.code, 0, shown.stderr);
    assert.doesNotMatch(shown.stdout, /[\u001b\u0007]/);
    assert.match(shown.stdout, /\\u\{1b\}/);
    await readFile(path.join(dir, 'dist/app.js.map'));
  });
});
