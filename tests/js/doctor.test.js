// `mapship doctor`: what would be used, where it came from, what must be mended; and that it gives nothing secret away.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { rootCertificates } from 'node:tls';

import { BUILD, folder, intake, mapship, nowhere } from './world.js';

/** @import { TestContext } from 'node:test' */

const KEY = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const ENV = { DATADOG_API_KEY: KEY };
const SOUND = { path: 'dist', service: 'web', version: '1', minifiedPathPrefix: '/static' };

/** @param {object} config */
const file = (config) => ({ 'mapship.config.json': JSON.stringify(config) });

/**
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string> }} where
 */
async function doctor(args, where) {
  const end = await mapship(['doctor', '--json', ...args], where);
  const document = end.json();
  assert.equal(end.stderr, '');
  assert.equal(document.ok, end.code === 0, end.stdout);
  for (const entry of document.entries) {
    const isWell = entry.status === 'ok';
    assert.equal(
      entry.help === undefined,
      isWell,
      `a remedy, just where one is needed: ${JSON.stringify(entry)}`,
    );
    assert.equal(entry.code === undefined, isWell);
  }
  /** @type {(about: string, target?: string) => any} */
  const find = (about, target) =>
    document.entries.find(
      (/** @type {any} */ one) => one.about === about && (!target || one.target === target),
    );
  const codes = document.entries.flatMap((/** @type {any} */ one) => one.code ?? []);
  return { ...end, document, find, codes };
}

/** @param {any} entry */
const said = (entry) => entry && [entry.value, entry.origin, entry.status];

test('all sound: what is used, and where each value is from', async (t) => {
  const cwd = await folder(t, {
    ...BUILD,
    ...file({
      site: 'us3',
      version: '7',
      targets: [
        { ...SOUND, version: undefined, name: 'web' },
        {
          ...SOUND,
          name: 'other',
          event: { service: 'other' },
          intakeUrl: 'https://intake.test/base',
        },
      ],
    }),
  });
  const env = {
    ...ENV,
    DD_GIT_COMMIT_SHA: 'a'.repeat(40),
    DD_GIT_REPOSITORY_URL: 'https://u:secret@git.test/r.git',
  };
  const { code, find, document, stdout } = await doctor(['--service', 'flagged'], { cwd, env });
  assert.equal(code, 0, stdout);
  assert.deepEqual(Object.keys(document), ['mapship', 'ok', 'entries']);
  assert.deepEqual(said(find('node')), [process.versions.node, undefined, 'ok']);
  assert.deepEqual(said(find('config')), [
    'mapship.config.json, 2 targets',
    'the current folder',
    'ok',
  ]);
  assert.deepEqual(said(find('api-key')), ['set, 32 characters', 'DATADOG_API_KEY', 'ok']);
  assert.deepEqual(said(find('files', 'web')), [
    'dist: 2 files, 1 map, 1 pair, 1 upload',
    undefined,
    'ok',
  ]);
  assert.deepEqual(said(find('type', 'web')), ['js_sourcemap', 'the files', 'ok']);
  assert.deepEqual(said(find('service', 'web')), ['flagged', '--service', 'ok']);
  assert.deepEqual(said(find('version', 'web')), ['7', 'mapship.config.json: version', 'ok']);
  assert.deepEqual(said(find('version', 'other')), [
    '1',
    'mapship.config.json: targets[1].version',
    'ok',
  ]);
  assert.deepEqual(said(find('prefix', 'web')), [
    '/static: /static/app.js',
    'mapship.config.json: targets[0].minifiedPathPrefix',
    'ok',
  ]);
  assert.equal(find('site', 'web').origin, 'mapship.config.json: site');
  assert.match(
    find('site', 'web').value,
    /^us3\.datadoghq\.com: https:\/\/sourcemap-intake\.us3\.datadoghq\.com\//,
  );
  assert.deepEqual(said(find('site', 'other')), [
    'https://intake.test/base/api/v2/srcmap',
    'mapship.config.json: targets[1].intakeUrl',
    'ok',
  ]);
  assert.deepEqual(said(find('repository')), [
    'https://git.test/r.git',
    'DD_GIT_REPOSITORY_URL environment',
    'ok',
  ]);
  assert.deepEqual(said(find('commit')), ['a'.repeat(40), 'DD_GIT_COMMIT_SHA environment', 'ok']);
  assert.ok(!stdout.includes('secret'));
});

