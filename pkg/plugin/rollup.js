/** The plugin for Rollup. */
import { refuseUncalled } from './options.js';
import { rollupPlugin } from './rollup-plugin.js';

/** @param {import('./index.js').PluginOptions} [options] */
export function mapship(options) {
  return rollupPlugin('Rollup', options);
}

refuseUncalled(mapship);

export default mapship;
