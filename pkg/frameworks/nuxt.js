/** The module for Nuxt: the client as Vite has built it, and the server as Nitro has bundled it once more. */
import path from 'node:path';

import { start } from '../core/index.js';
import { filesServed } from '../plugin/late.js';
import { readPluginOptions } from '../plugin/options.js';
import { reasonToRest, tellRest } from '../plugin/rest.js';
import { Passes, telling } from './passes.js';

/** @import { Base } from '../plugin/facts.js' */
/** @import { PluginOptions } from '../plugin/index.js' */

/**
 * What is used of Nuxt.
 * @typedef {object} Nuxt
 * @property {NuxtOptions} options
 * @property {(name: string, work: (...args: any[]) => unknown) => void} hook
 *
 * @typedef {object} NuxtOptions
 * @property {string} rootDir
 * @property {string} buildDir
 * @property {boolean} dev
 * @property {boolean} [_prepare]
 * @property {boolean} [test]
 * @property {{ baseURL: string, buildAssetsDir: string, cdnURL: string }} app
 * @property {{ client?: unknown, server?: unknown }} sourcemap
 * @property {{ build?: { sourcemap?: unknown } }} [vite]
 * @property {{ config: { sourcemap?: unknown } }[]} [_layers] the configurations as they were written
 * @property {unknown} [mapship]
 *
 * @typedef {object} Nitro
 * @property {{ hook: (name: string, work: (nitro: Nitro, config: any) => unknown) => void }} hooks
 * @property {{ output: { serverDir: string } }} options
 * @property {{ info(text: string): void, warn(text: string): void }} logger
 */

/** What is named so is on its way already: the module may be loaded more than once. */
const ON_ITS_WAY = Symbol.for('mapship/nuxt');

const META = { name: 'mapship', configKey: 'mapship', compatibility: { nuxt: '>=3.0.0' } };
const REMEDY = "set sourcemap: { client: 'hidden', server: true } in the configuration of Nuxt";

/**
 * @param {PluginOptions | undefined} inline
 * @param {Nuxt} nuxt
 */
async function mapship(inline, nuxt) {
  const { options: nuxtOptions } = nuxt;
  const { dev, _prepare: prepares, rootDir, buildDir } = nuxtOptions;
  if (dev || prepares || nuxtOptions.mapship === false) return;
  if (ON_ITS_WAY in nuxt) {
    console.log('mapship: it is among the modules more than once: the first of them is used');
    return;
  }
  Object.assign(nuxt, { [ON_ITS_WAY]: true });
  const given = { .../** @type {PluginOptions} */ (nuxtOptions.mapship), ...inline };
  readPluginOptions(await start(), given);
  const { minifiedPathPrefix: prefix, ...others } = given;
  const options = { sourcemaps: /** @type {const} */ ('hidden'), ...others };

  const { NODE_ENV: mode = 'production' } = process.env;
  const notProduction = mode === 'production' ? undefined : `NODE_ENV is ${mode}`;
  const rests = reasonToRest(options, { notProduction }, process.env);
  if (rests !== undefined) {
    const printer = {
      info: (/** @type {string} */ text) => console.log(`mapship: ${text}`),
      warn: (/** @type {string} */ text) => console.warn(`mapship: ${text}`),
    };
    nuxt.hook('build:done', () =>
      telling(printer, (voiceOf) => tellRest(rests, options, voiceOf(rootDir))),
    );
    return;
  }

  const ownClient = !saysMaps(nuxtOptions, 'client');
  if (ownClient) nuxtOptions.sourcemap.client = 'hidden';
  const passes = new Passes(REMEDY);
  /** @param {Nitro['logger']} logger */
  const finish = (logger) =>
    passes.finish({
      info: (text) => logger.info(`mapship: ${text}`),
      warn: (text) => logger.warn(`mapship: ${text}`),
    });

  // Nitro copies the client from here, and compresses the copies
  nuxt.hook('nitro:build:before', async (/** @type {Nitro} */ { logger }) => {
    const outDir = path.join(buildDir, 'dist/client');
    await passes.add({
      name: 'client',
      root: rootDir,
      outDir,
      files: await filesServed(outDir),
      base: clientBase(nuxtOptions),
      injects: true,
      temporaryMaps: ownClient,
      options: { ...options, minifiedPathPrefix: prefix },
    });
    await finish(logger);
  });

  if (!options.server) return;
  nuxt.hook('nitro:config', (config) => {
    // code of packages is of interest too where a stack trace passes through it
    config.experimental = { sourcemapMinify: false, ...config.experimental };
    const { output, ...rollup } = config.rollupConfig ?? {};
    config.rollupConfig = { ...rollup, output: { sourcemapExcludeSources: false, ...output } };
  });
  // by this hook not even what Nitro prerenders with, which is not deployed, gets the plugin
  nuxt.hook('nitro:init', (/** @type {Nitro} */ { hooks, logger }) => {
    hooks.hook('rollup:before', (nitro, config) => {
      const { serverDir } = nitro.options.output;
      config.plugins.push({
        name: 'mapship',
        writeBundle: {
          order: 'post',
          sequential: true,
          /** @param {{ dir?: string }} output @param {Record<string, unknown>} bundle */
          async handler({ dir = serverDir }, bundle) {
            await passes.add({
              name: 'server',
              root: rootDir,
              outDir: dir,
              files: Object.keys(bundle).map((name) => path.resolve(dir, name)),
              base: { unknown: 'only servers run it' },
              server: true,
              injects: true,
              options,
            });
            await finish(logger);
          },
        },
      });
    });
  });
}

/**
 * Whether the configuration, or that of a layer, says something of maps.
 * @param {NuxtOptions} options
 * @param {'client' | 'server'} side
 */
function saysMaps({ sourcemap, vite, _layers: layers = [] }, side) {
  if (sourcemap[side] || vite?.build?.sourcemap !== undefined) return true;
  return layers.some(({ config: { sourcemap: said } }) =>
    typeof said === 'object' ? said !== null && side in said : said !== undefined,
  );
}

/**
 * @param {NuxtOptions} options
 * @returns {Base}
 */
function clientBase({ app: { cdnURL, baseURL } }) {
  return cdnURL
    ? { value: cdnURL, origin: "Nuxt's app.cdnURL" }
    : { value: baseURL, origin: "Nuxt's app.baseURL" };
}

/** How Nuxt gets to know the name of the options. */
export default Object.assign(mapship, {
  meta: META,
  getMeta: () => Promise.resolve(META),
});
export { mapship };
