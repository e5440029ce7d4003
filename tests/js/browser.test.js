// The package in a real browser: bundled by Vite, on the page's own thread and in a worker, and without a bundler.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import * as mapship from 'mapship';
import { build } from 'vite';

import { launch } from './chromium.js';
import { elf, portablePdb, wasm } from './intake-symbols.js';
import { MAP, SCRIPT } from './world.js';

/** @import { IncomingHttpHeaders, RequestListener, Server } from 'node:http' */
/** @import { AddressInfo } from 'node:net' */
/** @import { TestContext } from 'node:test' */
/** @import { Browser, Page } from 'playwright-core' */

/** It has no types. */
const multiparty = createRequire(import.meta.url)('multiparty');

const PACKAGE = path.dirname(fileURLToPath(import.meta.resolve('mapship/package.json')));

/** What never ends is a failure. */
const LIMIT = { timeout: 30_000 };

/** Where scripts may come from, so that whatever evaluates text fails; a nonce is for the import map. */
const POLICY = "script-src 'self' 'wasm-unsafe-eval' 'nonce-map'; worker-src 'self'";

const PAGE = "import * as mapship from 'mapship';\nglobalThis.mapship = mapship;\n";
const WITH_WORKER = `${PAGE}globalThis.worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });\n`;
const HTML = '<!doctype html><meta charset="utf-8"><title>mapship</title>';

/** The files that everybody gets, as lists of bytes: what goes into a page has to be JSON. */
const FILES = {
  map: [...Buffer.from(MAP)],
  script: [...Buffer.from(SCRIPT)],
  elf: [...elf()],
  wasm: [...wasm()],
  pdb: [...portablePdb()],
  json: [...Buffer.from('{ "version": 2 }')],
  broken: [...Buffer.from('{ "version": 3, "mappings": "AAA')],
  // Unity's, of which each line comes from another
  mapping: [
    ...Buffer.from(
      JSON.stringify({
        'a.cpp': {
          'A.cs': Object.fromEntries(
            Array.from({ length: 10_000 }, (_, i) => [i + 1, 1 + ((i * 7919) % 9973)]),
          ),
        },
      }),
    ),
  ],
  binary: Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 251),
};
/** @typedef {typeof FILES} Files */

/** @param {string} name @returns {Promise<number[]>} as a list: what goes into a page has to be JSON */
async function fixture(name) {
  return [...(await readFile(new URL(`../fixtures/symbols/${name}`, import.meta.url)))];
}

/**
 * A place where JavaScript runs: a page, a worker, or Node.
 * @typedef {object} Realm
 * @property {<A, R>(work: (arg: A) => R | Promise<R>, arg: A) => Promise<R>} evaluate
 */

/** @type {Realm} */
const NODE = { evaluate: async (work, arg) => work(arg) };
Object.assign(globalThis, { mapship });
// a browser has no variables
for (const name of Object.keys(process.env)) {
  if (/^(?:DATADOG|DD)_/.test(name)) delete process.env[name];
}

/** @type {string} */
let folder;
/** @type {Browser} */
let browser;
/** @type {string} where the pages are */
let origin;
/** @type {Awaited<ReturnType<typeof startReceiver>>} */
let receiver;
/** @type {Server[]} */
const servers = [];

before(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'mapship-browser-')));
  await makeBundled(path.join(folder, 'app'), path.join(folder, 'bundled'));
  origin = await listen(servePages);
  receiver = await startReceiver();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  if (folder) await rm(folder, { recursive: true, force: true });
});

/**
 * An application as users have it: mapship in `node_modules`, built by Vite for production.
 * @param {string} root
 * @param {string} outDir
 */
async function makeBundled(root, outDir) {
  await mkdir(path.join(root, 'node_modules'), { recursive: true });
  await symlink(PACKAGE, path.join(root, 'node_modules', 'mapship'), 'junction');
  await writeFile(path.join(root, 'worker.js'), PAGE);
  await writeFile(path.join(root, 'main.js'), WITH_WORKER);
  await writeFile(
    path.join(root, 'index.html'),
    `${HTML}<script type="module" src="./main.js"></script>`,
  );
  await build({
    root,
    base: './',
    configFile: false,
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
    worker: { format: 'es' },
  });
}