test('for people: one line each, marks, remedies, a verdict', async (t) => {
  const cwd = await folder(t, { ...BUILD, ...file({ targets: [{ ...SOUND, version: '' }] }) });
  const end = await mapship(['doctor'], { cwd, env: ENV });
  assert.equal(end.code, 2);
  assert.match(end.stdout, /^mapship \d/);
  assert.match(end.stdout, /^✔ api-key {7}set, 32 characters {2}from DATADOG_API_KEY$/m);
  assert.match(end.stdout, /^target dist$/m);
  assert.match(
    end.stdout,
    /^✖ version .*\n +event\.version is empty.*\[event-field-empty\]\n +→ /m,
  );
  assert.match(end.stdout, /^to be mended: 1 error/m);
  assert.ok(!end.stdout.includes('\u001b'));
});

test('the key: where it is from, and what is wrong with it, but nothing of it', async (t) => {
  const cwd = await folder(t, { ...BUILD, ...file({ targets: [SOUND] }) });
  const other = 'd00d'.repeat(8);
  /** @type {[Record<string, string>, number, string | undefined, string | undefined, string[]][]} */
  const cases = [
    [{}, 2, undefined, undefined, ['api-key-missing']],
    [{ DD_API_KEY: ' ' }, 2, undefined, undefined, ['api-key-missing']],
    [{ DD_API_KEY: KEY }, 0, 'set, 32 characters', 'DD_API_KEY', []],
    [{ DATADOG_API_KEY: `${KEY}\n` }, 0, 'set, 32 characters', 'DATADOG_API_KEY', []],
    [{ DATADOG_API_KEY: KEY, DD_API_KEY: KEY }, 0, 'set, 32 characters', 'DATADOG_API_KEY', []],
    [
      { DATADOG_API_KEY: KEY, DD_API_KEY: other },
      0,
      'set, 32 characters',
      'DATADOG_API_KEY',
      ['api-keys-differ'],
    ],
    [{ DD_API_KEY: 'pub1234567890' }, 0, 'set, 13 characters', 'DD_API_KEY', ['api-key-odd']],
    [
      { DD_API_KEY: `${KEY.slice(1)}ü` },
      2,
      'set, 32 characters',
      'DD_API_KEY',
      ['api-key-malformed'],
    ],
  ];
  for (const [env, code, value, origin, codes] of cases) {
    const end = await doctor([], { cwd, env });
    assert.equal(end.code, code, end.stdout);
    assert.deepEqual([end.find('api-key').value, end.find('api-key').origin], [value, origin]);
    assert.deepEqual(
      end.codes.filter((/** @type {string} */ one) => one.startsWith('api-key')),
      codes,
    );
    const text = await mapship(['doctor'], { cwd, env });
    for (const key of [KEY, other, 'pub1234567890']) {
      // eight characters of it would be a part
      for (let at = 0; at + 8 <= key.length; at += 4) {
        assert.ok(!(end.stdout + text.stdout + text.stderr).includes(key.slice(at, at + 8)));
      }
    }
  }
});

test('what is wrong with a target has a code and a remedy', async (t) => {
  const cwd = await folder(t, {
    ...BUILD,
    'package.json': JSON.stringify({ name: 'shop', version: '3.2.1' }),
    'empty/x.txt': '',
    ...file({
      targets: [
        { path: 'nowhere', name: 'gone', service: 's', version: '1', minifiedPathPrefix: '/' },
        { ...SOUND, path: 'empty', name: 'empty' },
        { path: 'dist', name: 'bare' },
        { ...SOUND, name: 'odd', event: { servcie: 'x' } },
        { ...SOUND, name: 'open', intakeUrl: 'http://far.test' },
      ],
    }),
  });
  const { code, find, document } = await doctor([], { cwd, env: ENV });
  assert.equal(code, 2);
  /** @type {[string, string, string, RegExp][]} */
  const expected = [
    ['gone', 'files', 'file-unreadable', /./],
    ['empty', 'files', 'nothing-found', /folder that the build writes to/],
    [
      'bare',
      'service',
      'event-field-missing',
      /--service, or service in the config file; package\.json says shop/,
    ],
    ['bare', 'version', 'event-field-missing', /--release-version, .* package\.json says 3\.2\.1/],
    ['bare', 'prefix', 'event-field-missing', /--minified-path-prefix/],
    ['odd', 'servcie', 'event-field-unknown', /service/],
    ['open', 'site', 'intake-url-insecure', /https/],
  ];
  for (const [target, about, expectedCode, help] of expected) {
    const entry = find(about, target);
    assert.deepEqual([entry?.status, entry?.code], ['error', expectedCode], `${target} ${about}`);
    assert.match(entry.help, help);
  }
  const errors = document.entries.filter((/** @type {any} */ one) => one.status === 'error');
  assert.equal(errors.length, expected.length, JSON.stringify(errors, null, 1));
});

