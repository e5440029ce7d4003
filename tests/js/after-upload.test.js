// What `mapship upload` and `upload()` do with maps that have arrived: what goes, what stays, and that nothing stays in silence.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  appendFile,
  chmod,
  link,
  lstat,
  mkdir,
  readFile,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';

import { upload } from 'mapship';

import { BUILD, CLEAN, CLI, folder, intake, MAP, mapship, nowhere, SCRIPT } from './world.js';

/** @import { TestContext } from 'node:test' */

const KEY = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const ENV = { DATADOG_API_KEY: KEY };
const FLAGS = [
  ...['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'],
  ...['--disable-git', '--max-retries', '0', '--max-concurrency', '1'],
];
const CODE = 'call();\n';
const INLINE = `${CODE}//# sourceMappingURL=data:application/json;base64,${btoa(MAP)}\n`;

/** @param {string[]} names of scripts */
function build(...names) {
  const files = names.flatMap((name) => [
    [`dist/${name}`, SCRIPT.replace('app.js', path.posix.basename(name))],
    [`dist/${name}.map`, MAP.replace('app.js', path.posix.basename(name))],
  ]);
  return Object.fromEntries(files);
}

/** @param {string} cwd @param {string} url @param {string[]} args */
function send(cwd, url, ...args) {
  const common = ['upload', ...FLAGS, '--intake-url', url, '--json'];
  return mapship([...common, ...args], { cwd, env: ENV });
}

/** @param {string} dir @param {RegExp} [wanted] */
async function filesIn(dir, wanted = /./) {
  const names = await readdir(dir, { recursive: true });
  return names.filter((name) => wanted.test(name) && path.extname(name) !== '').sort();
}

/** @param {{ json(): any }} end @param {string} code */
function messages(end, code) {
  const { issues, files } = end.json();
  const all = [...issues, ...files.flatMap((/** @type {any} */ file) => file.issues)];
  return all
    .filter((/** @type {any} */ issue) => issue.code === code)
    .map(({ message }) => message);
}

test('what has arrived is deleted, and nothing names it any more', async (t) => {
  const server = await intake(t);
  const css = 'a{}\n/*# sourceMappingURL=main.css.map */\n';
  const files = { ...build('app.js', 'b/c.js'), 'dist/main.css': css, 'dist/main.css.map': MAP };
  const cwd = await folder(t, { ...files, 'dist/types/a.d.ts.map': MAP });
  const end = await send(cwd, server.url, 'dist', '--after-upload', 'delete');
  assert.equal(end.code, 0, end.stdout + end.stderr);
  const { cleared } = end.json();
  const gone = cleared.maps.map((/** @type {any} */ one) => one.path).sort();
  assert.deepEqual(gone, ['dist/app.js.map', 'dist/b/c.js.map', 'dist/main.css.map']);
  assert.deepEqual(cleared.left, []);
  // a map of declarations holds no source
  assert.deepEqual(await filesIn(cwd, /\.map$/), ['dist/types/a.d.ts.map']);
  assert.equal(await readFile(path.join(cwd, 'dist/app.js'), 'utf8'), CODE);
  assert.equal(await readFile(path.join(cwd, 'dist/b/c.js'), 'utf8'), CODE);
  assert.equal(await readFile(path.join(cwd, 'dist/main.css'), 'utf8'), 'a{}\n');
  assert.equal((await server.uploads()).length, 2);
  assert.deepEqual(await filesIn(cwd, /tmp/), []);
});

test('what has arrived is moved, as it lay, from several folders too', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, build('client/app.js', 'server/main.js'));
  const args = ['dist/client', 'dist/server', '--after-upload', 'move=kept/maps'];
  const end = await send(cwd, server.url, ...args);
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.deepEqual(await filesIn(path.join(cwd, 'dist'), /\.map$/), []);
  const kept = ['client/app.js.map', 'server/main.js.map'];
  assert.deepEqual(await filesIn(path.join(cwd, 'kept/maps'), /\.map$/), kept);
  const told = end.json().cleared.maps.map((/** @type {any} */ { to }) => to);
  assert.deepEqual(
    told,
    kept.map((name) => `kept/maps/${name}`),
  );
  assert.equal(await readFile(path.join(cwd, 'dist/client/app.js'), 'utf8'), CODE);
});

