// An option that was declared in one place is in all of the package: `node made-up-option.js PACKAGE`. Run by the tests of xtask,
// which declare the option `madeUp`, a number from 2 to 5, and make PACKAGE with it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { Ajv2020 } from 'ajv/dist/2020.js';

const [own = ''] = process.argv.slice(2);
const load = (/** @type {string} */ file) => import(pathToFileURL(path.join(own, file)).href);
const text = (/** @type {string} */ file) => readFileSync(path.join(own, file), 'utf8');

const folder = mkdtempSync(path.join(tmpdir(), 'mapship-made-up-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const MAP = { version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA' };
writeFileSync(path.join(folder, 'a.js.map'), JSON.stringify(MAP));
writeFileSync(path.join(folder, 'a.js'), 'call();\n//# sourceMappingURL=a.js.map\n');

/** @param {string[]} args */
function mapship(...args) {
  const { PATH } = process.env;
  const cli = [path.join(own, 'cli.js'), ...args];
  const ended = spawnSync(process.execPath, cli, { cwd: folder, env: { PATH }, encoding: 'utf8' });
  return { ...ended, printed: ended.stdout + ended.stderr };
}

// the command line
for (const command of ['check', 'upload', 'doctor']) {
  assert.match(
    mapship(command, '--help').stdout,
    /^Made up:\n +--made-up <n> +Made up for a test/m,
  );
}
assert.doesNotMatch(mapship('explain', '--help').stdout, /made-up/);
assert.equal(mapship('check', 'a.js', '--made-up', '3').status, 0);
const wrong = mapship('check', 'a.js', '--made-up', '6');
assert.equal(wrong.status, 2);
assert.match(wrong.printed, /--made-up: "6" is not a whole number from 2 to 5 +\[flag-value\]/);

// the API
const { check, inspect, UsageError } = await load('index.js');
const file = new TextEncoder().encode(JSON.stringify(MAP));
assert.ok(await check(file, { madeUp: 5 }));
for (const [options, help] of [
  [{ madeUp: 1 }, 'give a whole number from 2 to 5'],
  [{ madUp: 3 }, 'did you mean "madeUp"?'],
]) {
  await assert.rejects(check(file, options), { constructor: UsageError, help });
}
await assert.rejects(inspect(file, { madeUp: 3 }), { code: 'option-unknown' });

// the plugins
const { start } = await load('core/index.js');
const { readPluginOptions, uploadOptions } = await load('plugin/options.js');
const read = readPluginOptions(await start(), { madeUp: 4 });
assert.deepEqual(uploadOptions(read), { madeUp: 4 }, 'it is handed on to the upload');

// the config file, and its schema
const isConfig = new Ajv2020({ strictRequired: false }).compile(
  JSON.parse(text('schema/config.json')),
);
const config = path.join(folder, 'mapship.config.json');
for (const [madeUp, isSound] of [
  [2, true],
  [6, false],
  ['2', false],
]) {
  const content = { madeUp, targets: [{ path: '.', madeUp }] };
  writeFileSync(config, JSON.stringify(content));
  assert.equal(isConfig(content), isSound, JSON.stringify(content));
  const { status, printed } = mapship('check');
  assert.equal(status, isSound ? 0 : 2, printed);
  if (!isSound) assert.match(printed, /"madeUp" is not a whole number from 2 to 5/);
}
// what the environment says goes first
const { loadConfig } = await load('cli/config/index.js');
writeFileSync(config, JSON.stringify({ madeUp: 2, targets: [{ path: '.' }] }));
const madeUpIn = async () => (await loadConfig({ cwd: folder })).targets[0].options.madeUp;
assert.equal(await madeUpIn(), 2);
process.env.MADE_UP = '3';
assert.equal(await madeUpIn(), undefined);

// types and docs
const types = text('options/types.d.ts');
const member =
  /interface CheckOptions \{[^}]*\/\*\* Made up for a test\.[^*]*\*\/\s+madeUp\?: number;/;
assert.match(types, member);
for (const list of ['ConfigDefaults', 'PluginOptions']) {
  assert.match(types, new RegExp(`interface ${list} extends Pick<[^>]*\\| 'madeUp'`));
}
assert.match(text('docs/options.md'), /\| `madeUp` +\| `--made-up` +\| Made up for a test/);
for (const page of ['config', 'plugins']) {
  assert.match(text(`docs/${page}.md`), /^\| `madeUp` +\| Made up for a test/m);
}
