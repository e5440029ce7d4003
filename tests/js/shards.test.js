// Shards: each upload is in one of them and in no other, wherever the build lies, and what belongs to others is let alone.
import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { upload, verify } from 'mapship';

import { simulate } from '../bench/shards.js';
import { ELF, folder, intake, MAP, mapship, SCRIPT } from './world.js';

const ENV = { DATADOG_API_KEY: 'c0ffee00c0ffee00c0ffee00c0ffee00' };
const OPTIONS = /** @type {const} */ ({
  ...{ service: 's', version: '1', minifiedPathPrefix: '/', git: false },
  apiKey: ENV.DATADOG_API_KEY,
});
const FLAGS = [
  ...['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'],
  '--disable-git',
];

/** @param {number} count @param {string} [below] */
function build(count, below = 'dist') {
  /** @type {Record<string, string>} */
  const files = {};
  for (let i = 0; i < count; i += 1) {
    files[`${below}/app${i}.js`] = SCRIPT.replace('app.js', `app${i}.js`);
    files[`${below}/app${i}.js.map`] = MAP.replace('app.js', `app${i}.js`);
  }
  return files;
}

/** @param {number} of */
const shards = (of) => Array.from({ length: of }, (_, i) => `${i + 1}/${of}`);

/** @param {{ path: string }[]} files */
const names = (files) => files.map((file) => path.basename(file.path)).sort();

/**
 * @param {string} cwd
 * @param {string} url
 * @param {string[]} args
 */
const send = (cwd, url, ...args) =>
  mapship(['upload', ...FLAGS, '--intake-url', url, ...args], { cwd, env: ENV });

test('each upload is in one share, which neither the place of the build nor its order changes', async (t) => {
  const files = { ...build(40), 'dist/libapp.so': ELF };
  const [one, other] = [await folder(t, files), await folder(t)];
  await mkdir(path.join(other, 'deep/er'), { recursive: true });
  await cp(path.join(one, 'dist'), path.join(other, 'deep/er/dist'), { recursive: true });
  const all = await upload(path.join(one, 'dist'), { ...OPTIONS, dryRun: true });
  assert.equal(all.files.length, 41);
  const found = [];
  for (const shard of shards(4)) {
    const here = await upload(path.join(one, 'dist'), { ...OPTIONS, shard, dryRun: true });
    const there = await upload(path.join(other, 'deep/er/dist'), {
      ...OPTIONS,
      shard,
      dryRun: true,
    });
    assert.deepEqual(names(there.files), names(here.files));
    assert.ok(here.files.length > 0 && here.files.length < 25, `${here.files.length} in ${shard}`);
    found.push(...here.files);
  }
  assert.deepEqual(names(found), names(all.files));
  // the same files, named one by one and the other way around
  const listed = (await readdir(path.join(one, 'dist'))).toReversed();
  const input = listed.map((name) => ({ file: path.join(one, 'dist', name), name }));
  const [forth, back] = await Promise.all(
    [input, input.toReversed()].map((files) =>
      upload(files, { ...OPTIONS, shard: '2/4', dryRun: true }),
    ),
  );
  assert.deepEqual(names(forth?.files ?? []), names(back?.files ?? []));
});

test('files of one name in many packages are spread, too', async (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      [`p${i}/main.js`, `${' '.repeat(i)}${SCRIPT.replace('app.js', 'main.js')}`],
      [`p${i}/main.js.map`, MAP.replace('app.js', 'main.js')],
    ]).flat(),
  );
  const dir = await folder(t, files);
  const packages = Array.from({ length: 30 }, (_, i) => path.join(dir, `p${i}`));
  const sizes = [];
  for (const shard of shards(3)) {
    const options = { ...OPTIONS, minifiedPathPrefix: undefined, byDebugId: true };
    const { files } = await upload(packages, { ...options, shard, dryRun: true });
    sizes.push(files.length);
  }
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    30,
  );
  assert.ok(Math.min(...sizes) > 2, sizes.join());
});

