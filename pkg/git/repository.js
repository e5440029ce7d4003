/** What git itself knows of the directory. */

import { resolve } from 'node:path';
import { unsafeIn } from './root.js';

/** @typedef {import('./run.js').Git} Git */
/** @typedef {import('./run.js').Refusal} Refusal */
/** @import { Core } from '../core/types.js' */
/** @import { Issue } from '../index.js' */

/**
 * @typedef {object} Repository
 * @property {string} [root] The top directory, absolute.
 * @property {string} [url] The push URL as configured: with its credentials.
 * @property {string} [sha] The commit, 40 or 64 digits.
 * @property {Uint8Array} [lsFiles] The output of `git ls-files -z` at the top directory.
 */

/** @typedef {{ core: Core, cwd: string, timeoutMs: number, maxBytes: number }} Run How git is run. */

/**
 * @param {Git} git
 * @param {Run & { wantsUrl: boolean, wantsSha: boolean }} options
 * @returns {Promise<Repository & { issues: Issue[] }>}
 */
export async function readRepository(git, options) {
  /** @type {Map<string, Issue>} One of a kind: three commands may fail for one reason. */
  const said = new Map();
  /** @param {Issue} issue */
  const say = (issue) => said.set(issue.code, issue);
  /** @param {Refusal} refusal */
  const sayWhy = (refusal) => say(explain(refusal, options));

  const top = await git(['rev-parse', '--show-toplevel']);
  /** @type {string | undefined} */
  let root;
  if (top.ok) {
    const [, path] = /^(.*)\n$/s.exec(top.stdout.toString()) ?? [];
    root = path && resolve(path);
  } else {
    sayWhy(top);
    if (!isBare(top)) return { issues: [...said.values()] };
  }

  const [remote, commit, files] = await Promise.all([
    options.wantsUrl ? readRemote(git) : undefined,
    options.wantsSha ? git(['rev-parse', '--verify', '--quiet', 'HEAD']) : undefined,
    // from any directory: all files, named from the top
    root ? git(['ls-files', '-z', '--full-name', '--', ':/']) : undefined,
  ]);
  if (remote && !remote.ok) sayWhy(remote);
  if (remote?.ok && !remote.url) say(options.core.finding('git-no-remote'));
  if (commit && !commit.ok)
    isSilent(commit) ? say(options.core.finding('git-no-commit')) : sayWhy(commit);
  if (files && !files.ok) sayWhy(files);
  return {
    root,
    url: remote?.ok ? remote.url : undefined,
    sha: commit?.ok ? text(commit) : undefined,
    lsFiles: files?.ok ? files.stdout : undefined,
    issues: [...said.values()],
  };
}

/**
 * The push URL of the remote that clones are named after, or else of the first that has one.
 *
 * @param {Git} git
 * @returns {Promise<{ ok: true, url?: string } | Refusal>}
 */
async function readRemote(git) {
  const [names, preferred] = await Promise.all([
    git(['remote']),
    git(['config', '-z', '--get', 'clone.defaultRemoteName']),
  ]);
  if (!names.ok) return names;
  const first = preferred.ok ? text(preferred) : 'origin';
  const all = text(names).split('\n').filter(Boolean);
  for (const name of all.sort((a, b) => Number(b === first) - Number(a === first))) {
    const url = await git(['remote', 'get-url', '--push', '--', name]);
    // in place of a missing URL git may print the name
    if (url.ok && text(url) !== name) return { ok: true, url: text(url) };
    if (!url.ok && url.why !== 'failed') return url;
  }
  return { ok: true };
}

/**
 * @param {Refusal} refusal
 * @param {Run} run
 * @returns {Issue}
 */
function explain({ why, stderr }, { core, cwd: directory, timeoutMs, maxBytes }) {
  if (why === 'no-program') return core.finding('git-program-missing');
  if (why === 'no-directory') return core.finding('git-no-directory', { directory });
  if (why === 'timeout') return core.finding('git-timeout', { limit: timeoutMs / 1000 });
  if (why === 'too-large') return core.finding('git-output-too-large', { limit: maxBytes });
  const unsafe = unsafeIn(stderr);
  if (unsafe !== undefined) {
    const quoted = `'${unsafe.replaceAll("'", "'\\''")}'`;
    return core.finding('git-unsafe-directory', { directory: unsafe, quoted });
  }
  if (isBare({ stderr })) return core.finding('git-bare', { directory });
  const nowhere = /not a git repository(?:: '?([^()\n]*?)'?$)?/m.exec(stderr);
  if (nowhere) return core.finding('git-not-a-repository', { directory, place: nowhere[1] });
  const reason = stderr.replace(/[\w+.-]+:\/\/\S+/g, (url) => core.stripCredentials(url));
  const [first] = reason.split('\n', 1);
  return core.finding('git-failed', { reason: first || 'it did not say why' });
}

/** @param {{ stderr: string }} refusal */
function isBare({ stderr }) {
  return /must be run in a work tree/.test(stderr);
}

/** Whether git said no and nothing else: there is no such thing. @param {Refusal} refusal */
function isSilent({ exitCode, stderr }) {
  return exitCode === 1 && stderr === '';
}

/** @param {{ stdout: Buffer }} answer What one line, or one value, says. */
function text({ stdout }) {
  return stdout
    .toString()
    .replace(/[\0\n]$/, '')
    .trim();
}
