/**
 * mapship: what a build left behind, checked, then shipped to Datadog.
 *
 * Types and documentation of these functions are in `index.d.ts`.
 */
import { inspectAll } from './check/inspect.js';
import { judgeAll, prepareCheck } from './check/index.js';
import { start } from './core/index.js';
import { makeReport } from './report/index.js';

export { FileError, InternalError, MapshipError, UsageError } from './errors.js';

/** @import { CheckOptions, Input, Report, UploadOptions } from './index.js' */

/**
 * @param {Input} input
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<Report>}
 */
export async function inspect(input, options) {
  const begin = performance.now();
  const core = await start();
  const { files, issues } = await inspectAll(core, input, options);
  return makeReport(core.version(), files, issues, begin);
}

/**
 * @param {Input} input
 * @param {CheckOptions} [options]
 * @returns {Promise<Report>}
 */
export async function check(input, options) {
  const begin = performance.now();
  const core = await start();
  const { files, issues } = await judgeAll(core, await prepareCheck(core, input, options));
  return makeReport(core.version(), files, issues, begin);
}

/**
 * @param {Input} input
 * @param {UploadOptions} [options]
 * @returns {Promise<Report>}
 */
export async function upload(input, options) {
  const begin = performance.now();
  const core = await start();
  // half of the modules, which nothing else needs
  const { clearAway, plannedOf, prepareUpload, ship } = await import('./send/upload.js');
  const prepared = await prepareUpload(core, input, options);
  prepared.settings.onPlan?.(plannedOf(prepared.jobs));
  const shipped = await ship(core, prepared);
  const { ends, cleared } = await clearAway(core, [{ prepared, end: shipped }]);
  const { files, issues } = ends[0] ?? shipped;
  return makeReport(core.version(), files, issues, begin, cleared);
}

/**
 * @param {string} stack
 * @param {import('./index.js').ExplainOptions} options
 * @returns {Promise<import('./index.js').Explanation>}
 */
export async function explain(stack, options) {
  const lookups = await import('./lookups/explain.js');
  return lookups.explain(stack, options);
}

/**
 * @param {Input} input
 * @param {import('./index.js').InjectOptions} [options]
 * @returns {Promise<import('./index.js').InjectReport>}
 */
export async function inject(input, options) {
  const { injectAll } = await import('#inject');
  return injectAll(await start(), input, options);
}

/**
 * @param {{ map: import('./index.js').FileInput, minified?: import('./index.js').FileInput }} files
 * @param {import('./index.js').LookOptions} [options]
 * @returns {Promise<import('./index.js').Look>}
 */
export async function look(files, options) {
  const { openLook } = await import('./lookups/coverage.js');
  return openLook(await start(), files, options);
}

/**
 * @param {string | string[]} what
 * @param {import('./index.js').VerifyOptions} options
 * @returns {Promise<import('./index.js').VerifyReport>}
 */
export async function verify(what, options) {
  const live = await import('#verify');
  return live.verify(what, options);
}

/**
 * @returns {Promise<string>}
 */
export async function version() {
  return (await start()).version();
}

/**
 * @returns {Promise<import('./index.js').TypeDeclaration[]>}
 */
export async function types() {
  return (await start()).types();
}
