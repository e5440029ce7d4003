// A config file is a program: one that somebody else has put above the current folder is not run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { CLEAN, folder, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */

const isRoot = process.getuid?.() === 0;
const root = isRoot ? false : 'only root can make files of another user';
const posix = process.platform === 'win32' ? 'there are no mode bits' : false;
/** Nobody's. */
const STRANGER = 54321;

/** @param {string} dir @param {number} uid */
function give(dir, uid) {
  chownSync(dir, uid, uid);
  for (const entry of readdirSync(dir, { recursive: true })) {
    chownSync(path.join(dir, String(entry)), uid, uid);
  }
}

/**
 * A folder that all may come to, in which others may have put something; with a config that leaves a mark when it is run.
 * @param {TestContext} t
 * @param {{ git?: boolean }} [how]
 */
function trap(t, { git = true } = {}) {
  const dir = mkdtempSync(path.join(tmpdir(), 'mapship-trust-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  chmodSync(dir, 0o755);
  const mark = path.join(dir, 'run');
  const config = path.join(dir, 'mapship.config.cjs');
  writeFileSync(
    config,
    `require('fs').writeFileSync(${JSON.stringify(mark)}, '');\nmodule.exports = { service: 'planted' };\n`,
  );
  chmodSync(config, 0o644);
  if (git) execFileSync('git', ['init', '-q', dir], { env: CLEAN });
  const cwd = path.join(dir, 'a/b');
  mkdirSync(cwd, { recursive: true });
  writeFileSync(path.join(cwd, 'x.js'), 'call();\n');
  return { dir, cwd, config, wasRun: () => existsSync(mark) };
}

/** @param {string} cwd @param {Record<string, string>} [env] */
const check = (cwd, env) => mapship(['check', 'x.js'], { cwd, env });

/**
 * @param {{ cwd: string, config: string, wasRun: () => boolean }} trapped
 * @param {RegExp} why
 * @param {Record<string, string>} [env]
 */
async function refused({ cwd, config, wasRun }, why, env) {
  const { code, stderr } = await check(cwd, env);
  assert.ok(!wasRun(), 'the planted file was run');
  assert.equal(code, 2, stderr);
  assert.ok(stderr.includes(`the config file ${config} is not used: `), stderr);
  assert.match(stderr, why);
  assert.match(stderr, /\[config-untrusted\]\n +→ if it is meant, .*--config .*--no-config/);
  const without = await mapship(['check', 'x.js', '--no-config'], { cwd, env });
  assert.doesNotMatch(without.stderr, /config-untrusted/);
  const named = await mapship(['check', 'x.js', '--config', config], { cwd, env });
  assert.ok(wasRun(), named.stderr);
}

test('the config of the own repository is taken', { skip: posix }, async (t) => {
  const { cwd, wasRun } = trap(t);
  assert.match((await check(cwd)).stderr, /^config: \.\.\/\.\.\/mapship\.config\.cjs$/m);
  assert.ok(wasRun());
});

for (const [name, content] of Object.entries({ 'an empty folder': undefined, 'a text': 'x' })) {
  test(`${name} called .git makes no repository`, async (t) => {
    const { dir, cwd, wasRun } = trap(t, { git: false });
    if (content === undefined) mkdirSync(path.join(dir, '.git'));
    else writeFileSync(path.join(dir, '.git'), content);
    const { stderr } = await check(cwd, { GIT_CEILING_DIRECTORIES: tmpdir() });
    assert.ok(!wasRun(), 'the planted file was run');
    assert.doesNotMatch(stderr, /^config:/m);
  });
}

test('the repository of another user is none, with git and without', { skip: root }, async (t) => {
  const bare = await folder(t);
  for (const env of /** @type {Record<string, string>[]} */ ([{}, { PATH: bare }])) {
    const trapped = trap(t);
    give(trapped.dir, STRANGER);
    give(trapped.cwd, 0);
    await refused(trapped, /git does not read the repository .*belongs to another user/, env);
  }
});

test(
  'a repository that git has been told to trust is still no leave for others',
  {
    skip: root,
  },
  async (t) => {
    const trapped = trap(t);
    give(trapped.dir, STRANGER);
    const home = await folder(t, { gitconfig: '[safe]\n\tdirectory = *\n' });
    const told = { GIT_CONFIG_GLOBAL: path.join(home, 'gitconfig') };
    await refused(trapped, /it belongs to another user \(its owner has the number 54321\)/, told);
  },
);

test('the file of another user in the own repository is not taken', { skip: root }, async (t) => {
  const trapped = trap(t);
  chownSync(trapped.config, STRANGER, STRANGER);
  await refused(trapped, /it belongs to another user/);
});

test(
  'the link of another user is not taken, nor one to another user',
  { skip: root },
  async (t) => {
    const linked = trap(t);
    const target = path.join(linked.dir, 'target.cjs');
    renameSync(linked.config, target);
    chownSync(target, STRANGER, STRANGER);
    symlinkSync(target, linked.config);
    await refused(linked, /it belongs to another user/);
  },
);

for (const [who, mode] of /** @type {const} */ ([
  ['everybody', 0o666],
  ['a group', 0o664],
])) {
  test(`a file that ${who} may write is not taken`, { skip: root }, async (t) => {
    const trapped = trap(t);
    chownSync(trapped.config, 0, STRANGER);
    chmodSync(trapped.config, mode);
    await refused(trapped, /it may be written by (?:everybody|all members of a group)/);
  });
  test(`a file in a folder that ${who} may write is not taken`, { skip: root }, async (t) => {
    const trapped = trap(t);
    chownSync(trapped.dir, 0, STRANGER);
    chmodSync(trapped.dir, mode | 0o111);
    await refused(trapped, /the folder .* may be written by (?:everybody|all members of a group)/);
  });
}

test(
  'what everybody may write is taken where nobody else comes to it',
  { skip: posix },
  async (t) => {
    const { dir, cwd, config, wasRun } = trap(t);
    const closed = mkdtempSync(path.join(tmpdir(), 'mapship-trust-'));
    t.after(() => rmSync(closed, { recursive: true, force: true }));
    chmodSync(closed, 0o700);
    chmodSync(config, 0o666);
    renameSync(dir, path.join(closed, 'repo'));
    mkdirSync(dir);
    const { stderr } = await check(path.join(closed, 'repo', path.relative(dir, cwd)));
    assert.match(stderr, /^config: /m);
    assert.ok(wasRun(), stderr);
  },
);

test(
  'in a folder for everybody, the file of another user is not taken',
  { skip: root },
  async (t) => {
    const trapped = trap(t, { git: false });
    chmodSync(trapped.dir, 0o1777);
    chownSync(trapped.config, STRANGER, STRANGER);
    writeFileSync(path.join(trapped.dir, 'x.js'), 'call();\n');
    await refused({ ...trapped, cwd: trapped.dir }, /it belongs to another user/);
    chownSync(trapped.config, 0, 0);
    assert.match((await check(trapped.dir)).stderr, /^config: mapship\.config\.cjs$/m);
  },
);

test(
  'the datadog-ci.json of another user in the folder above is not taken',
  { skip: root },
  async (t) => {
    const { dir } = trap(t, { git: false });
    const cwd = path.join(dir, 'a');
    writeFileSync(path.join(dir, 'datadog-ci.json'), '{ "apiKey": "x", "datadogSite": "US3" }');
    chownSync(path.join(dir, 'datadog-ci.json'), STRANGER, STRANGER);
    const { code, stderr } = await mapship(['dsyms', 'upload', '.', '--dry-run'], { cwd });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /datadog-ci\.json is not used: it belongs to another user/);
  },
);
