/** `verify`: real builds, served as they were sent, and with one fault each. */
import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { verify } from 'mapship';

import {
  certificate,
  named,
  send,
  serve,
  viteBuild,
  webpackBuild,
  withoutMaps,
} from './verify-world.js';
import { isPrivate, isPrivateName } from '../../pkg/verify/private.js';
import { folder, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { VerifyReport } from 'mapship' */
/** @import { Fault } from './verify-world.js' */

/** What undoes the builds that all tests share. @type {(() => unknown)[]} */
const undo = [];
const shared = /** @type {TestContext} */ (
  /** @type {unknown} */ ({ after: (/** @type {() => unknown} */ work) => undo.push(work) })
);
/** A build as it was built, the same as it is deployed, its receipt; an older one as it is deployed. */
const made = { dist: '', live: '', receipt: '', old: '' };

before(async () => {
  made.dist = await viteBuild(shared);
  made.receipt = await send(shared, made.dist);
  made.live = path.join(await folder(shared), 'live');
  await cp(made.dist, made.live, { recursive: true });
  await withoutMaps(made.live);
  made.old = await withoutMaps(await viteBuild(shared, '0.9.0'));
});
after(async () => {
  for (const one of undo.reverse()) await one();
});

/** The code of each finding, with the name of its file. @param {VerifyReport} report */
function told({ files, issues }) {
  const ofFiles = files.flatMap(({ path: url, issues: own }) =>
    own.map(({ code }) => `${code} ${nameOf(url)}`),
  );
  return [...issues.map(({ code }) => code), ...ofFiles].sort();
}

/** A file's name without its hash. @param {string} url */
function nameOf(url) {
  return (new URL(url).pathname.split('/').at(-1) ?? '').replace(/-[\w-]{8}\.js$/, '.js') || '/';
}

/** @param {string} part @returns {(url: URL) => boolean} */
const isNamed = (part) => (url) => url.pathname.includes(part) && url.pathname.endsWith('.js');

/**
 * Changes the bytes of one script.
 * @param {string} part of its name
 * @param {(code: string) => string} change
 * @returns {Fault}
 */
const changing = (part, change) => async (_, response, url) => {
  if (!isNamed(part)(url)) return undefined;
  const code = await readFile(path.join(made.live, url.pathname), 'utf8');
  response.setHeader('Content-Type', 'text/javascript');
  return response.end(change(code));
};

/** @param {string} part @param {(response: import('node:http').ServerResponse, url: URL) => unknown} work @returns {Fault} */
const answering = (part, work) => (_, response, url) =>
  isNamed(part)(url) ? (work(response, url), true) : undefined;

/** @param {(map: string, url: URL) => string | undefined} find @returns {Fault} */
const leaking = (find) => async (_, response, url) => {
  if (!url.pathname.endsWith('.map')) return undefined;
  const name = find(url.pathname, url);
  if (name === undefined) return undefined;
  return response.end(await readFile(path.join(made.dist, name)));
};

/**
 * What is done to the site; what is found, how the process ends.
 * @type {{ name: string, fault?: Fault, encoding?: 'gzip' | 'br', codes: string[], exit: number, more?: string[], group?: [string, string] }[]}
 */
const CASES = [
  { name: 'all as sent', codes: [], exit: 0 },
  { name: 'packed by gzip', encoding: 'gzip', codes: [], exit: 0 },
  { name: 'packed by Brotli', encoding: 'br', codes: [], exit: 0 },
  {
    name: 'the comment that names the map is cut off, as after-upload does it',
    fault: changing('index', (code) => code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '')),
    codes: [],
    exit: 0,
  },
  {
    name: 'a snippet put before a script by a proxy',
    fault: changing('index', (code) => `window.__proxy=1;${code}`),
    codes: ['live-moved index.js'],
    exit: 3,
  },
  {
    name: 'a snippet of lines put before and behind',
    fault: changing('index', (code) => `/* proxy */\nlet p;\n${code}\nlet q;`),
    codes: ['live-moved index.js'],
    exit: 3,
  },
  {
    name: 'a snippet put behind',
    fault: changing('index', (code) => `${code}\nwindow.__proxy=1;`),
    codes: ['live-changed index.js'],
    exit: 0,
    group: ['index', 'covered'],
  },
  {
    name: 'a script that was minified once more',
    fault: changing('cart', (code) => code.replaceAll(';', ';\n')),
    codes: ['live-differs cart.js'],
    exit: 3,
  },
  {
    name: 'a map that is public under the name of its script',
    fault: leaking((map) => (map.includes('pay') ? map : undefined)),
    codes: ['live-map-public pay.js'],
    exit: 3,
  },
  {
    name: 'the same, on purpose',
    fault: leaking((map) => (map.includes('pay') ? map : undefined)),
    more: ['--allow-maps'],
    codes: [],
    exit: 0,
  },
  {
    name: 'a map that the header SourceMap names',
    fault: async (_, response, url) => {
      if (isNamed('pay')(url)) response.setHeader('SourceMap', '/maps/pay.map');
      if (url.pathname !== '/maps/pay.map') return undefined;
      const name = `${await named(made.dist, 'pay')}.map`;
      return response.end(await readFile(path.join(made.dist, name)));
    },
    codes: ['live-map-public pay.js'],
    exit: 3,
  },
  {
    name: 'an inline map',
    fault: changing('pay', (code) =>
      code.replace(/sourceMappingURL=.*/, 'sourceMappingURL=data:application/json;base64,e30='),
    ),
    codes: ['live-changed pay.js', 'live-map-inline pay.js'],
    exit: 3,
  },
  {
    name: 'maps that are a page for who asks',
    fault: (_, response, url) => {
      if (!url.pathname.endsWith('.map')) return undefined;
      response.setHeader('Content-Type', 'text/html');
      return response.end('<!doctype html><title>Shop</title>');
    },
    codes: [],
    exit: 0,
  },
  {
    name: 'a chunk that is missing',
    fault: answering('pay', (response) => response.writeHead(404).end()),
    codes: ['live-missing pay.js'],
    exit: 3,
    group: ['pay', 'missing'],
  },
  {
    name: 'a start page with 200 in place of a chunk',
    fault: answering('pay', (response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><script type="module" src="/x.js"></script>');
    }),
    codes: ['live-missing pay.js'],
    exit: 3,
  },
  {
    name: 'an entry that is missing',
    fault: answering('index', (response) => response.writeHead(410).end()),
    codes: ['live-missing index.js'],
    exit: 3,
  },
  {
    name: 'a redirect of a module to another path',
    fault: (_, response, url) => {
      if (!isNamed('index')(url) || url.pathname.startsWith('/cdn')) return undefined;
      return response.writeHead(302, { Location: `/cdn${url.pathname}` }).end();
    },
    codes: ['live-missing index.js'],
    exit: 3,
  },
  {
    name: 'redirects that do not end',
    fault: answering('cart', (response, url) =>
      response.writeHead(302, { Location: `${url.pathname}?n=${Math.random()}` }).end(),
    ),
    codes: ['live-unreachable cart.js'],
    exit: 4,
  },
  {
    name: 'a circle of redirects',
    fault: answering('cart', (response, url) =>
      response.writeHead(301, { Location: url.pathname }).end(),
    ),
    codes: ['live-unreachable cart.js'],
    exit: 4,
  },
  {
    name: 'a server that is silent',
    fault: answering('cart', () => {}),
    more: ['--request-timeout', '1'],
    codes: ['live-unreachable cart.js'],
    exit: 4,
  },
  {
    name: 'a server that sends a byte at a time, for ever',
    fault: answering('cart', (response) => {
      const timer = setInterval(() => response.write('/'), 100);
      response.once('close', () => clearInterval(timer));
    }),
    more: ['--request-timeout', '1'],
    codes: ['live-unreachable cart.js'],
    exit: 4,
  },
  {
    name: 'a gigabyte, as its length says',
    fault: answering('cart', (response) => {
      response.writeHead(200, { 'Content-Length': 1_000_000_000 });
      response.write('x');
    }),
    codes: ['live-unreachable cart.js'],
    exit: 4,
  },
  {
    name: 'a hundred megabytes, packed into 100 kB',
    fault: answering('cart', (response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(BOMB);
    }),
    codes: ['live-unreachable cart.js'],
    exit: 4,
  },
  {
    name: 'a server that breaks off',
    fault: answering('cart', (response) => {
      response.writeHead(200, { 'Content-Length': 1000 });
      response.write('x', () => response.destroy());
    }),
    codes: ['live-unreachable cart.js'],
    exit: 4,
  },
  {
    name: 'a server in trouble',
    fault: answering('cart', (response) => response.writeHead(502).end()),
    codes: ['live-unreachable cart.js'],
    exit: 4,
  },
  {
    name: 'a script that was never sent, and one of somebody else that was not there',
    fault: async (_, response, url) => {
      if (url.pathname === '/own.js') return response.end('f()');
      if (url.pathname !== '/') return undefined;
      const page = await readFile(path.join(made.live, 'index.html'), 'utf8');
      return response.end(
        `${page}<script src="/own.js"></script><script src="https://127.0.0.2:9/t.js"></script>`,
      );
    },
    codes: ['live-unsent own.js'],
    exit: 0,
  },
  {
    name: 'the same, where all has to resolve',
    fault: async (_, response, url) => {
      if (url.pathname === '/own.js') return response.end('f()');
      if (url.pathname !== '/') return undefined;
      const page = await readFile(path.join(made.live, 'index.html'), 'utf8');
      return response.end(`${page}<script src="/own.js"></script>`);
    },
    more: ['--min-coverage', '100'],
    codes: ['live-coverage', 'live-unsent own.js'],
    exit: 3,
  },
  {
    name: 'a page without scripts',
    fault: (_, response, url) => (url.pathname === '/' ? response.end('<p>Soon</p>') : undefined),
    codes: ['live-no-mention'],
    exit: 0,
  },
  {
    name: 'a page that is not there',
    fault: (_, response, url) => (url.pathname === '/' ? response.writeHead(404).end() : undefined),
    codes: ['live-unreachable /'],
    exit: 4,
  },
];

