/** The README, the start pages and guides without a test of their own: every command in them is run where a build has left its files. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { DOCS, blocks, built, commands, follow, read } from './docs-world.js';
import { CLEAN, folder } from './world.js';

const START = (await readdir(DOCS)).filter((name) =>
  /^(?:start-.*|still-minified|faq|migrating)\.md$/.test(name),
);
const README = '../../README.md';
const GUIDES = ['after-upload.md', 'explain.md', 'intake.md', 'later.md', 'receipts.md'];

/** What there is in them and is left out here, with the reason. @type {Record<string, string>} */
const NOT_HERE = {
  'npx mapship page dist/': 'page-command.test.js has it',
};

/** Commands that stand on several pages need to be run once. */
const run = new Set(Object.keys(NOT_HERE));

test('there are start pages', () => {
  assert.ok(START.length >= 8, START.join());
});

for (const page of [...START, README, ...GUIDES]) {
  test(`${path.basename(page)}: its commands do what they say`, async (t) => {
    const lines = commands(await read(page)).filter((line) => !run.has(line));
    if (lines.length === 0) return;
    const world = await built(t);
    for (const line of lines) await follow(line, world);
    for (const line of lines) run.add(line);
  });
}

for (const [page, printed] of Object.entries({
  'start-program.md': /^true 1\n$/,
  [README]: /^$/,
})) {
  test(`${path.basename(page)}: its program runs`, async (t) => {
    const [text = '', ...more] = blocks(await read(page), 'js').filter((one) =>
      one.includes("from 'mapship'"),
    );
    assert.equal(more.length, 0);
    const { cwd, env } = await built(t);
    const own = new URL('../../pkg/index.js', import.meta.url).href;
    const program = await folder(t, { 'program.mjs': text.replace(`'mapship'`, `'${own}'`) });
    const file = path.join(program, 'program.mjs');
    const clean = { ...CLEAN, ...env };
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd, env: clean });
    assert.match(stdout, printed);
  });
}

test('ci.md, debug-ids.md: the other commands', async (t) => {
  const world = await built(t);
  for (const line of commands(await read('ci.md')))
    await follow(line.replace('--wait 120 ', ''), world);
  for (const line of commands(await read('debug-ids.md'))) {
    // the others have a test of their own
    if (!line.includes('react-native')) await follow(line, world);
  }
});
