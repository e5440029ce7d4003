// --report, GitHub Actions and --warn-only, as the command line has them.
import assert from 'node:assert/strict';
import { readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';

import { BUILD, folder, intake, mapship } from './world.js';

const KEY = 'secret-key-0123456789';
const METADATA = ['--service', 's', '--release-version', '1', '--minified-path-prefix', '/js'];
const BAD = { ...BUILD, 'dist/bad.js': 'x()', 'dist/bad.js.map': 'this is not json <html>' };
const ALL = ['sarif', 'junit', 'gitlab', 'markdown'];
const REPORTS = ALL.flatMap((format) => ['--report', `${format}=out/${format}`]);

/** What each format has of the finding in BAD. */
const SAYS = /** @type {Record<string, RegExp>} */ ({
  sarif: /"uri": "dist\/bad\.js\.map"/,
  junit: /<testcase name="dist\/bad\.js\.map"/,
  gitlab: /"path": "dist\/bad\.js\.map"/,
  markdown: /`dist\/bad\.js\.map`/,
});

test('every format, from every command, whole and alone in its folder', async (t) => {
  const { url } = await intake(t);
  const commands = [
    ['check', 'dist', ...METADATA],
    ['inspect', 'dist'],
    ['upload', 'dist', ...METADATA, '--intake-url', url, '--disable-git'],
  ];
  for (const args of commands) {
    const cwd = await folder(t, { ...BAD, 'out/sarif': 'an old report' });
    const end = await mapship([...args, ...REPORTS], { cwd, env: { DD_API_KEY: KEY } });
    assert.equal(end.code, 3, end.stdout + end.stderr);
    assert.deepEqual((await readdir(path.join(cwd, 'out'))).sort(), ALL.toSorted());
    for (const format of ALL) {
      assert.match(await readFile(path.join(cwd, 'out', format), 'utf8'), SAYS[format] ?? /^$/);
    }
  }
});

test('a report that can not be written stops the run before anything is sent', async (t) => {
  const { url, uploads } = await intake(t);
  const cwd = await folder(t, { ...BUILD, 'out/keep': '' });
  const cases = /** @type {[string[], RegExp][]} */ ([
    [
      ['serif=out/a'],
      /"serif" is not a format[\s\S]*sarif, junit, gitlab, markdown; did you mean "sarif"/,
    ],
    [['constructor=out/a'], /"constructor" is not a format/],
    [['sarif'], /--report sarif names no file[\s\S]*--report sarif=FILE/],
    [['sarif='], /names no file/],
    [['junit=out/a', 'sarif=none/a'], /none\/a can't be written: there is no folder \S*none/],
    [['sarif=out'], /out is no file/],
    [['sarif=out/a', 'junit=./out/../out/a'], /two reports are to be written to \S*out\/a/],
  ]);
  for (const [reports, says] of cases) {
    const end = await mapship(
      [
        ...['upload', 'dist', ...METADATA, '--intake-url', url, '--disable-git', '--warn-only'],
        ...reports.flatMap((report) => ['--report', report]),
      ],
      { cwd, env: { DD_API_KEY: KEY } },
    );
    assert.equal(end.code, 2, reports.join(' '));
    assert.match(end.stderr, says);
    assert.deepEqual(await readdir(path.join(cwd, 'out')), ['keep'], 'nothing is left behind');
  }
  assert.deepEqual(await uploads(), []);
});

test('a run that comes to nothing leaves the old report, and nothing else', async (t) => {
  const cwd = await folder(t, { 'out/sarif': 'an old report' });
  const end = await mapship(['check', 'nope', ...REPORTS], { cwd });
  assert.equal(end.code, 2);
  assert.deepEqual(await readdir(path.join(cwd, 'out')), ['sarif']);
  assert.equal(await readFile(path.join(cwd, 'out/sarif'), 'utf8'), 'an old report');
});

test('a report never replaces what it reports on', async (t) => {
  const cwd = await folder(t, BUILD);
  await symlink('dist/app.js.map', path.join(cwd, 'link'));
  for (const target of ['dist/app.js.map', 'link']) {
    const end = await mapship(
      ['check', 'dist', '--report', `sarif=${target}`, '--json', '--warn-only'],
      {
        cwd,
      },
    );
    assert.equal(end.code, 2, end.stdout);
    const report = end.json();
    assert.equal(report.ok, false);
    assert.equal(report.suppressedExitCode, undefined);
    assert.deepEqual(
      report.issues.map((/** @type {any} */ issue) => [issue.code, issue.severity]),
      [['report-unwritten', 'error']],
    );
    assert.equal(report.summary.errors, 1);
    assert.match(report.issues[0].message, /one of the files that are reported on/);
  }
  assert.equal(await readFile(path.join(cwd, 'dist/app.js.map'), 'utf8'), BUILD['dist/app.js.map']);
});

test('GitHub Actions: annotations on standard error, and a summary', async (t) => {
  const cwd = await folder(t, {
    'packages/web/dist/bad.js.map': 'no <json>',
    'summary.md': 'before',
  });
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: cwd,
    GITHUB_STEP_SUMMARY: path.join(cwd, 'summary.md'),
  };
  const web = path.join(cwd, 'packages/web');
  const end = await mapship(['check', 'dist', '--json'], { cwd: web, env });
  assert.equal(end.code, 3);
  assert.equal(end.json().ok, false, 'standard output is one document');
  // paths are relative to where GitHub looks from, not to the current folder
  assert.match(end.stderr, /^::error file=packages\/web\/dist\/bad\.js\.map,/m);
  for (const line of end.stderr.trimEnd().split('\n'))
    assert.match(line, /^::(error|warning|notice) /);
  const summary = await readFile(env.GITHUB_STEP_SUMMARY, 'utf8');
  assert.match(summary, /^before\n### mapship check: not ok/);
  assert.match(summary, /`packages\/web\/dist\/bad\.js\.map`/);

  const without = await mapship(['check', 'dist', '--no-annotations'], { cwd: web, env });
  assert.equal(without.stderr, '');
  const elsewhere = await mapship(['check', 'dist'], {
    cwd: web,
    env: { ...env, GITHUB_ACTIONS: 'false' },
  });
  assert.equal(elsewhere.stderr, '');
  assert.equal(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8'), summary);
});

test('GitHub Actions: no name and no stack trace gives commands to the runner', async (t) => {
  const name = '::warning::pwned ##[error]x.js';
  const cwd = await folder(t, {
    [`dist/${name}`]: `call();\n//# sourceMappingURL=${encodeURIComponent(`${name}.map`)}\n`,
    [`dist/${name}.map`]: BUILD['dist/app.js.map'],
    trace: `Error: x\n  ::set-output name=a::b\n::add-mask::e\n##[error]y\n    at call (https://a/${encodeURI(name)}:1:1)\n`,
  });
  const env = { GITHUB_ACTIONS: 'true', DD_API_KEY: KEY };
  const dry = ['upload', ...METADATA, '--dry-run', '--disable-git'];
  for (const args of [
    [...dry, `dist/${name}.map`],
    [...dry, 'dist'],
    ['check', 'dist'],
    ['inspect', `dist/${name}.map`],
    ['explain', '--stack', 'trace', '--files', 'dist'],
    ['explain', '--stack', 'trace', '--files', 'dist', '--json'],
  ]) {
    const end = await mapship(args, { cwd, env });
    const printed = `${end.stdout}\n${end.stderr}`;
    assert.match(printed, /pwned/);
    for (const line of printed.split(/\r\n|\r|\n/)) {
      // as the runner's ActionCommand looks for them, in the new form and the old
      const isOurs = /^::(error|warning|notice) /.test(line);
      assert.ok(isOurs || !line.trimStart().startsWith('::'), line);
      assert.ok(isOurs || !line.includes('##['), line);
    }
    if (args.includes('--json')) {
      const raw = end.json().lines.map((/** @type {{ raw: string }} */ line) => line.raw);
      assert.deepEqual(raw.slice(1, 4), [
        '  ::set-output name=a::b',
        '::add-mask::e',
        '##[error]y',
      ]);
    }
  }
});

test('GitHub Actions: a summary that is full, or not there, does not fail the run', async (t) => {
  const cwd = await folder(t, { ...BUILD, full: 'x'.repeat((1 << 20) - 100) });
  for (const [file, says] of /** @type {[string, RegExp][]} */ ([
    ['full', /the summary of the job is full/],
    ['none/summary', /the summary of the job could not be written: ENOENT/],
  ])) {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: path.join(cwd, file) };
    const end = await mapship(['check', 'dist'], { cwd, env });
    assert.equal(end.code, 0, end.stderr);
    assert.match(end.stderr, says);
  }
  assert.equal((await readFile(path.join(cwd, 'full'))).length, (1 << 20) - 100);
});

test('--warn-only: 0 instead of 3, 4 and 5, and it says so', async (t) => {
  const { url } = await intake(t, { requireKey: 'another' });
  const cwd = await folder(t, { ...BAD, 'good/app.js': BUILD['dist/app.js'], 'empty/readme': '' });
  await writeFile(path.join(cwd, 'good/app.js.map'), BUILD['dist/app.js.map']);
  const send = ['upload', 'good', ...METADATA, '--intake-url', url, '--disable-git'];
  for (const [args, code] of /** @type {[string[], number][]} */ ([
    [['check', 'dist'], 3],
    [send, 4],
    [['check', 'empty'], 5],
  ])) {
    const options = { cwd, env: { DD_API_KEY: KEY } };
    const strict = await mapship(args, options);
    assert.equal(strict.code, code, strict.stdout + strict.stderr);
    assert.ok(!strict.stdout.includes('warn-only'));
    const relaxed = await mapship([...args, '--warn-only'], options);
    assert.equal(relaxed.code, 0, relaxed.stdout + relaxed.stderr);
    assert.match(
      relaxed.stdout,
      new RegExp(`^not ok: .*--warn-only: ends with 0, not with ${code}$`, 'm'),
    );
    const { ok, suppressedExitCode } = (
      await mapship([...args, '--warn-only', '--json'], options)
    ).json();
    assert.deepEqual([ok, suppressedExitCode], [false, code]);
  }
  const fine = await mapship(['check', 'good', '--warn-only', '--json'], { cwd });
  assert.deepEqual(
    [fine.code, fine.json().ok, fine.json().suppressedExitCode],
    [0, true, undefined],
  );
  for (const args of [['check'], ['check', 'nope'], ['upload', 'good', ...METADATA]]) {
    assert.equal((await mapship([...args, '--warn-only'], { cwd })).code, 2, args.join(' '));
  }
});

test('the key is in no report, though the server sends it back', async (t) => {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.statusCode = 400;
      response.end(JSON.stringify({ errors: [`bad ${request.headers['dd-api-key']} ${KEY}`] }));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const cwd = await folder(t, { ...BUILD, 'out/summary': '' });
  const args = ['upload', 'dist', ...METADATA, '--disable-git', '--json'];
  const end = await mapship([...args, '--intake-url', `http://127.0.0.1:${port}`, ...REPORTS], {
    cwd,
    env: {
      DD_API_KEY: KEY,
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: path.join(cwd, 'out/summary'),
    },
  });
  assert.equal(end.code, 4, end.stdout + end.stderr);
  const texts = [end.stdout, end.stderr];
  for (const name of await readdir(path.join(cwd, 'out'))) {
    texts.push(await readFile(path.join(cwd, 'out', name), 'utf8'));
  }
  assert.equal(texts.length, 2 + ALL.length + 1);
  for (const text of texts) {
    assert.match(text, /bad /, 'what the server said is told');
    assert.ok(!text.includes(KEY), text);
  }
});
