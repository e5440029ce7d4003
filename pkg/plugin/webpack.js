/** The plugin for webpack 5. */
import { WebpackShape } from './webpack-shape.js';

/** @import { PluginOptions } from './index.js' */

/** @param {PluginOptions} [options] */
export function mapship(options = {}) {
  return new WebpackShape(options, {
    publicPath: "webpack's output.publicPath",
    mapsRemedy:
      "set devtool: 'hidden-source-map', or sourcemaps: 'hidden' in the options of mapship",
  });
}

export default mapship;
