// The files by which GitHub runs things: judged by GitHub's own parser, and held to what SECURITY.md promises.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { parse } from 'yaml';

const ROOT = new URL('../../', import.meta.url);
const GITHUB = new URL('.github/', ROOT);

const workflows = (await readdir(new URL('workflows', GITHUB))).map((name) => `workflows/${name}`);
const ACTION = '../action.yml';
const FILES = [...workflows, ACTION];
const read = (/** @type {string} */ file) => readFile(new URL(file, GITHUB), 'utf8');

/** @type {typeof import('@actions/languageservice') & typeof import('vscode-languageserver-textdocument')} */
let github;

before(async () => {
  // it imports JSON as bundlers let it, and Node does not
  const folder = await mkdtemp(path.join(tmpdir(), 'mapship-workflows-'));
  after(() => rm(folder, { recursive: true, force: true }));
  const outfile = path.join(folder, 'github.cjs');
  const contents = `export { validate } from '@actions/languageservice';
    export { TextDocument } from 'vscode-languageserver-textdocument';`;
  const resolveDir = fileURLToPath(new URL('.', import.meta.url));
  await build({
    stdin: { contents, resolveDir },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
    mainFields: ['module', 'main'],
  });
  github = createRequire(import.meta.url)(outfile);
});

/** What GitHub's parser has against a file. @param {string} file @param {string} text */
async function judged(file, text) {
  const { href } = new URL(file, GITHUB);
  const found = await github.validate(github.TextDocument.create(href, 'yaml', 1, text));
  return found.map(({ message, range }) => `${file}:${range.start.line + 1}: ${message}`);
}

/** The steps of a workflow or an action. @param {string} text @returns {{ uses?: string, run?: string, env?: Record<string, string> }[]} */
function steps(text) {
  const { jobs, runs } = parse(text);
  const parts = jobs ? Object.values(jobs) : [runs];
  return parts.flatMap((/** @type {{ steps?: object[] }} */ part) => part.steps ?? []);
}

test('GitHub’s own parser has nothing against them', async () => {
  assert.ok(FILES.length >= 4);
  for (const file of FILES) assert.deepEqual(await judged(file, await read(file)), []);
});

test('it would say so', async () => {
  const ci = await read('workflows/ci.yml');
  const wrong = [
    ['workflows/a.yml', ci.replace('runs-on:', 'run-on:')],
    ['workflows/b.yml', ci.replace('github.ref', 'github.reff')],
    ['wrong/action.yml', (await read(ACTION)).replace('using: composite', 'using: compost')],
  ];
  for (const [file = '', text = ''] of wrong)
    assert.notDeepEqual(await judged(file, text), [], file);
});

test('every action is named by its hash', async () => {
  let seen = 0;
  for (const file of FILES) {
    for (const line of (await read(file)).split('\n')) {
      if (!/^\s*(?:- )?uses:/.test(line)) continue;
      seen += 1;
      assert.match(line, /uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, file);
    }
  }
  assert.ok(seen >= 6, `only ${seen} were seen`);
});

test('nothing is put into a command, and no more is allowed than reading', async () => {
  for (const file of FILES) {
    const text = await read(file);
    for (const { run = '' } of steps(text)) assert.ok(!run.includes('${{'), `${file}: ${run}`);
    if (file === ACTION) continue;
    assert.deepEqual(parse(text).permissions, { contents: 'read' }, file);
    assert.ok(!text.includes('pull_request_target'), file);
  }
});

test('CI is what .ci/run does', async () => {
  const { jobs } = parse(await read('workflows/ci.yml'));
  const run = (/** @type {{ run?: string }[]} */ list) =>
    list.flatMap(({ run: line }) => line ?? []);
  assert.deepEqual(run(jobs.test.steps), ['.ci/run']);
});

test('the forms for issues are forms, and ask for what is needed to tell', async () => {
  const kinds = ['markdown', 'input', 'textarea', 'dropdown', 'checkboxes'];
  const names = (await readdir(new URL('ISSUE_TEMPLATE', GITHUB))).filter(
    (n) => n !== 'config.yml',
  );
  assert.ok(names.length >= 3);
  const asking = [];
  for (const name of names) {
    const text = await read(`ISSUE_TEMPLATE/${name}`);
    const form = parse(text);
    assert.deepEqual([typeof form.name, typeof form.description], ['string', 'string'], name);
    const ids = [];
    for (const part of form.body) {
      assert.ok(kinds.includes(part.type), `${name}: ${part.type}`);
      if (part.type === 'markdown') continue;
      assert.ok(part.attributes.label, name);
      ids.push(part.id);
    }
    assert.equal(new Set(ids).size, ids.length, name);
    if (text.includes('mapship doctor --json')) asking.push(name);
  }
  assert.deepEqual(asking.sort(), ['false-alarm.yml', 'fault.yml']);
});