/** A page without a bundler: only the package's files, and a map that says where they are. */
const PLAIN = `${HTML}<script type="importmap" nonce="map">${JSON.stringify({
  imports: {
    mapship: '/package/index.js',
    '#host': '/package/host/web.js',
  },
})}</script><script type="module" src="/plain/main.js"></script>`;

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** @type {RequestListener} */
async function servePages(req, res) {
  const { pathname } = new URL(req.url ?? '/', 'http://localhost');
  const content = pathname === '/favicon.ico' ? '' : await contentOf(pathname);
  const type = TYPES[path.extname(pathname)] ?? 'text/plain';
  res.writeHead(content === undefined ? 404 : 200, {
    'Content-Type': type,
    'Content-Security-Policy': POLICY,
  });
  res.end(content);
}

/**
 * @param {string} pathname
 * @returns {Promise<string | Buffer | undefined>}
 */
async function contentOf(pathname) {
  if (pathname === '/plain/index.html') return PLAIN;
  if (pathname === '/plain/main.js') return PAGE;
  const [, mount = '', ...rest] = pathname.split('/');
  /** @type {Record<string, () => string>} */
  const mounts = {
    bundled: () => path.join(folder, 'bundled'),
    package: () => PACKAGE,
  };
  const base = mounts[mount]?.();
  return base && readFile(path.join(base, ...rest)).catch(() => undefined);
}

/**
 * @param {RequestListener} listener
 * @returns {Promise<string>} its address
 */
