/** Rollup, and Rolldown, which has its plugins: neither knows where its files will be served. */
import { reasonToRest } from './rest.js';
import { byNodeEnv, rollupHooks } from './rollup-shape.js';

/** @import { PluginOptions } from './index.js' */
/** @import { Output } from './rollup-shape.js' */

/**
 * @param {string} name of the bundler
 * @param {PluginOptions} [options]
 */
export function rollupPlugin(name, options = {}) {
  const hooks = rollupHooks(options, (_, output) => ({
    notProduction: byNodeEnv(),
    build: {
      root: process.cwd(),
      base: { unknown: `${name} has no setting that tells it` },
      // nor does it know who is going to run them
      server: Boolean(options?.server) && options.minifiedPathPrefix === undefined,
      mapsRemedy:
        "set output.sourcemap: 'hidden', or sourcemaps: 'hidden' in the options of mapship",
      mapsSetting: options?.sourcemaps && !output.sourcemap ? 'output.sourcemap: false' : undefined,
    },
  }));
  return {
    ...hooks,
    /**
     * @this {{ meta?: { watchMode?: boolean } }}
     * @param {Output} output
     */
    outputOptions(output) {
      const rests = reasonToRest(
        options,
        { watch: this.meta?.watchMode, notProduction: byNodeEnv() },
        process.env,
      );
      const wanted = options?.sourcemaps === 'hidden' && rests === undefined;
      if (!wanted || output.sourcemap !== undefined) return null;
      return { ...output, sourcemap: /** @type {const} */ ('hidden') };
    },
  };
}
