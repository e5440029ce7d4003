// Pipes, devices and links in the place of files: nothing waits for them, nothing replaces them, nothing is written elsewhere.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, renameSync, writeFileSync } from 'node:fs';
import { chmod, lstat, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';

import { BUILD, CLEAN, CLI, folder, intake } from './world.js';

/** @import { TestContext } from 'node:test' */

const KEY = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const FLAGS = ['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'];
const notLinux = process.platform !== 'linux' && 'it is the way of Linux';
const skip = process.platform === 'win32' ? 'Windows has neither' : false;

/**
 * The command line, killed where it does not end by itself.
 * @param {string[]} args
 * @param {string} cwd
 * @param {{ program?: string }} [how]
 * @returns {Promise<{ code: number | null, said: string }>}
 */
function run(args, cwd, { program = process.execPath } = {}) {
  const env = { ...CLEAN, DD_API_KEY: KEY };
  const all = program === process.execPath ? [CLI, ...args] : args;
  const child = spawn(program, all, { cwd, env, timeout: 20_000, killSignal: 'SIGKILL' });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

/** @param {string} file */
function pipe(file) {
  assert.equal(spawnSync('mkfifo', [file]).status, 0);
  return file;
}

/** Makes what `/dev/null` is. @param {string} file */
function makeDevice(file) {
  if (spawnSync('mknod', [file, 'c', '1', '3']).status !== 0) return false;
  try {
    writeFileSync(file, '');
    return true;
  } catch {
    return false;
  }
}

/** @param {TestContext} t */
async function world(t) {
  const dir = await folder(t, BUILD);
  const running = await intake(t);
  const victim = path.join(await folder(t, { victim: 'mine' }), 'victim');
  const upload = ['upload', 'dist', ...FLAGS, '--intake-url', running.url, '--disable-git'];
  return { dir, running, victim, upload };
}

/** @type {[flag: string, args: (w: { upload: string[] }, file: string) => string[], says: RegExp][]} */
const WRITERS = [
  ['--report', (_, file) => ['check', 'dist', '--report', `junit=${file}`], /<testsuites/],
  ['--curl', ({ upload }, file) => [...upload, '--dry-run', '--curl', file], /^#!\/bin\/sh/],
  ['--receipt', ({ upload }, file) => [...upload, '--receipt', file], /"complete": true/],
];

for (const [flag, args, says] of WRITERS) {
  test(`a link that is planted beside what ${flag} writes is not followed`, { skip }, async (t) => {
    const w = await world(t);
    await symlink(w.victim, path.join(w.dir, 'out.tmp'));
    const { code, said } = await run(args(w, 'out'), w.dir);
    assert.equal(code, 0, said);
    assert.match(await readFile(path.join(w.dir, 'out'), 'utf8'), says);
    assert.equal(await readFile(w.victim, 'utf8'), 'mine');
    assert.deepEqual((await readdir(w.dir)).sort(), ['dist', 'out', 'out.tmp']);
  });

  test(
    `a link that is given to ${flag} stays, and what it leads to is written`,
    { skip },
    async (t) => {
      const w = await world(t);
      const far = path.join(await folder(t), 'far');
      await symlink(far, path.join(w.dir, 'out'));
      for (const _ of ['nothing is there', 'a file is there']) {
        const { code, said } = await run(args(w, 'out'), w.dir);
        assert.equal(code, 0, said);
        assert.equal(await readlink(path.join(w.dir, 'out')), far);
        assert.match(await readFile(far, 'utf8'), says);
        assert.deepEqual(await readdir(path.dirname(far)), ['far']);
      }
    },
  );

  test(`a device that is given to ${flag} stays one`, { skip }, async (t) => {
    const w = await world(t);
    // one of its own: were it replaced, the machine's would be missing from then on
    const device = path.join(w.dir, 'device');
    if (!makeDevice(device)) return t.skip('only root makes devices, and not in every folder');
    await symlink(device, path.join(w.dir, 'out'));
    for (const file of ['device', 'out']) {
      const { code, said } = await run(args(w, file), w.dir);
      assert.equal(code, 0, said);
      assert.ok((await lstat(device)).isCharacterDevice());
      assert.ok((await lstat(path.join(w.dir, 'out'))).isSymbolicLink());
    }
    return undefined;
  });
}

// a receipt is read again by the next run, which a pipe can't be
for (const [flag, args, says] of WRITERS.filter(([flag]) => flag !== '--receipt')) {
  test(
    `a pipe that is given to ${flag} is written to, and waited for in vain no longer than it takes`,
    { skip },
    async (t) => {
      const w = await world(t);
      const file = pipe(path.join(w.dir, 'out'));
      const reader = text(createReadStream(file));
      const { code, said } = await run(args(w, 'out'), w.dir);
      assert.equal(code, 0, said);
      assert.match(await reader, says);
      const alone = await run(args(w, 'out'), w.dir);
      assert.equal(alone.code, 2, alone.said);
      assert.match(alone.said, /nobody reads from it|ENXIO/);
      assert.ok((await lstat(file)).isFIFO());
      assert.deepEqual((await readdir(w.dir)).sort(), ['dist', 'out']);
    },
  );

  test(`an open file that is given to ${flag} is written to`, { skip }, async (t) => {
    const w = await world(t);
    const words = args(w, '/dev/fd/3').map((word) => `'${word}'`);
    const line = `'${process.execPath}' '${CLI}' ${words.join(' ')} 3>seen`;
    const { code, said } = await run(['-c', line], w.dir, { program: 'sh' });
    assert.equal(code, 0, said);
    assert.match(await readFile(path.join(w.dir, 'seen'), 'utf8'), says);
  });
}

test('a file that only its owner may read stays so', { skip }, async (t) => {
  const w = await world(t);
  for (const [, args] of WRITERS.filter(([flag]) => flag !== '--curl')) {
    const file = path.join(w.dir, 'out');
    assert.equal((await run(args(w, 'out'), w.dir)).code, 0);
    await chmod(file, 0o600);
    assert.equal((await run(args(w, 'out'), w.dir)).code, 0);
    assert.equal((await lstat(file)).mode & 0o777, 0o600);
    await rm(file);
  }
});

/** @type {[name: string, fifo: string, args: (upload: string[]) => string[]][]} */
const READERS = [
  ['a receipt', 'r.json', (upload) => [...upload, '--receipt', 'r.json']],
  ['a check', 'p.js.map', () => ['check', 'p.js.map']],
  ['a look', 'p.so', () => ['inspect', 'p.so']],
  ['an upload', 'p.map', ([, , ...flags]) => ['upload', 'p.map', ...flags]],
  ['a config that is named', 'c.json', () => ['check', 'dist', '--config', 'c.json']],
  ['a config that is found', 'mapship.config.json', () => ['check', 'dist']],
  [
    "datadog-ci's config",
    'datadog-ci.json',
    () => ['sourcemaps', 'upload', 'dist', ...FLAGS, '--dry-run'],
  ],
  [
    'a manifest of portable PDBs',
    'p.json',
    () => [...['ppdb-symbols', 'upload', 'dist', '--debug-id-manifest', 'p.json']],
  ],
];

for (const [name, fifo, args] of READERS) {
  test(
    `a pipe in the place of a file that ${name} reads is refused at once`,
    { skip },
    async (t) => {
      const w = await world(t);
      pipe(path.join(w.dir, fifo));
      const { code, said } = await run(args(w.upload), w.dir);
      assert.ok(code === 2 || code === 3, `${code}: ${said}`);
      assert.match(said, /is a pipe or a device, not a file|is not a file/);
    },
  );
}

test(
  'a stack trace may come from a pipe, and Ctrl-C ends the waiting for it',
  { skip },
  async (t) => {
    const w = await world(t);
    // the writer takes its time
    const line = `"$0" "$1" explain --files dist --stack <(sleep 0.3; echo 'at f (app.js:1:1)')`;
    const late = await run(['-c', line, process.execPath, CLI], w.dir, { program: 'bash' });
    assert.match(late.said, /at f \(src\/app\.ts:1:1\)/);
    pipe(path.join(w.dir, 'trace'));
    const args = [CLI, 'explain', '--files', 'dist', '--stack', 'trace'];
    const how = /** @type {const} */ ({ cwd: w.dir, timeout: 20_000, killSignal: 'SIGKILL' });
    const waiting = spawn(process.execPath, args, how);
    setTimeout(() => waiting.kill('SIGINT'), 1500);
    const code = await new Promise((resolve) => waiting.once('close', resolve));
    assert.equal(code, 130);
  },
);

test('a device in the place of a file is refused', { skip }, async (t) => {
  const w = await world(t);
  for (const args of [
    ['check', '/dev/zero'],
    ['inspect', '/dev/tty'],
    ['upload', '/dev/zero', ...FLAGS, '--dry-run'],
  ]) {
    const { code, said } = await run(args, w.dir);
    assert.ok(code === 2 || code === 3, `${code}: ${said}`);
    assert.match(said, /is a pipe or a device, not a file/);
  }
});

test('pipes among the files of a build are passed over', { skip }, async (t) => {
  const w = await world(t);
  pipe(path.join(w.dir, 'dist/b.js.map'));
  pipe(path.join(w.dir, 'dist/b.js'));
  pipe(path.join(w.dir, 'package.json'));
  for (const args of [['check', 'dist'], ['doctor', 'dist'], w.upload]) {
    const { code, said } = await run(args, w.dir);
    assert.ok(code === 0 || args[0] === 'doctor', said);
    assert.notEqual(code, null, said);
  }
});

test(
  'a pipe that comes into the place of a file before the second attempt is not waited for',
  { skip },
  async (t) => {
    const w = await world(t);
    const file = path.join(w.dir, 'dist/app.js.map');
    // larger than what is kept in memory
    const [head = '', tail = ''] = (await readFile(file, 'utf8')).split('"names"');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(file, `${head}${' '.repeat(200_000)}"names"${tail}`);
    const next = pipe(path.join(w.dir, 'next'));
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      request.resume().on('end', () => {
        if (requests === 1) renameSync(next, file);
        response.writeHead(503).end('{}');
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    t.after(() => server.close());
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const args = [...w.upload.slice(0, -3), '--intake-url', `http://127.0.0.1:${port}`];
    const { code, said } = await run([...args, '--disable-git'], w.dir);
    assert.equal(code, 4, said);
    assert.match(said, /was changed or removed after it was checked/);
    assert.equal(requests, 1);
  },
);

test(
  'a name that is not UTF-8 does not end a look at all others',
  { skip: notLinux },
  async (t) => {
    const dir = await folder(t, { 'b.js.map': '{"version":3,"sources":[],"mappings":""}' });
    const odd = Buffer.concat([
      Buffer.from(`${dir}/a`),
      Buffer.from([0xff]),
      Buffer.from('.js.map'),
    ]);
    writeFileSync(odd, '{}');
    for (const command of ['inspect', 'check']) {
      const { code, said } = await run([command, '.', '--json'], dir);
      assert.equal(code, 3, said);
      const { files, issues } = JSON.parse(said);
      const named = files.filter((/** @type {any} */ { path: at }) => at === 'b.js.map');
      assert.equal(named.length, 1, said);
      const found = [...issues, ...files.flatMap((/** @type {any} */ file) => file.issues)];
      assert.ok(
        found.some(({ code: one }) => one === 'file-unreadable'),
        said,
      );
    }
  },
);

test('little memory is said as what it is', { skip: notLinux }, async (t) => {
  const dir = await folder(t, BUILD);
  const line = `ulimit -v 3000000 && '${process.execPath}' '${CLI}' check dist`;
  const { code, said } = await run(['-c', line], dir, { program: 'sh' });
  // newer ones do with less where they get no more
  if (code === 0 && !process.version.startsWith('v20.')) return;
  assert.equal(code, 2, said);
  assert.match(said, /the system gives mapship no memory to work in {2}\[memory-short\]/);
  assert.match(said, /ulimit -v/);
});
