// What others have written and mapship publishes: it is named, and it is what the lock files say.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { noticed, problemsOf } from '../package/bill.js';

const ROOT = new URL('../../', import.meta.url);
const read = (/** @type {string} */ file) => readFile(new URL(file, ROOT), 'utf8');

const NOTICES = await read('pkg/docs/THIRD-PARTY-NOTICES.md');
const NAMED = await noticed();

/** Whether a module has it, by what the table says. @param {string[]} places @param {string} module */
const inModule = (places, module) => places.includes('wasm/') || places.includes(`wasm/${module}`);

test('the notices name what is built in', async () => {
  assert.ok(NAMED.length > 30, `only ${NAMED.length} rows`);
  // the compiler leaves the paths of sources in a module, for panics
  const inModules = new Set();
  for (const file of await readdir(new URL('pkg/wasm', ROOT))) {
    if (!file.endsWith('.wasm')) continue;
    const text = await readFile(new URL(`pkg/wasm/${file}`, ROOT), 'latin1');
    const module = file.replace('_bg.wasm', '');
    for (const [, crate] of text.matchAll(/\/([a-z0-9_-]+-\d+\.\d+\.\d+[\w.+-]*)\/src\//g)) {
      inModules.add(`${module}: ${crate}`);
    }
  }
  assert.ok(inModules.size > 15, `only ${inModules.size} crates were seen in modules`);
  const named = new Set();
  for (const { name, version, places } of NAMED) {
    for (const module of ['core', 'lookups', 'jvm', 'native', 'pdb', 'verify']) {
      if (inModule(places, module)) named.add(`${module}: ${name}-${version}`);
    }
  }
  // what the standard library is made with stands with its licence only
  const ofRust = [...NOTICES.matchAll(/([\w-]+) ([\d.]+) \(of Rust's standard library\)/g)];
  const isOfRust = (/** @type {string} */ crate) =>
    ofRust.some(([, name, version]) => crate.endsWith(`: ${name}-${version}`));
  assert.deepEqual(
    [...inModules].filter((crate) => !named.has(crate) && !isOfRust(crate)),
    [],
  );
  // and what the sources of the page import by name
  const listed = execFileSync(
    'git',
    ['ls-files', 'www/*.js', 'www/*.jsx', 'www/**/*.js', 'www/**/*.jsx'],
    {
      cwd: fileURLToPath(ROOT),
      encoding: 'utf8',
    },
  );
  const imported = new Set();
  for (const file of listed
    .split('\n')
    .filter((name) => name && !/^www\/(?:build|bundled|sample\/make)\.js$/.test(name))) {
    for (const [, name = ''] of (await read(file)).matchAll(
      /from '((?:@[\w-]+\/)?[a-z][\w-]*)(?:\/[\w-]+)?'/g,
    )) {
      imported.add(name);
    }
  }
  assert.ok(imported.size >= 4, [...imported].join());
  const packages = NAMED.filter(({ places }) => places.includes('page/')).map(({ name }) => name);
  assert.deepEqual(
    [...imported].filter((name) => !packages.includes(name)),
    [],
  );
});

test('each has its licence with its text', () => {
  assert.ok(NAMED.length > 30);
  const headings = [...NOTICES.matchAll(/^### (.*)$/gm)].flatMap(([, text = '']) =>
    text.split(', '),
  );
  const without = NAMED.filter(
    ({ name, version }) => !headings.includes(`${name} ${version}`) && !headings.includes(name),
  );
  assert.deepEqual(without, []);
  const texts = NOTICES.split('```text\n').slice(1);
  for (const text of texts) {
    assert.match(text, /WITHOUT WARRANTY|without any express or implied|"AS IS"|AS IS/i);
  }
});

test('every package of the lock files has its hash', async () => {
  const { packages } = JSON.parse(await read('package-lock.json'));
  const without = Object.entries(packages).filter(
    ([place, one]) =>
      place.includes('node_modules/') && !one.link && !one.integrity && !one.inBundle,
  );
  assert.deepEqual(
    without.map(([place]) => place),
    [],
  );
  const crates = (await read('Cargo.lock')).split('[[package]]').slice(1);
  const foreign = crates.filter((text) => text.includes('\nsource = '));
  assert.ok(foreign.length > 50);
  assert.deepEqual(
    foreign.filter((text) => !/\nchecksum = "[0-9a-f]{64}"\n/.test(text)),
    [],
  );
  // from the registry, and from nowhere else
  const sources = new Set(foreign.map((text) => /\nsource = "([^"]*)"/.exec(text)?.[1]));
  assert.deepEqual([...sources], ['registry+https://github.com/rust-lang/crates.io-index']);
});

test('npm’s bill of materials is CycloneDX, and has what the notices name', async () => {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args =
    'sbom --sbom-format=cyclonedx --omit=dev --package-lock-only --workspace=mapship --workspace=mapship-page';
  const text = execFileSync(npm, args.split(' '), { cwd: fileURLToPath(ROOT), encoding: 'utf8' });
  assert.deepEqual(await problemsOf(text, { everything: false }), []);
  const less = JSON.parse(text);
  less.components = less.components.filter(
    (/** @type {{ name: string }} */ { name }) => name !== 'preact',
  );
  less.components[0].type = 'nothing';
  const problems = await problemsOf(JSON.stringify(less), { everything: false });
  assert.match(problems.join('\n'), /^not CycloneDX: [^]*\npreact .* is not in it$/);
});
