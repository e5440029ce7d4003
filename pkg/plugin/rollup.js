/** The plugin for Rollup. */
import { rollupPlugin } from './rollup-plugin.js';

/** @param {import('./index.js').PluginOptions} [options] */
export function mapship(options) {
  return rollupPlugin('Rollup', options);
}

export default mapship;
