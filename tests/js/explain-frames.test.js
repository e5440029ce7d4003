/** `explain`: which file a frame means, which frames are readable already, and what of a line stays. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';

import JSZip from 'jszip';
import { explain } from 'mapship';

import { folder, mapship } from './world.js';

/** @param {string} source @param {string} [names] */
const mapOf = (source, names = 'total') =>
  JSON.stringify({
    version: 3,
    sources: [source],
    sourcesContent: ['call();\n'],
    names: [names],
    mappings: 'AAAAA',
  });

const SCRIPT = 'call();call();call();call();call();\n';

/** A minified file of this path, with its map. @param {string} file @param {string} source */
const built = (file, source) => ({
  [file]: `${SCRIPT}//# sourceMappingURL=${path.basename(file)}.map\n`,
  [`${file}.map`]: mapOf(source),
});

/**
 * What is printed of a trace, by a build of these files.
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} files
 * @param {string} trace
 * @param {string[]} [given]
 */
async function shown(t, files, trace, given = ['dist']) {
  const cwd = await folder(t, { ...files, 'trace.txt': trace });
  const args = ['explain', '--stack', 'trace.txt', '--context', '0', '--files', ...given];
  const { code, stdout, stderr } = await mapship(args, { cwd });
  assert.equal(stderr, '');
  const lines = stdout.split('\n').filter((line) => !/^ +\d* │/.test(line));
  return { code, lines: lines.slice(0, lines.indexOf('')), sum: lines.at(-2) };
}

