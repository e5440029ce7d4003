/** Where the config file is. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

import { FileError, UsageError } from '../errors.js';

const NAMES = ['js', 'mjs', 'cjs', 'json'].map((extension) => `mapship.config.${extension}`);

/**
 * The config file that is named, or the one in the folder, or the next one above, up to the repository's root.
 *
 * Outside of a repository only the folder itself is looked at: a config file is a program, and one in a temporary or shared
 * folder above may be anybody's.
 * @param {{ cwd?: string, path?: string }} [given] `path`: the file that is named, relative to `cwd`
 * @returns {string | undefined} absolute
 */
export function findConfig({ cwd = process.cwd(), path: named } = {}) {
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
  for (const folder of upToRoot(start)) {
    const [name, second] = NAMES.filter((one) => existsSync(path.join(folder, one)));
    if (name !== undefined && second !== undefined) {
      throw new UsageError(
        'config-twice',
        `${folder} has two config files, ${name} and ${second}`,
        {
          help: 'delete one, or name the one that is meant (--config)',
        },
      );
    }
    if (name !== undefined) return readable(path.join(folder, name));
  }
  return undefined;
}

/**
 * The folder and those above it, up to the repository's root; the folder alone where there is no repository.
 * @param {string} start absolute
 */
function upToRoot(start) {
  const folders = [start];
  for (let folder = start; !existsSync(path.join(folder, '.git'));) {
    const above = path.dirname(folder);
    if (above === folder) return [start];
    folders.push((folder = above));
  }
  return folders;
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
  throw new FileError(shown, `${shown} is not a file`, { help: 'name the config file itself' });
}
