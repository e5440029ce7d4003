// What the adapters of frameworks promise, on real builds of small apps: the table of them is `adapters-apps.js`.
//
// Of each framework: built with one line of mapship, every script that Chromium asks for was sent once, under its address; no map is
// left in what is deployed; an error in the browser and one on the server are explained by what the intake holds; built again, with
// a receipt, nothing is sent twice; what is served is what was sent, by `verify`; and there is no finding. Then what is to be so where there is no key, a wrong one, or no
// intake, and while developing. The packages are installed once, in target/judge/adapters. `MAPSHIP_JUDGE_ONLY=Next` takes only
// what has that in its name.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';

import { explain, verify } from 'mapship';

import { filesIn } from '../js/plugin-world.js';
import { certificate } from '../js/verify-world.js';
import { intake, mapship, nowhere } from '../js/world.js';
import { behindTls, browse, freePort, serveFiles, until } from './adapters-world.js';
import { ADAPTERS } from './adapters-apps.js';
import { attempt, installed, started, versionOf } from './frameworks-world.js';

/** @import { Upload } from 'mapship/intake' */
/** @import { Adapter, Failure } from './adapters-apps.js' */
/** @import { TestContext } from 'node:test' */

const KEY = 'k'.repeat(32);
const only = process.env.MAPSHIP_JUDGE_ONLY ?? '';

/** The map of a script that a build before has left. */
const KEPT_MAP = JSON.stringify({
  version: 3,
  sources: ['kept.ts'],
  sourcesContent: ['kept();'],
  names: [],
  mappings: 'AAAA',
});

/** A finding, as all adapters print it: its code, and below it what to do. */
const FINDING = /\[[a-z]+(?:-[a-z]+)+\]\n\s*→/;

/**
 * @param {Adapter} adapter
 * @param {string} dir
 * @param {object} options
 */
async function configure({ config, outputs }, dir, options) {
  for (const [name, text] of Object.entries(config(JSON.stringify(options)))) {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(path.join(dir, name), text);
  }
  for (const folder of outputs) await rm(path.join(dir, folder), { recursive: true, force: true });
}

/**
 * @param {Adapter} adapter
 * @param {string} dir
 * @param {object} options
 * @param {Record<string, string>} env
 */
async function build(adapter, dir, options, env) {
  await configure(adapter, dir, options);
  const [program = '', ...args] = adapter.build;
  return attempt(dir, program, args, { ...adapter.env, ...env });
}

/**
 * With what a pipeline tells of the repository.
 * @param {{ url: string }} to
 */
const sending = ({ url }) => ({
  DATADOG_API_KEY: KEY,
  DATADOG_SOURCEMAP_INTAKE_URL: url,
  DD_GIT_REPOSITORY_URL: 'https://git.example/shop.git',
  DD_GIT_COMMIT_SHA: 'c0ffee'.padEnd(40, '0'),
});

/**
 * The maps that are left in these folders, in files of their own and in scripts, and the names of such.
 * @param {string} dir
 * @param {string[]} folders
 */
