// The shell script of a dry run, run by a shell: the intake gets what it gets from mapship itself.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';

import { unlessThere } from './judges.js';
import { CLEAN, folder, intake, MAP, mapship, SCRIPT } from './world.js';

/** @import { TestContext } from 'node:test' */

const KEY = 'secret-key-0123456789abcdef';
const skip = unlessThere(spawnSync('curl', ['--version']).status === 0, 'curl');
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
  const child = spawn('sh', [script], { cwd, env, timeout: 30_000 });
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

const ATTACK = 'a\u001b]0;owned\u0007\u202e\u009b\r\n::error::b';

/**
 * Runs a script, and says what it printed in raw bytes.
 * @param {string} dir
 */
const print = async (dir) => (await sh('send.sh', { cwd: dir })).said;

/** @param {string} text @param {string} where */
function assertTame(text, where) {
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u, where);
  assert.doesNotMatch(text, /^\s*::|##vso/m, where);
}

test('names and replies reach no terminal raw by the script', { skip }, async (t) => {
  const name = encodeURIComponent(ATTACK);
  const dir = await folder(t, {
    [`${ATTACK}/dist/${ATTACK}.js`]: SCRIPT.replace('app.js.map', `${name}.js.map`),
    [`${ATTACK}/dist/${ATTACK}.js.map`]: MAP.replace('"app.js"', JSON.stringify(`${ATTACK}.js`)),
  });
  const cwd = path.join(dir, ATTACK);
  let status = 202;
  const server = createServer((request, response) => {
    const key = status === 418 ? request.headers['dd-api-key'] : '';
    const said = `${ATTACK} ##vso[task.complete]\n\0${key}`;
    request.resume().on('end', () => response.writeHead(status).end(said));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const flags = ['--dry-run', '--curl', 'send.sh'];
  const made = await mapship(args(`http://127.0.0.1:${port}`, flags), { cwd });
  assert.equal(made.code, 0, made.stdout + made.stderr);
  assertTame(await readFile(path.join(cwd, 'send.sh'), 'utf8'), 'the script');
  for (status of [202, 403, 418]) {
    const said = await print(cwd);
    assert.match(said, status === 202 ? /^1 sent, 0 failed$/m : /^0 sent, 1 failed$/m);
    assertTame(said, `what is printed for ${status}`);
    assert.ok(!said.includes(KEY), 'the key is printed');
  }
  await writeFile(path.join(cwd, `dist/${ATTACK}.js.map`), 'other');
  const changed = await print(cwd);
  assert.match(changed, /not sent: dist\/a\\u\{1b\}\S*b\.js\.map is gone or was changed/);
  assertTame(changed, 'what is printed of a file that was changed');
  const script = path.join(dir, 'send.sh');
  await rename(path.join(cwd, 'send.sh'), script);
  await rename(cwd, path.join(dir, 'elsewhere'));
  const gone = await sh(script, { cwd: dir });
  assert.equal(gone.code, 2);
  assert.match(gone.said, /a\\u\{1b\}\S*b is gone, or may not be entered/);
  assertTame(gone.said, 'what is printed of a folder that is gone');
});

test('an intake URL is one address to curl, and no pattern of several', { skip }, async (t) => {
  const dir = await folder(t, { 'dist/a.js': 'a()\n//# sourceMappingURL=a.js.map\n' });
  await writeFile(path.join(dir, 'dist/a.js.map'), MAP.replace('"app.js"', '"a.js"'));
  /** @type {(string | undefined)[]} */
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    request.resume().on('end', () => response.writeHead(202).end('{}'));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${port}/[1-3]`;
  const made = await mapship(args(url, ['--dry-run', '--curl', 'send.sh']), { cwd: dir });
  assert.equal(made.code, 0, made.stdout + made.stderr);
  assert.match(await print(dir), /^1 sent, 0 failed$/m);
  assert.deepEqual(asked, ['/[1-3]/api/v2/srcmap']);
});

test('a pipe in the place of a file does not keep the script waiting', { skip }, async (t) => {
  const { dir } = await written(t);
  const file = path.join(dir, 'dist/a b.js.map');
  await rm(file);
  spawnSync('mkfifo', [file]);
  const said = await print(dir);
  assert.match(said, /not sent: dist\/a b\.js\.map is gone or was changed/);
  assert.match(said, new RegExp(`^${NAMES.length - 1} sent, 1 failed$`, 'm'));
});
