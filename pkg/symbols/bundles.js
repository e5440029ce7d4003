/** Source maps of React Native bundles: what a build says of them by their names, and of the app that they are of. */
import { openFile } from '#host';
import { eventOf } from './kind.js';

/** @import { Core } from '../core-types.js' */
/** @import { NamedFile } from '../host-types.js' */
/** @import { Settings } from '../options.js' */
/** @import { Job } from '../plan.js' */

const TYPE = 'react_native_sourcemap';

/** What each platform's tools tell the app's version in, and as what. */
const TOLD_IN = /** @type {Record<string, RegExp>} */ ({
  // those of frameworks and of dSYMs are not the app's
  ios: /^(?!.*\.(?:dSYM|framework|bundle)\/)(?:.*\/)?Info\.plist$/,
  android: /(?:^|\/)output-metadata\.json$/,
});

/** No such file is longer, in bytes. */
const LONGEST = 1024 * 1024;

/** @typedef {{ version: string, build: string }} App */

/** Whether a file is called as React Native's tools call the map of a bundle. @param {NamedFile} file */
export function isBundleMap({ name }) {
  return /(?:\.jsbundle|\.android\.bundle)\.map$/.test(name);
}

/**
 * @param {Core} core
 * @param {NamedFile[]} maps
 * @param {NamedFile[]} all what lies around them
 * @param {Settings} settings
 * @param {{ part: string, name: string, shown: string, file: import('../index.js').FileInput }[]} extra the files of further parts
 * @returns {Promise<Job[]>}
 */
export async function planBundles(core, maps, all, settings, extra = []) {
  const jobs = [];
  for (const { name, shown = name, file } of maps) {
    const event = eventOf(core, TYPE, settings, await found(core, name, all, settings));
    const files = [{ part: 'source_map', name, shown, file }, ...extra];
    jobs.push({ path: shown, type: TYPE, files, event, issues: [], send: true });
  }
  return /** @type {Job[]} */ (jobs);
}

/**
 * @param {Core} core
 * @param {string} name
 * @param {NamedFile[]} all
 * @param {Settings} settings
 */
async function found(core, name, all, { event = {} }) {
  if (!name.endsWith('.map')) return {};
  const bundle = name.slice(name.lastIndexOf('/') + 1, -'.map'.length);
  const ofName = bundle.endsWith('.jsbundle')
    ? 'ios'
    : bundle.endsWith('.android.bundle')
      ? 'android'
      : undefined;
  const platform = event.platform ?? ofName;
  const isKnown = event.version !== undefined && event.build_number !== undefined;
  const toldIn = TOLD_IN[String(platform)];
  const app = isKnown || toldIn === undefined ? undefined : await appOf(core, name, all, toldIn);
  return { platform, bundle_name: bundle, version: app?.version, build_number: app?.build };
}

/**
 * The version of the nearest file that tells it in a folder above; else that which all such files of the build tell.
 * @param {Core} core
 * @param {string} name
 * @param {NamedFile[]} all
 * @param {RegExp} toldIn
 * @returns {Promise<App | undefined>}
 */
async function appOf(core, name, all, toldIn) {
  /** @type {(App & { folder: string })[]} */
  const apps = [];
  for (const file of all.filter((one) => toldIn.test(one.name))) {
    const source = await openFile(file.file);
    try {
      const bytes = source.read(0, Math.min(source.length, LONGEST)).slice();
      const { version, build } = core.appVersion(bytes);
      const folder = file.name.slice(0, file.name.lastIndexOf('/') + 1);
      if (version !== undefined && build !== undefined) apps.push({ version, build, folder });
    } finally {
      source.close();
    }
  }
  const above = apps
    .filter(({ folder }) => name.startsWith(folder))
    .toSorted((a, b) => b.folder.length - a.folder.length);
  const told = new Set(apps.map(({ version, build }) => `${version} ${build}`));
  return above[0] ?? (told.size === 1 ? apps[0] : undefined);
}
