/** What Git, or the environment in its place, would tell. */
import { readGit } from '../git.js';
import { fact, problem } from './entry.js';

/** @import { Core } from '../core-types.js' */
/** @import { UploadOptions } from '../index.js' */
/** @import { Entry } from './entry.js' */

/**
 * @param {Core} core
 * @param {UploadOptions['git']} option
 * @param {Record<string, string | undefined>} env
 * @param {{ origin?: string, signal: AbortSignal }} more `origin`: where the option was given
 * @returns {Promise<Entry[]>}
 */
export async function gitEntries(core, option, env, { origin, signal }) {
  if (option === false) return [fact('git', 'left out', origin)];
  const read = await readGit({
    ...(typeof option === 'object' ? option : {}),
    stripCredentials: (url) => core.stripCredentials(url),
    env,
    signal,
  });
  const originOf = (/** @type {string | undefined} */ who) => (who === 'option' ? origin : who);
  /** @type {Entry[]} */
  const entries = [];
  if (read.repositoryUrl !== undefined) {
    entries.push(fact('repository', read.repositoryUrl, originOf(read.origin.repositoryUrl)));
  }
  if (read.commitSha !== undefined) {
    entries.push(fact('commit', read.commitSha, originOf(read.origin.commitSha)));
  }
  return [...entries, ...read.notes.map((note) => problem(note.severity, 'git', note))];
}
