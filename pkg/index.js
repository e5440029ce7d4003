/**
 * mapship: what a build left behind, checked, then shipped to Datadog.
 *
 * Types and documentation of these functions are in `index.d.ts`.
 */
import { openFile } from '#host';
import { judgeAll, prepareCheck } from './check.js';
import { start } from './core.js';
import { readOptions } from './options.js';
import { filesOf } from './plan.js';
import { makeReport } from './report.js';

export { FileError, InternalError, MapshipError, UsageError } from './errors.js';
export { explain } from './explain.js';

/** @import { CheckOptions, Input, Report, UploadOptions } from './index.js' */

/** What is spoken of where it is found in a folder, besides what is uploaded as it is. */
const SPOKEN_OF = new Set(['pe', 'mach-o', 'hermes-bytecode', 'ram-bundle']);

/**
 * @param {Input} input
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<Report>}
 */
export async function inspect(input, options) {
  const begin = performance.now();
  const core = await start();
  const { signal } = readOptions(core, options, 'inspect');
  const files = [];
  for (const { name, shown = name, file, aside } of await filesOf(input)) {
    signal?.throwIfAborted();
    if (aside && name.endsWith('.css')) continue;
    const source = await openFile(file);
    try {
      const { size, map: _, issues, ...told } = core.inspect(source, name);
      if (aside && !SPOKEN_OF.has(told.format) && told.type === undefined) continue;
      const ok = issues.every((issue) => issue.severity !== 'error');
      files.push({
        path: shown,
        ok,
        ...told,
        parts: [{ path: shown, size }],
        issues,
      });
    } finally {
      source.close();
    }
  }
  return makeReport(core.version(), files, [], begin);
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
  const { plannedOf, prepareUpload, ship } = await import('./upload.js');
  const prepared = await prepareUpload(core, input, options);
  prepared.settings.onPlan?.(plannedOf(prepared.jobs));
  const { files, issues } = await ship(core, prepared);
  return makeReport(core.version(), files, issues, begin);
}

/**
 * @param {{ map: import('./index.js').FileInput, minified?: import('./index.js').FileInput }} files
 * @param {import('./index.js').LookOptions} [options]
 * @returns {Promise<import('./index.js').Look>}
 */
export async function look(files, options) {
  const { openLook } = await import('./look.js');
  return openLook(await start(), files, options);
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
