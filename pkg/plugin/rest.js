/** When a plugin does nothing, and how it says so: in one line, but for a missing API key on CI, which is told as what is wrong. */
import { start } from '../core/index.js';
import { DEFAULTS, ENV } from '../options/declared.js';
import { hasKey } from '../send/destination.js';
import { ofIssue } from './findings.js';

/** @import { Voice } from './after-build.js' */
/** @import { PluginOptions } from './index.js' */

/**
 * Why nothing is to be done.
 * @typedef {object} Rest
 * @property {string} text to be read after "nothing is uploaded: "
 * @property {boolean} [lacksKey] whether the build would be uploaded if it had a key
 */

/** Variables by which CI systems are known; most of them set `CI`. */
const CI = ['CI', 'TF_BUILD', 'JENKINS_URL', 'TEAMCITY_VERSION', 'CODEBUILD_BUILD_ID'];

/** Whether a GitHub runner was told already: a build of several passes lacks one key. */
let isAnnotated = false;

/**
 * Why nothing is to be done; undefined where something is.
 * @param {Pick<PluginOptions, 'enabled' | 'dryRun' | 'defer' | 'apiKey'>} options
 * @param {{ watch?: boolean, notProduction?: string }} build `notProduction`: what makes it another build
 * @param {Record<string, string | undefined>} env
 * @returns {Rest | undefined}
 */
export function reasonToRest(options, { watch, notProduction }, env) {
  const { enabled, dryRun, defer } = options ?? {};
  if (enabled === false) return { text: 'the option enabled is false' };
  if (watch) return { text: 'this is watch mode' };
  if (enabled) return undefined;
  if (notProduction !== undefined) {
    return { text: `this is no production build: ${notProduction}` };
  }
  if (dryRun || defer !== undefined || hasKey(options ?? {}, env)) return undefined;
  return { text: `there is no API key: set ${ENV.apiKey?.join(' or ')}`, lacksKey: true };
}

/**
 * The reason that counts: what would keep a build from being uploaded with a key, too, before the missing key.
 * @param {...(Rest | string | undefined)} reasons in their order
 * @returns {Rest | undefined}
 */
export function firstReason(...reasons) {
  const all = reasons
    .filter((reason) => reason !== undefined)
    .map((reason) => (typeof reason === 'string' ? { text: reason } : reason));
  return all.find(({ lacksKey }) => !lacksKey) ?? all[0];
}

/**
 * Says why nothing is done. On CI a missing key is most often a secret that was forgotten, and nobody reads a line among others.
 * @param {Rest} rest
 * @param {PluginOptions} options
 * @param {Voice} voice
 * @param {Record<string, string | undefined>} [env]
 */
export async function tellRest({ text, lacksKey }, options, voice, env = process.env) {
  const { missingKey = DEFAULTS.missingKey } = options ?? {};
  if (!lacksKey || missingKey === 'ignore' || !isOnCi(env)) {
    voice.info(`nothing is uploaded: ${text}`);
    return;
  }
  const core = await start();
  const variables = ENV.apiKey?.join(' or ') ?? '';
  const finding = ofIssue(core.finding('api-key-missing', { variables }));
  const fails = missingKey === 'error';
  const told = fails ? finding : { ...finding, severity: /** @type {const} */ ('warning') };
  if (env.GITHUB_ACTIONS === 'true' && !isAnnotated) {
    isAnnotated = true;
    const { annotationOf } = await import('../report/github.js');
    process.stderr.write(annotationOf(told));
  }
  if (fails) voice.error(told);
  else voice.warn(told);
}

/** @param {Record<string, string | undefined>} env */
function isOnCi(env) {
  return CI.some((name) => !['', '0', 'false', undefined].includes(env[name]?.toLowerCase()));
}