test('what is no share is refused, with what to give instead', async (t) => {
  const dir = await folder(t, build(1));
  for (const shard of ['0/4', '5/4', 'a/b', '1', '1/0', '1/4/2', '-1/4']) {
    const run = await mapship(['upload', 'dist', `--shard=${shard}`, '--dry-run', ...FLAGS], {
      cwd: dir,
    });
    assert.equal(run.code, 2, shard);
    assert.match(run.stderr, /is no share of the uploads.*\[shard-invalid\]/);
    assert.match(run.stderr, /such as 2\/8/);
  }
  await assert.rejects(upload(path.join(dir, 'dist'), { ...OPTIONS, shard: '3/2' }), {
    code: 'shard-invalid',
  });
});

test('it is said which share this is; one with nothing in it is fine, a build with nothing is not', async (t) => {
  const dir = await folder(t, { ...build(1), 'empty/notes.txt': '' });
  const sizes = [];
  for (const shard of shards(4)) {
    const run = await mapship(['upload', 'dist', '--shard', shard, '--dry-run', ...FLAGS], {
      cwd: dir,
    });
    assert.equal(run.code, 0, run.stdout);
    const [, number, own] = /shard (\d) of 4: (\d) of 1 upload\b/.exec(run.stdout) ?? [];
    assert.equal(number, shard[0], run.stdout);
    sizes.push(Number(own));
  }
  assert.deepEqual(sizes.sort(), [0, 0, 0, 1]);
  const none = await mapship(['upload', 'empty', '--shard', '1/4', '--dry-run', ...FLAGS], {
    cwd: dir,
  });
  assert.equal(none.code, 5, none.stdout);
  assert.doesNotMatch(none.stdout, /shard 1/);
});

test('a folder of receipts is read as one: what another shard has sent is not sent again', async (t) => {
  const dir = await folder(t, build(12));
  const running = await intake(t);
  for (const shard of shards(3)) {
    const run = await send(dir, running.url, 'dist', '--shard', shard, '--receipt', 'receipts/');
    assert.equal(run.code, 0, run.stderr);
  }
  const written = (await readdir(path.join(dir, 'receipts'))).sort();
  assert.deepEqual(
    written,
    [1, 2, 3].map((number) => `shard-${number}-of-3.json`),
  );
  // none holds what another has
  const entries = await Promise.all(
    written.map(async (name) => {
      const text = await readFile(path.join(dir, 'receipts', name), 'utf8');
      return JSON.parse(text).uploads.length;
    }),
  );
  assert.equal(
    entries.reduce((sum, size) => sum + size),
    12,
  );
  assert.equal((await running.uploads()).length, 12);
  const again = await send(dir, running.url, 'dist', '--receipt', 'receipts', '--json');
  assert.equal(again.json().summary.alreadySent, 12);
  const doctor = await mapship(['doctor', 'dist', ...FLAGS, '--receipt', 'receipts'], {
    ...{ cwd: dir, env: ENV },
  });
  assert.match(doctor.stdout, /receipts: 12 uploads that arrived/);
  // a file that is none, and one that was cut
  for (const [text, why] of [
    ['{"name":"x"}', 'it has no member "receipt"'],
    ['{"receipt":1,', 'it is not JSON'],
  ]) {
    await writeFile(path.join(dir, 'receipts/foreign.json'), String(text));
    for (const args of [
      ['upload', 'dist', ...FLAGS, '--intake-url', running.url, '--receipt', 'receipts'],
      ['receipt', 'merge', 'receipts', '--out', 'merged.json'],
      ['verify', 'https://shop.example.com/', '--against', 'receipts'],
    ]) {
      const run = await mapship(args, { cwd: dir, env: ENV });
      assert.equal(run.code, 2, args[0]);
      const said = run.stderr.replaceAll(/\s+/g, ' ');
      assert.ok(said.includes(`receipts/foreign.json is no receipt of mapship: ${why}`), said);
    }
  }
  assert.ok(!(await readdir(dir)).includes('merged.json'));
});

