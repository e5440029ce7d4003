/**
 * `mapship react-native codepush`: the flags of `datadog-ci react-native codepush`. The version of an update that is pushed to
 * installed apps is the app's, with the update's label: `1.2.0-codepush.v5`, as Datadog's SDK reports it.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { UsageError } from '../../../errors.js';
import { workOf } from './work.js';

/** @import { World } from '../../run.js' */

/** What App Center's own command line is called. */
const APP_CENTER = 'appcenter';

/** What may stand before the app's version: an update may be for all that are newer. */
const COMPARED = /^(?:>=|<=|==|=|<|>|\^|~)/;

/** No history is longer, in bytes. */
const LONGEST = 64 * 1024 * 1024;

/** @type {import('../../datadog-ci.js').Adapter} */
export const adapter = {
  summary: 'Uploads the source map of an update that was pushed by CodePush.',
  options: [
    ['--app <app>', 'the app, as App Center names it: owner/app'],
    ['--deployment <deployment>', 'the deployment, such as Production'],
    ['--platform <platform>', 'ios or android'],
    ['--service <service>', 'the service that the error reports name'],
    ['--bundle <file>', 'the bundle: its name, and its debug ID where the map has none'],
    ['--sourcemap <file>', 'the source map'],
    ['--build-version <build>', "the app's build number (1)"],
    ['--project-path <path>', "the project's root (the current folder)"],
    ['--remove-sources-content', 'leave the sources out of the map'],
  ],
  required: ['service', 'platform', 'sourcemap', 'app', 'deployment'],
  configAbove: true,
  async read(_, given, world) {
    const { platform, service, sourcemap, bundle, projectPath, removeSourcesContent } = given;
    const version = lastVersion(await history(given.app, given.deployment, world));
    const build = given.buildVersion ?? '1';
    return workOf({
      ...{ platform, service, sourcemap, bundle, projectPath, removeSourcesContent },
      ...{ version, build },
    });
  },
};

/**
 * @param {string} app
 * @param {string} deployment
 * @param {World} world
 * @returns {Promise<string>} JSON
 */
async function history(app, deployment, { env, signal }) {
  const words = ['codepush', 'deployment', 'history', deployment, '--app', app];
  const isWindows = process.platform === 'win32';
  // there it is a batch file, which only a shell runs
  if (isWindows && [app, deployment].some((word) => !/^[\w./-]+$/.test(word))) {
    throw new UsageError('flag-value', 'a character of --app or --deployment is not known', {
      help: 'use letters, digits, and the characters . _ - /',
    });
  }
  try {
    const { stdout } = await promisify(execFile)(APP_CENTER, [...words, '--output', 'json'], {
      ...{ env, signal, maxBuffer: LONGEST, shell: isWindows },
    });
    return stdout;
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new UsageError('codepush-history', `${APP_CENTER} told no history: ${said(cause)}`, {
      cause,
      help: `run: ${APP_CENTER} ${words.join(' ')}; or use mapship react-native upload --release-version <version>-codepush.<label>`,
    });
  }
}

/** What a program that failed has said; App Center's puts it into JSON. @param {any} error @returns {string} */
function said({ code, stderr, message }) {
  if (code === 'ENOENT') return 'it is not installed';
  const text = String(stderr ?? '').trim();
  try {
    return String(JSON.parse(text).errorMessage);
  } catch {
    return text || message;
  }
}

/** The version of the newest update: the last row is `[label, time, app's version, …]`. @param {string} text */
function lastVersion(text) {
  /** @type {unknown} */
  let rows;
  try {
    rows = JSON.parse(text);
  } catch {
    rows = undefined;
  }
  if (Array.isArray(rows) && rows.length === 0) {
    throw new UsageError('codepush-none', 'nothing has been pushed to the deployment yet', {
      help: 'push the update, then upload its source map',
    });
  }
  const [label, , version] = (Array.isArray(rows) && rows.at(-1)) || [];
  const plain = typeof version === 'string' ? version.replace(COMPARED, '').trim() : '';
  if (typeof label === 'string' && /^\d/.test(plain)) return `${plain}-codepush.${label}`;
  throw new UsageError('codepush-history', `${APP_CENTER} told a history of an unknown form`, {
    help: 'use mapship react-native upload --release-version <version>-codepush.<label>',
  });
}