async function listen(listener) {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${/** @type {AddressInfo} */ (server.address()).port}`;
}

/** @param {Uint8Array | number[]} bytes */
const hex = (bytes) => Buffer.from(bytes).toString('hex');

/**
 * What came in.
 * @typedef {object} Received
 * @property {IncomingHttpHeaders} headers
 * @property {number} length of the body as it was sent, in bytes
 * @property {Buffer} body decoded
 */

/** An intake on another origin than the pages: it answers preflights, keeps requests, and hangs when the path says so. */
async function startReceiver() {
  /** @type {Received[]} */
  const received = [];
  /** @type {IncomingHttpHeaders[]} */
  const preflights = [];
  const hanging = new EventTarget();
  const url = await listen(async (req, res) => {
    res.setHeader('Access-Control-Allow-Origin', '*');
    if (req.method === 'OPTIONS') {
      preflights.push(req.headers);
      const headers = req.headers['access-control-request-headers'] ?? '';
      res.writeHead(204, { 'Access-Control-Allow-Headers': headers }).end();
      return;
    }
    if (req.url?.startsWith('/hang/')) {
      // an end behind a body that nobody reads is not noticed
      req.resume();
      res.once('close', () => hanging.dispatchEvent(new Event('gone')));
      hanging.dispatchEvent(new Event('here'));
      return;
    }
    const body = Buffer.concat(await req.toArray());
    const gzip = req.headers['content-encoding'] === 'gzip';
    received.push({
      headers: req.headers,
      length: body.length,
      body: gzip ? gunzipSync(body) : body,
    });
    const refused = req.url?.startsWith('/refuse/');
    const reply = refused
      ? { errors: ['no such key'] }
      : { data: { id: 'the-id', type: 'srcmap' } };
    res.writeHead(refused ? 403 : 202, { 'Content-Type': 'application/json' });
    res.end(JSON.stringify(reply));
  });
  return { url, received, preflights, hanging };
}

/**
 * Another parser's view of a body.
 * @param {Received} request
 * @returns {Promise<Record<string, { filename: string, hex: string }>>} by the parts' names
 */
async function partsOf({ headers, body }) {
  const { 'content-encoding': _, ...rest } = headers;
  const request = Object.assign(Readable.from([body]), {
    headers: { ...rest, 'content-length': String(body.length) },
  });
  /** @type {Promise<[string, { filename: string, hex: string }]>[]} */
  const parts = [];
  const form = new multiparty.Form({ autoFields: false });
  form.on('part', (/** @type {any} */ part) => {
    parts.push(
      part
        .toArray()
        .then((/** @type {Buffer[]} */ chunks) => [
          part.name,
          { filename: part.filename, hex: hex(Buffer.concat(chunks)) },
        ]),
    );
  });
  form.parse(request);
  await once(form, 'close');
  return Object.fromEntries(await Promise.all(parts));
}

/**
 * Opens a page; the test fails for whatever it has to complain about.
 * @param {TestContext} t
 * @param {string} at
 * @returns {Promise<Page>}
 */
async function open(t, at) {
  const page = await browser.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    const { url } = message.location();
    // a browser writes down each status that is an error, and nobody can keep it from that
    if (url.includes('/refuse/')) return;
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() === 404) complaints.push(`not found: ${response.url()}`);
  });
  t.after(async () => {
    await page.close();
    assert.deepEqual(complaints, []);
  });
  await page.goto(`${origin}${at}`);
  await ready(page);
  return page;
}

/** @type {Record<string, (t: TestContext) => Promise<Realm>>} */
const REALMS = {
  'a page that Vite has built': (t) => open(t, '/bundled/index.html'),
  'a worker that Vite has built': async (t) => {
    const page = await open(t, '/bundled/index.html');
    const worker = page.workers()[0] ?? (await page.waitForEvent('worker'));
    await ready(worker);
    return worker;
  },
  'a page without a bundler': (t) => open(t, '/plain/index.html'),
};

/** @param {Realm} realm */
async function ready(realm) {
  const there = await realm.evaluate(async () => {
    const end = Date.now() + 10_000;
    while (!('mapship' in globalThis) && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return 'mapship' in globalThis;
  }, null);
  assert.ok(there, 'mapship has not loaded');
}

// What follows runs in pages: each function is sent there as text, and knows nothing but its argument.

/**
 * Calls check, inspect and upload in all ways, and returns what came of each as JSON.
 * @param {{ files: Files, url: string }} given
 */
async function callAll({ files, url }) {
  const { check, inspect, types, upload, version } = /** @type {typeof import('mapship')} */ (
    /** @type {any} */ (globalThis).mapship
  );
  const bytes = (/** @type {keyof Files} */ name) => Uint8Array.from(files[name]);
  const blob = (/** @type {keyof Files} */ name) => new Blob([bytes(name)]);
  const file = (/** @type {keyof Files} */ name, /** @type {string} */ as) =>
    new File([bytes(name)], as);
  const js = { service: 'web', version: '1', minified_url: 'https://example.com/app.js' };
  const pair = [file('map', 'app.js.map'), file('script', 'app.js')];
  const named = [
    { file: blob('map'), name: 'assets\\app.js.map' },
    { file: bytes('script'), name: 'assets/app.js' },
  ];
  const elfType = /** @type {const} */ ('elf_symbol_file');
  /** @type {Record<string, () => Promise<unknown>>} */
  const calls = {
    version,
    types,
    'inspect: a File': () => inspect(file('elf', 'libapp.so')),
    'inspect: a Blob': () => inspect(blob('wasm')),
    'inspect: bytes': () => inspect(bytes('pdb')),
    'inspect: many': () =>
      inspect([...pair, blob('binary'), bytes('json'), new Blob([]), file('broken', 'b.js.map')]),
    'check: Files': () => check(pair, { event: js }),
    'check: named': () => check(named, { service: 'web', version: '1', minifiedPathPrefix: '/s' }),
    'check: no event': () => check(pair),
    'check: half a pair': () => check(file('script', 'app.js')),
    'check: broken map': () =>
      check([file('broken', 'app.js.map'), file('script', 'app.js')], { event: js }),
    'check: by format': () => check([blob('elf'), blob('wasm'), blob('pdb')]),
    'check: bad event': () =>
      check(blob('binary'), {
        type: 'pe_symbol_file',
        event: /** @type {any} */ ({ pdb_age: -1, arch: '🚢'.repeat(201), nope: null }),
      }),
    'check: unknown allowed': () =>
      check(bytes('elf'), {
        type: elfType,
        event: /** @type {any} */ ({ mine: 'x' }),
        allowUnknown: true,
      }),
    'check: past 2^53': () =>
      check(bytes('binary'), {
        type: 'jvm_mapping_file',
        event: { service: 's', version: '1', version_code: 2n ** 60n + 1n },
      }),
    'check: nothing': () => check([]),
    'upload: a pair': () => upload(pair, { event: js, intakeUrl: url, apiKey: 'k', git: false }),
    'upload: bytes': () =>
      upload(bytes('elf'), { type: elfType, event: {}, intakeUrl: url, apiKey: 'k', git: false }),
    'upload: a part more': () =>
      upload(blob('map'), {
        type: 'js_sourcemap',
        event: js,
        parts: { minified_file: blob('script'), repository: bytes('json') },
        intakeUrl: `${url}/api/v2/srcmap`,
        apiKey: 'k',
        git: false,
      }),
    'upload: refused': () =>
      upload(blob('mapping'), {
        type: 'il2cpp_mapping_file',
        event: { build_id: 'b' },
        intakeUrl: `${url}/refuse/api/v2/srcmap`,
        apiKey: 'k',
        git: false,
      }),
    'upload: dry run': () => upload(pair, { event: js, dryRun: true, git: false }),
    'upload: skipped': () =>
      upload(pair, { event: { service: '' }, dryRun: true, intakeUrl: url, git: false }),
    'refused: a misspelt option': () => check(pair, /** @type {any} */ ({ serivce: 'web' })),
    'refused: no input': () => check(/** @type {any} */ (undefined)),
    'refused: no key': () => upload(pair, { event: js, apiKey: ' ' }),
    'refused: a site': () => upload(pair, { event: js, apiKey: 'k', site: 'nowhere.example' }),
  };
  /** @type {Record<string, any>} */
  const came = {};
  for (const [name, call] of Object.entries(calls)) {
    try {
      came[name] = await call();
    } catch (error) {
      const { name: kind, code, message, help } = /** @type {any} */ (error);
      came[name] = { thrown: { kind, code, message, help } };
    }
  }
  // how long it took, and what each platform's gzip makes of a body, are no results
  const differs = ['ms', 'bytesSent'];
  return /** @type {Record<string, any>} */ (
    JSON.parse(
      JSON.stringify(came, (key, value) =>
        differs.includes(key) ? undefined : typeof value === 'bigint' ? `${value}n` : value,
      ),
    )
  );
}

/** @param {string} at */
async function givePath(at) {
  const { check, inspect, upload, UsageError } = /** @type {any} */ (globalThis).mapship;
  /** @type {[boolean, string, string][]} */
  const errors = [];
  for (const call of [check, inspect, upload]) {
    for (const input of [at, [at], [{ file: at, name: 'a.js' }]]) {
      try {
        await call(input, call === upload ? { dryRun: true } : undefined);
        errors.push([false, 'nothing', 'thrown']);
      } catch (error) {
        const { name, code } = /** @type {any} */ (error);
        errors.push([error instanceof UsageError, name, code]);
      }
    }
  }
  return errors;
}

async function giveSourceRoot() {
  const { explain } = /** @type {any} */ (globalThis).mapship;
  try {
    return await explain('at f (app.js:1:2)', { files: [], sourceRoot: 'src' });
  } catch (error) {
    const { name, code, message } = /** @type {any} */ (error);
    return [name, code, message];
  }
}

/** @param {{ url: string, bytes: number[] }} given */
async function startHanging({ url, bytes }) {
  const realm = /** @type {any} */ (globalThis);
  realm.controller = new AbortController();
  realm.hanging = realm.mapship
    .upload(new Blob([Uint8Array.from(bytes)]), {
      type: 'il2cpp_mapping_file',
      event: { build_id: 'b' },
      intakeUrl: `${url}/hang/api/v2/srcmap`,
      apiKey: 'k',
      git: false,
      signal: realm.controller.signal,
    })
    .then(
      () => 'it ended',
      (/** @type {Error} */ error) => `${error.name}: ${error.message}`,
    );
}

async function stopHanging() {
  const realm = /** @type {any} */ (globalThis);
  realm.controller.abort(new RangeError('enough'));
  return String(await realm.hanging);
}

/** @param {number[]} bytes */
async function abortBefore(bytes) {
  const { check, inspect, upload } = /** @type {any} */ (globalThis).mapship;
  const signal = AbortSignal.abort();
  const options = { type: 'elf_symbol_file', event: {}, signal, dryRun: true };
  const { dryRun: _, ...forCheck } = options;
  const errors = [];
  for (const work of [
    () => check(Uint8Array.from(bytes), forCheck),
    () => inspect(Uint8Array.from(bytes), { signal }),
    () => upload(Uint8Array.from(bytes), options),
  ]) {
    errors.push(await work().then(String, (/** @type {Error} */ error) => error.name));
  }
  return errors;
}

/** @param {number[]} head */
async function readByRanges(head) {
  const realm = /** @type {any} */ (globalThis);
  const prototype = realm.FileReaderSync.prototype;
  const read = prototype.readAsArrayBuffer;
  /** @type {number[]} */
  const sizes = [];
  prototype.readAsArrayBuffer = function (/** @type {Blob} */ blob) {
    sizes.push(blob.size);
    return read.call(this, blob);
  };
  try {
    const file = new File([Uint8Array.from(head), new Uint8Array(64 << 20)], 'libapp.so');
    const report = await realm.mapship.inspect(file);
    return { format: report.files[0].format, size: report.files[0].parts[0].size, sizes };
  } finally {
    prototype.readAsArrayBuffer = read;
  }
}

// The tests.

/** @type {Record<string, any> | undefined} */
let byNode;

for (const [name, enter] of Object.entries(REALMS)) {
  test(`${name}: the same results as in Node`, LIMIT, async (t) => {
    const realm = await enter(t);
    const given = { files: FILES, url: receiver.url };
    byNode ??= await NODE.evaluate(callAll, given);
    const came = await realm.evaluate(callAll, given);
    assert.deepEqual(Object.keys(came), Object.keys(byNode));
    for (const call of Object.keys(came)) assert.deepEqual(came[call], byNode[call], call);
    // both could be wrong in the same way
    assert.equal(came['inspect: a File'].files[0].format, 'elf');
    assert.equal(came['check: Files'].ok, true);
    assert.equal(came['check: named'].files[0].event.minified_url, '/s/assets/app.js');
    assert.equal(came['check: bad event'].ok, false);
    assert.equal(came['check: past 2^53'].files[0].event.version_code, '1152921504606846977n');
    assert.equal(came['upload: a pair'].files[0].upload.status, 'sent');
    assert.equal(came['upload: a pair'].files[0].upload.id, 'the-id');
    assert.deepEqual(came['upload: refused'].files[0].upload.errors, ['no such key']);
    assert.equal(came['upload: dry run'].files[0].upload.status, 'dry-run');
    assert.equal(came['upload: skipped'].files[0].upload.status, 'skipped');
    assert.equal(came['refused: a misspelt option'].thrown.kind, 'UsageError');
    assert.equal(came['refused: a site'].thrown.kind, 'UsageError');
  });

  test(`${name}: what is uploaded arrives`, LIMIT, async (t) => {
    const realm = await enter(t);
    const before = receiver.received.length;
    const asked = receiver.preflights.length;
    const outcome = await realm.evaluate(
      async ({ files, url }) => {
        const { upload } = /** @type {typeof import('mapship')} */ (
          /** @type {any} */ (globalThis).mapship
        );
        const report = await upload(
          [
            { file: new Blob([Uint8Array.from(files.map)]), name: 'assets/app.js.map' },
            { file: Uint8Array.from(files.script), name: 'assets/app.js' },
          ],
          {
            event: { service: 'web', version: 'ü"\r\n', minified_url: '/assets/app.js' },
            intakeUrl: url,
            apiKey: 'secret',
            git: false,
          },
        );
        return JSON.stringify(report.files[0]);
      },
      { files: FILES, url: receiver.url },
    );
    const { event, upload: sent } = JSON.parse(outcome);
    assert.equal(sent.status, 'sent', outcome);
    const [request, ...more] = receiver.received.slice(before);
    assert.ok(request);
    assert.equal(more.length, 0);
    assert.equal(request.headers['content-encoding'], 'gzip');
    assert.equal(request.headers['dd-api-key'], 'secret');
    assert.equal(request.headers['content-length'], String(request.length));
    assert.equal(sent.bytesSent, request.length);
    assert.equal(sent.bytes, request.body.length);
    const { event: eventPart, ...files } = await partsOf(request);
    assert.deepEqual(JSON.parse(Buffer.from(eventPart?.hex ?? '', 'hex').toString()), event);
    assert.equal(event.version, 'ü"\r\n');
    assert.deepEqual(files, {
      source_map: { filename: 'source_map', hex: hex(FILES.map) },
      minified_file: { filename: 'minified_file', hex: hex(FILES.script) },
    });
    // what an intake has to allow; any more would have to be allowed too
    const [preflight] = receiver.preflights.slice(asked);
    assert.equal(preflight?.origin, origin);
    assert.equal(preflight?.['access-control-request-headers'], 'content-encoding,dd-api-key');
  });

  test(`${name}: parts made of ranges are those that Node sends`, LIMIT, async (t) => {
    const realm = await enter(t);
    /** @type {[name: string, bytes: number[]][]} */
    const given = [
      ['lib.so', await fixture('elf/aarch64.so')],
      ['Fat.dSYM/Contents/Resources/DWARF/Fat', await fixture('macho/fat.dwarf')],
    ];
    const options = { intakeUrl: receiver.url, apiKey: 'k', git: false };
    /** @param {() => Promise<unknown>} send */
    const sentBy = async (send) => {
      const before = receiver.received.length;
      await send();
      const parts = await Promise.all(receiver.received.slice(before).map(partsOf));
      return parts.map(({ event: _, ...files }) => JSON.stringify(files)).sort();
    };
    const here = await sentBy(() =>
      mapship.upload(
        given.map(([at, bytes]) => ({ file: Uint8Array.from(bytes), name: at })),
        options,
      ),
    );
    const there = await sentBy(() =>
      realm.evaluate(
        ({ given, options }) => {
          const { upload } = /** @type {typeof import('mapship')} */ (
            /** @type {any} */ (globalThis).mapship
          );
          const files = given.map(([at, bytes]) => ({
            file: new Blob([Uint8Array.from(bytes)]),
            name: at,
          }));
          return upload(files, options).then(() => null);
        },
        { given, options },
      ),
    );
    assert.equal(here.length, 3, 'the library, and an archive for each UUID');
    assert.deepEqual(there, here);
  });

  test(`${name}: an upload under way is broken off`, LIMIT, async (t) => {
    const realm = await enter(t);
    const here = once(receiver.hanging, 'here');
    await realm.evaluate(startHanging, { url: receiver.url, bytes: FILES.mapping });
    await here;
    const gone = once(receiver.hanging, 'gone');
    assert.equal(await realm.evaluate(stopHanging, null), 'RangeError: enough');
    await gone;
  });

  test(`${name}: a signal that was aborted before`, LIMIT, async (t) => {
    const realm = await enter(t);
    const names = await realm.evaluate(abortBefore, FILES.elf);
    assert.deepEqual(names, ['AbortError', 'AbortError', 'AbortError']);
  });

  test(`${name}: a path is no input`, LIMIT, async (t) => {
    const realm = await enter(t);
    const errors = await realm.evaluate(givePath, 'dist/app.js.map');
    assert.deepEqual(errors, Array(9).fill([true, 'UsageError', 'path-in-browser']));
  });

  test(`${name}: a folder with sources is none that could be read`, LIMIT, async (t) => {
    const realm = await enter(t);
    assert.deepEqual(await realm.evaluate(giveSourceRoot, undefined), [
      ...['UsageError', 'source-root-in-browser', 'a browser can\'t read the sources in "src"'],
    ]);
  });
}

test('a worker reads a File by ranges', LIMIT, async (t) => {
  const worker = await /** @type {any} */ (REALMS['a worker that Vite has built'])(t);
  const { format, size, sizes } = await worker.evaluate(readByRanges, FILES.elf);
  assert.equal(format, 'elf');
  assert.equal(size, FILES.elf.length + (64 << 20));
  assert.ok(sizes.length > 0, 'nothing was read by FileReaderSync');
  assert.ok(Math.max(...sizes) <= 4 << 20, `${Math.max(...sizes)} bytes at once`);
});

test('the bundle has each module of the core as a file of its own, once', async () => {
  const files = await readdir(path.join(folder, 'bundled/assets'));
  const bundled = files.filter((file) => file.endsWith('.wasm'));
  const modules = await readdir(path.join(PACKAGE, 'wasm'));
  // what is live is loaded from other hosts, which browsers do not let a page do
  const own = modules.filter((file) => file.endsWith('.wasm') && !file.startsWith('verify'));
  assert.equal(bundled.length, own.length, files.join());
  for (const name of own) {
    const [file, ...more] = bundled.filter((one) => one.startsWith(path.parse(name).name));
    assert.deepEqual(more, []);
    const bytes = await readFile(path.join(folder, 'bundled/assets', String(file)));
    assert.deepEqual(bytes, await readFile(path.join(PACKAGE, 'wasm', name)));
  }
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    const code = await readFile(path.join(folder, 'bundled/assets', file), 'utf8');
    assert.doesNotMatch(code, /node:|externalized for browser/, `${file} is for Node`);
  }
});
