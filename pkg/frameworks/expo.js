/** The targets of an Expo app, for the config file: what `expo export` wrote, and what the app's own configuration says of it. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { UsageError } from '../errors.js';

/** @import { ConfigObject, ConfigTarget } from '../options/types.js' */
/** @import { ExpoOptions, Platform } from './expo.js' */

/**
 * What is used of an app's configuration (Expo: app.json / app.config.js).
 * @typedef {object} AppConfig
 * @property {string} [version]
 * @property {{ package?: string, versionCode?: number }} [android]
 * @property {{ bundleIdentifier?: string, buildNumber?: string }} [ios]
 * @property {{ baseUrl?: string }} [experiments]
 */

/** Where `expo export` writes bundles, below its output folder; a web app with a server has its client in a folder of its own. */
const BUNDLES = '_expo/static/js';
const CLIENT = 'client';

/** What the tools of React Native call the bundle inside an app; Datadog's SDK reports it by that name. */
const BUNDLE_NAMES = { android: 'index.android.bundle', ios: 'main.jsbundle' };

/**
 * @param {ExpoOptions} [options]
 * @returns {(context?: { folder?: string }) => ConfigObject}
 */
export function withExpo(options = {}) {
  const { outputDir = 'dist', service, minifiedPathPrefix, ...others } = options;
  return ({ folder = process.cwd() } = {}) => {
    const app = configOf(folder);
    const of = (/** @type {Platform} */ platform) =>
      typeof service === 'string' ? service : service?.[platform];
    /** @type {(ConfigTarget | undefined)[]} */
    const targets = [
      web(folder, outputDir, joined(minifiedPathPrefix, app.experiments?.baseUrl), of('web')),
      native(folder, outputDir, 'android', of('android') ?? app.android?.package, {
        build_number: app.android?.versionCode?.toString(),
      }),
      native(folder, outputDir, 'ios', of('ios') ?? app.ios?.bundleIdentifier, {
        build_number: app.ios?.buildNumber,
      }),
    ];
    const found = targets.filter((target) => target !== undefined);
    if (found.length === 0) {
      throw new UsageError(
        'expo-not-exported',
        `${path.join(outputDir, BUNDLES)} is not there: the app is not exported`,
        { help: `run: npx expo export --source-maps --output-dir ${outputDir}` },
      );
    }
    return { version: app.version, ...others, targets: found };
  };
}

export default withExpo;

/**
 * @param {string} folder
 * @param {string} outputDir
 * @param {string} prefix
 * @param {string | undefined} service
 * @returns {ConfigTarget | undefined}
 */
function web(folder, outputDir, prefix, service) {
  for (const client of ['.', CLIENT]) {
    const below = path.posix.join(BUNDLES, 'web');
    const at = path.join(outputDir, client, below);
    if (!existsSync(path.resolve(folder, at))) continue;
    return { name: 'web', path: at, service, minifiedPathPrefix: joined(prefix, below) };
  }
  return undefined;
}

/**
 * @param {string} folder
 * @param {string} outputDir
 * @param {'android' | 'ios'} platform
 * @param {string | undefined} service
 * @param {{ build_number: string | undefined }} known
 * @returns {ConfigTarget | undefined}
 */
function native(folder, outputDir, platform, service, known) {
  const at = path.join(outputDir, BUNDLES, platform);
  if (!existsSync(path.resolve(folder, at))) return undefined;
  const event = { ...known, platform, bundle_name: BUNDLE_NAMES[platform] };
  // what is not known is not said
  const said = Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));
  return { name: platform, path: at, service, event: said };
}

/**
 * What Expo itself makes of the app's configuration.
 * @param {string} folder
 * @returns {AppConfig}
 */
function configOf(folder) {
  const from = createRequire(path.join(folder, 'package.json'));
  /** @type {string} */
  let found;
  try {
    // it is a dependency of expo, and need not be one of the app
    found = createRequire(from.resolve('expo/package.json')).resolve('@expo/config');
  } catch (cause) {
    throw new UsageError('expo-missing', `expo is not installed in ${folder}`, {
      cause,
      help: 'run npm install; or put the config file beside the package.json of the app',
    });
  }
  try {
    const options = { skipSDKVersionRequirement: true, isPublicConfig: true };
    return from(found).getConfig(folder, options).exp;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(
      'expo-config',
      `the configuration of the Expo app can't be read: ${message}`,
      {
        cause,
        help: 'run npx expo config, which tells what is wrong with it',
      },
    );
  }
}

/**
 * @param {string} [before]
 * @param {string} [after]
 */
function joined(before = '', after = '') {
  const ends = before.replace(/\/+$/, '');
  const begins = after.replace(/^\/+|\/+$/g, '');
  return begins === '' ? ends : `${ends}/${begins}`;
}