test('the report in words says how many are gone', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, BUILD);
  const args = ['upload', 'dist', ...FLAGS, '--intake-url', server.url, '--after-upload', 'delete'];
  const dry = await mapship([...args, '--dry-run'], { cwd, env: ENV });
  assert.match(
    dry.stdout,
    /^ok: 1 upload prepared, nothing sent \(dry run\) · 1 map would be deleted/m,
  );
  const end = await mapship(args, { cwd, env: ENV });
  assert.match(end.stdout, /^ok: 1 sent · .* · 1 map deleted/m);
});

test('a dry run says what it would do, and does nothing', async (t) => {
  const cwd = await folder(t, { ...build('app.js'), 'dist/old/gone.js.map': MAP });
  const end = await send(
    cwd,
    'http://127.0.0.1:9',
    'dist',
    '--after-upload',
    'delete',
    '--dry-run',
  );
  assert.deepEqual(end.json().cleared, {
    maps: [{ path: 'dist/app.js.map' }],
    left: [{ path: 'dist/old/gone.js.map', inline: false }],
  });
  // the run itself would end like this
  assert.equal(end.code, 3);
  assert.equal(await readFile(path.join(cwd, 'dist/app.js'), 'utf8'), SCRIPT);
  assert.equal((await filesIn(cwd, /\.map$/)).length, 2);
});

test('where the intake is down, all stays as it is', async (t) => {
  const cwd = await folder(t, build('app.js', 'b.js'));
  const end = await send(cwd, await nowhere(t), 'dist', '--after-upload', 'delete');
  assert.equal(end.code, 4);
  assert.deepEqual(end.json().cleared.maps, []);
  assert.deepEqual(messages(end, 'map-deployed'), [
    'dist would be deployed with 2 source maps whose upload did not succeed: app.js.map, b.js.map',
  ]);
  assert.equal(await readFile(path.join(cwd, 'dist/app.js'), 'utf8'), SCRIPT);
});

test('of three uploads one is refused: its map stays, until it has arrived', async (t) => {
  const server = await intake(t, { faults: ['400:times=1'] });
  const cwd = await folder(t, build('a.js', 'b.js', 'c.js'));
  const args = ['dist', '--after-upload', 'delete'];
  const first = await send(cwd, server.url, ...args);
  assert.equal(first.code, 4, first.stdout);
  assert.deepEqual(await filesIn(cwd, /\.map$/), ['dist/a.js.map']);
  assert.match(await readFile(path.join(cwd, 'dist/a.js'), 'utf8'), /sourceMappingURL=a\.js\.map/);
  assert.equal(await readFile(path.join(cwd, 'dist/b.js'), 'utf8'), CODE);
  assert.match(
    messages(first, 'map-deployed').join(),
    /1 source map whose upload did not succeed: a\.js\.map$/,
  );
  const second = await send(cwd, server.url, ...args);
  assert.equal(second.code, 0, second.stdout);
  assert.deepEqual(await filesIn(cwd, /\.map$/), []);
});

