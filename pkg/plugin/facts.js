/** Service, version and address of a build, each with whom it is from. */
import path from 'node:path';

import { readRegular } from '../host/regular.js';
import { decodeText } from '../text/decode.js';
import { readGit } from '../git/index.js';

/** @import { Core } from '../core/types.js' */
/** @import { PluginOptions } from './index.js' */
/** @import { Finding } from './findings.js' */

/** @typedef {{ value: string, origin: string }} Told */

/**
 * What a bundler says of the address of its files.
 * @typedef {Told | { unknown: string, framework?: { name: string, adapter: string } }} Base
 */

/**
 * @typedef {object} Facts
 * @property {Told} [service]
 * @property {Told} [version]
 * @property {Told} [prefix]
 * @property {Finding[]} findings why others are missing
 */

/** Versions that templates and release tools write for "none". */
const NO_VERSION = /^0\.0\.0(?:-|$)/;

/**
 * @param {Core} core
 * @param {PluginOptions} options
 * @param {{ root: string, outDir: string, runDir?: string, base: Base, server?: boolean }} build
 * @returns {Promise<Facts>}
 */
export async function factsOf(core, options, { root, outDir, runDir = outDir, base, server }) {
  const manifest =
    options.service === undefined || options.version === undefined
      ? await readManifest(root)
      : undefined;
  const service = option(options, 'service') ?? serviceOf(manifest);
  const version =
    option(options, 'version') ?? versionOf(manifest) ?? (await commitOf(core, options, root));
  const prefix =
    (server ? onServer(options, root, runDir) : option(options, 'minifiedPathPrefix')) ??
    ('value' in base ? base : undefined);
  /** @type {Finding[]} */
  const findings = [];
  if (service === undefined) findings.push(core.finding('service-unknown', { root }));
  if (version === undefined) findings.push(core.finding('version-unknown', { root }));
  // what has a debug ID is found wherever it is served
  if (prefix === undefined && 'unknown' in base && !options.debugIds) {
    const { unknown: reason, framework } = base;
    const values = framework && { framework: framework.name, adapter: framework.adapter };
    findings.push(core.finding('prefix-unknown', { reason, ...values }));
  }
  return { service, version, prefix, findings };
}

/**
 * Where the files of a folder lie once they are on a server: as in the project.
 * @param {PluginOptions} options
 * @param {string} root
 * @param {string} folder
 * @returns {Told | undefined}
 */
function onServer({ server }, root, folder) {
  if (!server) return undefined;
  const way = path.relative(root, folder).replaceAll(path.sep, '/');
  const value = server.startsWith('/') ? path.posix.join(server, way) : `${server}/${way}`;
  return { value, origin: 'option server' };
}

/**
 * @param {PluginOptions} options
 * @param {'service' | 'version' | 'minifiedPathPrefix'} name
 * @returns {Told | undefined}
 */
function option(options, name) {
  const value = options[name];
  return value === undefined ? undefined : { value, origin: `option ${name}` };
}

/** @typedef {{ name?: unknown, version?: unknown }} Manifest */

/** @param {Manifest | undefined} manifest @returns {Told | undefined} */
function serviceOf(manifest) {
  if (typeof manifest?.name !== 'string') return undefined;
  const [name, scope] = manifest.name.split('/').reverse();
  // a service may not begin with @, and who publishes the package does not tell applications apart
  return name
    ? { value: name, origin: `package.json${scope ? `, without its scope ${scope}` : ''}` }
    : undefined;
}

/** @param {Manifest | undefined} manifest @returns {Told | undefined} */
function versionOf(manifest) {
  const version = manifest?.version;
  return typeof version === 'string' && version !== '' && !NO_VERSION.test(version)
    ? { value: version, origin: 'package.json' }
    : undefined;
}

/**
 * @param {Core} core
 * @param {PluginOptions} options
 * @param {string} root
 * @returns {Promise<Told | undefined>}
 */
async function commitOf(core, { git }, root) {
  const { commitSha, origin } = await readGit({
    core,
    cwd: root,
    ...(typeof git === 'object' && git),
  });
  return commitSha === undefined
    ? undefined
    : { value: commitSha, origin: `the commit, from ${origin.commitSha}` };
}

/**
 * The nearest package.json with a name, from a folder upwards.
 * @param {string} root
 * @returns {Promise<Manifest | undefined>}
 */
async function readManifest(root) {
  for (let folder = root; ; folder = path.dirname(folder)) {
    const manifest = await readJson(path.join(folder, 'package.json'));
    if (manifest?.name) return manifest;
    if (path.dirname(folder) === folder) return undefined;
  }
}

/**
 * @param {string} file
 * @returns {Promise<Manifest | undefined>}
 */
async function readJson(file) {
  try {
    return JSON.parse(decodeText(readRegular(file)));
  } catch {
    // none, or none that npm could read: the folders above are asked
    return undefined;
  }
}
