/**
 * `mapship react-native xcode`: the flags of `datadog-ci react-native xcode`. It stands in the build phase in the place of React
 * Native's own script, which it runs: what that makes is then sent, under what Xcode knows of the app.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { UsageError } from '../../../errors.js';
import { packageFolder, runScript } from './scripts.js';
import { recordId } from './record.js';
import { workOf } from './work.js';
import { factsOf, written } from './xcode-facts.js';

/** @import { Env } from './xcode-facts.js' */

/** React Native composes maps rightly from here on: minor version of 0. */
const COMPOSES = 71;

/** @type {import('../../datadog-ci.js').Adapter} */
export const adapter = {
  summary: 'Bundles a React Native app in a build phase of Xcode, and uploads its source map.',
  argument: ['[script]', "the script that bundles the app (React Native's react-native-xcode.sh)"],
  options: [
    [
      '--service <service>',
      "the service that the error reports name (the app's bundle identifier)",
    ],
    ['--info-plist-path <file>', "the app's Info.plist, for its version and build"],
    ['--compose-sourcemaps-path <file>', 'the script that composes maps, for React Native 0.70'],
    ['--force', 'upload after a debug build too'],
    ['--remove-sources-content', 'leave the sources out of the map'],
  ],
  required: [],
  configAbove: true,
  async read([script], given, world) {
    const { env, stderr } = world;
    const facts = factsOf(env, given);
    const isDebug = env.CONFIGURATION?.includes('Debug') === true;
    if (!given.force && isLeftOut(env, isDebug)) {
      stderr.write('nothing is bundled in this build, so there is nothing to upload\n');
      return undefined;
    }
    const reactNative =
      env.DATADOG_CI_REACT_NATIVE_PATH || env.REACT_NATIVE_PATH || folderOf('react-native', env);
    const composes = reactNative !== undefined && mustCompose(reactNative, env);
    const inBuild = { ...world, env: composes ? { ...env, USE_HERMES: 'true' } : env };
    const own = reactNative && path.join(reactNative, 'scripts/react-native-xcode.sh');
    await runScript(script ?? own ?? missingScript(), [], inBuild, given);
    if (isDebug && !given.force) {
      stderr.write('a debug build: its source map is not uploaded\n');
      return undefined;
    }
    const sourcemap = written(facts.sourcemap, env);
    if (composes) {
      const composer =
        given.composeSourcemapsPath ?? path.join(reactNative, 'scripts/compose-source-maps.js');
      const maps = [`${facts.bundle}.map`, `${facts.shipped}.map`];
      await runScript(composer, [...maps, '-o', sourcemap], inBuild, given);
    }
    const told = usesHermes(env) ? takeToldId(env) : undefined;
    await recordId(sourcemap, [facts.bundle, facts.shipped], told);
    const { bundle, service, version, build } = facts;
    const { removeSourcesContent } = given;
    const app = { service, version, build };
    return workOf({ platform: 'ios', ...app, bundle, sourcemap, removeSourcesContent });
  },
};

/** @returns {never} */
function missingScript() {
  throw new UsageError('react-native-missing', 'react-native is not installed beside the app', {
    help: 'run npm install; or give the path of react-native-xcode.sh',
  });
}

/** Whether React Native's script bundles nothing. @param {Env} env @param {boolean} isDebug */
function isLeftOut(env, isDebug) {
  if (env.SKIP_BUNDLING) return true;
  // there the app loads its code from Metro
  return isDebug && env.PLATFORM_NAME?.includes('simulator') === true && !env.FORCE_BUNDLING;
}

/** @param {string} name @param {Env} env */
function folderOf(name, env) {
  return packageFolder(name, [env.PROJECT_DIR ?? '.', '.']);
}

/**
 * Whether the maps have to be composed here: older React Natives leave the one of Metro, without what Hermes has done.
 * @param {string} reactNative its folder
 * @param {Env} env
 */
function mustCompose(reactNative, env) {
  /** @type {unknown} */
  let version;
  try {
    version = JSON.parse(readFileSync(path.join(reactNative, 'package.json'), 'utf8')).version;
  } catch {
    return false;
  }
  const [major, minor] = String(version).split('.').map(Number);
  if (major !== 0 || !(Number(minor) < COMPOSES)) return false;
  if (env.USE_HERMES) return env.USE_HERMES.toLowerCase() !== 'false';
  return existsSync(`${env.PODS_ROOT}/hermes-engine/destroot/bin/hermesc`) || usesHermes(env);
}

/** @param {Env} env */
function usesHermes({ PODS_PODFILE_DIR_PATH: folder }) {
  const lock = path.join(folder ?? '', 'Podfile.lock');
  return (
    folder !== undefined && existsSync(lock) && /hermes-engine/.test(readFileSync(lock, 'utf8'))
  );
}

/** The ID that Datadog's plugin for Metro notes in a file, which is for one build only. @param {Env} env */
function takeToldId(env) {
  const name = '@datadog/mobile-react-native';
  const folder = env.DATADOG_REACT_NATIVE_PATH || folderOf(name, env);
  const file = folder && path.join(folder, '.tmp/debug_id');
  if (!file || !existsSync(file)) return undefined;
  const id = readFileSync(file, 'utf8').trim();
  rmSync(file);
  return id;
}
