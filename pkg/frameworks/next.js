/** The adapter for Next: one hook that both of its bundlers come to, when all compilers have written their files. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { UsageError } from '../errors.js';
import { afterBuilds } from '../plugin/after-build.js';
import { filesBelow } from '../send/after-upload/below.js';
import { misuse } from '../plugin/options.js';
import { reasonToRest, tellRest } from '../plugin/rest.js';
import { textOf } from '../plugin/text.js';
import { dropOrphans } from './passes.js';
import { integrityOf, renewIntegrity } from './next-integrity.js';
import { forgetMaps } from './next-traces.js';

/** @import { Voice } from '../plugin/after-build.js' */
/** @import { Base } from '../plugin/facts.js' */
/** @import { Finding } from '../plugin/findings.js' */
/** @import { PluginOptions } from '../plugin/index.js' */

/**
 * What is used of a configuration of Next.
 * @typedef {object} NextConfig
 * @property {string} [assetPrefix]
 * @property {string} [basePath]
 * @property {string} [output]
 * @property {boolean} [productionBrowserSourceMaps]
 * @property {{ runAfterProductionCompile?: (built: Built) => unknown }} [compiler]
 * @property {{ serverSourceMaps?: boolean, sri?: { algorithm?: string } }} [experimental]
 */

/**
 * What Next tells of a build: two folders, absolute.
 * @typedef {{ projectDir: string, distDir: string }} Built
 */

/** The first version that calls the hook. */
const OLDEST = [15, 4, 1];

const MAPS_REMEDY = 'take productionBrowserSourceMaps: false out of the configuration of Next';

/** By this a hook is known that mapship has put there. */
const OWN = Symbol.for('mapship/next');

/** By this the processes that Next starts know that one of them has said so. */
const SAID = 'MAPSHIP_SAID_NEXT_DEV';

/**
 * @param {any} [nextConfig] an object, a promise of one, or a function that gives either
 * @param {PluginOptions} [options]
 * @returns {any} of the same kind
 */
export function withMapship(nextConfig = {}, options = {}) {
  if (typeof nextConfig === 'function') {
    return (/** @type {unknown[]} */ ...given) => withMapship(nextConfig(...given), options);
  }
  if (typeof nextConfig?.then === 'function') {
    return nextConfig.then((/** @type {NextConfig} */ config) => extend(config, options));
  }
  if (typeof nextConfig !== 'object' || nextConfig === null) {
    throw misuse({
      code: 'next-config-kind',
      message: `withMapship is given ${JSON.stringify(nextConfig)} in place of a configuration of Next`,
      help: 'export what it returns: export default withMapship({ … })',
    });
  }
  return extend(nextConfig, options);
}

/**
 * @param {NextConfig} config
 * @param {PluginOptions} options
 * @returns {NextConfig}
 */
function extend(config, options) {
  const { NODE_ENV: mode } = process.env;
  if (mode !== 'production') {
    // Next reads its configuration in several processes
    if (mode === 'development' && !process.env[SAID]) say('nothing is uploaded: this is next dev');
    process.env[SAID] = 'yes';
    return config;
  }
  if (OWN in (config.compiler?.runAfterProductionCompile ?? {})) {
    return withHook(config, () =>
      say('withMapship is there twice: the options of the inner one are used'),
    );
  }
  const rests = reasonToRest(options, {}, process.env);
  if (rests !== undefined) {
    return withHook(config, ({ projectDir }) =>
      telling(projectDir, (voice) => tellRest(rests, options, voice)),
    );
  }
  assertRecent();
  const { productionBrowserSourceMaps, experimental } = config;
  const maps = {
    client: productionBrowserSourceMaps === undefined,
    // Turbopack makes them unless it is told not to
    server:
      isServed(config) &&
      Boolean(options?.server) &&
      !process.env.TURBOPACK &&
      experimental?.serverSourceMaps === undefined,
  };
  const extended = {
    ...config,
    ...(maps.client && { productionBrowserSourceMaps: true }),
    ...(maps.server && { experimental: { ...experimental, serverSourceMaps: true } }),
  };
  return withHook(extended, (built) => afterCompile(config, options, maps, built));
}

/**
 * @param {NextConfig} config
 * @param {(built: Built) => unknown} hook after one that is there already
 * @returns {NextConfig}
 */