test('how it is sent, and what a receipt says of earlier runs', async (t) => {
  const { url } = await intake(t);
  const target = { ...SOUND, intakeUrl: url, receipt: 'sent.json', timeout: 90_000 };
  const cwd = await folder(t, { ...BUILD, ...file({ maxRetries: 1, targets: [target] }) });
  const flags = ['--max-concurrency', '4', '--deadline', '600'];
  const fresh = await doctor(flags, { cwd, env: ENV });
  assert.equal(fresh.code, 0, fresh.stdout);
  const [name] = Object.keys(file({}));
  const at = `${name}: targets[0]`;
  /** @type {[string, string, string][]} */
  const expected = [
    ['concurrency', '4 uploads at a time', '--max-concurrency'],
    ['retries', '1 retry', `${name}: maxRetries`],
    ['timeout', '90.0 s without a move', `${at}.timeout`],
    ['deadline', '600.0 s for all uploads together', '--deadline'],
    ['receipt', 'sent.json: to be written', `${at}.receipt`],
  ];
  for (const [about, value, origin] of expected) {
    assert.deepEqual(said(fresh.find(about, 'dist')), [value, origin, 'ok']);
  }
  const sent = await mapship(['upload', '--disable-git', ...flags], { cwd, env: ENV });
  assert.equal(sent.code, 0, sent.stdout);
  const after = await doctor([], { cwd, env: ENV });
  assert.equal(after.find('receipt', 'dist').value, 'sent.json: 1 upload that arrived');
  const wrong = await doctor(['--receipt', 'dist/app.js.map'], { cwd, env: ENV });
  const { status, code, origin } = wrong.find('receipt', 'dist');
  assert.deepEqual(
    [wrong.code, status, code, origin],
    [2, 'error', 'receipt-invalid', '--receipt'],
  );
  assert.equal(
    (await doctor([], { cwd: await folder(t, BUILD), env: ENV })).find('receipt'),
    undefined,
  );
});

test('a config that is not sound is an entry, and the rest is told all the same', async (t) => {
  const cwd = await folder(t, { ...BUILD, ...file({ apiKey: KEY }) });
  const { code, find, stdout } = await doctor(['dist', '--service', 's'], { cwd, env: ENV });
  assert.equal(code, 2);
  assert.deepEqual([find('config').code, find('config').status], ['config-api-key', 'error']);
  assert.deepEqual(said(find('service')), ['s', '--service', 'ok']);
  assert.ok(!stdout.includes(KEY));
  const none = await doctor(['--no-config'], { cwd, env: ENV });
  assert.equal(none.code, 0, none.stdout);
  assert.deepEqual(said(none.find('config')), ['none', '--no-config', 'ok']);
  assert.deepEqual([none.find('files').status, none.find('files').code], ['note', 'no-input']);
  assert.equal(none.find('site').origin, 'the default');
});

test('names and values that would move the cursor are escaped', async (t) => {
  const cwd = await folder(t, {
    ...BUILD,
    ...file({
      targets: [
        { ...SOUND, name: 'a\u001b[2J', service: 'b\u001b[1A', event: { 'c\u001b[K': 'd' } },
      ],
    }),
  });
  for (const args of [['doctor'], ['check'], ['upload']]) {
    const end = await mapship(args, { cwd, env: ENV });
    assert.ok(!(end.stdout + end.stderr).includes('\u001b'), end.stdout + end.stderr);
  }
});

test('variables are named as the origin', async (t) => {
  const cwd = await folder(t, { ...BUILD, ...file({ site: 'us3', targets: [SOUND] }) });
  /** @type {[Record<string, string>, RegExp, string][]} */
  const cases = [
    [{ DD_SITE: 'us5' }, /us5/, 'DD_SITE'],
    [{ DATADOG_SITE: 'ap1', DD_SITE: 'us5' }, /ap1/, 'DATADOG_SITE'],
    [{ DATADOG_SOURCEMAP_INTAKE_URL: 'https://i.test' }, /i\.test/, 'DATADOG_SOURCEMAP_INTAKE_URL'],
  ];
  for (const [env, value, origin] of cases) {
    const { find } = await doctor([], { cwd, env: { ...ENV, ...env } });
    assert.match(find('site').value, value);
    assert.equal(find('site').origin, origin);
  }
  const wrong = await doctor([], { cwd, env: { ...ENV, DD_SITE: 'us9' } });
  assert.deepEqual([wrong.code, wrong.find('site').code], [2, 'site-unknown']);
});

