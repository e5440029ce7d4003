/** A plugin for Vite that gathers the passes of a framework's build. The adapter of the framework tells where they are served. */
import path from 'node:path';

import { start } from '../core/index.js';
import { debugIdHooks } from '../plugin/debug-ids.js';
import { setAside } from '../plugin/late.js';
import { readPluginOptions } from '../plugin/options.js';
import { reasonToRest, tellRest } from '../plugin/rest.js';
import { Passes, telling } from './passes.js';

/** @import { Build } from '../plugin/after-build.js' */
/** @import { VitePluginOptions } from '../plugin/vite.js' */
/** @import { Printer } from './passes.js' */

/**
 * What is used of a resolved configuration, or of that of an environment.
 * @typedef {object} ViteConfig
 * @property {string} root
 * @property {boolean} isProduction
 * @property {string} mode
 * @property {{ info(text: string): void, warn(text: string): void }} logger
 * @property {{ outDir: string, ssr?: unknown, watch?: unknown, sourcemap?: unknown }} build
 * @property {readonly any[]} plugins
 * @property {Record<string, any>} [define]
 * @property {string} [consumer] of an environment
 */

/** @typedef {{ environment?: { name: string, config: ViteConfig }, meta: { watchMode?: boolean } }} Context */

/** @typedef {Pick<Build, 'base' | 'server' | 'runDir'>} Place where the files of a pass will be */

/** @typedef {Partial<Place> & { unsent?: string }} ServerPlace `unsent`: why what is written here is not what a server runs */

/**
 * @typedef {object} Framework
 * @property {string} mapsRemedy how to have the framework write maps
 * @property {(name: string, config: ViteConfig) => Place | Promise<Place>} clientPlace
 * @property {(config: ViteConfig) => ServerPlace} [serverPlace] where it is not the folder that was written to
 * @property {() => boolean} [makesMaps] whether maps are made because mapship is there, where the framework has to be told before Vite is
 * @property {(name: string) => boolean} isDeployed whether what an environment has built is deployed at all
 */

/**
 * Projects that are being built with maps for mapship alone: frameworks hand what was decided on to builds inside of builds.
 * @type {Set<string>}
 */
const making = new Set();

const TWICE = 'it is among the plugins more than once: the first of them is used';

/** Projects of which it was said that nothing is uploaded: each of their builds would say it again. @type {Set<string>} */
const said = new Set();

/**
 * The plugins of adapters among those of a configuration.
 * @param {readonly any[] | undefined} plugins lists of them may be in it too
 * @returns {{ api: { mapship: VitePluginOptions } }[]}
 */
export function adaptersAmong(plugins = []) {
  return plugins.flat(Infinity).filter((plugin) => plugin?.api?.mapship);
}

/**
 * @param {readonly any[] | undefined} plugins
 * @param {object} api of the one that asks
 */
function isAfterAnother(plugins, api) {
  const [first] = adaptersAmong(plugins);
  return first !== undefined && first.api !== api;
}

/**
 * @param {VitePluginOptions} given
 * @param {Framework} framework
 */
