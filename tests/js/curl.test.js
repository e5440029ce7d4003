// The shell script of a dry run, run by a shell: the intake gets what it gets from mapship itself.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { CLEAN, folder, intake, MAP, mapship, SCRIPT } from './world.js';

/** @import { TestContext } from 'node:test' */

const KEY = 'secret-key-0123456789abcdef';
const skip = spawnSync('curl', ['--version']).status === 0 ? false : 'there is no curl';
const NAMES = ["it's", 'a b', '$(touch pwned)', '`x`', 'ünï', '-n', '100%', 'back\\slash'];

/** @returns {Record<string, string>} */
function build() {
  return Object.fromEntries(
    NAMES.flatMap((name) => [
      [`dist/${name}.js`, SCRIPT.replace('app.js.map', `${encodeURIComponent(name)}.js.map`)],
      [`dist/${name}.js.map`, MAP.replace('"app.js"', JSON.stringify(`${name}.js`))],
    ]),
  );
}

/**
 * @param {string} script
 * @param {{ cwd: string, key?: string }} where
 * @returns {Promise<{ code: number | null, said: string }>}
 */
function sh(script, { cwd, key = KEY }) {
  const env = { ...CLEAN, ...(key && { DATADOG_API_KEY: key }) };
  const child = spawn('sh', [script], { cwd, env });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

/** @param {string} url @param {string[]} more */
const args = (url, more) => [
  ...['upload', 'dist', '--intake-url', url, '--service', "o'neill", '--release-version', '1'],
  ...['--minified-path-prefix', 'https://example.com/ä', '--disable-git', ...more],
];

/** What is the same whoever sends it. @param {import('mapship/intake').Intake} running */
const held = async (running) =>
  (await running.uploads())
    .map(({ event, parts, client, encoding, headers, bytesDecoded }) => ({
      event,
      client,
      encoding,
      bytesDecoded,
      accept: headers.accept,
      parts: parts.map(({ path: _, ...part }) => part),
    }))
    .sort((a, b) => (String(a.event?.minified_url) < String(b.event?.minified_url) ? -1 : 1));

/** @param {TestContext} t */
async function written(t) {
  const dir = await folder(t, build());
  const running = await intake(t);
  const flags = ['--dry-run', '--curl', 'send.sh'];
  const done = await mapship(args(running.url, flags), {
    cwd: dir,
    env: { DATADOG_API_KEY: KEY },
  });
  assert.equal(done.code, 0, done.stdout + done.stderr);
  assert.deepEqual(await running.uploads(), [], 'a dry run sends nothing');
  const text = await readFile(path.join(dir, 'send.sh'), 'utf8');
  assert.ok(!text.includes(KEY), 'the key is in the script');
  return { dir, running };
}

test('the script sends what mapship sends', { skip }, async (t) => {
  const { dir, running } = await written(t);
  const { code, said } = await sh(path.join(dir, 'send.sh'), { cwd: '/' });
  assert.equal(code, 0, said);
  assert.ok(!said.includes(KEY));
  assert.match(said, new RegExp(`^${NAMES.length} sent, 0 failed$`, 'm'));
  const direct = await intake(t);
  const env = { DATADOG_API_KEY: KEY };
  assert.equal((await mapship(args(direct.url, []), { cwd: dir, env })).code, 0);
  const [one, other] = [await held(running), await held(direct)];
  assert.equal(one.length, NAMES.length);
  assert.deepEqual(one, other);
  assert.ok(!(await readdir('/')).includes('pwned'), 'a name was run');
});

test('the script says what failed, by its exit code too', { skip }, async (t) => {
  const { dir } = await written(t);
  await writeFile(path.join(dir, 'dist/a b.js.map'), 'other');
  const { code, said } = await sh('send.sh', { cwd: dir });
  assert.equal(code, 1);
  assert.match(said, /not sent: dist\/a b\.js\.map is gone or was changed/);
  assert.match(said, new RegExp(`^${NAMES.length - 1} sent, 1 failed$`, 'm'));
  assert.equal((await sh('send.sh', { cwd: dir, key: '' })).code, 2);
});

test('the script is executable, and asks for a dry run', async (t) => {
  const { dir } = await written(t);
  if (process.platform !== 'win32') {
    assert.equal((await stat(path.join(dir, 'send.sh'))).mode & 0o111, 0o111);
  }
  const { code, stderr } = await mapship(args('http://127.0.0.1:1', ['--curl', 'x.sh']), {
    cwd: dir,
    env: { DATADOG_API_KEY: KEY },
  });
  assert.equal(code, 2);
  assert.match(stderr, /add --dry-run/);
  const nowhere = await mapship(
    args('http://127.0.0.1:1', ['--dry-run', '--curl', 'none/send.sh']),
    { cwd: dir },
  );
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.stderr, /none\/send\.sh can't be written: .*\[curl-unwritable\]/);
  assert.match(nowhere.stderr, /→ name a file in a folder that exists/);
});

test('the script never takes the place of what it sends, and leaves nothing behind', async (t) => {
  const dir = await folder(t, build());
  const before = await readdir(path.join(dir, 'dist'));
  for (const [target, code] of [
    ['dist/a b.js.map', 'curl-input'],
    ['dist/../dist/a b.js', 'curl-input'],
    ['dist', 'curl-unwritable'],
  ]) {
    const end = await mapship(args('http://127.0.0.1:1', ['--dry-run', '--curl', String(target)]), {
      cwd: dir,
    });
    assert.equal(end.code, 2, end.stdout);
    assert.match(end.stderr, new RegExp(`\\[${code}\\]\\n +→ `));
  }
  assert.deepEqual(await readdir(path.join(dir, 'dist')), before);
  assert.deepEqual(await readdir(dir), ['dist']);
  assert.equal(
    await readFile(path.join(dir, 'dist/a b.js.map'), 'utf8'),
    build()['dist/a b.js.map'],
  );
});
