// The command line: exit codes, output for people and for programs, help.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, readdir } from 'node:fs/promises';
import { test } from 'node:test';

import { BUILD, CLEAN, CLI, ELF, MAP, SCRIPT, folder, intake, mapship } from './world.js';

const METADATA = [
  '--service',
  's',
  '--release-version',
  '1',
  '--minified-path-prefix',
  'https://example.com/js',
];
const KEY = { DD_API_KEY: 'secret-key-0123456789' };
const NO_MAP = 'this is not json <html>';

test('check: a sound build', async (t) => {
  const cwd = await folder(t, BUILD);
  const end = await mapship(['check', 'dist', ...METADATA], { cwd });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.match(end.stdout, /✔ dist\/app\.js\.map .*https:\/\/example\.com\/js\/app\.js/);
  assert.match(end.stdout, /^ok: 1 file/m);
  assert.equal(end.stderr, '');
  assert.ok(!end.stdout.includes('\u001b'), 'colours only on a terminal');
});

/** A build of many scripts. @param {number} scripts @param {string} map */
function large(scripts, map) {
  const files = Array.from({ length: scripts }, (_, i) => [
    [`dist/${i}.js`, SCRIPT.replace('app.js', `${i}.js`)],
    [`dist/${i}.js.map`, map.replace('app.js', `${i}.js`)],
  ]);
  return Object.fromEntries(files.flat());
}

test('a healthy build is told in a few lines, whatever its size', async (t) => {
  const cwd = await folder(t, large(40, MAP));
  for (const command of [['check'], ['upload', '--dry-run', '--disable-git']]) {
    const run = (/** @type {string[]} */ ...more) => {
      return mapship([...command, 'dist', ...METADATA, ...more], { cwd });
    };
    const [brief, whole] = await Promise.all([run(), run('--verbose')]);
    assert.equal(brief.code, 0, brief.stdout + brief.stderr);
    assert.match(brief.stdout, /^✔ 40 files {2}js_sourcemap · [\d.]+ kB · \d+ % mapped/m);
    assert.ok((brief.stdout + brief.stderr).split('\n').length < 25, brief.stdout + brief.stderr);
    for (let i = 0; i < 40; i += 1) assert.ok(whole.stdout.includes(`✔ dist/${i}.js.map `));
    assert.equal(
      brief.stdout.split('\n').at(-2)?.split(' · ')[0],
      whole.stdout.split('\n').at(-2)?.split(' · ')[0],
    );
  }
  const sent = await mapship(['upload', 'dist', ...METADATA, '--disable-git', '--verbose'], {
    cwd,
    env: { ...KEY, DD_SOURCEMAP_INTAKE_URL: (await intake(t)).url },
  });
  assert.equal(sent.code, 0, sent.stdout + sent.stderr);
  for (let i = 0; i < 40; i += 1)
    assert.ok(sent.stderr.includes(`/${i}.js.map → https`), sent.stderr);
});

test('what many files have alike is shown of the first, and counted', async (t) => {
  const cwd = await folder(t, { ...large(40, NO_MAP), ...BUILD });
  const end = await mapship(['check', 'dist', ...METADATA], { cwd });
  assert.equal(end.code, 3);
  assert.equal(end.stdout.match(/^✖ /gm)?.length, 15, end.stdout);
  assert.match(
    end.stdout,
    /^ {2}and 25 more files with the same findings \(--verbose lists all\)$/m,
  );
  assert.match(end.stdout, /^✔ dist\/app\.js\.map /m);
  assert.match(end.stdout, /41 files · 40 invalid/);
  const whole = await mapship(['check', 'dist', ...METADATA, '--verbose'], { cwd });
  assert.equal(whole.stdout.match(/^✖ /gm)?.length, 40);
});

