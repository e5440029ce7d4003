/**
 * The config file: `mapship.config.js` and the like. Node only.
 *
 * Types and documentation of these functions are in `config.d.ts`. A config file imports this module, so it loads nothing
 * that is not asked for.
 */

/**
 * @param {import('./index.js').Config} config
 */
export function defineConfig(config) {
  return config;
}

/**
 * @param {{ cwd?: string, path?: string }} [options]
 * @returns {Promise<import('./index.js').LoadedConfig | undefined>}
 */
export async function loadConfig(options) {
  const { findConfig } = await import('./find.js');
  const file = await findConfig(options);
  if (file === undefined) return undefined;
  const { readConfigFile } = await import('./load.js');
  return readConfigFile(file, process.env);
}
