/** The plugin for SvelteKit, beside that of SvelteKit itself. */
import { pathToFileURL } from 'node:url';
import path from 'node:path';

import { refuseUncalled } from '../plugin/options.js';
import { addressOf } from '../plugin/vite.js';
import { vitePasses } from './vite-passes.js';

/** @import { VitePluginOptions } from '../plugin/vite.js' */
/** @import { ViteConfig } from './vite-passes.js' */

/**
 * What is used of SvelteKit's configuration.
 * @typedef {{ paths?: { base?: string, assets?: string }, adapter?: { name?: string } }} Kit
 */

/** How the names of SvelteKit's plugins begin. */
const OF_KIT = 'vite-plugin-sveltekit-';

/** Where SvelteKit's own adapter for Node puts the server's files, if it is told nothing else. */
const NODE_ADAPTER = { name: '@sveltejs/adapter-node', folder: 'build/server' };

/** @param {VitePluginOptions} [options] */
export function mapship(options = {}) {
  const { plugin, finish, printer } = vitePasses(options, {
    mapsRemedy: "set build.sourcemap: 'hidden' in the configuration of Vite",
    isDeployed: () => true,
    async clientPlace(name, config) {
      // Svelte is used without SvelteKit, too
      if (!config.plugins.some((one) => one.name?.startsWith(OF_KIT))) {
        return { base: addressOf(config.base) };
      }
      const { base = '', assets = '' } = (await kitOf(config)).paths ?? {};
      // a service worker has to come from the pages' own origin
      const isFromAssets = assets !== '' && name !== 'serviceWorker';
      const prefix = isFromAssets
        ? { value: assets, origin: "SvelteKit's paths.assets" }
        : { value: base || '/', origin: "SvelteKit's paths.base" };
      return { base: prefix };
    },
    serverPlace,
  });
  let isFinished = false;
  /** Whether the framework goes on with the files when all passes are there: then so does mapship, just before. */
  const isLater = () => !isFinished && isOfPasses(plugins);
  /** @type {readonly any[]} */
  let plugins = [];
  const { writeBundle } = plugin;
  return {
    ...plugin,
    /** @param {ViteConfig} resolved */
    configResolved(resolved) {
      plugins = resolved.plugins;
      plugin.configResolved(resolved);
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
        if (!isLater()) await finish(printer());
      },
    },
    buildApp: {
      order: /** @type {const} */ ('post'),
      async handler() {
        await finish(printer());
        // the service worker is built after this, and copied at once
        isFinished = true;
      },
    },
  };
}

/**
 * The plugin of SvelteKit knows its configuration; older versions have it in a file of their own.
 * @param {ViteConfig} config
 * @returns {Promise<Kit>}
 */
async function kitOf({ root, plugins, define }) {
  const given = pluginOf(plugins, 'vite-plugin-sveltekit-setup')?.api?.options;
  const known = given?.kit ?? given;
  if (known?.paths) return known;
  const [base, assets] = ['BASE', 'ASSETS'].map((name) => define?.[`__SVELTEKIT_PATHS_${name}__`]);
  if (base !== undefined) return { paths: { base: JSON.parse(base), assets: JSON.parse(assets) } };
  const file = pathToFileURL(path.join(root, 'svelte.config.js')).href;
  const own = await import(file).catch(() => undefined);
  return own?.default?.kit ?? {};
}

/**
 * The adapter copies the server to a folder of its own.
 * @param {ViteConfig} config
 */
function serverPlace({ root, plugins }) {
  if (!isOfPasses(plugins)) {
    return { unsent: 'in SvelteKit 2 the adapter bundles it once more' };
  }
  const given = pluginOf(plugins, 'vite-plugin-sveltekit-setup')?.api?.options;
  const name = (given?.kit ?? given)?.adapter?.name ?? NODE_ADAPTER.name;
  if (name === NODE_ADAPTER.name) return { runDir: path.join(root, NODE_ADAPTER.folder) };
  return {
    unsent: `${name} decides where it lies; minifiedPathPrefix: { ssr: '/srv/app/…' } tells mapship`,
  };
}

/**
 * Whether SvelteKit builds in passes and has its adapter copy all at the end, as it does from version 3 on.
 * @param {readonly any[]} plugins
 */
function isOfPasses(plugins) {
  return pluginOf(plugins, 'vite-plugin-sveltekit-adapter')?.buildApp !== undefined;
}

/**
 * @param {readonly any[]} plugins
 * @param {string} name
 */
function pluginOf(plugins, name) {
  return plugins.find((plugin) => plugin.name === name);
}

refuseUncalled(mapship);

export default mapship;
