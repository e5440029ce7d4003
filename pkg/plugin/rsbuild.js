/** The plugin for Rsbuild: that of Rspack, in each of its environments. */
import { reasonToRest } from './rest.js';
import { WebpackShape } from './webpack-shape.js';

/** @import { PluginOptions } from './index.js' */

/** @param {PluginOptions} [options] */
export function mapship(options = {}) {
  return {
    name: 'mapship',
    /** @param {any} api */
    setup(api) {
      const log = api.logger ?? console;
      const shape = new WebpackShape(options, {
        publicPath: "Rsbuild's output.assetPrefix",
        mapsRemedy:
          "set output.sourceMap.js: 'hidden-source-map', or sourcemaps: 'hidden' in the options of mapship",
        info: (text) => log.info(`mapship: ${text}`),
        ownMaps: true,
      });
      api.modifyEnvironmentConfig((/** @type {any} */ config) => {
        // maps that are not sent would be deployed
        if (isForNode(config) && !isSentForNode(options, api.getRsbuildConfig())) return undefined;
        if (!wantsMaps(options, config)) return undefined;
        const given = config.output?.sourceMap;
        const sourceMap = { ...given, js: 'hidden-source-map' };
        return { ...config, output: { ...config.output, sourceMap } };
      });
      api.modifyRspackConfig((/** @type {any} */ config) => {
        config.plugins = [...(config.plugins ?? []), shape];
      });
    },
  };
}

/** @param {any} config */
function isForNode(config) {
  return config.output?.target === 'node';
}

/**
 * The address of what browsers run is none for a server.
 * @param {PluginOptions} options
 * @param {any} config of all environments
 */
function isSentForNode({ server, minifiedPathPrefix }, { environments = {}, output }) {
  const all = Object.values(environments).map((one) => ({ output: { ...output, ...one.output } }));
  return Boolean(server) || (minifiedPathPrefix !== undefined && all.every(isForNode));
}

/**
 * @param {PluginOptions} options
 * @param {any} config
 */
function wantsMaps(options, config) {
  const mode = config.mode ?? process.env.NODE_ENV;
  const notProduction = mode === 'production' ? undefined : `its mode is ${mode}`;
  const given = config.output?.sourceMap;
  // Rsbuild's own default for scripts of a production build is false, and is written into the configuration
  const isUnset = given === undefined || (typeof given === 'object' && !given.js);
  return (
    options.sourcemaps === 'hidden' &&
    isUnset &&
    reasonToRest(options, { notProduction }, process.env) === undefined
  );
}

export default mapship;
