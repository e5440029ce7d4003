/** A config file: found, read, judged, and made into targets that are ready to be uploaded. */
import { start } from '../core.js';
import { UsageError } from '../errors.js';
import { findConfig } from './find.js';
import { judgeConfig } from './judge.js';
import { readConfig } from './read.js';
import { resolveConfig } from './resolve.js';

/**
 * @param {{ cwd?: string, path?: string, env: Record<string, string | undefined> }} options
 * @returns {Promise<import('../config.js').LoadedConfig | undefined>}
 */
export async function load({ cwd = process.cwd(), path, env }) {
  for (const [name, value] of Object.entries({ cwd, path })) {
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new UsageError('option-kind', `the option "${name}" is not a path`, {
        help: 'give a path',
      });
    }
  }
  const file = findConfig({ cwd, path });
  if (file === undefined) return undefined;
  const core = await start();
  const said = await readConfig(core, file);
  return resolveConfig(judgeConfig(core, said, file), file, env);
}
