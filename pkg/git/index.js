/** Where the code is: the repository's URL, the commit and the tracked files, for stack traces that link to source lines. */

import { readRepository } from './repository.js';
import { openGit } from './run.js';

/** @import { Core } from '../core/types.js' */
/** @import { Issue } from '../index.js' */

/**
 * @typedef {object} GitMetadata
 * @property {string} [repositoryUrl] Without credentials.
 * @property {string} [commitSha] 40 lower-case hexadecimal digits; only a `commitSha` given as an option may be else.
 * @property {{ repositoryUrl?: string, commitSha?: string }} origin Who told it: `option`, `git`, or whose environment:
 *   `DD_GIT_COMMIT_SHA environment`, `Vercel environment`.
 * @property {string} [root] The top directory of the repository, absolute; when git was asked.
 * @property {Uint8Array} [lsFiles] The output of `git ls-files -z` there; when git was asked.
 * @property {Issue[]} issues What could not be told, and why.
 */

/** How long git may take, all its commands together, in milliseconds. */
const TIMEOUT_MS = 20_000;

/** The most git may print: the paths of some five million files, in bytes. */
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Finds out repository and commit: from the options, or else `DD_GIT_*` variables, git, the environment of a CI
 * system. Each by itself. With both given by hand git is not run. Never fails for want of any of these; what is
 * missing is said in the issues.
 *
 * @param {object} options
 * @param {Core} options.core
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
  core,
  cwd = process.cwd(),
  env = process.env,
  repositoryUrl,
  commitSha,
  signal,
  timeoutMs = TIMEOUT_MS,
  maxBytes = MAX_BYTES,
}) {
  signal?.throwIfAborted();
  const given = { repositoryUrl, commitSha };
  const known = core.chooseCommit(env, given);
  if (known.repositoryUrl && known.commitSha) return known;
  const git = openGit({ cwd, env, timeoutMs, maxBytes, signal });
  const { issues, url, sha, root, lsFiles } = await readRepository(git, {
    core,
    cwd,
    timeoutMs,
    maxBytes,
    wantsUrl: !known.repositoryUrl,
    wantsSha: !known.commitSha,
  });
  const chosen = core.chooseCommit(env, given, { repositoryUrl: url, commitSha: sha });
  return { ...chosen, root, lsFiles, issues: [...issues, ...chosen.issues] };
}
