/** The options of the plugins: read, with unknown ones refused. */
import { MapshipError, UsageError } from '../errors.js';
import { PASSED, PLUGINS } from '../options/declared.js';
import { readGiven } from '../options/index.js';

/** @import { Core } from '../core/types.js' */
/** @import { PluginOptions } from './index.js' */

/**
 * @param {Core} core
 * @param {unknown} options
 * @returns {PluginOptions}
 */
export function readPluginOptions(core, options = {}) {
  try {
    return /** @type {PluginOptions} */ (readGiven(core, options, PLUGINS));
  } catch (error) {
    if (error instanceof MapshipError) throw misuse(error);
    throw error;
  }
}

/**
 * Bundlers print of what is thrown the message and the stack: the remedy has to be in the one, and the other would lead to
 * where it was found out, not to where it is to be mended.
 * @param {Pick<MapshipError, 'code' | 'message' | 'help'>} error
 */
export function misuse({ code, message, help }) {
  const text = `mapship: ${message} [${code}]\n  → ${help}`;
  return Object.assign(new UsageError(code, text, { help }), { stack: `UsageError: ${text}` });
}

/** What is thrown where a plugin stands among the others as the function that makes it. */
export function uncalled() {
  return misuse({
    code: 'plugin-uncalled',
    message: 'mapship is among the plugins without having been called',
    help: 'write mapship() in place of mapship',
  });
}

/**
 * Vite and Rollup take a function for a plugin without hooks, and would say nothing of it.
 * @param {Function} plugin what has to be called for the plugin
 */
export function refuseUncalled(plugin) {
  const refuse = () => {
    throw uncalled();
  };
  Object.assign(plugin, { configResolved: refuse, buildStart: refuse });
}

/**
 * The options of an upload among them. An empty key, such as that of a CI job without secrets, is none.
 * @param {PluginOptions} options
 * @returns {import('../index.js').UploadOptions}
 */
export function uploadOptions(options) {
  const given = Object.entries(options).filter(([name]) => PASSED.includes(name));
  const passed = Object.fromEntries(given);
  if (!options.apiKey?.trim()) delete passed.apiKey;
  return passed;
}
