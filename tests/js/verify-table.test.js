/** The table of faults: two real builds, each over HTTP and HTTPS, with one fault at a time, and the word that `verify` has for it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { tokenizer } from 'acorn';

import {
  certificate,
  named,
  send,
  serve,
  viteBuild,
  webpackBuild,
  withoutMaps,
} from './verify-world.js';
import { folder, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { VerifyReport } from 'mapship' */
/** @import { Fault } from './verify-world.js' */

/**
 * A build as it was built, as it is deployed, and an older one; its receipt; its entry and a chunk of it, by their paths on the server.
 * @typedef {object} Made
 * @property {string} dist
 * @property {string} live
 * @property {string} old
 * @property {string} receipt
 * @property {string} base
 * @property {string} entry
 * @property {string} chunk
 * @property {(live: string) => Promise<string | undefined>} index
 */

/** @type {(() => unknown)[]} */
const undo = [];
const shared = /** @type {TestContext} */ (
  /** @type {unknown} */ ({ after: (/** @type {() => unknown} */ work) => undo.push(work) })
);
/** @type {Record<string, Made>} */
const builds = {};
/** @type {Awaited<ReturnType<typeof certificate>>} */
let trust;

/** The names that the page of webpack's build mentions. @param {string} live */
const scriptsOf = (live) => Promise.all([named(live, 'runtime'), named(live, 'main')]);

before(async () => {
  trust = await certificate(shared);
  const deployed = async (/** @type {string} */ dist) => {
    const live = path.join(await folder(shared), 'live');
    await cp(dist, live, { recursive: true });
    return withoutMaps(live);
  };
  const vite = await viteBuild(shared);
  builds['Vite'] = {
    ...{ dist: vite, live: await deployed(vite), base: '/', receipt: await send(shared, vite) },
    old: await withoutMaps(await viteBuild(shared, '0.9.0')),
    ...{ entry: `/${await named(vite, 'index')}`, chunk: `/${await named(vite, 'pay')}` },
    index: async () => undefined,
  };
  const webpack = await webpackBuild(shared);
  const scripts = await scriptsOf(webpack);
  builds['webpack'] = {
    ...{ dist: webpack, live: await deployed(webpack), base: '/static/' },
    receipt: await send(shared, webpack, { minifiedPathPrefix: '/static' }),
    old: await withoutMaps(await webpackBuild(shared, '0.9.0')),
    ...{ entry: `/static/${scripts[1]}`, chunk: `/static/${await named(webpack, 'chunks')}` },
    index: async (live) =>
      (await scriptsOf(live)).map((name) => `<script src="/static/${name}"></script>`).join(''),
  };
});
after(async () => {
  for (const one of undo.reverse()) await one();
});

/** @param {Made} made @param {string} at */
const codeAt = (made, at) => readFile(path.join(made.live, at.slice(made.base.length)), 'utf8');

/** @param {'entry' | 'chunk'} which @param {(code: string) => string} change */
const rewriting = (which, change) => (/** @type {Made} */ made) =>
  /** @type {Fault} */ (
    async (_, response, url) => {
      if (url.pathname !== made[which]) return undefined;
      response.setHeader('Content-Type', 'text/javascript');
      return response.end(change(await codeAt(made, url.pathname)));
    }
  );

/** @param {'entry' | 'chunk'} which @param {(response: import('node:http').ServerResponse, url: URL) => unknown} work */
const answering = (which, work) => (/** @type {Made} */ made) =>
  /** @type {Fault} */ (
    (_, response, url) => (url.pathname === made[which] ? (work(response, url), true) : undefined)
  );

/** What proxies and deploys do to the bytes of a script. @type {Record<string, [change: (code: string) => string, word?: string]>} */
const CHANGES = {
  'a snippet before': [(code) => `window.__proxy=1;${code}`, 'live-moved'],
  'lines before and behind': [(code) => `/* proxy */\nlet p;\n${code}\nlet q;`, 'live-moved'],
  'a snippet before in place of the comment': [
    (code) => `window.__proxy=1;${code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '')}`,
    'live-moved',
  ],
  'a snippet behind': [(code) => `${code}\nwindow.__proxy=1;`, 'live-changed'],
  'a snippet in place of the comment': [
    (code) => code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n;window.__proxy=1'),
    'live-changed',
  ],
  'a text of the same length': [
    (code) => code.replace('clientToken', 'ClientToken'),
    'live-changed',
  ],
  'a longer text': [(code) => code.replace('clientToken', 'clientTokens'), 'live-moved'],
  'no comment that names the map': [
    (code) => code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, ''),
    undefined,
  ],
  'minified once more': [
    (code) => code.replaceAll(';', ';\n').replaceAll(',', ', '),
    'live-differs',
  ],
};

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {(made: Made) => Fault} [fault]
 * @property {'gzip' | 'br'} [encoding]
 * @property {string[]} [codes]
 * @property {number} [exit]
 * @property {string[]} [more] further arguments
 */

