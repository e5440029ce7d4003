// The same build, uploaded by mapship and by the unmodified datadog-ci: the recorded requests, compared.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { build } from 'vite';

import { CLEAN, folder, intake, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { Upload } from 'mapship/intake' */

const DATADOG_CI = createRequire(import.meta.url).resolve('@datadog/datadog-ci');
const APP = fileURLToPath(new URL('../apps/shop', import.meta.url));
const KEY = '0123456789abcdef0123456789abcdef';

/** What differs, and why: everything else must be the same. The same list stands in docs/datadog-ci.md. */
const DIFFERENT_HEADERS = new Set([
  // each says who it is
  'dd-evp-origin',
  'dd-evp-origin-version',
  'user-agent',
  // mapship asks for what it can read
  'accept',
  // the boundary is random
  'content-type',
  // the ports of two intakes
  'host',
  // Node's fetch adds these
  'accept-encoding',
  'accept-language',
  'sec-fetch-mode',
]);

/**
 * The app in a Git repository, built.
 * @param {TestContext} t
 */
async function project(t) {
  const dir = await folder(t);
  await cp(APP, dir, { recursive: true });
  await build({ root: dir, build: { outDir: 'dist', emptyOutDir: true } });
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: dir,
      env: CLEAN,
    });
  git('init', '-q');
  git('remote', 'add', 'origin', 'https://user:password@github.com/acme/shop.git');
  git('add', '--all', '--', ':!dist');
  git('commit', '-q', '-m', 'x');
  return dir;
}

/** @param {Upload} upload */
async function comparable({ dir, event, parts, encoding, headers }) {
  const { cli_version: _, ...fields } = event ?? {};
  const repository = parts.find(({ name }) => name === 'repository');
  return {
    event: fields,
    encoding,
    parts: parts
      .filter(({ name }) => name !== 'event')
      .map(({ name, filename, contentType, sha256 }) => ({ name, filename, contentType, sha256 })),
    order: parts.map(({ name }) => name),
    repository:
      repository && JSON.parse(await readFile(path.join(dir, String(repository.path)), 'utf8')),
    headers: Object.fromEntries(
      Object.entries(headers).filter(([name]) => !DIFFERENT_HEADERS.has(name)),
    ),
  };
}

/** @param {Upload[]} uploads */
async function byAddress(uploads) {
  const sorted = uploads.toSorted((a, b) =>
    String(a.event?.minified_url).localeCompare(String(b.event?.minified_url)),
  );
  return Promise.all(sorted.map(comparable));
}

for (const [name, prefix, more] of /** @type {[string, string, string[]][]} */ ([
  ['with Git', 'https://static.example.com/js/', []],
  ['with Git and a project path', '/static', ['--project-path', 'src/']],
  ['without Git', 'https://static.example.com', ['--disable-git']],
  ['a protocol-relative prefix', '//cdn.example.com/a', ['--disable-git']],
])) {
  test(`the same requests: ${name}`, async (t) => {
    const dir = await project(t);
    const [ours, theirs] = [await intake(t), await intake(t)];
    const args = [
      'dist',
      '--service',
      'shop',
      '--release-version',
      '1.4.2',
      '--minified-path-prefix',
      prefix,
      ...more,
    ];

    const end = await mapship(['upload', ...args, '--intake-url', ours.url], {
      cwd: dir,
      env: { DD_API_KEY: KEY },
    });
    assert.equal(end.code, 0, end.stdout + end.stderr);
    await promisify(execFile)(process.execPath, [DATADOG_CI, 'sourcemaps', 'upload', ...args], {
      cwd: dir,
      env: {
        ...CLEAN,
        DATADOG_API_KEY: KEY,
        DATADOG_SOURCEMAP_INTAKE_URL: theirs.url,
        DD_CI_SKIP_VERSION_BANNER: '1',
        // its metrics go nowhere
        HTTPS_PROXY: 'http://127.0.0.1:9',
        NO_PROXY: '127.0.0.1',
      },
    });

    const [mine, reference] = [
      await byAddress(await ours.uploads()),
      await byAddress(await theirs.uploads()),
    ];
    assert.equal(reference.length, 2, 'datadog-ci has uploaded both maps');
    assert.deepEqual(mine, reference);
    assert.equal(mine[0]?.repository !== undefined, !more.includes('--disable-git'));
  });
}