/** @param {string[]} lines */
const places = (lines) =>
  lines.map((line) => /\(?([^ (]+:\d+):\d+\)?$/.exec(line)?.[1] ?? line.trim());

describe('frames that are readable already', () => {
  const handler = built('dist/handler.js', '../src/handler.ts');

  test('are left, with the map that has their source: Node with --enable-source-maps', async (t) => {
    const trace = [
      'TypeError: no',
      '    at load (/srv/app/src/handler.ts:4:27)',
      '    at node:internal/main/run_main_module:28:49',
    ].join('\n');
    for (const given of ['dist', '.', 'dist/handler.js']) {
      const { code, lines, sum } = await shown(t, handler, trace, [given]);
      assert.equal(code, 0);
      assert.deepEqual(lines, [
        'TypeError: no',
        '    at load (/srv/app/src/handler.ts:4:27)',
        '      note  the frame is readable already: src/handler.ts is a source of dist/handler.js.map  [frame-readable]',
        '    at node:internal/main/run_main_module:28:49',
      ]);
      assert.equal(sum, '1 of 1 frame readable, 1 of them already');
    }
  });

  test('as the consoles of browsers write them', async (t) => {
    for (const [source, url] of /** @type {const} */ ([
      ['webpack://app/./src/a.js', 'webpack://app/./src/a.js'],
      ['../src/a.js', 'https://example.com/src/a.js'],
      ['../src/App.tsx', 'App.tsx'],
      ['../src/App.vue', 'http://localhost:5173/src/App.vue?t=17'],
      // of another build, and readable all the same
      ['../src/gone.ts', 'https://example.com/src/App.tsx'],
    ])) {
      const { code, sum } = await shown(t, built('dist/app.js', source), `at f (${url}:4:27)`);
      assert.deepEqual([code, sum], [0, '1 of 1 frame readable, 1 of them already'], url);
    }
  });

  test('are modules that webpack evaluates while developing, whatever files are called', async (t) => {
    for (const [url, code, sum] of /** @type {const} */ ([
      ['webpack-internal:///./src/app.js', 0, '1 of 1 frame readable, 1 of them already'],
      ['webpack-internal:///(rsc)/./app/page.tsx', 0, '1 of 1 frame readable, 1 of them already'],
      // a file of the build that is called so is not meant
      ['webpack-internal:///./app.js', 0, '1 of 1 frame readable, 1 of them already'],
      // a number is no name
      ['webpack-internal:///417', 3, '0 of 1 frame readable'],
    ])) {
      const end = await shown(t, built('dist/app.js', '../src/a.ts'), `at f (${url}:1:2)`);
      assert.deepEqual([end.code, end.sum], [code, sum], url);
    }
  });

  test('are told from the minified file of the same name', async (t) => {
    const files = { ...built('dist/index.js', '../src/index.js'), 'src/index.js': 'call();\n' };
    for (const [url, given, readable] of /** @type {const} */ ([
      ['/srv/app/src/index.js', 'dist', 1],
      ['/srv/app/src/index.js', '.', 1],
      ['/srv/app/dist/index.js', 'dist', 0],
      ['/srv/app/dist/index.js', '.', 0],
      ['/var/task/index.js', 'dist', 0],
      ['https://example.com/index.js', 'dist', 0],
    ])) {
      const dir = await folder(t, files);
      const told = await explain(`at f (${url}:1:2)`, { files: path.join(dir, given) });
      const { resolved } = told.summary;
      assert.deepEqual([resolved, told.summary.readable], [1 - readable, readable], url);
      assert.equal(told.ok, true);
      assert.equal(told.lines[0]?.readable ?? false, readable === 1);
    }
  });
});

describe('the file that a frame means', () => {
  test('two sources of one relative name are told apart', async (t) => {
    const files = {
      ...built('packages/core/dist/index.js', '../src/index.ts'),
      ...built('packages/ui/dist/index.js', '../src/index.ts'),
    };
    const of = (/** @type {string} */ file) => `    at f (/srv/packages/${file}:1:2)`;
    const minified = await shown(
      t,
      files,
      [of('core/dist/index.js'), of('ui/dist/index.js')].join('\n'),
      ['.'],
    );
    assert.deepEqual(places(minified.lines), [
      'packages/core/src/index.ts:1',
      'packages/ui/src/index.ts:1',
    ]);
    const mapped = await shown(t, files, of('ui/src/index.ts'), ['packages']);
    assert.match(
      mapped.lines[1] ?? '',
      / packages\/ui\/src\/index\.ts is a source of packages\/ui\/dist\//,
    );
  });

  test("is not a package's file that is called so, nor one of another folder", async (t) => {
    const files = built('build/server/index.js', '../../src/a.ts');
    for (const [url, given, resolved] of /** @type {const} */ ([
      ['/srv/node_modules/@acme/other/dist/index.js', 'build', 0],
      ['/srv/node_modules/@acme/other/dist/index.js', 'build/server', 0],
      ['/srv/node_modules/@acme/other/dist/index.js', 'build/server/index.js', 0],
      ['/srv/lib/index.js', 'build', 0],
      ['/srv/build/server/index.js', 'build', 1],
      ['/srv/server/index.js', 'build/server', 1],
      ['/var/task/index.js', 'build/server', 1],
    ])) {
      const dir = await folder(t, files);
      const told = await explain(`at f (${url}:1:2)`, { files: path.join(dir, given) });
      assert.equal(told.summary.resolved, resolved, `${url} ${given}`);
      const codes = told.lines[0]?.issues?.map(({ code }) => code);
      assert.deepEqual(codes, resolved ? [] : ['frame-no-file'], `${url} ${given}`);
    }
  });

  test('is of another build where its hash alone differs', async (t) => {
    const { code, lines } = await shown(
      t,
      built('dist/assets/index-B8vT2c1d.js', '../../src/a.ts'),
      'at f (https://example.com/assets/index-rZ8xq0Lm.js:1:2)',
    );
    assert.equal(code, 3);
    assert.equal(
      lines[1],
      '      error  index-rZ8xq0Lm.js is a file of another build: this one has assets/index-B8vT2c1d.js, which differs from it by the hash alone  [frame-other-build]',
    );
  });

  test('lies in a folder of a route, whichever way its address is written', async (t) => {
    const files = built('dist/app/[id]/(shop)/page.js', '../../../../src/page.ts');
    for (const folder of ['[id]/(shop)', '%5Bid%5D/(shop)', '%5bid%5d/%28shop%29']) {
      const at = `at f (https://example.com/app/${folder}/page.js:1:2)`;
      assert.deepEqual(places((await shown(t, files, at)).lines), ['src/page.ts:1'], folder);
      const prefix = ['dist', '--minified-path-prefix', 'https://example.com/'];
      assert.deepEqual(
        places((await shown(t, files, at, prefix)).lines),
        ['src/page.ts:1'],
        folder,
      );
    }
  });
});

describe('a zip archive of a build', () => {
  test('is looked into as the folder that was packed', async (t) => {
    const files = {
      ...built('dist/app.js', '../src/a.ts'),
      ...built('dist/deep/b.js', '../../src/b.ts'),
      'dist/c.js': SCRIPT,
    };
    const trace = ['app', 'deep/b', 'c'].map(
      (name) => `    at f (https://example.com/${name}.js:1:2)`,
    );
    for (const compression of /** @type {const} */ (['STORE', 'DEFLATE'])) {
      const zip = new JSZip();
      for (const [name, text] of Object.entries(files)) zip.file(name.slice('dist/'.length), text);
      const bytes = await zip.generateAsync({ type: 'nodebuffer', compression });
      const cwd = await folder(t, { 'build.zip': bytes });
      const args = ['--files', 'build.zip', '--minified-path-prefix', 'https://example.com/'];
      const end = await mapship(['explain', ...trace, ...args, '--json'], { cwd });
      assert.equal(end.code, 3, end.stdout + end.stderr);
      assert.deepEqual(
        end
          .json()
          .lines.map((/** @type {any} */ { original, context, issues }) => [
            original?.source,
            context?.lines[0],
            ...issues.map((/** @type {any} */ { code }) => code),
          ]),
        [
          ['../src/a.ts', 'call();'],
          ['../../src/b.ts', 'call();'],
          [undefined, undefined, 'frame-no-map'],
        ],
        compression,
      );
      // in a program, too; of one that lies in a folder, scripts are there to be downloaded
      const told = await explain(trace.join('\n'), { files: bytes });
      assert.equal(told.summary.resolved, 2);
      const found = await explain(trace.join('\n'), { files: cwd });
      assert.equal(found.summary.resolved, 0);
    }
  });
});

describe('what of a line stays', () => {
  test('its indentation, what a log has put before it, and that it is async', async (t) => {
    const at = 'https://example.com/app.js:1:2';
    const { lines } = await shown(
      t,
      built('dist/app.js', '../src/a.ts'),
      [
        'Error: no',
        `    at async pays (${at})`,
        `        at load (${at})`,
        `09:00 ERROR  at h (${at})`,
        `    at async ${at}`,
        `promise callback*k@${at}`,
        `Uncaught TypeError: no (${at})`,
      ].join('\n'),
    );
    assert.deepEqual(lines, [
      'Error: no',
      '    at async pays (src/a.ts:1:1)',
      '        at load (src/a.ts:1:1)',
      '09:00 ERROR  at h (src/a.ts:1:1)',
      '    at async src/a.ts:1:1',
      'at async k (src/a.ts:1:1)',
      'Uncaught TypeError: no at src/a.ts:1:1',
    ]);
  });

  test('no name is lent from one stack to another', async (t) => {
    const at = (/** @type {string} */ name) => `    at ${name} (https://example.com/app.js:1:1)`;
    for (const between of [
      'Caused by: Error: why',
      '',
      '  [cause]: Error: why',
      '  [errors]: [',
      'The above error occurred in the <Row> component:',
    ]) {
      const { lines } = await shown(
        t,
        built('dist/app.js', '../src/a.ts'),
        [at('o'), between, at('p'), ''].join('\n'),
      );
      assert.equal(lines[0], '    at o (src/a.ts:1:1)', between);
    }
    // the next frame of the same stack lends it
    const { lines } = await shown(
      t,
      built('dist/app.js', '../src/a.ts'),
      [at('o'), at('p')].join('\n'),
    );
    assert.deepEqual(lines, ['    at total (src/a.ts:1:1)', '    at p (src/a.ts:1:1)']);
  });
});
