/** The guide to `verify`: its commands run, and the mistakes in it are found as it says. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import JSZip from 'jszip';

import { send, serve, viteBuild, withoutMaps } from './verify-world.js';
import { ELF, folder, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { Fault } from './verify-world.js' */

const GUIDE = await readFile(new URL('../../pkg/docs/verify.md', import.meta.url), 'utf8');
const SITE = 'https://shop.example.com/';

/** @type {(() => unknown)[]} */
const undo = [];
const shared = /** @type {TestContext} */ (
  /** @type {unknown} */ ({ after: (/** @type {() => unknown} */ work) => undo.push(work) })
);
const made = { dist: '', live: '', receipt: '', cwd: '' };

before(async () => {
  made.dist = await viteBuild(shared);
  made.receipt = await send(shared, made.dist);
  made.cwd = await folder(shared);
  made.live = path.join(made.cwd, 'live');
  await cp(made.dist, made.live, { recursive: true });
  await withoutMaps(made.live);
  await cp(made.dist, path.join(made.cwd, 'dist'), { recursive: true });
  await cp(made.receipt, path.join(made.cwd, 'sent.json'));
});
after(async () => {
  for (const one of undo.reverse()) await one();
});

test('its commands run', async (t) => {
  const page = await readFile(path.join(made.live, 'index.html'), 'utf8');
  const site = await serve(t, made.live, {
    fault: (_, response, url) => {
      if (/^\/(?:account|checkout)$/.test(url.pathname)) return response.end(page);
      if (url.pathname !== '/sitemap.xml') return undefined;
      return response.end(`<urlset><url><loc>${site.url}account</loc></url></urlset>`);
    },
  });
  const blocks = [...GUIDE.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, text = '']) =>
    text.trim().split('\n'),
  );
  const commands = blocks.filter((line) => line.startsWith('mapship verify'));
  assert.ok(commands.length >= 7, commands.join('\n'));
  for (const command of commands) {
    const words = command.match(/"[^"]*"|\S+/g) ?? [];
    const args = words.slice(1).map((word) => word.replace(/^"|"$/g, '').replace(SITE, site.url));
    if (command.includes('app.apk')) continue;
    const env = { MAPSHIP_BROWSER: process.env.MAPSHIP_BROWSER || '/usr/bin/chromium' };
    const run = await mapship(args, { cwd: made.cwd, env });
    assert.equal(run.code, 0, `${command}\n${run.stdout}${run.stderr}`);
  }
});

test('its step of a pipeline runs, and its program', async (t) => {
  const site = await serve(t, made.live);
  const [, step = ''] = /^ {2}run: npx mapship (.*)$/m.exec(GUIDE) ?? [];
  const run = await mapship(step.replace(SITE, site.url).split(' '), { cwd: made.cwd });
  assert.equal(run.code, 0, run.stdout + run.stderr);
  const [, program = ''] = /```js\n([^]*?)```/.exec(GUIDE) ?? [];
  const mapshipAt = import.meta.resolve('mapship');
  await writeFile(
    path.join(made.cwd, 'deployed.mjs'),
    program.replace(SITE, site.url).replace("'mapship'", `'${mapshipAt}'`),
  );
  const ended = await promisify(execFile)(process.execPath, ['deployed.mjs'], { cwd: made.cwd });
  assert.equal(ended.stdout, '100 % of what is live resolves\n');
});

test('the command for a package runs', async (t) => {
  const apk = await new JSZip()
    .file('lib/arm64-v8a/libshop.so', ELF)
    .generateAsync({ type: 'nodebuffer' });
  const dir = await folder(t, { 'app.apk': apk, 'symbols/libshop.so': ELF });
  const receipt = await send(t, path.join(dir, 'symbols'));
  const run = await mapship(['verify', 'app.apk', '--against', receipt], { cwd: dir });
  assert.equal(run.code, 0, run.stdout + run.stderr);
  assert.ok(GUIDE.includes('mapship verify app.apk --against sent.json'));
});

/** @param {(code: string) => string} change @returns {Fault} */
const changing = (change) => async (_, response, url) => {
  if (!url.pathname.endsWith('.js')) return undefined;
  const code = await readFile(path.join(made.live, url.pathname), 'utf8');
  response.setHeader('Content-Type', 'text/javascript');
  return response.end(change(code));
};

/** @param {(response: import('node:http').ServerResponse, url: URL) => unknown} work @returns {Fault} */
const forChunk = (work) => (_, response, url) =>
  /\/pay-.*\.js$/.test(url.pathname) ? (work(response, url), true) : undefined;

/**
 * What is done for each mistake, by how the guide tells it.
 * @type {Record<string, (t: TestContext) => Promise<string[]>>}
 */
const MISTAKES = {
  'one of two hosts still serves the build before': async (t) => {
    const old = await withoutMaps(await viteBuild(t, '0.9.0'));
    return [(await serve(t, made.live)).url, (await serve(t, old)).url, '--against', made.receipt];
  },
  'a proxy puts a snippet before each script': live(changing((code) => `window.p=1;${code}`)),
  'a proxy puts a snippet behind each script': live(changing((code) => `${code}\nwindow.p=1;`)),
  'a CDN minifies scripts once more': live(
    changing((code) => code.replaceAll(';', '\n').replaceAll(',', ', ')),
  ),
  'source maps are deployed': async (t) => [
    (await serve(t, made.dist)).url,
    '--against',
    made.receipt,
  ],
  'the upload has another version than the SDK tells': async (t) => {
    const receipt = await send(t, made.dist, { version: '1.0.1' });
    return [(await serve(t, made.live)).url, '--against', receipt];
  },
  'a chunk was not deployed': live(forChunk((response) => response.writeHead(404).end())),
  'the server answers the start page for what is not there': live(
    forChunk((response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html>')),
  ),
  'the prefix of the upload is not that of the site': async (t) => {
    const receipt = await send(t, made.dist, { minifiedPathPrefix: '/static' });
    return [(await serve(t, made.live)).url, '--against', receipt];
  },
  'the server redirects without end': live(
    forChunk((response, url) => response.writeHead(302, { Location: url.pathname }).end()),
  ),
};

/** @param {Fault} fault @returns {(t: TestContext) => Promise<string[]>} */
function live(fault) {
  return async (t) => [(await serve(t, made.live, { fault })).url, '--against', made.receipt];
}

const rows = [...GUIDE.matchAll(/^\| ([^|]+?) +\| `([\w-]+)` +\| (\d) +\|$/gm)];

test('each mistake of the guide is one that is made here', () => {
  assert.deepEqual(rows.map(([, mistake]) => mistake).sort(), Object.keys(MISTAKES).sort());
});

for (const [, mistake = '', code, exit] of rows) {
  test(mistake, async (t) => {
    const run = await mapship(['verify', ...((await MISTAKES[mistake]?.(t)) ?? []), '--verbose']);
    assert.ok(run.stdout.includes(`[${code}]`), run.stdout + run.stderr);
    assert.equal(run.code, Number(exit), run.stdout);
  });
}
