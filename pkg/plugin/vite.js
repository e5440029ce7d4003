/** The plugin for Vite 5 and later. */
import path from 'node:path';

import { mapsNotSet } from './findings.js';
import { reasonToRest } from './options.js';
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
 * @property {{ renderBuiltUrl?: unknown }} [experimental]
 * @property {string} [consumer] of an environment
 */

const REMEDY = "set build.sourcemap: 'hidden', or sourcemaps: 'hidden' in the options of mapship";

/** @param {VitePluginOptions} options */
export function mapship(options = {}) {
  const { minifiedPathPrefix: prefixes, ...others } = options ?? {};
  /** @type {ViteConfig} */
  let config;
  /** Whether the configuration itself says something of maps. */
  let saysMaps = false;
  const hooks = rollupHooks(typeof prefixes === 'object' ? others : options, (context, output) => {
    /** @type {ViteConfig} */
    const own = context.environment?.config ?? config;
    const { root } = config;
    const name = context.environment?.name ?? (own.build.ssr ? 'ssr' : 'client');
    const isServer = own.consumer === 'server' || Boolean(own.build.ssr);
    const prefix = typeof prefixes === 'object' ? prefixes[name] : isServer ? undefined : prefixes;
    return {
      watch: Boolean(own.build.watch),
      notProduction: config.isProduction
        ? undefined
        : `NODE_ENV is ${process.env.NODE_ENV}, mode ${config.mode}`,
      passedOver:
        isServer && prefix === undefined
          ? `no browser runs what is built for ${name}; minifiedPathPrefix: { ${name}: '…' } uploads it all the same`
          : undefined,
      info: (text) => config.logger.info(text),
      options: { ...others, minifiedPathPrefix: prefix },
      build: {
        root,
        outDir: path.resolve(root, output.dir ?? own.build.outDir),
        base: baseOf(own),
        mapsRemedy: REMEDY,
        findings:
          others.sourcemaps && saysMaps && !own.build.sourcemap
            ? [mapsNotSet('build.sourcemap: false')]
            : [],
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
      if (others.sourcemaps !== 'hidden' || saysMaps || rests) return undefined;
      return { build: { sourcemap: /** @type {const} */ ('hidden') } };
    },
    /** @param {ViteConfig} resolved */
    configResolved(resolved) {
      config = resolved;
    },
  };
}

/**
 * @param {ViteConfig} config
 * @returns {Base}
 */
function baseOf({ base, experimental }) {
  if (experimental?.renderBuiltUrl) {
    return { unknown: 'experimental.renderBuiltUrl makes addresses of its own' };
  }
  if (base === '' || base.startsWith('.')) {
    return { unknown: `Vite's base is "${base}", relative to each page` };
  }
  return { value: base, origin: "Vite's base" };
}

export default mapship;