test('receipts are merged: what arrived counts, and of two that arrived the later', async (t) => {
  const dir = await folder(t, build(8));
  const running = await intake(t);
  for (const shard of shards(2)) {
    const name = `${shard[0]}.json`;
    await send(dir, running.url, 'dist', '--shard', shard, '--receipt', name);
  }
  // a third run whose uploads failed
  const refusing = await intake(t, { faults: ['503'] });
  const failed = ['--max-retries', '0', '--receipt', '3.json'];
  assert.equal((await send(dir, refusing.url, 'dist', ...failed)).code, 4);
  const text = await readFile(path.join(dir, '3.json'), 'utf8');
  const elsewhere = text.replaceAll(refusing.url, running.url);
  await writeFile(path.join(dir, '3.json'), elsewhere);
  const args = ['receipt', 'merge', '3.json', '1.json', '2.json', '--out', 'all.json'];
  const merged = await mapship([...args, '--json'], { cwd: dir });
  assert.equal(merged.code, 0, merged.stderr);
  assert.deepEqual(
    { ...merged.json(), mapship: undefined },
    {
      ...{ mapship: undefined, ok: true, out: 'all.json', complete: true, conflicts: [] },
      ...{ receipts: ['3.json', '1.json', '2.json'], uploads: 8, arrived: 8 },
    },
  );
  const again = await send(dir, running.url, 'dist', '--receipt', 'all.json', '--json');
  assert.equal(again.json().summary.alreadySent, 8);
  // another build, sent from another machine as the same
  await writeFile(path.join(dir, 'dist/app0.js'), `more();\n${build(1)['dist/app0.js']}`);
  const other = ['dist/app0.js', 'dist/app0.js.map', '--receipt', 'late.json'];
  assert.equal((await send(dir, running.url, ...other)).code, 0);
  const late = await mapship(['receipt', 'merge', 'late.json', 'all.json', '--out', 'all.json'], {
    cwd: dir,
  });
  assert.equal(late.code, 0);
  assert.match(
    late.stdout,
    /warning: dist\/app0\.js\.map: all\.json and late\.json say that different files were sent for it/,
  );
  assert.match(late.stdout, /all\.json: 8 uploads of 2 receipts · 8 arrived\n$/);
});

test('verify reads a folder of receipts as one, and a folder with other files as a build', async (t) => {
  const dir = await folder(t, build(3));
  const running = await intake(t);
  for (const shard of shards(2)) {
    await send(dir, running.url, 'dist', '--shard', shard, '--receipt', 'receipts/');
  }
  await cp(path.join(dir, 'dist'), path.join(dir, 'live'), { recursive: true });
  for (const name of await readdir(path.join(dir, 'live'))) {
    if (name.endsWith('.map')) await rename(path.join(dir, 'live', name), path.join(dir, name));
  }
  const report = await verify(path.join(dir, 'live'), { against: path.join(dir, 'receipts') });
  assert.deepEqual(
    report.files.map(({ ok }) => ok),
    [true, true, true],
  );
});

test('maps of other shards are neither deleted nor found fault with', async (t) => {
  const dir = await folder(t, build(10));
  const running = await intake(t);
  const maps = async () =>
    (await readdir(path.join(dir, 'dist'))).filter((name) => name.endsWith('.map'));
  const clear = ['--after-upload', 'delete', '--json', '--receipt', 'receipts/'];
  const first = await send(dir, running.url, 'dist', '--shard', '1/2', ...clear);
  assert.equal(first.code, 0, first.stdout);
  const own = first.json().summary.sent;
  assert.ok(own > 0 && own < 10);
  assert.equal((await maps()).length, 10 - own);
  assert.equal(first.json().cleared.maps.length, own);
  // one that nobody sends is still one too much
  await writeFile(path.join(dir, 'dist/stray.js.map'), MAP);
  const second = await send(dir, running.url, 'dist', '--shard', '2/2', ...clear);
  assert.deepEqual(await maps(), ['stray.js.map']);
  assert.equal(second.json().summary.sent, 10 - own);
});

