// What the tests of the documentation share: its blocks of code, a folder in which everything that it speaks of has been built, and its
// commands, run there.
import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { MAPPING, TRACE } from './jvm-world.js';
import { MAP, folder, intake, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */

export const DOCS = fileURLToPath(new URL('../../pkg/docs', import.meta.url));
const SYMBOLS = fileURLToPath(new URL('../fixtures/symbols', import.meta.url));
const KEY = 'k'.repeat(32);

/** A script as long as those that traces speak of. */
const SCRIPT = `call();${';'.repeat(3000)}`;

/** What builds of all kinds leave, by the fixture that stands for it. */
const LEFT = {
  'app/build/intermediates/merged_native_libs/release/out/lib/x86_64/libshop.so': 'elf/x86_64.so',
  'build/Shop.xcarchive/dSYMs/Shop.app.dSYM/Contents/Resources/DWARF/Shop': 'macho/fat.dwarf',
  'build/dSYMs/Shop.app.dSYM/Contents/Resources/DWARF/Shop': 'macho/fat.dwarf',
  'symbols/app.android-x64.symbols': 'elf/split.debug',
  'Il2CppOutputProject/Source/il2cppOutput/Symbols/LineNumberMappings.json':
    'il2cpp/LineNumberMappings.json',
  'build/shop.debug': 'elf/split.debug',
  'build/shop.pdb': 'pdb/inlined.pdb',
  'build/shop.wasm': 'wasm/app.wasm',
  'bin/Release/Shop.pdb': 'portable/ClrLoader.pdb',
  'libapp.so': 'elf/aarch64.so',
};

/** A crash of the library that `symbols/` has the symbols of. */
const NATIVE = `build_id: 'a06eac7df67e26b9f7e356053994a263eb897a89'
    #00 abs 00007ab0000013ae virt 00000000000013ae _kDartIsolateSnapshotInstructions+0x3ae
`;

/** What is not mapship's. */
const OTHERS = /^(?:npm |cargo |npx expo )/;

/** The blocks of code of a text. @param {string} text @param {string} language */
export function blocks(text, language) {
  const found = text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'));
  return Array.from(found, ([, body = '']) => body);
}

/** A page of the documentation. @param {string} page */
export const read = (page) => readFile(path.join(DOCS, page), 'utf8');

/** mapship's commands in a text, without what is said beside them. @param {string} text */
export function commands(text) {
  const lines = blocks(text, 'sh').flatMap((block) =>
    block.replace(/\s*\\\n\s*/g, ' ').split('\n'),
  );
  return lines
    .map((line) => line.replace(/\s+#.*/, '').trim())
    .filter((line) => line && !OTHERS.test(line));
}

/** A site with the build's script on it. @param {TestContext} t */
async function site(t) {
  const server = createServer(({ url }, response) => {
    if (url === '/') return response.end('<script src="/static/assets/app.js"></script>');
    if (url === '/static/assets/app.js') return response.end(SCRIPT);
    return response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}/`;
}

/** A folder in which everything has been built, and an environment with a key. @param {TestContext} t */
export async function built(t) {
  const [server, address] = [await intake(t, { requireKey: KEY }), await site(t)];
  const cwd = await folder(t, {
    'dist/assets/app.js': SCRIPT,
    'dist/assets/app.js.map': MAP,
    'app.js.map': MAP,
    'mapping.txt': MAPPING,
    'log.txt': TRACE,
    'app/build/outputs/mapping/release/mapping.txt': MAPPING,
    'trace.txt': `Error: x\n    at f (${address}static/assets/app.js:1:1)\n`,
  });
  for (const [place, fixture] of Object.entries(LEFT)) {
    await cp(path.join(SYMBOLS, fixture), path.join(cwd, place));
  }
  const env = {
    DATADOG_API_KEY: KEY,
    DATADOG_SOURCEMAP_INTAKE_URL: server.url,
    DATADOG_DSYM_INTAKE_URL: server.url,
  };
  return { cwd, env, address, server };
}

/**
 * Runs a command of the documentation, which must come to a good end.
 * @param {string} line
 * @param {Awaited<ReturnType<typeof built>>} world
 */
export async function follow(line, { cwd, env, address, server }) {
  const said = line
    .replace(/https:\/\/(?:shop\.)?example\.com\//g, address)
    .replace('http://127.0.0.1:8642', server.url)
    .replace('…', '--service web --release-version 1.4.2 --minified-path-prefix /static');
  const words = Array.from(said.matchAll(/"([^"]*)"|\S+/g), ([word, quoted]) => quoted ?? word);
  if (words[0] === 'npx') words.shift();
  assert.equal(words.shift(), 'mapship', line);
  if (words[0] === 'verify') await receipt(cwd, env, address);
  await writeFile(path.join(cwd, 'crash.txt'), line.includes('symbols') ? NATIVE : TRACE);
  const [trace] = words.at(-2) === '<' ? words.splice(-2).slice(1) : [];
  const given = trace === undefined ? words : [...words, '--stack', trace];
  // its own port may be in use
  if (words[0] === 'intake') given.push('--port', '0');
  // what goes on until it is stopped has said by then where it is
  const isServer = words[0] === 'page' || words[0] === 'intake';
  const stop = isServer ? { stopOn: /http:\/\/127\.0\.0\.1:\d+/ } : {};
  const { code, stdout, stderr } = await mapship(given, { cwd, env, ...stop });
  assert.equal(code, 0, `${line}\n${stdout}${stderr}`);
  return stdout;
}

/** What `upload --receipt sent.json` leaves. @param {string} cwd @param {Record<string, string>} env @param {string} address */
async function receipt(cwd, env, address) {
  const event = ['--service', 'web', '--release-version', '1', '--minified-path-prefix'];
  const args = ['upload', 'dist', ...event, `${address}static`, '--receipt', 'sent.json'];
  const { code, stdout } = await mapship(args, { cwd, env });
  assert.equal(code, 0, stdout);
}
