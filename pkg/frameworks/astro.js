/** The integration for Astro. */
import { misuse } from '../plugin/options.js';
import { reasonToRest } from '../plugin/rest.js';
import { vitePasses } from './vite-passes.js';

/** @import { Base } from '../plugin/facts.js' */
/** @import { VitePluginOptions } from '../plugin/vite.js' */

/**
 * What is used of Astro's configuration.
 * @typedef {object} AstroConfig
 * @property {URL} root
 * @property {string} base
 * @property {{ assetsPrefix?: string | Record<string, string> }} build
 * @property {{ build?: { sourcemap?: unknown }, environments?: Record<string, any> }} vite
 */

/** @typedef {{ info(text: string): void, warn(text: string): void }} Logger */

/** What Astro runs while it builds, and deletes. */
const PRERENDER = 'prerender';

/** @param {VitePluginOptions} [options] */
export function mapship(options = {}) {
  /** @type {AstroConfig} */
  let config;
  let makesMaps = false;
  const { plugin, finish } = vitePasses(options, {
    mapsRemedy: "set vite.build.sourcemap: 'hidden' in the configuration of Astro",
    makesMaps: () => makesMaps,
    isDeployed: (name) => name !== PRERENDER,
    clientPlace: () => ({ base: clientBase(config) }),
  });
  return {
    name: 'mapship',
    /** Vite calls it where this stands among its plugins, and would pass over the rest. */
    configResolved() {
      throw misuse({
        code: 'integration-wrong',
        message: 'mapship/astro is an integration of Astro, not a plugin for Vite',
        help: 'put mapship() into integrations, beside vite in the configuration of Astro',
      });
    },
    hooks: {
      /**
       * @param {{ command: string, config: AstroConfig, updateConfig: (change: object) => unknown }} setup
       */
      'astro:config:setup'({ command, config: { vite }, updateConfig }) {
        if (command !== 'build') return;
        const isUnset =
          vite.build?.sourcemap === undefined &&
          vite.environments?.client?.build?.sourcemap === undefined;
        makesMaps = isUnset && reasonToRest(options, {}, process.env) === undefined;
        // Astro asks for it before the plugins of Vite are
        const build = makesMaps ? { sourcemap: 'hidden' } : {};
        updateConfig({ vite: { build, plugins: [plugin] } });
      },
      /** @param {{ config: AstroConfig }} done */
      'astro:config:done'(done) {
        ({ config } = done);
      },
      /**
       * When all is built, all pages are made and all files are where they belong; no adapter has copied them yet.
       * @param {{ updateConfig: (change: object) => unknown, logger: Logger }} setup
       */
      'astro:build:setup'({ updateConfig, logger }) {
        const buildApp = { order: 'post', handler: () => finish(logger) };
        updateConfig({ plugins: [{ name: 'mapship:after', enforce: 'post', buildApp }] });
      },
      /** @param {{ logger: Logger }} done */
      async 'astro:build:done'({ logger }) {
        await finish(logger);
      },
    },
  };
}

/**
 * @param {AstroConfig} config
 * @returns {Base}
 */
function clientBase({ base, build: { assetsPrefix } }) {
  const prefix =
    typeof assetsPrefix === 'object' ? (assetsPrefix.js ?? assetsPrefix.fallback) : assetsPrefix;
  return prefix
    ? { value: prefix, origin: "Astro's build.assetsPrefix" }
    : { value: base, origin: "Astro's base" };
}

export default mapship;
