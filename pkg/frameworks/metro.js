/**
 * Debug IDs for what Metro bundles: put in when a bundle is whole, before Hermes compiles it. The ID stands in the bundle's code, which
 * Hermes keeps, and in Metro's map; the map that is composed with that of Hermes gets it from the bytecode when it is uploaded.
 */
import { createRequire } from 'node:module';
import path from 'node:path';

import { MapshipError, UsageError } from '../errors.js';
import { injectNative } from '../inject/native.js';

/** @import { Made, MetroConfig, Serializer } from './metro.js' */

/**
 * @template Config
 * @param {Config} config
 * @returns {Config}
 */
export function withMapship(config) {
  /** @type {any} */
  const given = config;
  if (typeof given === 'function') {
    return /** @type {any} */ (
      async (/** @type {unknown[]} */ ...args) => wrapped(await given(...args))
    );
  }
  if (typeof given?.then === 'function') return given.then(wrapped);
  return /** @type {any} */ (wrapped(given));
}

export default withMapship;

/**
 * @param {MetroConfig} config
 * @returns {MetroConfig}
 */
function wrapped(config) {
  const root = config.projectRoot ?? process.cwd();
  const inner = config.serializer?.customSerializer;
  /** @type {Serializer} */
  const customSerializer = async (entry, before, graph, options) => {
    /** @type {ReturnType<typeof metroOf> | undefined} */
    let metro;
    const own = () => (metro ??= metroOf(root));
    const made = await (inner
      ? inner(entry, before, graph, options)
      : own().codeOf(entry, before, graph, options));
    if (!isForUsers(graph, options)) return made;
    const code = typeof made === 'string' ? made : made.code;
    // what Expo makes for the web and exports is no bundle
    if (typeof code !== 'string') return made;
    const map =
      (typeof made !== 'string' && made.map) || (await own().mapOf(before, graph, options));
    const { issues, ...injected } = await injectNative(code, map);
    const error = issues.find(({ severity }) => severity === 'error');
    if (error) {
      throw new MapshipError(error.code, `the bundle gets no debug ID: ${error.message}`, {
        help: error.help,
      });
    }
    return injected;
  };
  return { ...config, serializer: { ...config.serializer, customSerializer } };
}

/**
 * Whether a bundle is one that is shipped in an app.
 * @param {Parameters<Serializer>[2]} graph
 * @param {Parameters<Serializer>[3]} options
 */
function isForUsers({ transformOptions }, options) {
  if (options.dev || options.modulesOnly || transformOptions?.hot) return false;
  return transformOptions?.platform !== 'web' && options.serializerOptions?.output !== 'static';
}

/** Packages that bring Metro along: it need not be one of the app's own. */
const BEARERS = [
  [],
  ['@react-native/metro-config', 'metro-config'],
  ['react-native', '@react-native/community-cli-plugin'],
  ['expo', '@expo/metro'],
];

/**
 * What Metro itself makes of a graph, where the configuration names no serializer.
 * @param {string} root the app's folder
 */
function metroOf(root) {
  const load = loaderOf(root);
  const baseJSBundle = load('DeltaBundler/Serializers/baseJSBundle');
  const bundleToString = load('lib/bundleToString');
  const maps = load('DeltaBundler/Serializers/sourceMapString');
  const mapString = maps.sourceMapStringNonBlocking ?? maps.sourceMapString ?? maps;
  return {
    /** @type {(...args: Parameters<Serializer>) => string} */
    codeOf: (...args) => bundleToString(baseJSBundle(...args)).code,
    /** @type {(...args: Parameters<Serializer> extends [any, ...infer Rest] ? Rest : never) => Promise<string>} */
    mapOf: async (before, graph, options) =>
      mapString([...before, ...sorted(graph, options)], options),
  };
}

/**
 * The modules in the order that they have in the bundle: of their numbers, which they get in the order of the graph.
 * @param {Parameters<Serializer>[2]} graph
 * @param {Parameters<Serializer>[3]} options
 */
function sorted({ dependencies }, { createModuleId }) {
  const modules = [...dependencies.values()].map((module) => ({
    module,
    id: createModuleId(module.path),
  }));
  return modules.sort((one, other) => one.id - other.id).map(({ module }) => module);
}

/**
 * Loads the app's own Metro, by the name that a module of it has.
 * @param {string} root
 * @returns {(name: string) => any}
 */
function loaderOf(root) {
  for (const bearers of BEARERS) {
    try {
      let from = createRequire(path.join(path.resolve(root), 'package.json'));
      for (const bearer of bearers) from = createRequire(from.resolve(`${bearer}/package.json`));
      from.resolve('metro/package.json');
      return (name) => loaded(from, name);
    } catch {
      // the next one brings it, maybe
    }
  }
  throw new UsageError('metro-missing', `metro is not installed in ${root}`, {
    help: 'run npm install; or set projectRoot in metro.config.js',
  });
}

/**
 * @param {NodeJS.Require} from
 * @param {string} name
 */
function loaded(from, name) {
  for (const folder of ['private', 'src']) {
    try {
      const module = from(`metro/${folder}/${name}`);
      return module.default ?? module;
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      // older ones have no names for what is private, or say nothing of names
      if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') throw error;
    }
  }
  throw new UsageError('metro-unknown', `the installed metro has no ${name}`, {
    help: 'run mapship react-native inject-debug-id on the bundle instead, and report this',
  });
}