test('check --json: one document of the documented shape', async (t) => {
  const cwd = await folder(t, {
    ...BUILD,
    'dist/bad.js': SCRIPT.replace('app', 'bad'),
    'dist/bad.js.map': NO_MAP,
  });
  const end = await mapship(['check', 'dist', ...METADATA, '--json'], { cwd });
  assert.equal(end.code, 3);
  const report = end.json();
  assert.deepEqual(Object.keys(report), ['mapship', 'ok', 'files', 'issues', 'summary']);
  assert.equal(report.ok, false);
  const [good, bad] = report.files;
  assert.deepEqual(
    [good.path, good.ok, good.format, good.type, bad.path, bad.ok],
    ['dist/app.js.map', true, 'source-map', 'js_sourcemap', 'dist/bad.js.map', false],
  );
  assert.deepEqual(good.event, {
    cli_version: report.mapship,
    service: 's',
    version: '1',
    minified_url: 'https://example.com/js/app.js',
    type: 'js_sourcemap',
  });
  const [issue] = bad.issues;
  for (const [member, type] of Object.entries({
    code: 'string',
    severity: 'string',
    message: 'string',
    at: 'object',
    help: 'string',
  })) {
    assert.equal(typeof issue[member], type, member);
  }
  assert.equal(report.summary.files, 2);
  assert.equal(report.summary.invalid, 1);
});

test('check: files alone, without metadata', async (t) => {
  const cwd = await folder(t, BUILD);
  const end = await mapship(['check', 'dist', '--json'], { cwd });
  assert.equal(end.code, 0, end.stdout);
  assert.equal(end.json().files[0].event, undefined);
  // one file finds its partner
  for (const file of ['dist/app.js.map', 'dist/app.js']) {
    const one = await mapship(['check', file, '--json'], { cwd });
    assert.equal(one.code, 0, one.stdout);
    assert.deepEqual(
      one.json().files[0].parts.map((/** @type {any} */ part) => part.path),
      ['dist/app.js.map', 'dist/app.js'],
    );
  }
});

test('exit code 2: usage and configuration', async (t) => {
  const cwd = await folder(t, BUILD);
  for (const [args, says] of /** @type {[string[], RegExp][]} */ ([
    [['chekc'], /unknown command/],
    [['check', '--servise', 'x', 'dist'], /unknown option '--servise'[\s\S]*--service/],
    [['check'], /no files were given/],
    [['check', 'nope'], /nope does not exist/],
    [
      ['check', 'dist', '--type', 'elf_symbol'],
      /is not an upload type[\s\S]*did you mean "elf_symbol_file"/,
    ],
    [['check', 'dist', '--minified-path-prefix', 'js'], /neither a URL with a host nor a path/],
    [['check', 'dist', '--minified-path-prefix', 'https://x.com/js?q=1'], /query or a fragment/],
    [['upload', 'dist', ...METADATA], /there is no API key[\s\S]*DATADOG_API_KEY or DD_API_KEY/],
    [
      ['upload', 'dist', ...METADATA, '--site', 'us2.ddog-gov.com', '--dry-run'],
      /does not take these uploads on us2\.ddog-gov\.com/,
    ],
    [
      ['upload', 'dist', ...METADATA, '--site', 'datadog.com', '--dry-run'],
      /is not a Datadog site/,
    ],
    [
      ['upload', 'dist', ...METADATA, '--intake-url', 'localhost:1', '--dry-run'],
      /is not a URL of an intake/,
    ],
    [
      ['upload', 'dist', ...METADATA, '--max-concurrency', '0', '--dry-run'],
      /not a whole number of 1 or more/,
    ],
    [['intake', '--fault', 'nonsense'], /nonsense/],
    [['intake', '--port', '99999'], /99999/],
    [[], /Usage: mapship/],
  ])) {
    const end = await mapship(args, { cwd });
    assert.equal(end.code, 2, `${args.join(' ')}: ${end.stdout}${end.stderr}`);
    assert.match(end.stdout + end.stderr, says, args.join(' '));
    assert.ok(!/^\s+at /m.test(end.stderr), `no stack trace: ${end.stderr}`);
  }
});

test('a missing key hides nothing else that is wrong', async (t) => {
  const cwd = await folder(t, {
    ...BUILD,
    'dist/bad.js': BUILD['dist/app.js'].replaceAll('app.js', 'bad.js'),
    'dist/bad.js.map': '{',
  });
  const end = await mapship(['upload', 'dist', ...METADATA, '--after-upload', 'delete'], { cwd });
  assert.equal(end.code, 2, end.stdout + end.stderr);
  assert.match(end.stdout, /✖ dist\/bad\.js\.map[\s\S]*\n\s+error /);
  assert.match(end.stdout, /- dist\/app\.js\.map[^\n]*\n\s+not sent: there is no API key/);
  assert.match(
    end.stdout,
    /error {2}there is no API key {2}\[api-key-missing\]\n\s*→ [^\n]*DATADOG_API_KEY or DD_API_KEY[^\n]*--dry-run/,
  );
  assert.doesNotMatch(end.stdout, /deleted|dry run\)/);
  const { ok, issues, summary } = (
    await mapship(['upload', 'dist', ...METADATA, '--json'], { cwd })
  ).json();
  assert.equal(ok, false);
  assert.deepEqual(
    issues
      .map((/** @type {any} */ issue) => issue.code)
      .filter((/** @type {string} */ code) => /key/.test(code)),
    ['api-key-missing'],
  );
  assert.equal(summary.sent, 0);
  assert.equal(summary.skipped, 2);
  const github = await mapship(['upload', 'dist', ...METADATA], {
    cwd,
    env: { GITHUB_ACTIONS: 'true' },
  });
  assert.equal(github.code, 2);
  assert.match(github.stderr, /^::error title=mapship%3A api-key-missing::there is no API key/m);
});