async function left(dir, folders) {
  const found = [];
  for (const folder of folders) {
    // a framework may copy its files only when all has gone well
    if (!existsSync(path.join(dir, folder))) continue;
    const files = await filesIn(path.join(dir, folder), /\.(?:js|mjs|cjs|css|map)$/);
    for (const name of files) {
      const text = await readFile(path.join(dir, folder, name), 'utf8');
      if (name.endsWith('.map') || /[#@] sourceMappingURL=\S+\.map\s*(?:\*\/\s*)?$/.test(text)) {
        found.push(`${folder}/${name}`);
      }
    }
  }
  return found;
}

/** @param {Upload} upload */
const addressOf = ({ event }) => String(event?.minified_url);

/**
 * Where an error came from, by nothing but what was sent.
 * @param {string} stack
 * @param {Upload[]} uploads
 */
async function explained(stack, uploads) {
  const files = uploads.flatMap((upload) => {
    const name = addressOf(upload).replace(/^\//, '');
    return upload.parts.flatMap(({ name: part, path: file }) => {
      if (file === null || !/^(?:minified_file|source_map)$/.test(part)) return [];
      const ending = part === 'source_map' ? '.map' : '';
      return [{ file: path.join(upload.dir, file), name: name + ending }];
    });
  });
  const { lines } = await explain(stack, { files, minifiedPathPrefix: '/' });
  return lines.find(({ original }) => original)?.original?.source ?? 'nothing';
}

/**
 * @param {TestContext} t
 * @param {Adapter} adapter
 * @param {string} dir
 */
async function serve(t, adapter, dir) {
  if (!adapter.start)
    return {
      ...(await serveFiles(t, path.join(dir, String(adapter.deployed[0])))),
      said: () => '',
      stop: async () => {},
    };
  const port = await freePort();
  const [program = '', ...args] = adapter.start(port);
  const env = { ...adapter.env, NODE_ENV: 'production', ...adapter.startEnv?.(port) };
  const running = await started(t, dir, program, args, env);
  const url = `http://127.0.0.1:${port}`;
  await until(() => answers(url), running);
  return { url, ...running };
}

/**
 * What is served is what the receipt says was sent, over HTTP and HTTPS; and what Chromium asks for is found without it.
 * @param {TestContext} t
 * @param {Adapter} adapter
 * @param {string} url
 * @param {string} receipt
 */
async function verified(t, { client }, url, receipt) {
  const { scripts } = await browse(url + client.path, client.click);
  const { files, coverage } = await verify(url + client.path, { against: receipt });
  const found = new Set(files.map(({ path: address }) => address));
  assert.deepEqual(
    scripts.filter((script) => !found.has(script)),
    [],
    'scripts that Chromium asks for, and verify does not find',
  );
  assert.deepEqual(
    files.flatMap(({ path: address, issues }) => issues.map(({ code }) => `${code} ${address}`)),
    [],
  );
  assert.equal(coverage.share, 1);
  const { tls, ca } = await certificate(t);
  const secure = await behindTls(t, url, tls);
  const ended = await mapship(['verify', secure + client.path, '--against', receipt, '--json'], {
    env: { NODE_EXTRA_CA_CERTS: ca },
  });
  assert.equal(ended.code, 0, ended.stdout + ended.stderr);
  assert.equal(ended.json().files.length, files.length);
  t.diagnostic(`${scripts.length} scripts asked for, ${files.length} verified`);
  const own = files.find(({ status, path: at }) => status === 'same' && scripts.includes(at));
  assert.ok(own, 'no script is the same');
  const { pathname } = new URL(own.path);
  for (const [name, { at = '', answer, code, exit }] of Object.entries(FAULTS)) {
    const faulty = await behindTls(t, url, tls, async (asked, response) => {
      if (asked !== pathname + at) return false;
      await answer(response, () => textOf(own.path), asked);
      return true;
    });
    const args = ['verify', faulty + client.path, '--against', receipt, '--json'];
    const told = await mapship(args, { env: { NODE_EXTRA_CA_CERTS: ca } });
    /** @type {import('mapship').VerifyReport} */
    const report = told.json();
    const found = report.files.flatMap(({ path: script, issues }) =>
      issues.map((issue) => `${issue.code} ${new URL(script).pathname}`),
    );
    assert.deepEqual(found, [`${code} ${pathname}`], name);
    assert.equal(told.code, exit, name);
  }
}

/**
 * What is wrong with one script, or with what lies beside it, and the word that `verify` has for it.
 * @type {Record<string, { at?: string, answer: (response: import('node:http').ServerResponse, text: () => Promise<string>, path: string) => unknown, code: string, exit: number }>}
 */
const FAULTS = {
  'a snippet put before it by a proxy': {
    answer: async (response, text) => {
      response.setHeader('Content-Type', 'text/javascript');
      response.end(`window.__proxy=1;${await text()}`);
    },
    code: 'live-moved',
    exit: 3,
  },
  'its map is public': {
    at: '.map',
    answer: (response) =>
      response.end('{"version":3,"sources":["a.js"],"names":[],"mappings":"AAAA"}'),
    code: 'live-map-public',
    exit: 3,
  },
  'it is not there': {
    answer: (response) => response.writeHead(404).end(),
    code: 'live-missing',
    exit: 3,
  },
  'a page with 200 in its place': {
    answer: (response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end('<!DOCTYPE html><title>Shop</title>');
    },
    code: 'live-missing',
    exit: 3,
  },
  'it leads to itself without end': {
    answer: (response, _, path) =>
      response.writeHead(302, { Location: `${path}?n=${Math.random()}` }).end(),
    code: 'live-unreachable',
    exit: 4,
  },
};

/** @param {string} url */
const textOf = (url) => fetch(url).then((response) => response.text());

/** @param {string} url */
const answers = (url) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

/** The table that is printed at the end: of each framework its version, and how long each check took. @type {Record<string, Record<string, string>>} */
const table = {};
after(() => console.table(table));

/**
 * A check, which tells in its row how it went.
 * @param {Record<string, string>} row
 * @param {string} column
 * @param {(t: TestContext) => Promise<void>} check
 */
const told = (row, column, check) => async (/** @type {TestContext} */ t) => {
  const start = performance.now();
  row[column] = 'FAILED';
  await check(t);
  row[column] = `${((performance.now() - start) / 1000).toFixed(1)} s`;
};

for (const adapter of ADAPTERS.filter(({ name }) => name.includes(only))) {
  test(adapter.name, async (t) => {
    const dir = await installed('adapters', adapter.folder);
    const row = { version: await versionOf(dir, adapter.package) };
    table[adapter.name] = row;
    t.diagnostic(`${adapter.name} ${row.version}`);
    const { deployed, servers = [], client, server } = adapter;

    await t.test(
      'one line sends what browsers run, and leaves no map',
      told(row, 'client', async (t) => {
        const running = await intake(t);
        const { code, said } = await build(adapter, dir, {}, sending(running));
        assert.equal(code, 0, said);
        assert.doesNotMatch(said, FINDING);
        if (adapter.unsaid) assert.doesNotMatch(said, adapter.unsaid);
        assert.deepEqual(await left(dir, deployed), []);
        const uploads = await running.uploads();
        const site = await serve(t, adapter, dir);
        const { stack, scripts } = await browse(site.url + client.path, client.click);
        const codes = await Promise.all(scripts.map(textOf));
        await site.stop();
        assert.ok(scripts.length > 0);
        for (const [index, script] of scripts.entries()) {
          const sent = uploads.filter(
            (upload) => new URL(addressOf(upload), site.url).href === script,
          );
          const count = adapter.unmapped?.test(`${script}\n${codes[index]}`) ? 0 : 1;
          assert.equal(sent.length, count, `${script} was sent ${sent.length} times\n${said}`);
        }
        assert.match(await explained(stack, uploads), client.source, stack);
        for (const upload of uploads) assert.doesNotMatch(addressOf(upload), /\/server\//);
        t.diagnostic(`${uploads.length} maps sent, ${scripts.length} scripts asked for`);
      }),
    );

    await t.test(
      'what the server runs is sent as it lies there, and built again nothing is sent',
      told(row, 'server', async (t) => {
        const running = await intake(t);
        const receipt = path.join(dir, 'mapship-receipt.json');
        await rm(receipt, { force: true });
        const options = { server: dir, afterUpload: 'delete', receipt };
        const first = await build(adapter, dir, options, sending(running));
        assert.equal(first.code, 0, first.said);
        assert.doesNotMatch(first.said, FINDING);
        assert.deepEqual(await left(dir, [...deployed, ...servers]), []);
        const uploads = await running.uploads();
        const site = await serve(t, adapter, dir);
        await verified(t, adapter, site.url, receipt);
        if (server) {
          await fetch(site.url + server.path).catch(() => undefined);
          const trace = new RegExp(`${server.says}[^]*?\\n(?:\\s+at .*\\n)+`);
          await until(() => trace.test(site.said()), site);
          const stack = String(trace.exec(site.said())?.[0]);
          assert.match(await explained(stack, uploads), server.source, stack);
        }
        await site.stop();
        const second = await build(adapter, dir, options, sending(running));
        assert.equal(second.code, 0, second.said);
        assert.doesNotMatch(second.said, FINDING);
        assert.deepEqual(await left(dir, [...deployed, ...servers]), []);
        const again = (await running.uploads()).slice(uploads.length).map(addressOf);
        const twice = again.filter((address) => !adapter.renewed?.test(address));
        assert.deepEqual(twice, [], second.said);
        t.diagnostic(`${uploads.length} maps sent`);
      }),
    );

    await t.test(
      'without a key nothing is done, and that is said once',
      told(row, 'no key', async (t) => {
        const { url } = await intake(t);
        const SAID = {
          '': /mapship: nothing is uploaded: there is no API key/,
          true: /mapship: this production build on CI uploads nothing: there is no API key/,
        };
        for (const [CI, expected] of Object.entries(SAID)) {
          const env = { DATADOG_SOURCEMAP_INTAKE_URL: url, CI };
          const { code, said } = await build(adapter, dir, {}, env);
          assert.equal(code, 0, said);
          assert.equal(said.match(/mapship: .*/g)?.length, 1, said);
          assert.match(said, expected);
          assert.deepEqual(await left(dir, deployed), []);
        }
      }),
    );

    await t.test(
      'a wrong key fails the build, and is not printed',
      told(row, 'wrong key', async (t) => {
        const running = await intake(t, { requireKey: 'x'.repeat(32) });
        const { code, said } = await build(adapter, dir, {}, sending(running));
        assert.notEqual(code, 0, said);
        assert.match(said, /403/);
        assert.ok(!said.includes(KEY), said);
        assert.deepEqual(await left(dir, deployed), []);
      }),
    );

    await t.test(
      'so does an intake that can’t be reached, or it is warned of',
      told(row, 'intake down', async (t) => {
        const to = { url: await nowhere(t) };
        for (const onError of ['fail', 'warn']) {
          const { code, said } = await build(adapter, dir, { onError, maxRetries: 0 }, sending(to));
          assert.equal(code === 0, onError === 'warn', said);
          assert.match(said, FINDING);
          assert.deepEqual(await left(dir, deployed), []);
        }
      }),
    );

    await t.test(
      'while developing nothing happens but one line',
      { skip: adapter.dev ? false : 'nothing serves it while developing' },
      told(row, 'dev', async (t) => {
        assert.ok(adapter.dev);
        const running = await intake(t);
        await configure(adapter, dir, { server: dir, afterUpload: 'delete' });
        // as if it had been built before: a build would send this map, and delete it
        const kept = path.join(dir, String(deployed[0]), 'kept.js');
        await mkdir(path.dirname(kept), { recursive: true });
        await writeFile(kept, 'kept();\n//# sourceMappingURL=kept.js.map\n');
        await writeFile(`${kept}.map`, KEPT_MAP);
        const port = await freePort();
        const [program = '', ...args] = adapter.dev(port);
        const env = { ...adapter.env, ...sending(running) };
        const serving = await started(t, dir, program, args, env);
        await until(() => answers(`http://127.0.0.1:${port}${client.path}`), serving);
        await serving.stop();
        assert.ok((serving.said().match(/mapship/g) ?? []).length <= 1, serving.said());
        assert.deepEqual(await running.uploads(), []);
        assert.deepEqual((await left(dir, deployed)).map((name) => path.basename(name)).sort(), [
          'kept.js',
          'kept.js.map',
        ]);
      }),
    );
  });
}
