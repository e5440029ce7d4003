/** The start pages: every command on them is run where a build has left its files, and must come to a good end. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { MAPPING } from './jvm-world.js';
import { BUILD, CLEAN, SCRIPT, folder, intake, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */

const DOCS = fileURLToPath(new URL('../../pkg/docs', import.meta.url));
const SYMBOLS = fileURLToPath(new URL('../fixtures/symbols', import.meta.url));
const PAGES = (await readdir(DOCS)).filter((name) =>
  /^(?:start-.*|still-minified|faq|migrating)\.md$/.test(name),
);

/** What builds of all kinds leave, by the fixture that stands for it. */
const LEFT = {
  'app/build/intermediates/merged_native_libs/release/out/lib/x86_64/libshop.so': 'elf/x86_64.so',
  'build/Shop.xcarchive/dSYMs/Shop.app.dSYM/Contents/Resources/DWARF/Shop': 'macho/fat.dwarf',
  'symbols/app.android-x64.symbols': 'elf/split.debug',
  'Il2CppOutputProject/Source/il2cppOutput/Symbols/LineNumberMappings.json':
    'il2cpp/LineNumberMappings.json',
  'build/shop.debug': 'elf/split.debug',
  'build/shop.pdb': 'pdb/inlined.pdb',
  'build/shop.wasm': 'wasm/app.wasm',
  'bin/Release/Shop.pdb': 'portable/ClrLoader.pdb',
};

/** What is said besides, and is not mapship's. */
const OTHERS = /^(?:npm (?:install --save-dev mapship|run build|uninstall @datadog\/datadog-ci))$/;

/** A site with the build's script on it. @param {TestContext} t */
async function site(t) {
  const server = createServer(({ url }, response) => {
    if (url === '/') return response.end('<script src="/static/app.js"></script>');
    if (url === '/static/app.js') return response.end(SCRIPT.split('\n')[0]);
    return response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}/`;
}

/** @param {string} page @param {string} language */
async function blocks(page, language) {
  const text = await readFile(path.join(DOCS, page), 'utf8');
  const found = text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'));
  return Array.from(found, ([, body = '']) => body);
}

/** A folder in which everything has been built, and an environment with a key. @param {TestContext} t */
async function built(t) {
  const [server, address] = [await intake(t, { requireKey: 'k'.repeat(32) }), await site(t)];
  const cwd = await folder(t, {
    ...BUILD,
    'dist/app.js': `${SCRIPT.split('\n')[0]}`,
    'app/build/outputs/mapping/release/mapping.txt': MAPPING,
    'trace.txt': `Error: x\n    at f (${address}static/app.js:1:1)\n`,
  });
  for (const [place, fixture] of Object.entries(LEFT)) {
    await cp(path.join(SYMBOLS, fixture), path.join(cwd, place));
  }
  const env = {
    DATADOG_API_KEY: 'k'.repeat(32),
    DATADOG_SOURCEMAP_INTAKE_URL: server.url,
    DATADOG_DSYM_INTAKE_URL: server.url,
  };
  return { cwd, env, address, server };
}

test('there are start pages', () => {
  assert.ok(PAGES.length >= 8, PAGES.join());
});

for (const page of PAGES) {
  test(`${page}: its commands do what they say`, async (t) => {
    const lines = (await blocks(page, 'sh')).flatMap((text) => text.trim().split('\n'));
    const { cwd, env, address } = await built(t);
    for (const line of lines) {
      if (OTHERS.test(line)) continue;
      const words = line.replaceAll('https://example.com/', address).split(' ');
      assert.deepEqual(words.splice(0, 2), ['npx', 'mapship'], line);
      if (words.includes('verify')) await receipt(cwd, env, address);
      const [trace] = words.at(-2) === '<' ? words.splice(-2).slice(1) : [];
      const given = trace === undefined ? words : [...words, '--stack', trace];
      const { code, stdout, stderr } = await mapship(given, { cwd, env });
      assert.equal(code, 0, `${line}\n${stdout}${stderr}`);
    }
  });
}

test('the program of start-program.md runs', async (t) => {
  const [text = '', ...more] = await blocks('start-program.md', 'js');
  assert.equal(more.length, 0);
  const { cwd, env } = await built(t);
  const own = new URL('../../pkg/index.js', import.meta.url).href;
  const program = await folder(t, { 'program.mjs': text.replace(`'mapship'`, `'${own}'`) });
  const file = path.join(program, 'program.mjs');
  const run = promisify(execFile)(process.execPath, [file], { cwd, env: { ...CLEAN, ...env } });
  assert.equal((await run).stdout, 'true 1\n');
});

/** What `upload --receipt sent.json` leaves. @param {string} cwd @param {Record<string, string>} env @param {string} address */
async function receipt(cwd, env, address) {
  const event = ['--service', 'web', '--release-version', '1', '--minified-path-prefix'];
  const args = ['upload', 'dist', ...event, `${address}static`, '--receipt', 'sent.json'];
  const { code, stdout } = await mapship(args, { cwd, env });
  assert.equal(code, 0, stdout);
}
