/** The plugin for React Router, beside that of React Router itself. */
import { refuseUncalled } from '../plugin/options.js';
import { addressOf } from '../plugin/vite.js';
import { vitePasses } from './vite-passes.js';

/** @import { VitePluginOptions } from '../plugin/vite.js' */

/**
 * What React Router leaves of its own in Vite's configuration.
 * @typedef {{ __reactRouterPluginContext?: { reactRouterConfig?: { ssr?: boolean } } }} Left
 */

/** It warns of all maps, though these are named by no file, and are gone before anybody could fetch them. */
const WARNER = 'react-router:warn-on-client-source-maps';

/** @param {VitePluginOptions} [options] */
export function mapship(options = {}) {
  /** @type {Left} */
  let left = {};
  const { plugin, finish, printer, makesMaps } = vitePasses(options, {
    mapsRemedy: "set build.sourcemap: 'hidden' in the configuration of Vite",
    // without a server its bundle makes the pages, and is deleted
    isDeployed: (name) =>
      name === 'client' || left.__reactRouterPluginContext?.reactRouterConfig?.ssr !== false,
    clientPlace: (_, { base }) => ({ base: addressOf(base) }),
  });
  const { writeBundle } = plugin;
  return {
    ...plugin,
    /** @param {import('./vite-passes.js').ViteConfig & Left} resolved */
    configResolved(resolved) {
      left = resolved;
      plugin.configResolved(resolved);
      if (options?.afterUpload === 'keep' || !makesMaps('client')) return;
      const warner = resolved.plugins.find(({ name }) => name === WARNER);
      if (warner) delete warner.buildStart;
    },
    writeBundle: {
      ...writeBundle,
      /**
       * @this {any}
       * @param {{ dir?: string }} output
       * @param {Record<string, unknown>} bundle
       */
      async handler(output, bundle) {
        await writeBundle.handler.call(this, output, bundle);
        // no script is written or changed any more; React Router goes on with images and style sheets
        await finish(printer());
      },
    },
  };
}

refuseUncalled(mapship);

export default mapship;