test('Git: the repository and commit, or why not', async (t) => {
  const cwd = await folder(t, {
    ...BUILD,
    ...file({ targets: [SOUND, { ...SOUND, name: 'two' }] }),
  });
  const without = await doctor([], { cwd, env: ENV });
  assert.ok(without.codes.includes('git-not-a-repository'), String(without.codes));
  const left = await doctor(['--disable-git'], { cwd, env: ENV });
  assert.deepEqual(said(left.find('git')), ['left out', '--disable-git', 'ok']);
  const sha = 'a'.repeat(40);
  const flags = ['--repository-url', 'https://git.test/flag.git', '--commit-sha', sha];
  const flagged = await doctor(flags, { cwd, env: ENV });
  assert.deepEqual(said(flagged.find('repository')), [
    'https://git.test/flag.git',
    '--repository-url',
    'ok',
  ]);
  assert.deepEqual(said(flagged.find('commit')), [sha, '--commit-sha', 'ok']);
  const told = await folder(t, {
    ...BUILD,
    ...file({ git: { repositoryUrl: 'https://git.test/f.git', commitSha: sha }, targets: [SOUND] }),
  });
  const filed = await doctor(flags.slice(2), { cwd: told, env: ENV });
  assert.deepEqual(said(filed.find('repository')), [
    'https://git.test/f.git',
    'mapship.config.json: git.repositoryUrl',
    'ok',
  ]);
  assert.deepEqual(said(filed.find('commit')), [sha, '--commit-sha', 'ok']);
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-C', cwd, '-c', 'user.name=t', '-c', 'user.email=t@t.test', ...args], {
      encoding: 'utf8',
    }).trim();
  git('init', '-q');
  git('remote', 'add', 'origin', 'https://user:secret@git.test/r.git');
  git('add', '.');
  git('commit', '-qm', 'x');
  const inside = await doctor([], { cwd, env: ENV });
  assert.deepEqual(said(inside.find('commit')), [git('rev-parse', 'HEAD'), 'git', 'ok']);
  assert.equal(inside.find('repository').value, 'https://git.test/r.git');
  assert.ok(!inside.stdout.includes('secret'));
  const commits = inside.document.entries.filter(
    (/** @type {any} */ one) => one.about === 'commit',
  );
  assert.equal(commits.length, 1, 'said once for all targets');
});

test('the proxy that would be used, without its password, and what NO_PROXY says', async (t) => {
  const cwd = await folder(t, { ...BUILD, ...file({ targets: [SOUND] }) });
  const proxy = 'http://ada:hunter2@proxy.test:3128';
  const host = 'sourcemap-intake.datadoghq.com';
  /** @type {[Record<string, string>, string, string][]} */
  const cases = [
    [{}, `none for ${host}`, 'the default'],
    [{ HTTPS_PROXY: proxy }, `http://proxy.test:3128 for ${host}, with credentials`, 'HTTPS_PROXY'],
    [{ all_proxy: 'proxy.test:1' }, `http://proxy.test:1 for ${host}`, 'all_proxy'],
    [
      { HTTPS_PROXY: proxy, NO_PROXY: 'x.test, .datadoghq.com' },
      `none for ${host}: NO_PROXY leaves it out`,
      'NO_PROXY',
    ],
    [
      { HTTPS_PROXY: proxy, NO_PROXY: 'x.test' },
      `http://proxy.test:3128 for ${host}, with credentials`,
      'HTTPS_PROXY',
    ],
    [
      { HTTPS_PROXY: proxy, DATADOG_SOURCEMAP_INTAKE_URL: 'https://127.0.0.1:9' },
      'none for 127.0.0.1:9: it is this machine',
      'HTTPS_PROXY',
    ],
  ];
  for (const [env, value, origin] of cases) {
    const { find, stdout } = await doctor([], { cwd, env: { ...ENV, ...env } });
    assert.deepEqual(said(find('proxy')), [value, origin, 'ok']);
    assert.ok(!/hunter2|ada/.test(stdout));
  }
  const bad = await doctor([], {
    cwd,
    env: { ...ENV, HTTPS_PROXY: 'socks5://ada:hunter2@p.test' },
  });
  assert.deepEqual([bad.code, bad.find('proxy').code], [2, 'proxy-invalid']);
  assert.ok(!bad.stdout.includes('hunter2'));
});

