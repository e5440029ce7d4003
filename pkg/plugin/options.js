/** The options of the plugins: read, with unknown ones refused; and whether they ask for anything to be done. */
import { MapshipError, UsageError } from '../errors.js';
import { readGiven } from '../options.js';
import { hasKey } from '../target.js';

/** @import { Core } from '../core-types.js' */
/** @import { PluginOptions } from './index.js' */

/** Those that an upload takes as they are. */
const PASSED = /** @type {const} */ ({
  apiKey: 'text',
  site: 'text',
  intakeUrl: 'text',
  allowHttp: 'flag',
  projectPath: 'text',
  git: 'git',
  scanSources: 'flag',
  receipt: 'store',
  dryRun: 'flag',
  maxConcurrency: 'count',
  maxRetries: 'number',
  timeout: 'count',
  deadline: 'count',
});

/** @type {import('../options.js').Declared} */
const KNOWN = {
  enabled: 'flag',
  service: 'text',
  version: 'text',
  minifiedPathPrefix: 'text',
  sourcemaps: 'sourcemaps',
  afterUpload: 'afterUpload',
  onError: 'onError',
  ...PASSED,
};

/**
 * @param {Core} core
 * @param {unknown} options
 * @returns {PluginOptions}
 */
export function readPluginOptions(core, options = {}) {
  try {
    return /** @type {PluginOptions} */ (readGiven(core, options, KNOWN));
  } catch (error) {
    if (error instanceof MapshipError) throw misuse(error);
    throw error;
  }
}

/**
 * Bundlers print of what is thrown the message and the stack: the remedy has to be in the one, and the other would lead to
 * where it was found out, not to where it is to be mended.
 * @param {MapshipError} error
 */
function misuse({ code, message, help }) {
  const text = `mapship: ${message} [${code}]\n  → ${help}`;
  return Object.assign(new UsageError(code, text, { help }), { stack: `UsageError: ${text}` });
}

/**
 * The options of an upload among them. An empty key, such as that of a CI job without secrets, is none.
 * @param {PluginOptions} options
 * @returns {import('../index.js').UploadOptions}
 */
export function uploadOptions(options) {
  const given = Object.keys(PASSED).map((name) => [
    name,
    options[/** @type {keyof typeof PASSED} */ (name)],
  ]);
  const passed = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  if (!options.apiKey?.trim()) delete passed.apiKey;
  return passed;
}

/**
 * Why nothing is to be done; undefined where something is.
 * @param {Pick<PluginOptions, 'enabled' | 'dryRun' | 'apiKey'>} options
 * @param {{ watch?: boolean, notProduction?: string }} build `notProduction`: what makes it another build
 * @param {Record<string, string | undefined>} env
 * @returns {string | undefined}
 */
export function reasonToRest(options, { watch, notProduction }, env) {
  const { enabled, dryRun } = options ?? {};
  if (enabled === false) return 'the option enabled is false';
  if (watch) return 'this is watch mode';
  if (enabled) return undefined;
  if (notProduction !== undefined) return `this is no production build: ${notProduction}`;
  if (dryRun || hasKey(options ?? {}, env)) return undefined;
  return 'there is no API key: set DATADOG_API_KEY or DD_API_KEY';
}
