/** Where the code is: the repository's URL, the commit and the tracked files, for stack traces that link to source lines. */

import { readCi } from './git/ci.js';
import * as notes from './git/notes.js';
import { readRepository } from './git/repository.js';
import { openGit } from './git/run.js';

/** @typedef {import('./git/notes.js').Note} Note */
/** @typedef {import('./git/ci.js').Told} Told */

/**
 * @typedef {object} GitMetadata
 * @property {string} [repositoryUrl] Without credentials.
 * @property {string} [commitSha] 40 lower-case hexadecimal digits; only a `commitSha` given as an option may be else.
 * @property {{ repositoryUrl?: string, commitSha?: string }} origin Who told it: `option`, `git`, or the environment of
 *   whom: `DD_GIT_COMMIT_SHA environment`, `Vercel environment`.
 * @property {string} [root] The top directory of the repository, absolute; when git was asked.
 * @property {Uint8Array} [lsFiles] The output of `git ls-files -z` there; when git was asked.
 * @property {Note[]} notes What could not be told, and why.
 */

/** How long git may take, all its commands together, in milliseconds. */
const TIMEOUT_MS = 20_000;

/** The most git may print: the paths of some five million files, in bytes. */
const MAX_BYTES = 512 * 1024 * 1024;

const FULL_SHA = /^[0-9a-f]{40}$/;

/**
 * Finds out repository and commit: from the options, or else `DD_GIT_*` variables, git, the environment of a CI
 * system. Each by itself. With both given by hand git is not run. Never fails for want of any of these; what is
 * missing is said in the notes.
 *
 * @param {object} options
 * @param {(url: string) => string} options.stripCredentials The core's.
 * @param {string} [options.cwd] A directory in the repository; the working directory otherwise.
 * @param {Record<string, string | undefined>} [options.env]
 * @param {string} [options.repositoryUrl]
 * @param {string} [options.commitSha] Not judged here: the check of the event does that.
 * @param {AbortSignal} [options.signal]
 * @param {number} [options.timeoutMs]
 * @param {number} [options.maxBytes]
 * @returns {Promise<GitMetadata>}
 * @throws The signal's reason, when it is aborted.
 */
export async function readGit({
  stripCredentials,
  cwd = process.cwd(),
  env = process.env,
  repositoryUrl,
  commitSha,
  signal,
  timeoutMs = TIMEOUT_MS,
  maxBytes = MAX_BYTES,
}) {
  signal?.throwIfAborted();
  /** @type {Note[]} */
  const said = [];

  /** The first URL that is one. @param {Array<Told | undefined>} candidates @returns {Told | undefined} */
  const chooseUrl = (candidates) => {
    for (const told of candidates) {
      const value = told && stripCredentials(told.value);
      if (value) return { ...told, value };
    }
    return undefined;
  };
  /** The first commit that can be sent. @param {Array<Told | undefined>} candidates @returns {Told | undefined} */
  const chooseSha = (candidates) => {
    for (const told of candidates) {
      if (!told) continue;
      const value = told.value.toLowerCase();
      if (FULL_SHA.test(value)) return { ...told, value };
      if (told.origin === 'option') return told;
      said.push(notes.unusableCommit(told.origin, told.value));
    }
    return undefined;
  };

  let url = chooseUrl([told(repositoryUrl, 'option'), variable(env, 'DD_GIT_REPOSITORY_URL')]);
  let sha = chooseSha([told(commitSha, 'option'), variable(env, 'DD_GIT_COMMIT_SHA')]);
  /** @type {import('./git/repository.js').Repository} */
  let repository = {};
  if (!url || !sha) {
    const git = openGit({ cwd, env, timeoutMs, maxBytes, signal });
    const wanted = { wantsUrl: !url, wantsSha: !sha };
    const found = await readRepository(git, {
      cwd,
      timeoutMs,
      maxBytes,
      stripCredentials,
      ...wanted,
    });
    said.push(...found.notes);
    repository = found;
    const ci = readCi(env);
    url ??= chooseUrl([told(found.url, 'git'), ...ci.urls]);
    sha ??= chooseSha([told(found.sha, 'git'), ...ci.shas]);
    if (!url || !sha) said.push(notes.noSourceLinks({ url: Boolean(url), sha: Boolean(sha) }));
  }
  return {
    repositoryUrl: url?.value,
    commitSha: sha?.value,
    origin: { repositoryUrl: url?.origin, commitSha: sha?.origin },
    root: repository.root,
    lsFiles: repository.lsFiles,
    notes: said,
  };
}

/** @param {string | undefined} value @param {string} origin @returns {Told | undefined} */
function told(value, origin) {
  const trimmed = value?.trim();
  return trimmed ? { value: trimmed, origin } : undefined;
}

/** @param {Record<string, string | undefined>} env @param {string} name */
function variable(env, name) {
  return told(env[name], `${name} environment`);
}