test('exit code 2, as JSON', async () => {
  const end = await mapship(['check', 'nope', '--json']);
  assert.equal(end.code, 2);
  const { ok, error } = end.json();
  assert.equal(ok, false);
  assert.equal(error.code, 'file-unreadable');
  const flag = await mapship(['check', 'x', '--jsn', '--json']);
  assert.equal(flag.code, 2);
  assert.equal(flag.json().error.code, 'usage');
});

test('exit code 3: an invalid file or event; the others are sent all the same', async (t) => {
  const { url, uploads } = await intake(t);
  const cwd = await folder(t, { ...BUILD, 'dist/bad.js': 'x()', 'dist/bad.js.map': NO_MAP });
  const end = await mapship(['upload', 'dist', ...METADATA, '--intake-url', url, '--disable-git'], {
    cwd,
    env: KEY,
  });
  assert.equal(end.code, 3, end.stdout + end.stderr);
  assert.match(end.stdout, /not sent: it would not work/);
  assert.match(end.stdout, /1 sent · 1 not sent/);
  assert.deepEqual(
    (await uploads()).map(({ event }) => event?.minified_url),
    ['https://example.com/js/app.js'],
  );
  const lacking = await mapship(['upload', 'dist/app.js.map', '--dry-run'], { cwd });
  assert.equal(lacking.code, 3);
  for (const field of ['service', 'version', 'minified_url']) {
    assert.match(lacking.stdout, new RegExp(`${field} is missing`));
  }
});

test('what stands against every event alike is said once', async (t) => {
  const cwd = await folder(t, { ...BUILD, 'dist/b.js': 'call();', 'dist/b.js.map': MAP });
  const end = await mapship(['check', 'dist', '--service', 's', '--minified-path-prefix', '/'], {
    cwd,
  });
  assert.equal(end.code, 3);
  assert.equal(end.stdout.match(/version is missing/g)?.length, 1, end.stdout);
  assert.match(end.stdout, /all 2 uploads\n +error {2}version is missing/);
  assert.match(end.stdout, /2 invalid · 2 errors/);
});

test('exit code 4: an upload failed', async (t) => {
  const { url } = await intake(t, { requireKey: 'another' });
  const cwd = await folder(t, BUILD);
  const end = await mapship(['upload', 'dist', ...METADATA, '--intake-url', url, '--disable-git'], {
    cwd,
    env: KEY,
  });
  assert.equal(end.code, 4);
  assert.match(end.stdout, /failed: HTTP 403: /);
  assert.match(end.stdout, /check the API key/);
  assert.ok(!(end.stdout + end.stderr).includes(KEY.DD_API_KEY));
});

test('exit code 5: nothing found, with a diagnosis', async (t) => {
  const cwd = await folder(t, {
    'empty/readme.txt': '',
    'scripts/a.js': 'a()',
    'scripts/b.mjs': 'b()',
  });
  const empty = await mapship(['check', 'empty'], { cwd });
  assert.equal(empty.code, 5);
  assert.match(empty.stdout, /no scripts, no maps and no symbol files were found/);
  assert.match(empty.stdout, /^not ok: 0 files · 1 error · /m, 'the summary counts what it says');
  const scripts = await mapship(['upload', 'scripts', ...METADATA, '--dry-run'], { cwd });
  assert.equal(scripts.code, 5);
  assert.match(scripts.stdout, /2 scripts, but no source map[\s\S]*build\.sourcemap/);
  for (const dir of ['empty', 'scripts']) {
    assert.equal((await mapship(['check', dir, '--allow-empty'], { cwd })).code, 0);
  }
});