function withHook(config, hook) {
  const { compiler } = config;
  const runAfterProductionCompile = async (/** @type {Built} */ built) => {
    await compiler?.runAfterProductionCompile?.(built);
    await hook(built);
  };
  Object.assign(runAfterProductionCompile, { [OWN]: true });
  return { ...config, compiler: { ...compiler, runAfterProductionCompile } };
}

/**
 * @param {NextConfig} config as it was given
 * @param {PluginOptions} options
 * @param {{ client: boolean, server: boolean }} temporaryMaps which maps are made for mapship alone
 * @param {Built} built
 * @throws {Error} what is wrong: Next would go on
 */
async function afterCompile(config, options, temporaryMaps, { projectDir, distDir }) {
  const common = {
    root: projectDir,
    base: baseOf(config),
    mapsRemedy: MAPS_REMEDY,
    // Next has no step for it before it names its files
    injects: true,
    // it makes images of what is there then
    goesOn: true,
  };
  const folders = /** @type {const} */ ([
    ['client', 'static'],
    ...(isServed(config) ? [['server', 'server']] : []),
  ]);
  const outputs = [];
  for (const [name, folder] of folders) {
    const outDir = path.join(distDir, folder);
    await dropOrphans(await filesBelow(outDir), options);
    const files = await filesBelow(outDir);
    const isServer = name === 'server';
    const own = isServer ? temporaryMaps.server : temporaryMaps.client;
    outputs.push({ ...common, name, outDir, files, server: isServer, temporaryMaps: own });
  }
  const { algorithm } = config.experimental?.sri ?? {};
  const hashes = algorithm && (await integrityOf(outputs[0]?.files ?? [], algorithm));
  await telling(projectDir, async (voice) => {
    await afterBuilds(outputs, options, voice);
    const server = path.join(distDir, 'server');
    if (hashes) await renewIntegrity(hashes, algorithm, server);
    const maps = outputs.flatMap(({ files }) => files.filter((file) => file.endsWith('.map')));
    await forgetMaps(maps, server);
  });
}

/**
 * Work that tells of what it finds: what is wrong fails the build once all of it is known.
 * @param {string} root
 * @param {(voice: Voice) => Promise<void>} work
 */
async function telling(root, work) {
  /** @type {Finding[]} */
  const errors = [];
  await work({
    info: say,
    warn: (finding) => console.warn(`mapship: ${textOf(finding, root)}`),
    error: (finding) => void errors.push(finding),
  });
  if (errors.length > 0) throw errorOf(errors, root);
}

/** Whether there is a server: an export is files alone. @param {NextConfig} config */
function isServed({ output }) {
  return output !== 'export';
}

/**
 * @param {NextConfig} config
 * @returns {Base}
 */
function baseOf({ assetPrefix, basePath }) {
  const [prefix, origin] = assetPrefix
    ? [assetPrefix, "Next's assetPrefix"]
    : [basePath ?? '', basePath ? "Next's basePath" : "Next's own"];
  return { value: `${prefix.replace(/\/+$/, '')}/_next/static`, origin };
}

/** An older Next would build, and never call the hook. */
function assertRecent() {
  const version = versionOfNext();
  const numbers = version?.split(/[.-]/).map(Number);
  if (numbers === undefined) return;
  const first = OLDEST.findIndex((number, index) => numbers[index] !== number);
  if (first < 0 || Number(numbers[first]) > Number(OLDEST[first])) return;
  const oldest = OLDEST.join('.');
  throw new UsageError('next-too-old', `Next ${version} has no hook for mapship/next`, {
    help: `use Next ${oldest} or later, or mapship/webpack in the webpack function of its configuration`,
  });
}

/** @returns {string | undefined} */
function versionOfNext() {
  try {
    const own = createRequire(path.join(process.cwd(), 'package.json'));
    return JSON.parse(readFileSync(own.resolve('next/package.json'), 'utf8')).version;
  } catch {
    // another folder is built, from outside of it
    return undefined;
  }
}

/** @param {string} text */
function say(text) {
  console.log(`mapship: ${text}`);
}

/**
 * A build ends with one error, so it has to say them all. Where in mapship it was thrown is of no use to anybody.
 * @param {Finding[]} errors
 * @param {string} root
 */
function errorOf(errors, root) {
  const message = errors.map((finding) => `mapship: ${textOf(finding, root)}`).join('\n');
  return Object.assign(new Error(message), { stack: message });
}

export default withMapship;