/** An intake that does something before it answers. @param {TestContext} t @param {() => Promise<unknown>} work @param {string} reply */
async function answering(t, work, reply = '{"data":{"id":"x","type":"sourcemap_upload"}}') {
  const server = createServer((request, response) => {
    request.resume().on('end', async () => {
      await work();
      response.writeHead(202).end(reply);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
}

test('a map that is written to after its upload is left, and said', async (t) => {
  const cwd = await folder(t, BUILD);
  const url = await answering(t, () => appendFile(path.join(cwd, 'dist/app.js.map'), '\n'));
  const end = await send(cwd, url, 'dist', '--after-upload', 'delete');
  assert.equal(end.code, 3, end.stdout);
  assert.equal(messages(end, 'map-changed').length, 1);
  assert.deepEqual(end.json().cleared.left, [{ path: 'dist/app.js.map', inline: false }]);
  assert.equal(await readFile(path.join(cwd, 'dist/app.js'), 'utf8'), SCRIPT);
});

test('a reply that names no upload is no reason to delete a map', async (t) => {
  const cwd = await folder(t, BUILD);
  const url = await answering(t, async () => {}, '{}');
  const end = await send(cwd, url, 'dist', '--after-upload', 'delete');
  assert.equal(end.code, 3, end.stdout);
  assert.deepEqual(await filesIn(cwd, /\.map$/), ['dist/app.js.map']);
});

test('a map of two scripts goes when both uploads have arrived', async (t) => {
  const shared = SCRIPT.replace('app.js.map', 'shared.js.map');
  const files = { 'dist/a.js': shared, 'dist/b.js': shared, 'dist/shared.js.map': MAP };
  for (const [faults, code] of /** @type {const} */ ([
    [['400:times=1'], 4],
    [[], 0],
  ])) {
    const server = await intake(t, { faults: [...faults] });
    const cwd = await folder(t, files);
    const end = await send(cwd, server.url, 'dist', '--after-upload', 'delete');
    assert.equal(end.code, code, end.stdout);
    assert.equal(
      (await server.uploads()).filter(({ status }) => status === 202).length,
      2 - faults.length,
    );
    assert.equal((await filesIn(cwd, /\.map$/)).length, faults.length);
    for (const name of ['a.js', 'b.js']) {
      const text = await readFile(path.join(cwd, 'dist', name), 'utf8');
      assert.equal(text, code === 0 ? CODE : shared, name);
    }
  }
});

test('what would be deployed with its map ends the run with 3', async (t) => {
  const server = await intake(t);
  for (const [name, text, says] of /** @type {const} */ ([
    ['inline.js', INLINE, /1 source map inside other files: inline\.js/],
    ['alone.js.map', MAP, /1 source map that could not be sent: alone\.js\.map/],
    ['.hidden/app.js.map.gz', 'x', /1 source map that no upload of this run holds: \.hidden/],
  ])) {
    const cwd = await folder(t, { ...BUILD, [`dist/${name}`]: text });
    const end = await send(cwd, server.url, 'dist', '--after-upload', 'delete');
    assert.equal(end.code, 3, `${name}: ${end.stdout}`);
    assert.match(messages(end, 'map-deployed').join('\n'), says);
    assert.deepEqual(end.json().cleared.maps, [{ path: 'dist/app.js.map' }], name);
    assert.equal(await readFile(path.join(cwd, 'dist', name), 'utf8'), text);
  }
});

test('third-party packages in the folder keep nobody from deploying it', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, { ...BUILD, 'dist/node_modules/a/a.js.map': MAP });
  const end = await send(cwd, server.url, 'dist', '--after-upload', 'delete');
  assert.equal(end.code, 0, end.stdout);
  assert.deepEqual(await filesIn(cwd, /\.map$/), ['dist/node_modules/a/a.js.map']);
});

test('what lies outside of the folder is not written to', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, {
    ...BUILD,
    'cache/b.js': SCRIPT.replace('app', 'b'),
    'cache/c.js.map': MAP,
  });
  await symlink('../cache/b.js', path.join(cwd, 'dist/b.js'));
  await writeFile(path.join(cwd, 'dist/b.js.map'), MAP);
  await writeFile(path.join(cwd, 'dist/c.js'), SCRIPT.replace('app', 'c'));
  await symlink('../cache/c.js.map', path.join(cwd, 'dist/c.js.map'));
  const end = await send(cwd, server.url, 'dist', '--after-upload', 'delete');
  assert.equal(end.code, 3, end.stdout);
  assert.equal((await server.uploads()).length, 3);
  assert.match(
    messages(end, 'map-not-removed').join(),
    /b\.js names it, and is a link to a file outside of dist/,
  );
  assert.equal(await readFile(path.join(cwd, 'cache/b.js'), 'utf8'), SCRIPT.replace('app', 'b'));
  // of a map that is a link, the link goes
  assert.equal(await readFile(path.join(cwd, 'cache/c.js.map'), 'utf8'), MAP);
  assert.deepEqual(await filesIn(path.join(cwd, 'dist'), /\.map$/), ['b.js.map']);
});

