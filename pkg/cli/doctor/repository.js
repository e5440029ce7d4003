/** What Git, or the environment in its place, would tell. */
import { readGit } from '../../git/index.js';
import { fact, problem } from './entry.js';

/** @import { Core } from '../../core/types.js' */
/** @import { UploadOptions } from '../../index.js' */
/** @import { Entry } from './entry.js' */

/**
 * @param {Core} core
 * @param {UploadOptions['git']} option
 * @param {Record<string, string | undefined>} env
 * @param {{ originOf: (option: string) => string | undefined, signal: AbortSignal }} more `originOf`: where an option was given
 * @returns {Promise<Entry[]>}
 */
export async function gitEntries(core, option, env, { originOf, signal }) {
  if (option === false) return [fact('git', 'left out', originOf('git'))];
  const read = await readGit({
    ...(typeof option === 'object' ? option : {}),
    core,
    env,
    signal,
  });
  /** @type {Entry[]} */
  const entries = [];
  if (read.repositoryUrl !== undefined) {
    const { repositoryUrl: who } = read.origin;
    const origin = who === 'option' ? originOf('git.repositoryUrl') : who;
    entries.push(fact('repository', read.repositoryUrl, origin));
  }
  if (read.commitSha !== undefined) {
    const { commitSha: who } = read.origin;
    const origin = who === 'option' ? originOf('git.commitSha') : who;
    entries.push(fact('commit', read.commitSha, origin));
  }
  return [...entries, ...read.issues.map((issue) => problem(issue.severity, 'git', issue))];
}