test('a plan is sent by shards, and each takes out of it what has arrived', async (t) => {
  const dir = await folder(t, build(10));
  const running = await intake(t);
  const planned = ['--defer', 'plan.json', '--after-upload', 'delete'];
  const plan = await mapship(['upload', 'dist', ...FLAGS, ...planned], { cwd: dir });
  assert.equal(plan.code, 0, plan.stdout);
  let sent = 0;
  for (const shard of shards(3)) {
    const args = ['upload', '--plan', 'plan.json', '--shard', shard, '--json'];
    const run = await mapship([...args, '--intake-url', running.url], { cwd: dir, env: ENV });
    assert.equal(run.code, 0, run.stdout);
    sent += run.json().summary.sent;
    const left = JSON.parse(await readFile(path.join(dir, 'plan.json'), 'utf8'));
    assert.equal(left.uploads.length, 10 - sent);
  }
  assert.equal(sent, 10);
  assert.equal(new Set((await running.uploads()).map(({ id }) => id)).size, 10);
  // and the plan of one share
  const other = await folder(t, build(10));
  const args = ['upload', 'dist', ...FLAGS, ...planned, '--shard', '1/2'];
  assert.equal((await mapship(args, { cwd: other })).code, 0);
  const part = JSON.parse(await readFile(path.join(other, 'plan.json'), 'utf8'));
  assert.ok(part.uploads.length > 0 && part.uploads.length < 10);
  const run = await mapship(['upload', '--plan', 'plan.json', '--intake-url', running.url], {
    ...{ cwd: other, env: ENV },
  });
  assert.equal(run.code, 0, run.stdout);
});

// fewer a second than a share has: none is through in the second that it begins in
test('of several processes one is killed and run again: all is there, and nothing that was known to be there came twice', async () => {
  const done = await simulate({ pairs: 160, shards: 4, perSecond: 35 });
  assert.equal(done.killed, 'SIGKILL');
  assert.deepEqual(done.codes, [0, 0, 0, 0]);
  assert.equal(done.there, 160);
  assert.equal(done.knownAgain, 0);
  assert.ok(done.killedAt > 0);
  assert.match(done.merged, /^sent\.json: 160 uploads of 4 receipts · 160 arrived$/);
});

const GUIDE = await readFile(new URL('../../pkg/docs/shards.md', import.meta.url), 'utf8');

test('the commands of the guide run, and do what it says', async (t) => {
  const dir = await folder(t, build(8));
  const running = await intake(t);
  const env = { ...ENV, DATADOG_SOURCEMAP_INTAKE_URL: running.url };
  const commands = [...GUIDE.matchAll(/```sh\n([^]*?)```/g)].map(([, text = '']) => text.trim());
  const lines = commands.flatMap((text) => text.split('\n'));
  assert.equal(lines.length, 6, lines.join('\n'));
  const run = async (/** @type {string} */ line) => {
    // the site is what was built, but for its maps
    const words = line.replace('https://shop.example.com/', 'live').replace('/static', '/');
    const end = await mapship([...words.split(' ').slice(1), '--json'], { cwd: dir, env });
    assert.equal(end.code, 0, `${line}\n${end.stdout}${end.stderr}`);
    return end.json();
  };
  const [share = '', rest = '', live = '', merge = '', clear = '', plan = ''] = lines;
  for (const shard of [1, 2, 3]) await run(share.replace('1/4', `${shard}/4`));
  const before = (await running.uploads()).length;
  assert.ok(before < 8);
  assert.equal((await run(rest)).summary.sent, 8 - before);
  await cp(path.join(dir, 'dist'), path.join(dir, 'live'), {
    ...{ recursive: true, filter: (file) => !file.endsWith('.map') },
  });
  assert.equal((await run(live)).summary.files, 8);
  assert.equal((await run(merge)).arrived, 8);
  const cleared = await run(clear);
  assert.equal(cleared.summary.alreadySent, 8);
  assert.equal(cleared.cleared.maps.length, 8);
  await rm(path.join(dir, 'dist'), { recursive: true });
  for (const [name, text] of Object.entries(build(8))) {
    await mkdir(path.join(dir, 'dist'), { recursive: true });
    await writeFile(path.join(dir, name), text);
  }
  await run(`mapship upload dist --defer plan.json ${FLAGS.join(' ')}`);
  const sizes = [];
  for (const shard of [1, 2, 3, 4]) {
    sizes.push((await run(plan.replace('1/4', `${shard}/4`))).summary.sent);
  }
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    8,
  );
});