test('a link in the folder leads to the file that is changed, and stays', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, { 'dist/app.1.js': SCRIPT, 'dist/app.js.map': MAP });
  await symlink('app.1.js', path.join(cwd, 'dist/app.js'));
  const end = await send(cwd, server.url, 'dist', '--after-upload', 'delete');
  assert.equal(end.code, 0, end.stdout);
  assert.ok((await lstat(path.join(cwd, 'dist/app.js'))).isSymbolicLink());
  assert.equal(await readFile(path.join(cwd, 'dist/app.1.js'), 'utf8'), CODE);
});

test('another name of the same script keeps its bytes, as that in a build cache', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, { ...BUILD, 'cache/x': '' });
  await link(path.join(cwd, 'dist/app.js'), path.join(cwd, 'cache/app.js'));
  await chmod(path.join(cwd, 'dist/app.js'), 0o751);
  const end = await send(cwd, server.url, 'dist', '--after-upload', 'delete');
  assert.equal(end.code, 0, end.stdout);
  assert.equal(await readFile(path.join(cwd, 'cache/app.js'), 'utf8'), SCRIPT);
  assert.equal(await readFile(path.join(cwd, 'dist/app.js'), 'utf8'), CODE);
  assert.equal((await lstat(path.join(cwd, 'dist/app.js'))).mode & 0o777, 0o751);
});

test('a link to a map is one that would be deployed', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, { ...BUILD, 'cache/odd.js.map.gz': 'x' });
  await symlink('../cache/odd.js.map.gz', path.join(cwd, 'dist/odd.js.map.gz'));
  const end = await send(cwd, server.url, 'dist', '--after-upload', 'delete');
  assert.equal(end.code, 3, end.stdout);
  assert.deepEqual(end.json().cleared.left, [{ path: 'dist/odd.js.map.gz', inline: false }]);
});

test('in a folder that may not be written to, all stays, and the run fails', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, BUILD);
  await chmod(cwd, 0o755);
  await chmod(path.join(cwd, 'dist'), 0o555);
  const args = ['upload', 'dist', ...FLAGS, '--intake-url', server.url, '--json'];
  // root may write everywhere
  const uid = process.getuid?.() === 0 ? 65534 : undefined;
  const child = spawn(process.execPath, [CLI, ...args, '--after-upload', 'delete'], {
    ...{ cwd, env: { ...CLEAN, ...ENV }, uid, gid: uid },
  });
  let stdout = '';
  child.stdout.on('data', (data) => (stdout += data));
  const code = await new Promise((resolve) => child.once('close', resolve));
  await chmod(path.join(cwd, 'dist'), 0o755);
  assert.equal(code, 3, stdout);
  const told = messages({ json: () => JSON.parse(stdout) }, 'map-not-removed');
  assert.match(told.join(), /left where it is: EACCES/);
  assert.equal(await readFile(path.join(cwd, 'dist/app.js'), 'utf8'), SCRIPT);
  assert.deepEqual(await filesIn(cwd, /./), ['dist/app.js', 'dist/app.js.map']);
  assert.equal((await server.uploads()).length, 1);
});

test('what a receipt proves to have arrived is deleted too', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, BUILD);
  const first = await send(cwd, server.url, 'dist', '--receipt', 'sent.json');
  assert.equal(first.code, 0);
  const args = ['dist', '--receipt', 'sent.json', '--after-upload', 'delete'];
  const second = await send(cwd, server.url, ...args);
  assert.equal(second.code, 0, second.stdout);
  assert.equal(second.json().summary.alreadySent, 1);
  assert.deepEqual(await filesIn(cwd, /\.map$/), []);
  assert.equal((await server.uploads()).length, 1);
});