export function vitePasses(given, framework) {
  const { minifiedPathPrefix: prefixes, ...others } = given ?? {};
  const options = { sourcemaps: /** @type {const} */ ('hidden'), ...others };
  const passes = new Passes(framework.mapsRemedy);
  /** @type {ViteConfig} */
  let config;
  let folder = '';
  let isFirst = false;
  /** Whether all passes are of one build; elsewhere what is set for the first of them is handed on to the others. */
  let isOneBuild = false;
  /** Whether the configuration leaves it to mapship if maps are made, and it is going to send some. */
  let makesMaps = false;
  /** The environments that the user, or the framework, has decided for. @type {Set<string>} */
  const decided = new Set();
  const isOwn = (/** @type {string} */ name) => makesMaps && !decided.has(name);
  /** By which it is told from others of its kind: adapters copy the plugin's members. */
  const api = { mapship: others };
  /** Whether another one does it all. */
  let isSecond = false;

  /**
   * @param {string} name
   * @param {boolean} isServer
   * @returns {string | undefined}
   */
  function prefixOf(name, isServer) {
    if (typeof prefixes === 'object') return prefixes[name];
    return isServer ? undefined : prefixes;
  }

  /**
   * @param {string} name
   * @param {boolean} isServer
   */
  function isSent(name, isServer) {
    return (
      framework.isDeployed(name) &&
      (!isServer || Boolean(others.server) || prefixOf(name, isServer) !== undefined)
    );
  }

  /**
   * The environment that is built, and whether it is for a server.
   * @param {Context} context
   */
  function passOf({ environment }) {
    const current = environment?.config ?? config;
    const { consumer, build } = current;
    return {
      current,
      name: environment?.name ?? (build.ssr ? 'ssr' : 'client'),
      isServer: consumer ? consumer === 'server' : Boolean(build.ssr),
    };
  }

  /**
   * Why nothing is done for a build.
   * @param {Context} context
   * @param {ViteConfig} current
   * @param {VitePluginOptions} [given]
   */
  function reason({ meta }, current, given = options) {
    if (isSecond) return { text: TWICE };
    const build = {
      watch: Boolean(meta.watchMode || current.build.watch),
      notProduction: config.isProduction
        ? undefined
        : `NODE_ENV is ${process.env.NODE_ENV}, mode ${config.mode}`,
    };
    return reasonToRest(given, build, process.env);
  }

  /** As Vite prints it. @returns {Printer} */
  function printer() {
    return {
      info: (text) => config.logger.info(`mapship: ${text}`),
      warn: (text) => config.logger.warn(`mapship: ${text}`),
    };
  }

  return {
    /** Checks, sends and clears away what was gathered. @param {Printer} printer */
    finish: (printer) => passes.finish(printer),
    printer,
    /** Whether the maps of an environment are made for mapship alone. */
    makesMaps: isOwn,
    plugin: {
      name: 'mapship',
      api,
      apply: /** @type {const} */ ('build'),
      // the framework's own plugins, whose hooks go on with the files, come after it
      enforce: /** @type {const} */ ('pre'),
      async buildStart() {
        // misuse is told before the build has taken its time
        readPluginOptions(await start(), typeof prefixes === 'object' ? others : given);
      },
      /**
       * @param {{ root?: string, build?: { watch?: unknown, sourcemap?: unknown }, environments?: Record<string, any>, builder?: unknown, plugins?: readonly any[] }} user
       */
      config({ root, build, environments, builder, plugins }) {
        isSecond = isAfterAnother(plugins, api);
        if (isSecond) return undefined;
        const { NODE_ENV: mode } = process.env;
        const notProduction = mode === 'production' ? undefined : `NODE_ENV is ${mode}`;
        const watch = Boolean(build?.watch);
        folder = path.resolve(root ?? '.');
        isOneBuild = builder !== undefined;
        // maps that nothing would come to fetch are not to be made
        makesMaps =
          (framework.makesMaps?.() ??
            (build?.sourcemap === undefined ||
              (build.sourcemap === 'hidden' && making.has(folder)))) &&
          reasonToRest(options, { watch, notProduction }, process.env) === undefined;
        if (!makesMaps) return undefined;
        for (const [name, { build: own } = {}] of Object.entries(environments ?? {})) {
          // a framework may hand on here what it was told by mapship
          const isHandedOn = framework.makesMaps && own?.sourcemap === 'hidden';
          if (own?.sourcemap !== undefined && !isHandedOn) decided.add(name);
        }
        isFirst = !making.has(folder);
        making.add(folder);
        return { build: { sourcemap: /** @type {const} */ ('hidden') } };
      },
      /**
       * What is not sent needs no maps.
       * @param {string} name
       * @param {{ consumer?: string }} environment
       */
      configEnvironment(name, { consumer = name === 'client' ? 'client' : 'server' }) {
        if (!isOneBuild || !isOwn(name)) return undefined;
        if (isSent(name, consumer === 'server')) return undefined;
        return { build: { sourcemap: false } };
      },
      /** @param {ViteConfig} resolved */
      configResolved(resolved) {
        config = resolved;
        isSecond = isAfterAnother(resolved.plugins, api);
      },
      ...debugIdHooks(options.debugIds, (/** @type {Context} */ context) => {
        const { current, name, isServer } = passOf(context);
        // without a key too: maps may be uploaded in a later step
        const rests = reason(context, current, { ...options, dryRun: true });
        return rests === undefined && isSent(name, isServer);
      }),
      writeBundle: {
        order: /** @type {const} */ ('post'),
        sequential: true,
        /**
         * @this {Context}
         * @param {{ dir?: string }} output
         * @param {Record<string, unknown>} bundle
         */
        async handler(output, bundle) {
          const { root } = config;
          const { current, name, isServer } = passOf(this);
          const rests = reason(this, current);
          if (rests !== undefined) {
            const isNew = !said.has(folder);
            said.add(folder);
            if (isNew && isSecond) printer().info(TWICE);
            else if (isNew) {
              await telling(printer(), (voiceOf) => tellRest(rests, options, voiceOf(root)));
            }
            return;
          }
          if (isFirst) making.delete(folder);
          const outDir = path.resolve(root, output.dir ?? current.build.outDir);
          if (!framework.isDeployed(name)) return setAside(outDir);
          const prefix = prefixOf(name, isServer);
          /** @type {ServerPlace} */
          const place = isServer
            ? (framework.serverPlace?.(current) ?? {})
            : await framework.clientPlace(name, current);
          const { unsent, ...others } = place;
          const isUnsent = unsent !== undefined && prefix === undefined;
          if (isUnsent && options.server) {
            config.logger.warn(`mapship: what the server runs is not uploaded: ${unsent}`);
          }
          await passes.add({
            name,
            root,
            outDir,
            files: Object.keys(bundle).map((file) => path.resolve(outDir, file)),
            server: isServer && prefix === undefined,
            forServer: isServer,
            temporaryMaps: isOwn(name),
            options: {
              ...options,
              minifiedPathPrefix: prefix,
              ...(isUnsent && { server: undefined }),
            },
            base: { unknown: 'only servers run it' },
            ...others,
          });
        },
      },
    },
  };
}
