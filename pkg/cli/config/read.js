/** What a config file says, whichever way it is written. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { UsageError } from '../../errors.js';
import { bytesSource } from '../../host/bytes.js';
import { readRegular } from '../../host/regular.js';
import { ENV, SECRETS } from '../../options/declared.js';
import { decodeText } from '../../text/decode.js';
import { withoutKey } from '../../text/redact.js';

/** @import { Core } from '../../core/types.js' */

/** How long Node may take to say where a syntax error is, in ms. */
const TIMEOUT = 10_000;

/**
 * @param {Core} core
 * @param {string} file absolute
 * @returns {Promise<unknown>} not judged yet
 */
export async function readConfig(core, file) {
  return path.extname(file) === '.json' ? readJson(core, file) : run(file);
}

/**
 * @param {Core} core
 * @param {string} file
 */
function readJson(core, file) {
  const bytes = readRegular(file);
  try {
    return JSON.parse(decodeText(bytes, { fatal: true }));
  } catch {
    // what the platform says has no place, or repeats the text, and with it what may be a secret
    const [issue] = core.inspect(bytesSource(bytes), `${path.basename(file)}.map`).issues;
    const { line, column } = issue?.at ?? {};
    const place = line === undefined ? '' : `:${line}:${column}`;
    const said = issue && place ? issue.message : 'it is not JSON in UTF-8';
    throw new UsageError('config-syntax', `${file}${place}: ${said}`, {
      help: 'mend it there; JSON has neither comments nor commas at the end',
    });
  }
}

/** @param {string} file */
async function run(file) {
  let module;
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    throw await failed(file, error);
  }
  // what compilers make of ES modules has its default one level deeper
  const exported = module.default?.__esModule ? module.default.default : module.default;
  if (exported === undefined) {
    throw new UsageError('config-no-default', `${file} exports no config`, {
      help: 'write export default { … }, or module.exports = { … } in a CommonJS file',
    });
  }
  if (typeof exported !== 'function') return exported;
  try {
    return await exported({ folder: path.dirname(file) });
  } catch (error) {
    // one of ours says itself what is to be done
    if (isOurs(error)) throw error;
    throw await failed(file, error);
  }
}

/**
 * Whether it is an error of mapship's, or of another copy of it.
 * @param {unknown} error
 */
function isOurs(error) {
  if (error instanceof UsageError) return true;
  return (
    error instanceof Error && error.name === 'UsageError' && 'code' in error && 'help' in error
  );
}

/**
 * @param {string} file
 * @param {unknown} error
 */
async function failed(file, error) {
  const isSyntax = error instanceof SyntaxError;
  const place = placeIn(file, error) ?? (isSyntax ? await placeOfSyntax(file) : undefined);
  const said = error instanceof Error ? `${error.name}: ${error.message}` : 'it threw no Error';
  const [line = said] = withoutKeys(said, process.env).split('\n');
  return new UsageError(
    isSyntax ? 'config-syntax' : 'config-failed',
    `${file}${place ?? ''}: ${line}`,
    { help: 'mend the config file; or do without, by --no-config' },
  );
}

/**
 * A config may put the environment into what it throws.
 * @param {string} text
 * @param {Record<string, string | undefined>} env
 */
function withoutKeys(text, env) {
  const variables = SECRETS.flatMap((option) => ENV[option] ?? []);
  const keys = variables.flatMap((name) => env[name]?.trim() || []);
  return keys.reduce(withoutKey, text);
}

/**
 * The line and column of the file at which it threw, as far as the stack tells.
 * @param {string} file
 * @param {unknown} error
 */
function placeIn(file, error) {
  const stack = error instanceof Error ? String(error.stack) : '';
  for (const line of stack.split('\n')) {
    const [, at = '', place] =
      /(?:^|\(|at (?:async )?)((?:file:\/\/)?\/[^()]*?|[A-Z]:[^()]*?)((?::\d+){1,2})\)?$/.exec(
        line,
      ) ?? [];
    if (place !== undefined && sameFile(at, file)) return place;
  }
  return undefined;
}

/**
 * @param {string} at a path or a file URL
 * @param {string} file
 */
function sameFile(at, file) {
  try {
    return (at.startsWith('file:') ? fileURLToPath(at) : at) === file;
  } catch {
    return false;
  }
}

/**
 * Where a syntax error of an ES module is. Node tells that only on its standard error.
 * @param {string} file
 */
async function placeOfSyntax(file) {
  try {
    await promisify(execFile)(process.execPath, ['--check', file], { timeout: TIMEOUT });
  } catch (error) {
    const [first = '', , marks = ''] = String(/** @type {any} */ (error).stderr).split('\n');
    const [, at = '', line] = /^(.*):(\d+)$/.exec(first.trim()) ?? [];
    if (line === undefined || !sameFile(at, file)) return undefined;
    const column = marks.indexOf('^') + 1;
    return column > 0 ? `:${line}:${column}` : `:${line}`;
  }
  return undefined;
}