test('a folder that is sent to two sites is cleared when both have it', async (t) => {
  const [one, other] = [await intake(t), await intake(t, { faults: ['400:times=1'] })];
  const common = { path: 'dist', service: 's', version: '1', minifiedPathPrefix: '/' };
  const targets = [one, other].map(({ url }, i) => ({
    ...common,
    name: `to ${i}`,
    intakeUrl: url,
  }));
  const config = { git: false, maxRetries: 0, afterUpload: { move: 'maps' }, targets };
  const files = { 'mapship.config.json': JSON.stringify(config) };
  const cwd = await folder(t, { ...BUILD, ...files });
  const run = () => mapship(['upload', '--json'], { cwd, env: ENV });
  const first = await run();
  assert.equal(first.code, 4, first.stdout + first.stderr);
  assert.deepEqual(await filesIn(cwd, /\.map$/), ['dist/app.js.map']);
  const second = await run();
  assert.equal(second.code, 0, second.stdout);
  assert.deepEqual(await filesIn(cwd, /\.map$/), ['maps/app.js.map']);
  // the path of a config file is as seen from it
  await mkdir(path.join(cwd, 'below'));
  await writeFile(path.join(cwd, 'dist/app.js.map'), MAP);
  const above = ['--config', '../mapship.config.json'];
  const third = await mapship(['upload', '--json', ...above], {
    cwd: path.join(cwd, 'below'),
    env: ENV,
  });
  assert.equal(third.code, 0, third.stdout + third.stderr);
  assert.deepEqual(await filesIn(cwd, /\.map$/), ['maps/app.js.map']);
});

test('in the folder that one works in, only what was found is looked at', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, { ...BUILD, '.cache/old.js.map': MAP });
  const end = await send(cwd, server.url, '.', '--after-upload', 'delete');
  assert.equal(end.code, 0, end.stdout);
  assert.deepEqual(await filesIn(cwd, /\.map$/), ['.cache/old.js.map']);
});

test('a file that is named is taken by itself', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, build('app.js', 'other.js'));
  const end = await send(cwd, server.url, 'dist/app.js.map', '--after-upload', 'delete');
  assert.equal(end.code, 0, end.stdout);
  assert.deepEqual(await filesIn(cwd, /\.map$/), ['dist/other.js.map']);
  assert.equal(await readFile(path.join(cwd, 'dist/app.js'), 'utf8'), CODE);
});

test('misuse is told before anything is sent', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, BUILD);
  await symlink('dist', path.join(cwd, 'linked'));
  for (const [value, code] of /** @type {const} */ ([
    ['move=dist/maps', 'move-inside'],
    ['move=dist', 'move-inside'],
    ['move=linked/maps', 'move-inside'],
    ['move=', 'option-kind'],
    ['move', 'flag-value'],
    ['remove', 'flag-value'],
    ['keep=x', 'flag-value'],
    ['', 'flag-value'],
  ])) {
    const end = await send(cwd, server.url, 'dist', '--after-upload', value);
    assert.equal(end.code, 2, value);
    assert.equal(end.json().error.code, code, value);
  }
  assert.equal((await server.uploads()).length, 0);
});

test('files of a program that are not on disk leave the disk alone', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, BUILD);
  const encoded = (/** @type {string} */ text) => new TextEncoder().encode(text);
  const { ok, cleared } = await upload(
    [
      { file: encoded(MAP), name: path.join(cwd, 'dist/app.js.map') },
      { file: encoded(SCRIPT), name: path.join(cwd, 'dist/app.js') },
    ],
    {
      ...{ service: 's', version: '1', minifiedPathPrefix: '/', git: false },
      ...{ apiKey: KEY, intakeUrl: server.url, afterUpload: 'delete' },
    },
  );
  assert.ok(ok);
  assert.deepEqual(cleared, { maps: [], left: [] });
  assert.equal((await server.uploads()).length, 1);
  assert.equal(await readFile(path.join(cwd, 'dist/app.js'), 'utf8'), SCRIPT);
  assert.deepEqual(await filesIn(cwd, /\.map$/), ['dist/app.js.map']);
});

test('datadog-ci’s command for source maps takes the flag as well, those for symbols do not', async (t) => {
  const server = await intake(t);
  const cwd = await folder(t, BUILD);
  const env = { ...ENV, DATADOG_SOURCEMAP_INTAKE_URL: server.url };
  const flags = ['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'];
  const args = [
    'sourcemaps',
    'upload',
    'dist',
    ...flags,
    '--disable-git',
    '--after-upload',
    'delete',
  ];
  const end = await mapship(args, { cwd, env });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.deepEqual(await filesIn(cwd, /\.map$/), []);
  const other = await mapship(['dsyms', 'upload', 'dist', '--after-upload', 'delete'], {
    cwd,
    env,
  });
  assert.equal(other.code, 2);
  await rm(path.join(cwd, 'dist'), { recursive: true });
});
