/** `verify --browser`: the scripts that a browser really runs, and what of its positions is readable. */
import assert from 'node:assert/strict';
import { chmod, cp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { verify } from 'mapship';

import { crawlDelay } from '../../pkg/verify/manners.js';
import { certificate, named, send, serve, viteBuild, withoutMaps } from './verify-world.js';
import { folder, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { VerifyReport } from 'mapship' */

const BROWSER = process.env.MAPSHIP_BROWSER || '/usr/bin/chromium';

/** @type {(() => unknown)[]} */
const undo = [];
const shared = /** @type {TestContext} */ (
  /** @type {unknown} */ ({ after: (/** @type {() => unknown} */ work) => undo.push(work) })
);
const made = { dist: '', live: '', receipt: '' };
before(async () => {
  made.dist = await viteBuild(shared);
  made.receipt = await send(shared, made.dist);
  made.live = path.join(await folder(shared), 'live');
  await cp(made.dist, made.live, { recursive: true });
  await withoutMaps(made.live);
});
after(async () => {
  for (const one of undo.reverse()) await one();
});

/** @param {VerifyReport} report */
const codesOf = ({ files, issues }) =>
  [...issues, ...files.flatMap((file) => file.issues)].map(({ code }) => code).sort();

/** @param {string} more what is added to the page */
const pageWith = async (more) =>
  `${await readFile(path.join(made.live, 'index.html'), 'utf8')}<script>${more}</script>`;

test('a frame of each script that is run is readable', async (t) => {
  const site = await serve(t, made.live);
  // other tests have browsers, too
  const { TMPDIR } = process.env;
  process.env.TMPDIR = await folder(t);
  t.after(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });
  const report = await verify(site.url, { against: made.receipt, browser: BROWSER });
  assert.deepEqual(codesOf(report), []);
  const read = report.files.flatMap(({ path: url, frame }) =>
    frame ? [[new URL(url).pathname.replace(/-[\w-]{8}\./, '.'), frame.original?.source]] : [],
  );
  // the chunks are run by nobody before a click
  assert.deepEqual(
    read.map(([url]) => url),
    ['/assets/index.js', '/assets/worker.js'],
  );
  for (const [, source] of read) assert.match(source ?? '', /src\/\w+\.js$/);
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith('mapship-browser-'));
  assert.deepEqual(left, []);
});

test('a script whose address is put together when the page runs', async (t) => {
  const index = await pageWith(
    `const s = document.createElement('script'); s.src = '/o' + 'wn.j' + 's'; document.body.append(s);`,
  );
  const site = await serve(t, made.live, {
    index,
    fault: (_, response, url) => {
      if (url.pathname !== '/own.js') return undefined;
      response.setHeader('Content-Type', 'text/javascript');
      return response.end('globalThis.own = () => 1;');
    },
  });
  assert.deepEqual(codesOf(await verify(site.url, { against: made.receipt })), []);
  const run = await mapship(
    ['verify', site.url, '--browser', 'auto', '--json', '--against', made.receipt],
    { env: { MAPSHIP_BROWSER: BROWSER } },
  );
  assert.deepEqual(codesOf(run.json()), ['live-unsent']);
  assert.equal(run.code, 0);
});

test('a map that leads nowhere', async (t) => {
  const dist = await viteBuild(t);
  const receipt = await send(t, dist);
  const map = path.join(dist, `${await named(dist, 'index')}.map`);
  const text = JSON.parse(await readFile(map, 'utf8'));
  await writeFile(map, JSON.stringify({ ...text, mappings: '' }));
  const live = path.join(await folder(t), 'live');
  await cp(dist, live, { recursive: true });
  const site = await serve(t, await withoutMaps(live));
  const report = await verify(site.url, { against: receipt, browser: BROWSER });
  assert.deepEqual(codesOf(report), ['live-frame']);
  assert.equal(report.ok, true);
});

test('the browser asks whom verify may ask, and headers go to whom they are for', async (t) => {
  /** @type {(string | undefined)[]} */
  const cookies = [];
  const other = await serve(t, made.live, {
    fault: (request) => {
      cookies.push(request.headers.cookie);
      return undefined;
    },
  });
  /** @type {Set<string | undefined>} */
  const own = new Set();
  const index = await pageWith(
    `const s = document.createElement('script'); s.src = '${other.origin}/x' + '.js'; document.body.append(s); fetch('${other.origin}/' + 'data').catch(() => {});`,
  );
  const site = await serve(t, made.live, {
    index,
    fault: (request) => {
      if (request.headers['user-agent']?.includes('Headless')) own.add(request.headers.cookie);
      return undefined;
    },
  });
  const options = { against: made.receipt, browser: BROWSER, header: ['Cookie: a=1'] };
  const refused = await verify(site.url, options);
  assert.deepEqual(codesOf(refused), []);
  assert.equal(other.asked.length, 0);
  assert.deepEqual([...own], ['a=1']);
  await verify(site.url, { ...options, privateHost: [other.host] });
  assert.ok(other.asked.includes('/data'), other.asked.join());
  assert.deepEqual([...new Set(cookies)], [undefined]);
});

