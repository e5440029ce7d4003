/** Which repository a folder is in, if Git says that it is in one. */
import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

import { openGit } from './run.js';

/** How long git may take, in ms. */
const TIMEOUT_MS = 20_000;

/** The most that git may print: a path, in bytes. */
const MAX_BYTES = 64 * 1024;

/** Variables that name a repository whatever the folder is; a hook of Git has them set. */
const ELSEWHERE = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_PREFIX', 'GIT_INDEX_FILE'];

/**
 * - `root`: the top folder of the repository, absolute and without links
 * - `unsafe`: the folder of a repository that Git does not read, as it belongs to another user
 * - neither: the folder is in no repository
 * @typedef {{ root?: string, unsafe?: string }} Place
 */

/**
 * Asks git: only it knows what it takes for a repository, and whose repositories it has been told to trust.
 * @param {string} folder absolute
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<Place>}
 */
export async function repositoryOf(folder, env) {
  const own = { ...env };
  for (const name of ELSEWHERE) delete own[name];
  const git = openGit({ cwd: folder, env: own, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
  const answer = await git(['rev-parse', '--show-toplevel']);
  if (answer.ok) {
    const [, top] = /^(.+)\n$/s.exec(answer.stdout.toString()) ?? [];
    return top === undefined ? {} : { root: realpathSync(top) };
  }
  if (answer.why === 'failed') {
    const unsafe = unsafeIn(answer.stderr);
    return unsafe === undefined ? {} : { unsafe };
  }
  return withoutGit(folder);
}

/**
 * The repository of which git says that it belongs to another user: "detected dubious ownership in repository at '…'", and before
 * git 2.38.1 "unsafe repository ('…' is owned by …)".
 * @param {string} stderr in English
 * @returns {string | undefined}
 */
export function unsafeIn(stderr) {
  const found =
    /dubious ownership in repository at '(.*?)'$/ms.exec(stderr) ??
    /unsafe repository \('(.*?)' is/.exec(stderr);
  return found?.[1];
}

/**
 * Where there is no git program: the nearest folder whose `.git` looks like what Git makes and belongs to this user.
 * @param {string} folder absolute
 * @returns {Place}
 */
function withoutGit(folder) {
  for (let at = realpathSync(folder); ; at = path.dirname(at)) {
    if (looksLikeRepository(at)) {
      const isOwn = [at, path.join(at, '.git')].every((one) => isOwnedByUser(lstatSync(one).uid));
      return isOwn ? { root: at } : { unsafe: at };
    }
    if (path.dirname(at) === at) return {};
  }
}

/** @param {string} folder */
function looksLikeRepository(folder) {
  const at = path.join(folder, '.git');
  const found = statSync(at, { throwIfNoEntry: false });
  // a worktree and a submodule have a file that names the folder
  if (found?.isFile()) return found.size > 0;
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(path.join(at, name)));
}

/**
 * Whether a file's owner is who runs this, root, or who has become root by sudo: those that Git takes for the same, too.
 * @param {number} uid
 */
export function isOwnedByUser(uid) {
  const user = process.geteuid?.();
  if (user === undefined || uid === user || uid === 0) return true;
  return user === 0 && process.env.SUDO_UID === String(uid);
}
