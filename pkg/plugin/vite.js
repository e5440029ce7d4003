/** The plugin for Vite 5 and later. */
import path from 'node:path';

import { misuse, refuseUncalled } from './options.js';
import { reasonToRest } from './rest.js';
import { rollupHooks } from './rollup-shape.js';

/** @import { Base } from './facts.js' */
/** @import { VitePluginOptions } from './vite.js' */

/**
 * @typedef {object} ViteConfig what is used of a resolved configuration
 * @property {string} root
 * @property {string} base
 * @property {boolean} isProduction
 * @property {string} mode
 * @property {{ info(text: string): void }} logger
 * @property {{ outDir: string, ssr?: unknown, watch?: unknown, sourcemap?: unknown }} build
 * @property {readonly { name?: string, api?: any }[]} [plugins]
 * @property {{ renderBuiltUrl?: unknown }} [experimental]
 * @property {string} [consumer] of an environment
 */

/** Frameworks that have a plugin of their own here, each with the beginning of the names of its plugins. */
const FRAMEWORKS = [
  { name: 'Nuxt', adapter: 'mapship/nuxt', plugins: 'nuxt:' },
  { name: 'SvelteKit', adapter: 'mapship/sveltekit', plugins: 'vite-plugin-sveltekit-' },
  { name: 'Astro', adapter: 'mapship/astro', plugins: 'astro:' },
];

const REMEDY = "set build.sourcemap: 'hidden', or sourcemaps: 'hidden' in the options of mapship";

/** @param {VitePluginOptions} options */
export function mapship(options = {}) {
  const { minifiedPathPrefix: prefixes, ...others } = options ?? {};
  /** @type {ViteConfig} */
  let config;
  /** Whether the configuration itself says something of maps. */
  let saysMaps = false;
  /** Whether maps are made because the option says so. */
  let makesMaps = false;
  const hooks = rollupHooks(typeof prefixes === 'object' ? others : options, (context, output) => {
    /** @type {ViteConfig} */
    const own = context.environment?.config ?? config;
    const { root } = config;
    const name = context.environment?.name ?? (own.build.ssr ? 'ssr' : 'client');
    // the client of some frameworks inherits `ssr`; older versions have no consumers
    const isServer = own.consumer ? own.consumer === 'server' : Boolean(own.build.ssr);
    const prefix = typeof prefixes === 'object' ? prefixes[name] : isServer ? undefined : prefixes;
    const server = isServer && prefix === undefined;
    const framework = frameworkOf(config);
    return {
      watch: Boolean(own.build.watch),
      notProduction: config.isProduction
        ? undefined
        : `NODE_ENV is ${process.env.NODE_ENV}, mode ${config.mode}`,
      elsewhere: hasAdapter(config)
        ? 'the adapter of a framework is among the plugins too, and does it'
        : undefined,
      passedOver:
        server && !others.server
          ? `no browser runs what is built for ${name}; the option server, or minifiedPathPrefix: { ${name}: '…' }, uploads it all the same`
          : undefined,
      info: (text) => config.logger.info(text),
      options: { ...others, minifiedPathPrefix: prefix },
      build: {
        root,
        outDir: path.resolve(root, output.dir ?? own.build.outDir),
        base: baseOf(own, framework),
        server,
        forServer: isServer,
        mapsRemedy: framework
          ? `use ${framework.adapter}, which has ${framework.name} make them`
          : REMEDY,
        // a framework says something of maps where the user says nothing
        mapsSetting:
          others.sourcemaps && saysMaps && !framework && !own.build.sourcemap
            ? 'build.sourcemap: false'
            : undefined,
      },
    };
  });
  return {
    ...hooks,
    apply: /** @type {const} */ ('build'),
    /**
     * @param {{ build?: { sourcemap?: unknown } }} given
     */
    config(given) {
      saysMaps = given.build?.sourcemap !== undefined;
      const { NODE_ENV: mode } = process.env;
      const notProduction = mode === 'production' ? undefined : `NODE_ENV is ${mode}`;
      // maps that nothing would come to fetch are not to be made
      const rests = reasonToRest(options, { notProduction }, process.env) !== undefined;
      makesMaps = others.sourcemaps === 'hidden' && !saysMaps && !rests;
      if (!makesMaps) return undefined;
      return { build: { sourcemap: /** @type {const} */ ('hidden') } };
    },
    /**
     * Maps for a server that are not sent might be deployed with what is served.
     * @param {string} name
     * @param {{ consumer?: string, build?: { sourcemap?: unknown } }} given
     */
    configEnvironment(name, { consumer = name === 'client' ? 'client' : 'server', build }) {
      const isSent =
        Boolean(others.server) || (typeof prefixes === 'object' && prefixes[name] !== undefined);
      const isOwn = build?.sourcemap === undefined || build.sourcemap === 'hidden';
      if (!makesMaps || consumer === 'client' || isSent || !isOwn) return undefined;
      return { build: { sourcemap: false } };
    },
    /** @param {ViteConfig} resolved */
    configResolved(resolved) {
      config = resolved;
    },
    // Astro would pass over an integration without any
    hooks: { 'astro:config:setup': refuseAsIntegration },
  };
}

function refuseAsIntegration() {
  throw misuse({
    code: 'integration-wrong',
    message: 'mapship/vite is a plugin for Vite, not an integration of Astro',
    help: 'import mapship from mapship/astro, which is one',
  });
}

/** Whether mapship's plugin for a framework is there too. @param {ViteConfig} config */
function hasAdapter({ plugins = [] }) {
  return plugins.some(({ api }) => api?.mapship);
}

/** @param {ViteConfig} config */
function frameworkOf({ plugins = [] }) {
  return FRAMEWORKS.find((one) => plugins.some(({ name }) => name?.startsWith(one.plugins)));
}

/**
 * @param {ViteConfig} config
 * @param {{ name: string, adapter: string }} [framework]
 * @returns {Base}
 */
function baseOf({ base, experimental }, framework) {
  if (experimental?.renderBuiltUrl) {
    return { unknown: 'experimental.renderBuiltUrl makes addresses of its own', framework };
  }
  const told = addressOf(base);
  return 'unknown' in told ? { ...told, framework } : told;
}

/**
 * @param {string} base of Vite's configuration
 * @returns {Base}
 */
export function addressOf(base) {
  if (base === '' || base.startsWith('.')) {
    return { unknown: `Vite's base is "${base}", relative to each page` };
  }
  return { value: base, origin: "Vite's base" };
}

refuseUncalled(mapship);

export default mapship;
