/** A config file: read, judged, and made into targets that are ready to be uploaded. */
import { start } from '../../core/index.js';
import { judgeConfig } from './validate.js';
import { readConfig } from './read.js';
import { resolveConfig } from './resolve.js';

/**
 * @param {string} file absolute
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<import('./index.js').LoadedConfig>}
 */
export async function readConfigFile(file, env) {
  const core = await start();
  const said = await readConfig(core, file);
  return resolveConfig(judgeConfig(core, said, file), file, env);
}