test('a dry run needs no key and sends nothing', async (t) => {
  const { url, uploads } = await intake(t);
  const cwd = await folder(t, BUILD);
  const end = await mapship(
    ['upload', 'dist', ...METADATA, '--dry-run', '--intake-url', url, '--json'],
    { cwd },
  );
  assert.equal(end.code, 0, end.stdout);
  const { status, bytes } = end.json().files[0].upload;
  assert.equal(status, 'dry-run');
  assert.ok(bytes > MAP.length + SCRIPT.length);
  assert.deepEqual(await uploads(), []);
});

test('upload says what was sent, and leaves nothing behind', async (t) => {
  const { url, uploads } = await intake(t);
  const cwd = await folder(t, BUILD);
  const end = await mapship(['upload', 'dist', ...METADATA, '--intake-url', url, '--json'], {
    cwd,
    env: KEY,
  });
  assert.equal(end.code, 0, end.stdout);
  const [upload] = await uploads();
  assert.equal(end.json().files[0].upload.id, upload?.id);
  assert.equal(end.json().files[0].upload.bytesSent, upload?.bytesOnWire);
  assert.deepEqual(await readdir(cwd), ['dist']);
  assert.ok(!(end.stdout + end.stderr).includes(KEY.DD_API_KEY));
  assert.equal(upload?.encoding, 'gzip');
});

test('pairs that the official client misses', async (t) => {
  const unnamed = MAP.replace('"file":"app.js",', '');
  const cwd = await folder(t, {
    'dist/linked.js': 'call();\n//# sourceMappingURL=maps/linked%20map.map?v=1\n',
    'dist/maps/linked map.map': unnamed,
    'dist/hidden.mjs': 'call();',
    'dist/hidden.mjs.map': unnamed,
    'dist/gone.js': 'call();\n//# sourceMappingURL=gone.js.map\n',
    'dist/inline.js': 'call();\n//# sourceMappingURL=data:application/json;base64,e30=\n',
    'dist/style.css.map': unnamed,
    'dist/lonely.js.map': unnamed,
  });
  const end = await mapship(['upload', 'dist', '--dry-run', '--json', ...METADATA], { cwd });
  // what has no partner keeps nothing from being sent
  assert.equal(end.code, 0);
  const seen = end
    .json()
    .files.map((/** @type {any} */ file) => [
      file.path,
      file.upload.status,
      file.issues.map((/** @type {any} */ issue) => issue.code).join(),
    ]);
  assert.deepEqual(seen, [
    ['dist/gone.js', 'skipped', 'pair-map-not-found'],
    ['dist/hidden.mjs.map', 'dry-run', ''],
    ['dist/inline.js', 'skipped', 'pair-map-inline'],
    ['dist/maps/linked map.map', 'dry-run', ''],
    ['dist/lonely.js.map', 'skipped', 'pair-minified-not-found'],
    ['dist/style.css.map', 'skipped', 'pair-map-of-css'],
  ]);
});

test('a map that does not fit its minified file', async (t) => {
  const far = JSON.stringify({ ...JSON.parse(MAP), mappings: 'AAAAA,gBAAA' });
  const cwd = await folder(t, {
    'other/app.js': 'a()\n//# sourceMappingURL=app.js.map\n',
    'other/app.js.map': far,
    'bare/app.js': SCRIPT,
    'bare/app.js.map': JSON.stringify({ ...JSON.parse(MAP), sourcesContent: undefined }),
    'nothing/app.js': SCRIPT,
    'nothing/app.js.map': JSON.stringify({ ...JSON.parse(MAP), mappings: 'A' }),
  });
  for (const [dir, code, expected] of /** @type {[string, string, number][]} */ ([
    ['other', 'fit-column', 3],
    ['bare', 'fit-content', 0],
    ['nothing', 'fit-nothing', 0],
  ])) {
    const end = await mapship(['check', dir, '--json'], { cwd });
    assert.equal(end.code, expected, end.stdout);
    assert.deepEqual(
      end.json().files[0].issues.map((/** @type {any} */ issue) => issue.code),
      [code],
    );
  }
});

