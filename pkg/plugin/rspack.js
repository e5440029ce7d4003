/** The plugin for Rspack. */
import { WebpackShape } from './webpack-shape.js';

/** @import { PluginOptions } from './index.js' */

/** @param {PluginOptions} [options] */
export function mapship(options = {}) {
  return new WebpackShape(options, {
    publicPath: "Rspack's output.publicPath",
    saysFalse: true,
    mapsRemedy:
      "set devtool: 'hidden-source-map', or sourcemaps: 'hidden' in the options of mapship",
  });
}

export default mapship;
