/** Where the config file is. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

import { FileError, UsageError } from '../../errors.js';
import { inForeignRepository, refuseForeignAbove, refuseForeignHere } from './trust.js';

const NAMES = ['js', 'mjs', 'cjs', 'json'].map((extension) => `mapship.config.${extension}`);

/**
 * The config file that is named, or the one in the folder, or the next one above, up to the repository's root.
 *
 * A config file is a program, and one in a temporary or shared folder above may be anybody's. So outside of a repository only the
 * folder itself is looked at, what a repository is Git says, and a file above has to be one that only this user can have written.
 * @param {{ cwd?: string, path?: string, env?: Record<string, string | undefined> }} [given] `path`: the file that is named,
 *   relative to `cwd`
 * @returns {Promise<string | undefined>} absolute
 */
export async function findConfig({ cwd = process.cwd(), path: named, env = process.env } = {}) {
  for (const [name, value] of Object.entries({ cwd, path: named })) {
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new UsageError('option-kind', `the option "${name}" is not a path`, {
        help: 'give a path',
      });
    }
  }
  if (named !== undefined) {
    const file = path.resolve(cwd, named);
    if (!NAMES.some((name) => path.extname(name) === path.extname(file))) {
      throw new UsageError('config-format', `${named} is not a config file by its name`, {
        help: 'give a file that ends in .js, .mjs, .cjs or .json',
      });
    }
    return readable(file, named);
  }
  const start = path.resolve(cwd);
  const here = configIn(start);
  if (here !== undefined) {
    refuseForeignHere(here);
    return here;
  }
  const above = await nearestAbove(start, env);
  if (above !== undefined) refuseForeignAbove(above, start);
  return above;
}

/**
 * The config file in the folders above, up to the root of the repository that the folder is in.
 * @param {string} start absolute
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<string | undefined>}
 */
async function nearestAbove(start, env) {
  const folder = foldersAbove(start).find((one) => namesIn(one).length > 0);
  // most folders have none above them, and git need not be asked
  if (folder === undefined) return undefined;
  const { repositoryOf } = await import('../../git/root.js');
  const { root, unsafe } = await repositoryOf(start, env);
  const top = root ?? unsafe;
  if (top === undefined || !isWithin(folder, top)) return undefined;
  const file = configIn(folder);
  if (file !== undefined && root === undefined) throw inForeignRepository(file, top);
  return file;
}

/** @param {string} start absolute */
function foldersAbove(start) {
  /** @type {string[]} */
  const folders = [];
  for (let folder = path.dirname(start); ; folder = path.dirname(folder)) {
    if (folder === folders.at(-1) || folder === start) return folders;
    folders.push(folder);
  }
}

/**
 * @param {string} folder
 * @param {string} top
 */
function isWithin(folder, top) {
  const way = path.relative(realpathSync(top), realpathSync(folder));
  return !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}

/** @param {string} folder */
function namesIn(folder) {
  return NAMES.filter((name) => existsSync(path.join(folder, name)));
}

/**
 * @param {string} folder
 * @returns {string | undefined} absolute
 */
function configIn(folder) {
  const [name, second] = namesIn(folder);
  if (name !== undefined && second !== undefined) {
    throw new UsageError('config-twice', `${folder} has two config files, ${name} and ${second}`, {
      help: 'delete one, or name the one that is meant (--config)',
    });
  }
  return name && readable(path.join(folder, name));
}

/**
 * @param {string} file
 * @param {string} [shown]
 */
function readable(file, shown = file) {
  try {
    if (statSync(file).isFile()) return file;
  } catch (cause) {
    throw FileError.from(shown, cause);
  }
  throw new FileError(shown, 'is not a file', { help: 'name the config file itself' });
}