test('inspect says what files are', async (t) => {
  const cwd = await folder(t, { 'a.map': MAP, 'lib.so': ELF, 'x.bin': 'x', empty: '' });
  const end = await mapship(['inspect', 'a.map', 'lib.so', 'x.bin', 'empty', '--json'], { cwd });
  assert.equal(end.code, 3, 'an empty file is invalid');
  assert.deepEqual(
    end.json().files.map((/** @type {any} */ file) => [file.path, file.format, file.ok]),
    [
      ['a.map', 'source-map', true],
      ['lib.so', 'elf', true],
      ['x.bin', 'unknown', true],
      ['empty', 'empty', false],
    ],
  );
});

test(
  'a hostile file name does not drive the terminal',
  { skip: process.platform === 'win32' },
  async (t) => {
    const cwd = await folder(t, { 'dist/\u001b[31mred\u0007.js.map': NO_MAP });
    const end = await mapship(['check', 'dist'], { cwd });
    assert.equal(end.code, 3);
    assert.ok(!/[\u0007\u001b]/.test(end.stdout + end.stderr), JSON.stringify(end.stdout));
  },
);

test(
  'an unreadable file is said by name',
  { skip: process.getuid?.() === 0 && 'root may read anything' },
  async (t) => {
    const cwd = await folder(t, BUILD);
    await chmod(`${cwd}/dist/app.js.map`, 0);
    const end = await mapship(['check', 'dist'], { cwd });
    assert.equal(end.code, 3);
    assert.match(end.stdout, /dist\/app\.js\.map can't be read: permission denied/);
  },
);

test('help teaches, for every command', async () => {
  const top = await mapship(['--help']);
  assert.equal(top.code, 0);
  for (const command of ['check', 'inspect', 'upload', 'intake']) {
    assert.match(top.stdout, new RegExp(`^ +${command} `, 'm'));
    const help = await mapship([command, '--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, new RegExp(`Examples:\n  mapship ${command}`));
  }
  const { stdout } = await mapship(['upload', '--help']);
  for (const flag of [
    ...[
      '--service',
      '--release-version',
      '--minified-path-prefix',
      '--project-path',
      '--repository-url',
    ],
    ...[
      '--commit-sha',
      '--disable-git',
      '--max-concurrency',
      '--dry-run',
      '--quiet',
      '--json',
      '--type',
      '--arch',
    ],
  ]) {
    assert.match(stdout, new RegExp(`${flag}\\b`), flag);
  }
  assert.match((await mapship(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('intake: runs until Ctrl-C, then sums up', async (t) => {
  const dir = await folder(t);
  const end = await mapship(['intake', '--port', '0', '--dir', dir], { stopOn: /listens on/ });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.match(end.stdout, /listens on http:\/\/127\.0\.0\.1:\d+/);
});

/**
 * The exit code of a run whose output nobody reads to its end, as in `mapship … | head -1`.
 * @param {string[]} args
 * @param {{ cwd: string, env: Record<string, string> }} options
 */
function unread(args, { cwd, env }) {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { ...CLEAN, ...env } });
  child.stdout.destroy();
  child.stderr.destroy();
  return new Promise((resolve) => child.once('exit', resolve));
}

test('a reader that goes away neither breaks an upload off nor makes a success of it', async (t) => {
  const cwd = await folder(t, BUILD);
  const { url, uploads } = await intake(t, { requireKey: KEY.DD_API_KEY });
  const args = ['upload', 'dist', ...METADATA, '--disable-git', '--intake-url', url];
  assert.equal(await unread(args, { cwd, env: KEY }), 0);
  assert.equal((await uploads()).length, 1);
  assert.equal(await unread(args, { cwd, env: { DD_API_KEY: 'another-key-0123456789' } }), 4);
});

test('a signal breaks an upload off, and the exit code says which', async (t) => {
  const cwd = await folder(t, BUILD);
  // it says what it is going to do, and then the reply does not come
  const { url } = await intake(t, { faults: ['slow:bytes-per-second=1'] });
  const args = ['upload', 'dist', ...METADATA, '--disable-git', '--intake-url', url];
  for (const [stopBy, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])) {
    const end = await mapship(args, {
      cwd,
      env: KEY,
      stopOn: /the addresses they are for/,
      stopBy,
    });
    assert.equal(end.code, code, end.stderr);
    assert.match(end.stderr, /stopped: 0 of [01] uploads? had arrived/);
  }
});

test('the intake ends when nobody reads what it says any more', async (t) => {
  const cwd = await folder(t);
  assert.equal(await unread(['intake', '--port', '0', '--dir', 'got'], { cwd, env: {} }), 0);
});