test('a page that asks without end, and a browser that is not there', async (t) => {
  const index = await pageWith(`setInterval(() => fetch('/poll?' + Math.random()), 50);`);
  const site = await serve(t, made.live, { index });
  const start = performance.now();
  const report = await verify(site.url, {
    ...{ against: made.receipt, browser: BROWSER, requestTimeout: 3000 },
  });
  assert.deepEqual(codesOf(report), []);
  assert.ok(performance.now() - start < 30_000);
  for (const [args, env] of /** @type {[string[], Record<string, string>][]} */ ([
    [['--browser', '/nowhere/chromium'], {}],
    [['--browser', 'auto'], { PATH: '/nowhere' }],
  ])) {
    const run = await mapship(['verify', site.url, ...args, '--against', made.receipt], { env });
    assert.equal(run.code, 2);
    assert.match(run.stderr, /\[browser-missing\]/);
  }
});

test(
  'a program that is no browser',
  { skip: process.platform === 'win32' && 'a script is no program there' },
  async (t) => {
    const dir = await folder(t, { sleeps: '#!/bin/sh\nexec sleep 60\n', ends: '#!/bin/sh\n' });
    const site = await serve(t, made.live);
    for (const [name, reason] of /** @type {[string, RegExp][]} */ ([
      ['sleeps', /does not answer$/],
      ['ends', /has ended$/],
    ])) {
      const program = path.join(dir, name);
      await chmod(program, 0o755);
      const report = await verify(site.url, {
        ...{ against: made.receipt, browser: program, requestTimeout: 1000 },
      });
      const [issue] = report.files.flatMap(({ issues }) => issues);
      assert.equal(issue?.code, 'live-browser');
      assert.match(issue?.message ?? '', reason);
    }
  },
);

test('a page that the browser cannot load', async (t) => {
  const site = await serve(t, made.live, {
    fault: (request, response, url) => {
      if (url.pathname !== '/' || !request.headers['user-agent']?.includes('Headless'))
        return undefined;
      return response.destroy();
    },
  });
  const report = await verify(site.url, { against: made.receipt, browser: BROWSER });
  assert.deepEqual(codesOf(report), ['live-browser']);
  assert.equal(report.ok, false);
});

test('a browser that does not know the authority that Node was told of', async (t) => {
  const { tls, ca } = await certificate(t);
  const site = await serve(t, made.live, { tls });
  const args = ['verify', site.url, '--against', made.receipt];
  const options = { env: { NODE_EXTRA_CA_CERTS: ca } };
  const without = await mapship([...args, '--json'], options);
  assert.equal(without.code, 0, without.stdout + without.stderr);
  const run = await mapship([...args, '--browser', BROWSER, '--json'], options);
  assert.deepEqual(codesOf(run.json()), ['live-browser']);
  assert.equal(run.code, 3);
  const told = await mapship([...args, '--browser', BROWSER], options);
  const said = told.stdout + told.stderr;
  assert.match(said, /could not load it: net::ERR_CERT_AUTHORITY_INVALID/);
  assert.match(said, /authority of your own has to be known to it, too/);
});

test('a server that wants to be left alone is left alone', async (t) => {
  /** @type {number[]} */
  const times = [];
  let isAnnoyed = true;
  const site = await serve(t, made.live, {
    fault: (_, response, url) => {
      if (url.pathname === '/') return undefined;
      times.push(performance.now());
      if (!isAnnoyed) return undefined;
      setTimeout(() => (isAnnoyed = false), 900);
      return response.writeHead(429, { 'Retry-After': '1' }).end();
    },
  });
  assert.deepEqual(codesOf(await verify(site.url, { against: made.receipt })), []);
  const longest = Math.max(...times.slice(1).map((at, i) => at - (times[i] ?? 0)));
  assert.ok(longest > 900, `${longest} ms`);
  // for ever is not for lack of a file
  const never = await serve(t, made.live, {
    fault: (_, response, url) =>
      url.pathname.includes('pay') && url.pathname.endsWith('.js')
        ? response.writeHead(429).end()
        : undefined,
  });
  assert.deepEqual(codesOf(await verify(never.url, { against: made.receipt })), [
    'live-unreachable',
  ]);
});

test('several pages come as far apart as robots.txt asks', async (t) => {
  /** @type {number[]} */
  const times = [];
  const page = await readFile(path.join(made.live, 'index.html'), 'utf8');
  const site = await serve(t, made.live, {
    fault: (_, response, url) => {
      if (url.pathname === '/robots.txt') {
        return response.end('User-agent: *\nCrawl-delay: 0.8 # seconds\nDisallow: /\n');
      }
      if (!/^\/(?:|one|two)$/.test(url.pathname)) return undefined;
      times.push(performance.now());
      return response.end(page);
    },
  });
  const report = await verify(site.url, { against: made.receipt, page: ['/one', '/two'] });
  assert.deepEqual(codesOf(report), []);
  const apart = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  assert.equal(apart.length, 2);
  for (const ms of apart) assert.ok(ms > 780, `${ms} ms`);
  for (const [text, expected] of /** @type {[string, number | undefined][]} */ ([
    ['', undefined],
    ['Crawl-delay: 5', undefined],
    ['User-agent: a\nUser-Agent: mapship\ncrawl-delay: 2\nUser-agent: *\nCrawl-delay: 9', 2000],
    ['user-agent: *\r\nDisallow: /\r\nCrawl-delay:1.5\r\n', 1500],
    ['User-agent: bot\nCrawl-delay: 7', undefined],
    ['User-agent: *\nCrawl-delay: soon', undefined],
  ])) {
    assert.equal(crawlDelay(text), expected, text);
  }
});
