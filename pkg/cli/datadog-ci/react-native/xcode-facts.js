/** What Xcode's variables, which a build phase runs with, say of an app: whose map it is, of which version, and where it lies. */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { UsageError } from '../../../errors.js';
import { readRegular } from '../../../host/regular.js';
import { decodeText } from '../../../text/decode.js';

/** @typedef {Record<string, string | undefined>} Env */

/**
 * @typedef {object} XcodeFacts
 * @property {string} service
 * @property {string} version
 * @property {string} build
 * @property {string} bundle the JavaScript that Metro writes, which Hermes then compiles
 * @property {string} shipped the bundle in the app, where that is known
 * @property {string} sourcemap where the finished map lies once the bundle is built
 */

/**
 * @param {Env} env
 * @param {{ service?: string, infoPlistPath?: string, force?: boolean }} given
 * @returns {XcodeFacts}
 */
export function factsOf(env, given) {
  const service = env.SERVICE_NAME_IOS || given.service || env.PRODUCT_BUNDLE_IDENTIFIER;
  if (!service) throw missing('PRODUCT_BUNDLE_IDENTIFIER', 'give the service: --service <service>');
  if (!env.CONFIGURATION && !given.force) throw missing('CONFIGURATION', 'give --force');
  const folder = env.CONFIGURATION_BUILD_DIR;
  if (!folder) throw missing('CONFIGURATION_BUILD_DIR', 'set it to the folder of the bundle');
  const plist = plistOf(env, given.infoPlistPath);
  const version =
    env.DATADOG_RELEASE_VERSION ||
    valueOf(plist, 'CFBundleShortVersionString', env) ||
    env.MARKETING_VERSION;
  if (!version) throw missing('MARKETING_VERSION', 'set a version in Xcode, or this variable');
  const build = valueOf(plist, 'CFBundleVersion', env) || env.CURRENT_PROJECT_VERSION;
  if (!build) throw missing('CURRENT_PROJECT_VERSION', 'set a build in Xcode, or this variable');
  const name = `${env.BUNDLE_NAME || 'main'}.jsbundle`;
  const resources = env.UNLOCALIZED_RESOURCES_FOLDER_PATH ?? '';
  return {
    ...{ service, version, build },
    bundle: path.join(folder, name),
    shipped: path.join(folder, resources, name),
    sourcemap: sourcemapOf(env),
  };
}

/**
 * @param {string} variable
 * @param {string} help
 */
function missing(variable, help) {
  return new UsageError('xcode-variable', `Xcode's variable ${variable} is missing`, {
    help: `run it in a build phase of Xcode; elsewhere, ${help}`,
  });
}

/** Where the map is to lie, as React Native's own script reads it. @param {Env} env */
function sourcemapOf(env) {
  if (env.SOURCEMAP_FILE) return env.SOURCEMAP_FILE;
  const words = (env.EXTRA_PACKAGER_ARGS ?? '').split(/[ \t\n]+|=/);
  const found = words[words.indexOf('--sourcemap-output') + 1];
  if (words.includes('--sourcemap-output') && found) return found;
  throw new UsageError('xcode-sourcemap', 'nothing says where the source map is to be written', {
    help: 'put into the build phase: export SOURCEMAP_FILE="$DERIVED_FILE_DIR/main.jsbundle.map"',
  });
}

/**
 * A path that React Native's script may have meant from the project's root, into which it goes.
 * @param {string} file
 * @param {Env} env
 */
export function written(file, env) {
  const root = env.PROJECT_ROOT || (env.PROJECT_DIR && path.join(env.PROJECT_DIR, '..'));
  if (existsSync(file) || !root) return file;
  const below = path.resolve(root, file);
  return existsSync(below) ? below : file;
}

/**
 * The text of the app's Info.plist. One that Xcode makes is not there before the app is built.
 * @param {Env} env
 * @param {string | undefined} given
 */
function plistOf({ PROJECT_DIR: folder, INFOPLIST_FILE: file }, given) {
  if (given !== undefined) return decodeText(readRegular(given));
  const known = folder && file ? path.resolve(folder, file) : undefined;
  return known && existsSync(known) ? decodeText(readRegular(known)) : '';
}

/** @type {Record<string, string>} */
const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The string behind a key, with variables of the build settings in it.
 * @param {string} plist
 * @param {string} key
 * @param {Env} env
 * @returns {string | undefined} undefined where a variable has no value
 */
function valueOf(plist, key, env) {
  const text = plist.replace(/<!--[^]*?-->/g, '');
  const found = new RegExp(`<key>\\s*${key}\\s*</key>\\s*<(string|integer)>([^<]*)</\\1>`).exec(
    text,
  );
  let isWhole = true;
  const value = found?.[2]
    ?.replace(/&(lt|gt|amp|quot|apos);/g, (_, name) => String(ENTITIES[name]))
    .replace(/\$\(([^()]*)\)|\$\{([^{}]*)\}/g, (_, one, other) => {
      const set = env[one ?? other];
      isWhole &&= set !== undefined;
      return set ?? '';
    });
  return isWhole ? value?.trim() : undefined;
}
