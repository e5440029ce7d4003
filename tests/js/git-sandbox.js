/** Real repositories in a directory of their own, out of reach of the machine's git configuration. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after } from 'node:test';
import { start } from '../../pkg/core/index.js';
import { readGit } from '../../pkg/git/index.js';

/** A directory that goes when the tests of the file are done. */
export function sandbox() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mapship-git-')));
  after(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  return root;
}

/** The environment of git, for the test and the tested alike: no user, no system configuration, no CI. */
export const ENV = {
  PATH: process.env.PATH,
  SystemRoot: process.env.SystemRoot,
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CEILING_DIRECTORIES: realpathSync(tmpdir()),
};

/** Runs git, and answers what it printed. @param {string} cwd @param {string[]} args */
export function git(cwd, ...args) {
  const settings = [
    'user.name=a',
    'user.email=a@b',
    'protocol.file.allow=always',
    'init.defaultBranch=main',
  ];
  const all = [...settings.flatMap((setting) => ['-c', setting]), ...args];
  return execFileSync('git', all, { cwd, env: ENV, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/**
 * A new repository with these files, committed, and the remotes.
 *
 * @param {string} dir
 * @param {{ files?: string[], remotes?: Record<string, string> }} [content]
 */
export function repository(
  dir,
  { files = ['a.ts'], remotes = { origin: 'https://h.example/o/r.git' } } = {},
) {
  mkdirSync(dir, { recursive: true });
  git(dir, 'init', '-q');
  for (const file of files) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), file);
  }
  for (const [name, url] of Object.entries(remotes)) git(dir, 'remote', 'add', name, url);
  git(dir, 'add', '-A');
  git(dir, 'commit', '-q', '--allow-empty', '-m', 'first');
  return dir;
}

/**
 * A program named git that is a shell script.
 *
 * @param {string} dir Where to put it.
 * @param {string} script
 * @returns An environment that finds it first.
 */
export function impostor(dir, script) {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'git'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(dir, 'git'), 0o755);
  return { ...ENV, PATH: `${dir}${delimiter}${ENV.PATH}` };
}

const core = await start();

/** @param {string} cwd @param {Partial<Parameters<typeof readGit>[0]>} [options] */
export const read = (cwd, options) => readGit({ core, cwd, env: ENV, ...options });

/** @param {{ issues: Array<{ code: string }> }} result */
export const codes = ({ issues }) => issues.map(({ code }) => code);

/** @param {{ lsFiles?: Uint8Array }} result */
export const files = ({ lsFiles }) =>
  lsFiles && Buffer.from(lsFiles).toString().split('\0').slice(0, -1);