/** @type {Row[]} */
const ROWS = [
  { name: 'all the same' },
  { name: 'gzip', encoding: 'gzip' },
  { name: 'Brotli', encoding: 'br' },
  ...Object.entries(CHANGES).map(([name, [change, word]]) => ({
    name,
    fault: rewriting('entry', change),
    codes: word === undefined ? [] : [`${word} entry`],
    exit: word === undefined || word === 'live-changed' ? 0 : 3,
  })),
  {
    name: 'map left public',
    fault: (made) => async (_, response, url) =>
      url.pathname === `${made.chunk}.map`
        ? response.end(await readFile(path.join(made.dist, url.pathname.slice(made.base.length))))
        : undefined,
    codes: ['live-map-public chunk'],
    exit: 3,
  },
  {
    name: 'chunk missing',
    fault: answering('chunk', (response) => response.writeHead(404).end()),
    codes: ['live-missing chunk'],
    exit: 3,
  },
  {
    name: 'a page with 200 in place of a 404',
    fault: answering('chunk', (response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end('\n<!-- start -->\n<!DOCTYPE html><title>Shop</title>');
    }),
    codes: ['live-missing chunk'],
    exit: 3,
  },
  {
    name: 'slow',
    fault: () => async () => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      return undefined;
    },
  },
  {
    name: 'silent',
    fault: answering('chunk', () => {}),
    more: ['--request-timeout', '1'],
    codes: ['live-unreachable chunk'],
    exit: 4,
  },
  {
    name: 'endless redirect',
    fault: answering('chunk', (response, url) =>
      response.writeHead(302, { Location: `${url.pathname}?n=${Math.random()}` }).end(),
    ),
    codes: ['live-unreachable chunk'],
    exit: 4,
  },
  {
    name: 'a gigabyte, announced',
    fault: answering('chunk', (response) => {
      response.writeHead(200, { 'Content-Length': 1e9 });
      response.write('x');
    }),
    codes: ['live-unreachable chunk'],
    exit: 4,
  },
  {
    name: 'a gigabyte, piece by piece',
    fault: answering('chunk', (response) => {
      const piece = Buffer.alloc(1e6, 'x');
      let sent = 0;
      const more = () => {
        while (!response.destroyed && sent < 1000) {
          sent += 1;
          if (!response.write(piece)) return response.once('drain', more);
        }
        return response.end();
      };
      more();
    }),
    codes: ['live-unreachable chunk'],
    exit: 4,
  },
];

/** Each finding, with what it is about. @param {Made} made @param {VerifyReport} report */
function told(made, { files, issues }) {
  const nameOf = (/** @type {string} */ url) => {
    const { pathname } = new URL(url);
    return pathname === made.entry ? 'entry' : pathname === made.chunk ? 'chunk' : pathname;
  };
  const ofFiles = files.flatMap(({ path: url, issues: own }) =>
    own.map(({ code }) => `${code} ${nameOf(url)}`),
  );
  return [...issues.map(({ code }) => code), ...ofFiles].sort();
}

for (const bundler of ['Vite', 'webpack']) {
  for (const protocol of ['http', 'https']) {
    describe(`${bundler}, ${protocol}`, { concurrency: 2 }, () => {
      const made = () => /** @type {Made} */ (builds[bundler]);
      const tls = () => (protocol === 'https' ? { tls: trust.tls } : {});
      /** @param {string[]} args */
      const run = (...args) =>
        mapship(['verify', ...args, '--json'], {
          env: protocol === 'https' ? { NODE_EXTRA_CA_CERTS: trust.ca } : {},
        });

      for (const { name, fault, encoding, codes = [], exit = 0, more = [] } of ROWS) {
        test(name, async (t) => {
          const { live, base, index, receipt } = made();
          const site = await serve(t, live, {
            ...{ base, encoding, ...tls(), fault: fault?.(made()) },
            index: await index(live),
          });
          const ended = await run(site.url, ...more, '--against', receipt);
          assert.deepEqual(told(made(), ended.json()), codes, ended.stdout + ended.stderr);
          assert.equal(ended.code, exit);
        });
      }

      test('an old build on one of two hosts', async (t) => {
        const { live, old, base, index, receipt } = made();
        const [one, other] = [
          await serve(t, live, { base, ...tls(), index: await index(live) }),
          await serve(t, old, { base, ...tls(), index: await index(old) }),
        ];
        const ended = await run(one.url, other.url, '--against', receipt);
        /** @type {VerifyReport} */
        const report = ended.json();
        const changed = report.files.filter(({ group }) => group === 'changed');
        assert.ok(changed.length > 0);
        for (const file of changed) {
          assert.equal(file.status, 'other-build');
          assert.ok(file.path.startsWith(other.url));
        }
        const codes = new Set(told(made(), report).map((line) => line.split(' ')[0]));
        assert.deepEqual([...codes].sort(), ['frame-version-differs', 'live-other-build']);
        assert.equal(ended.code, 3);
      });

      test('another version than the scripts tell', async (t) => {
        const { live, dist, base, index } = made();
        const receipt = await send(t, dist, { version: '1.0.1', minifiedPathPrefix: base });
        const site = await serve(t, live, { base, ...tls(), index: await index(live) });
        const ended = await run(site.url, '--against', receipt);
        assert.deepEqual(told(made(), ended.json()), ['frame-version-differs entry']);
        assert.equal(ended.code, 3);
      });

      test('a redirect to another host', async (t) => {
        const { live, base, index, receipt, entry } = made();
        const cdn = await serve(t, live, { base: '/cdn/', ...tls() });
        const site = await serve(t, live, {
          ...{ base, ...tls(), index: await index(live) },
          fault: answering('entry', (response) =>
            response
              .writeHead(302, { Location: `${cdn.origin}/cdn/${entry.slice(base.length)}` })
              .end(),
          )(made()),
        });
        // nobody named it
        const refused = await run(site.url, '--against', receipt);
        assert.deepEqual(told(made(), refused.json()), ['live-unreachable entry']);
        assert.equal(refused.code, 4);
        assert.deepEqual(cdn.asked, []);
        // of a module browsers report where it came from, of another script what the page asks for
        const ended = await run(site.url, '--private-host', cdn.host, '--against', receipt);
        const ofEntry = told(made(), ended.json()).filter((line) => line.endsWith(' entry'));
        assert.deepEqual(ofEntry, bundler === 'Vite' ? ['live-address entry'] : []);
        assert.equal(ended.code, bundler === 'Vite' ? 3 : 0, ended.stdout);
      });
    });
  }
}