test('certificates: the file is there and can be read; verification is never off', async (t) => {
  const [first = '', second = ''] = rootCertificates;
  const cwd = await folder(t, {
    ...BUILD,
    ...file({ targets: [SOUND] }),
    'good.pem': `${first}\n${second}\n`,
    'text.pem': 'no certificate',
    'bad.pem': `${first}\n${second.replace(/\n.{40}/, '\nAAAA')}\n`,
  });
  const at = (/** @type {string} */ name) => ({
    ...ENV,
    NODE_EXTRA_CA_CERTS: path.join(cwd, name),
  });
  /** A process that can't read the file says so on its own. @param {string} name */
  const entryFor = async (name) => {
    const end = await mapship(['doctor', '--json'], { cwd, env: at(name) });
    return {
      code: end.code,
      entry: end.json().entries.find((/** @type {any} */ one) => one.about === 'certificates'),
    };
  };
  const good = await entryFor('good.pem');
  assert.deepEqual(
    [good.code, good.entry.value],
    [0, `2 certificates in ${path.join(cwd, 'good.pem')}`],
  );
  assert.deepEqual((await entryFor('text.pem')).entry.code, 'certificates-invalid');
  const bad = await entryFor('bad.pem');
  assert.equal(bad.code, 2);
  assert.match(bad.entry.message, /^certificate 2 of /);
  const gone = await entryFor('gone.pem');
  assert.deepEqual([gone.code, gone.entry.code], [2, 'certificates-unreadable']);
  const off = await mapship(['doctor', '--json'], {
    cwd,
    env: { ...ENV, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  });
  assert.equal(off.code, 0);
  assert.ok(
    off
      .json()
      .entries.some(
        (/** @type {any} */ one) => one.code === 'tls-always-verified' && one.status === 'warning',
      ),
  );
});

/**
 * A server that writes down what it is asked.
 * @param {TestContext} t
 * @param {number} status
 */
async function recorder(t, status) {
  /** @type {{ method?: string, url?: string, headers: string }[]} */
  const asked = [];
  const server = createServer(({ method, url, rawHeaders }, response) => {
    asked.push({ method, url, headers: rawHeaders.join('\n') });
    response.writeHead(status).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, asked };
}

test('--online asks for the root of the intake once, without the key; else nothing is asked', async (t) => {
  const { url, asked } = await recorder(t, 404);
  const targets = [SOUND, { ...SOUND, name: 'two' }];
  const cwd = await folder(t, { ...BUILD, ...file({ intakeUrl: `${url}/base`, targets }) });
  assert.equal((await doctor([], { cwd, env: ENV })).find('online'), undefined);
  assert.equal(asked.length, 0);
  const { code, find } = await doctor(['--online'], { cwd, env: ENV });
  assert.equal(code, 0);
  assert.match(find('online').value, /^127\.0\.0\.1:\d+ answers: HTTP 404 in \d+ ms$/);
  assert.deepEqual(
    asked.map(({ method, url }) => [method, url]),
    [['HEAD', '/']],
  );
  assert.ok(!/api-key/i.test(asked[0]?.headers ?? '') && !asked[0]?.headers.includes(KEY));
});

test('--online: what is in the way', async (t) => {
  const cwd = await folder(t, { ...BUILD, ...file({ targets: [SOUND] }) });
  const online = (/** @type {Record<string, string>} */ env) =>
    doctor(['--online'], { cwd, env: { ...ENV, ...env } });
  const closed = await online({ DATADOG_SOURCEMAP_INTAKE_URL: await nowhere(t) });
  assert.deepEqual([closed.code, closed.find('online').code], [2, 'online-unreachable']);
  assert.match(closed.find('online').message, /ECONNREFUSED/);
  const { url: refusing } = await recorder(t, 407);
  const proxied = await online({
    DATADOG_SOURCEMAP_INTAKE_URL: 'http://localhost:1',
    HTTP_PROXY: refusing,
  });
  assert.deepEqual([proxied.code, proxied.find('online').code], [2, 'online-status']);
  const { url: faulty } = await recorder(t, 503);
  const down = await online({ DATADOG_SOURCEMAP_INTAKE_URL: faulty });
  assert.deepEqual([down.code, down.find('online').status], [0, 'warning']);
  const server = await intake(t);
  const up = await online({ DATADOG_SOURCEMAP_INTAKE_URL: server.url });
  assert.equal(up.code, 0, up.stdout);
  assert.deepEqual(await server.uploads(), []);
});