/** Zeros. */
const BOMB = gzipSync(Buffer.alloc(100_000_000));

describe('verify', () => {
  for (const { name, fault, encoding, codes, exit, more = [], group } of CASES) {
    test(name, async (t) => {
      const site = await serve(t, made.live, { fault, encoding });
      const run = await mapship(['verify', site.url, '--against', made.receipt, '--json', ...more]);
      const report = /** @type {VerifyReport} */ (run.json());
      assert.deepEqual(told(report), codes, run.stdout);
      assert.equal(run.code, exit);
      const [part = '', expected] = group ?? [];
      const found = report.files.find((file) => group && file.path.includes(part));
      assert.equal(found?.group, expected);
    });
  }

  test('over HTTPS, where the certificate verifies and only there', async (t) => {
    const { tls, ca } = await certificate(t);
    const site = await serve(t, made.live, { tls });
    const args = ['verify', site.url, '--against', made.receipt, '--json'];
    const trusted = await mapship(args, { env: { NODE_EXTRA_CA_CERTS: ca } });
    assert.deepEqual(told(trusted.json()), []);
    assert.equal(trusted.code, 0);
    for (const env of [{}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }]) {
      const refused = await mapship(args, { env: /** @type {Record<string, string>} */ (env) });
      assert.deepEqual(told(refused.json()), ['live-unreachable /']);
      assert.equal(refused.code, 4);
    }
  });

  test('a build of webpack, whose runtime names its chunks', async (t) => {
    const dist = await webpackBuild(t);
    const receipt = await send(t, dist, { minifiedPathPrefix: '/static' });
    await withoutMaps(dist);
    const scripts = [await named(dist, 'runtime'), await named(dist, 'main')];
    const index = scripts.map((name) => `<script defer src="/static/${name}"></script>`).join('');
    const site = await serve(t, dist, { base: '/static/', index });
    const whole = await verify(site.url, { against: receipt });
    assert.deepEqual(told(whole), []);
    assert.equal(whole.coverage.covered, 5);
    // a receipt of one file leads to no other: the chunks are found without it
    const document = JSON.parse(await readFile(receipt, 'utf8'));
    document.uploads = document.uploads.filter((/** @type {any} */ { path: map }) =>
      map.includes('main'),
    );
    await writeFile(receipt, JSON.stringify(document));
    const part = await verify(site.url, { against: receipt });
    assert.deepEqual(part.files.map(({ status }) => status).sort(), [
      'same',
      ...Array(4).fill('unsent'),
    ]);
    // and a chunk that is gone is missed by nobody but by its receipt
    await rm(path.join(dist, await named(dist, 'chunks')));
    const gone = await verify(site.url, { against: receipt });
    assert.equal(gone.files.length, 4);
  });

  test('what a server runs is not looked for on the site', async (t) => {
    const receipt = path.join(await folder(t), 'sent.json');
    await send(t, made.dist, { receipt });
    const server = await webpackBuild(t);
    const options = { receipt, service: 'shop-server', minifiedPathPrefix: '/srv/shop' };
    await send(t, server, { ...options, forServer: true });
    const site = await serve(t, made.live);
    const report = await verify(site.url, { against: receipt });
    assert.deepEqual(told(report), []);
    const askedForServer = site.asked.filter((at) => at.startsWith('/srv/'));
    assert.deepEqual(askedForServer, []);
    // unsaid, the site is asked for it
    await send(t, server, options);
    const unsaid = await verify(site.url, { against: receipt });
    assert.deepEqual([...new Set(unsaid.files.map(({ status }) => status))].sort(), [
      'not-served',
      'same',
    ]);
  });

  test('an old build on one of two hosts', async (t) => {
    const [one, other] = [await serve(t, made.live), await serve(t, made.old)];
    const report = await verify([one.url, other.url], { against: made.receipt });
    assert.deepEqual(told(report), [
      'frame-version-differs index.js',
      'live-other-build cart.js',
      'live-other-build index.js',
    ]);
    assert.ok(
      report.files.find(({ status }) => status === 'other-build')?.path.startsWith(other.url),
    );
  });

  test('a version that the scripts tell and no upload has', async (t) => {
    const receipt = await send(t, made.dist, { version: '1.0.1' });
    const site = await serve(t, made.live);
    const report = await verify(site.url, { against: receipt });
    assert.deepEqual(told(report), ['frame-version-differs index.js']);
    const [issue] = report.files.flatMap(({ issues }) => issues);
    assert.match(issue?.message ?? '', /version 1\.0\.0; the upload is for 1\.0\.1$/);
  });

  test('a prefix that is not that of the site', async (t) => {
    const receipt = await send(t, made.dist, { minifiedPathPrefix: '/static' });
    const site = await serve(t, made.live);
    const report = await verify(site.url, { against: receipt });
    const names = ['cart', 'index', 'pay', 'worker'];
    assert.deepEqual(
      told(report),
      names.map((name) => `live-address ${name}.js`),
    );
    assert.equal(report.coverage.share, 0);
  });

  test('a redirect to another host', async (t) => {
    const cdn = await serve(t, made.live, { base: '/v1/' });
    const site = await serve(t, made.live, {
      fault: answering('index', (response, url) =>
        response.writeHead(302, { Location: `${cdn.origin}/v1${url.pathname}` }).end(),
      ),
    });
    // it is in a private network, where pages must not lead
    const refused = await verify(site.url, { against: made.receipt });
    assert.deepEqual(told(refused), ['live-unreachable index.js']);
    assert.deepEqual(cdn.asked, []);
    const allowed = await verify(site.url, { against: made.receipt, privateHost: [cdn.host] });
    assert.ok(told(allowed).includes('live-address index.js'), told(allowed).join());
    const [issue] = allowed.files
      .filter(({ path: url }) => url.includes('/index'))
      .flatMap(({ issues }) => issues);
    assert.equal(issue?.args.reported, `${cdn.origin}/v1/${await named(made.dist, 'index')}`);
    // sent for where browsers find it
    const receipt = await send(t, made.dist, { minifiedPathPrefix: `${cdn.origin}/v1` });
    const right = await verify(site.url, { against: receipt, privateHost: [cdn.host] });
    assert.equal(right.files.find(({ path: url }) => url.includes('index'))?.status, 'same');
  });

  test('headers go to the hosts that are named, and keys to nobody', async (t) => {
    /** @type {[string, string | undefined][]} */
    const seen = [];
    /** @type {(name: string) => Fault} */
    const noting = (name) => (request) => {
      assert.ok(!JSON.stringify(request.headers).includes('secret-key'));
      seen.push([`${name} ${request.url?.replace(/-[\w-]{8}\./, '.')}`, request.headers.cookie]);
      return undefined;
    };
    const other = await serve(t, made.live, { fault: noting('other') });
    const index = `<script type="module" src="/${await named(made.live, 'index')}"></script><script type="module" src="${other.origin}/${await named(made.live, 'pay')}"></script>`;
    const site = await serve(t, made.live, { fault: noting('site'), index });
    const run = await mapship(
      [
        'verify',
        site.url,
        '--against',
        made.receipt,
        '--header',
        'Cookie: a=1',
        '--private-host',
        other.host,
      ],
      {
        env: {
          DD_API_KEY: 'secret-key-0123456789abcdef',
          DATADOG_API_KEY: 'secret-key-0123456789abcdef',
        },
      },
    );
    assert.equal(run.code, 0, run.stdout + run.stderr);
    assert.equal(new Map(seen).get('site /'), 'a=1');
    assert.equal(new Map(seen).get('site /assets/index.js'), 'a=1');
    assert.equal(new Map(seen).has('other /assets/pay.js'), true);
    assert.equal(new Map(seen).get('other /assets/pay.js'), undefined);
    // whether a map is public is asked as anybody would
    assert.equal(new Map(seen).get('site /assets/index.js.map'), undefined);
  });

  test('a receipt without hashes says so', async (t) => {
    const document = JSON.parse(await readFile(made.receipt, 'utf8'));
    for (const entry of document.uploads) delete entry.parts;
    const dir = await folder(t, { 'old.json': JSON.stringify(document) });
    const site = await serve(t, made.live);
    const run = await mapship([
      'verify',
      site.url,
      '--against',
      path.join(dir, 'old.json'),
      '--json',
    ]);
    assert.deepEqual(
      new Set(told(run.json()).map((one) => one.split(' ')[0])),
      new Set(['live-uncompared']),
    );
    assert.equal(run.code, 0);
  });

  test('against the folder of the build, with its prefix and without', async (t) => {
    const site = await serve(t, made.live, {
      fault: changing('index', (code) => code.replace('clientToken', 'clientTokem')),
    });
    for (const more of [{}, { minifiedPathPrefix: '/' }]) {
      const report = await verify(site.url, { against: made.dist, ...more });
      assert.deepEqual(told(report), ['live-changed index.js']);
      assert.equal(report.coverage.covered, 4);
    }
    const longer = await serve(t, made.live, {
      fault: changing('index', (code) => code.replace('clientToken', 'clientTokens')),
    });
    const moved = await verify(longer.url, { against: made.dist });
    assert.deepEqual(told(moved), ['live-moved index.js']);
  });

  test('against a folder whose maps were cleared away', async (t) => {
    const site = await serve(t, made.live);
    const report = await verify(site.url, { against: made.live });
    assert.deepEqual(told(report), ['live-folder-bare']);
    assert.equal(report.coverage.covered, 4);
    assert.equal(report.ok, true);
  });

  test('waits for a deploy', async (t) => {
    let isOld = true;
    setTimeout(() => (isOld = false), 1500);
    const site = await serve(t, made.live, {
      fault: async (_, response, url) => {
        if (!isOld) return undefined;
        const name = url.pathname === '/' ? 'index.html' : url.pathname;
        const bytes = await readFile(path.join(made.old, name)).catch(() => undefined);
        if (bytes === undefined) return response.writeHead(404).end();
        response.setHeader('Content-Type', name.endsWith('.js') ? 'text/javascript' : 'text/html');
        return response.end(bytes);
      },
    });
    const args = ['verify', site.url, '--against', made.receipt];
    const at = await mapship(args);
    assert.equal(at.code, 3);
    const waited = await mapship([...args, '--wait', '30']);
    assert.equal(waited.code, 0, waited.stdout);
  });

  test('pages by name, by list and by sitemap', async (t) => {
    const own = `<script type="module" src="/${await named(made.live, 'index')}"></script>`;
    const site = await serve(t, made.live, {
      fault: (_, response, url) => {
        if (url.pathname === '/sitemap.xml') {
          return response.end(
            `<urlset><url><loc>${site.url}map?a=1&amp;b=2</loc></url><url><loc>https://elsewhere.example/</loc></url></urlset>`,
          );
        }
        return /^\/(?:|one|two|map)$/.test(url.pathname) ? response.end(own) : undefined;
      },
    });
    const dir = await folder(t, { 'pages.txt': `# pages\n/two\n` });
    const run = await mapship([
      'verify',
      site.url,
      '--page',
      '/one',
      '--pages-from',
      path.join(dir, 'pages.txt'),
      '--sitemap',
      '/sitemap.xml',
      '--json',
      '--against',
      made.receipt,
    ]);
    const paths = run
      .json()
      .pages.map((/** @type {any} */ { url }) => url.slice(site.origin.length))
      .sort();
    assert.deepEqual(paths, ['/', '/map?a=1&b=2', '/one', '/two']);
    assert.equal(run.code, 0);
  });

  test('reports as check has them', async (t) => {
    const site = await serve(t, made.live, {
      fault: CASES.find(({ name }) => name === 'a chunk that is missing')?.fault,
    });
    const dir = await folder(t);
    const at = (/** @type {string} */ name) => path.join(dir, name);
    const run = await mapship([
      'verify',
      site.url,
      '--report',
      `sarif=${at('a.sarif')}`,
      '--report',
      `junit=${at('a.xml')}`,
      '--report',
      `markdown=${at('a.md')}`,
      '--report',
      `gitlab=${at('a.json')}`,
      '--against',
      made.receipt,
    ]);
    assert.equal(run.code, 3, run.stderr);
    const sarif = JSON.parse(await readFile(at('a.sarif'), 'utf8'));
    const [result] = sarif.runs[0].results;
    assert.equal(result.ruleId, 'live-missing');
    assert.equal(
      result.locations[0].physicalLocation.artifactLocation.uri,
      `${site.url}${await named(made.dist, 'pay')}`,
    );
    assert.match(await readFile(at('a.xml'), 'utf8'), /<testcase[^>]*pay-[^>]*>\n\s*<failure/);
    assert.match(await readFile(at('a.md'), 'utf8'), /mapship verify: not ok/);
  });

  test('says what is wrong with how it was called', async () => {
    for (const [args, code, error] of /** @type {[string[], number, RegExp][]} */ ([
      [['verify', 'https://x.invalid/'], 2, /required option '--against/],
      [['verify', '--against', made.receipt], 2, /page-missing/],
      [['verify', 'dist', '--against', made.receipt], 2, /file-unreadable/],
      [
        ['verify', 'https://x.invalid/', '--page', 'https://', '--against', made.receipt],
        2,
        /page-address/,
      ],
      [['verify', 'https://u:p@x.invalid/', '--against', made.receipt], 2, /page-password/],
      [
        ['verify', 'https://x.invalid/', '--header', 'nothing', '--against', made.receipt],
        2,
        /header-invalid/,
      ],
      [['verify', 'https://x.invalid/', '--against', 'none.json'], 2, /file-unreadable/],
    ])) {
      const run = await mapship(args);
      assert.equal(run.code, code, run.stdout + run.stderr);
      assert.match(run.stderr, error);
      assert.ok(!run.stderr.includes('u:p'));
    }
  });

  test('a page whose own code tells another version', async (t) => {
    const site = await serve(t, made.live, {
      fault: async (_, response, url) => {
        if (url.pathname !== '/') return undefined;
        const page = await readFile(path.join(made.live, 'index.html'), 'utf8');
        const init = `window.DD_RUM.init({ clientToken: 'a', service: 'shop', version: '9.9.9' })`;
        return response.end(`${page}<script>${init}</script>`);
      },
    });
    const report = await verify(site.url, { against: made.receipt });
    assert.deepEqual(told(report), ['frame-version-differs /']);
  });

  test('a receipt is known by what is in it, whatever its name', async (t) => {
    const dir = await folder(t, { receipt: await readFile(made.receipt), 'no.json': '{}' });
    const site = await serve(t, made.live);
    const report = await verify(site.url, { against: path.join(dir, 'receipt') });
    assert.deepEqual(told(report), []);
    await assert.rejects(verify(site.url, { against: path.join(dir, 'no.json') }), {
      code: 'receipt-invalid',
    });
  });

  test('of several versions in one receipt the last is looked for', async (t) => {
    const old = await viteBuild(t, '0.9.0');
    const receipt = await send(t, old, { version: '0.9.0' });
    const document = JSON.parse(await readFile(receipt, 'utf8'));
    document.uploads.push(
      ...JSON.parse(await readFile(made.receipt, 'utf8')).uploads.map(
        (/** @type {any} */ entry) => ({ ...entry, endedAt: '2100-01-01T00:00:00.000Z' }),
      ),
    );
    await writeFile(receipt, JSON.stringify(document));
    const site = await serve(t, made.live);
    assert.deepEqual(told(await verify(site.url, { against: receipt })), []);
    const before = await verify(site.url, { against: receipt, version: '0.9.0' });
    assert.ok(
      told(before).some((one) => one.startsWith('live-other-build')),
      told(before).join(),
    );
  });

  test('tells private addresses from public ones', () => {
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.100.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'fe80::1%eth0',
      'fd00::1',
      '::ffff:127.0.0.1',
      '::ffff:a00:1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      'nothing',
    ]) {
      assert.equal(isPrivate(address), true, address);
    }
    for (const address of [
      '1.1.1.1',
      '172.32.0.1',
      '93.184.216.34',
      '2606:4700::1111',
      '::ffff:1.1.1.1',
      '64:ff9b::101:101',
      '2002:101:101::',
    ]) {
      assert.equal(isPrivate(address), false, address);
    }
    for (const name of [
      'localhost',
      'a.localhost',
      '[::1]',
      '127.0.0.1',
      '127.0.0.1.',
      'metadata.google.internal',
    ]) {
      assert.equal(isPrivateName(name), true, name);
    }
    assert.equal(isPrivateName('example.com'), false);
  });
});
