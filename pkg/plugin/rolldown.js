/** The plugin for Rolldown. */
import { rollupPlugin } from './rollup-plugin.js';

/** @param {import('./index.js').PluginOptions} [options] */
export function mapship(options) {
  return rollupPlugin('Rolldown', options);
}

export default mapship;
