/** What git itself knows of the directory. */

import { resolve } from 'node:path';
import * as notes from './notes.js';

/** @typedef {import('./run.js').Git} Git */
/** @typedef {import('./run.js').Refusal} Refusal */
/** @typedef {import('./notes.js').Note} Note */

/**
 * @typedef {object} Repository
 * @property {string} [root] The top directory, absolute.
 * @property {string} [url] The push URL as configured: with its credentials.
 * @property {string} [sha] The commit, 40 or 64 digits.
 * @property {Uint8Array} [lsFiles] The output of `git ls-files -z` at the top directory.
 */

/**
 * @param {Git} git
 * @param {{ cwd: string, timeoutMs: number, maxBytes: number, wantsUrl: boolean, wantsSha: boolean,
 *   stripCredentials: (url: string) => string }} options
 * @returns {Promise<Repository & { notes: Note[] }>}
 */
export async function readRepository(git, options) {
  /** @type {Map<string, Note>} One of a kind: three commands may fail for one reason. */
  const said = new Map();
  /** @param {Note} note */
  const say = (note) => said.set(note.code, note);
  /** @param {Refusal} refusal */
  const sayWhy = (refusal) => say(explain(refusal, options));

  const top = await git(['rev-parse', '--show-toplevel']);
  /** @type {string | undefined} */
  let root;
  if (top.ok) {
    const [, path] = /^(.*)\n$/s.exec(top.stdout.toString()) ?? [];
    root = path && resolve(path);
  } else {
    const note = explain(top, options);
    say(note);
    if (note.code !== 'git-bare') return { notes: [...said.values()] };
  }

  const [remote, commit, files] = await Promise.all([
    options.wantsUrl ? readRemote(git) : undefined,
    options.wantsSha ? git(['rev-parse', '--verify', '--quiet', 'HEAD']) : undefined,
    // from any directory: all files, named from the top
    root ? git(['ls-files', '-z', '--full-name', '--', ':/']) : undefined,
  ]);
  if (remote && !remote.ok) sayWhy(remote);
  if (remote?.ok && !remote.url) say(notes.noRemote());
  if (commit && !commit.ok) isSilent(commit) ? say(notes.noCommit()) : sayWhy(commit);
  if (files && !files.ok) sayWhy(files);
  return {
    root,
    url: remote?.ok ? remote.url : undefined,
    sha: commit?.ok ? text(commit) : undefined,
    lsFiles: files?.ok ? files.stdout : undefined,
    notes: [...said.values()],
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
 * @param {{ cwd: string, timeoutMs: number, maxBytes: number, stripCredentials: (url: string) => string }} options
 * @returns {Note}
 */
function explain({ why, stderr }, { cwd, timeoutMs, maxBytes, stripCredentials }) {
  if (why === 'no-program') return notes.noProgram();
  if (why === 'no-directory') return notes.noDirectory(cwd);
  if (why === 'timeout') return notes.timedOut(timeoutMs);
  if (why === 'too-large') return notes.tooLarge(maxBytes);
  // "detected dubious ownership in repository at '…'", and before git 2.38.1 "unsafe repository ('…' is owned by …)"
  const unsafe =
    /dubious ownership in repository at '(.*?)'$/ms.exec(stderr) ??
    /unsafe repository \('(.*?)' is/.exec(stderr);
  if (unsafe) return notes.unsafeDirectory(unsafe[1] ?? cwd);
  if (/must be run in a work tree/.test(stderr)) return notes.noWorkTree(cwd);
  const nowhere = /not a git repository(?:: '?([^()\n]*?)'?$)?/m.exec(stderr);
  if (nowhere) return notes.notARepository(cwd, nowhere[1]);
  const reason = stderr.replace(/[\w+.-]+:\/\/\S+/g, (url) => stripCredentials(url));
  return notes.failed(reason.split('\n', 1)[0] || 'it did not say why');
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