describe('what is said of changed bytes, held against the tokens that a parser sees', () => {
  /** @param {string} code */
  const tokensOf = (code) =>
    [...tokenizer(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true })].map(
      ({ type, loc }) => `${type.label} ${loc?.start.line}:${loc?.start.column}`,
    );

  for (const bundler of ['Vite', 'webpack']) {
    for (const [name, [change, word]] of Object.entries(CHANGES)) {
      test(`${bundler}: ${name}`, async () => {
        const made = /** @type {Made} */ (builds[bundler]);
        const code = await codeAt(made, made.entry);
        const changed = change(code);
        assert.notEqual(changed, code);
        const live = new Set(tokensOf(changed));
        const keeps = tokensOf(code).every((token) => live.has(token));
        assert.equal(keeps, word === undefined || word === 'live-changed');
      });
    }
  }
});

describe('certificates that are not to be trusted', () => {
  const NOT_IN_CERT = /IP: 127\.0\.0\.1 is not in the cert's list/;
  /** For whom it is, for how many days, whether its authority is known; what is said of it. */
  const CASES = /** @type {Record<string, [string, string, boolean, RegExp]>} */ ({
    'of nobody': ['IP:127.0.0.1', '2', false, /self-signed/],
    'for another host': ['DNS:other.example', '2', true, NOT_IN_CERT],
    'from yesterday': ['IP:127.0.0.1', '-1', true, /certificate has expired/],
  });
  for (const [name, [whom, days, known, reason]] of Object.entries(CASES)) {
    test(name, async (t) => {
      const dir = await folder(t, { 'san.cnf': `subjectAltName=${whom}` });
      const [key, request, cert] = ['key.pem', 'request.pem', 'cert.pem'];
      const openssl = (/** @type {string[]} */ ...args) =>
        promisify(execFile)('openssl', args, { cwd: dir });
      const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
      await openssl('req', ...kind, '-keyout', key, '-out', request, '-subj', '/CN=test');
      const sign = ['-req', '-in', request, '-signkey', key, '-days', days];
      await openssl('x509', ...sign, '-extfile', 'san.cnf', '-out', cert);
      const read = (/** @type {string} */ file) => readFile(path.join(dir, file));
      const made = /** @type {Made} */ (builds['Vite']);
      const site = await serve(t, made.live, {
        tls: { key: await read(key), cert: await read(cert) },
      });
      // also where the environment says that nothing is to be verified
      for (const loose of [{}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }]) {
        const ended = await mapship(['verify', site.url, '--json', '--against', made.receipt], {
          env: /** @type {Record<string, string>} */ ({
            ...(known && { NODE_EXTRA_CA_CERTS: path.join(dir, cert) }),
            ...loose,
          }),
        });
        assert.equal(ended.code, 4);
        const [page] = /** @type {VerifyReport} */ (ended.json()).files;
        const [issue] = page?.issues ?? [];
        assert.equal(issue?.code, 'live-unreachable');
        assert.match(
          issue?.message ?? '',
          /^it could not be loaded: its certificate is not one to trust/,
        );
        assert.match(issue?.message ?? '', reason);
        assert.match(issue?.message ?? '', /NODE_EXTRA_CA_CERTS$/);
        assert.deepEqual(site.asked, []);
      }
    });
  }
});
