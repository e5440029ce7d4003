/** The plugin for Rolldown. */
import { refuseUncalled } from './options.js';
import { rollupPlugin } from './rollup-plugin.js';

/** @param {import('./index.js').PluginOptions} [options] */
export function mapship(options) {
  return rollupPlugin('Rolldown', options);
}

refuseUncalled(mapship);

export default mapship;
