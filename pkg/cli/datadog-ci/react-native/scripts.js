/** The scripts of React Native that a build runs: where they are, and what they print. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { UsageError } from '../../../errors.js';

/** @import { World } from '../../run.js' */

/**
 * Runs a script. What it prints is passed on line by line as it is: Xcode shows lines that begin with `error:` as errors.
 * @param {string} script
 * @param {string[]} args
 * @param {World} world
 * @param {{ json?: boolean }} given
 */
export async function runScript(script, args, { env, stdout, stderr, signal }, { json }) {
  const child = spawn(script, args, { env, signal, stdio: ['inherit', 'pipe', 'pipe'] });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, by) => resolve(code ?? by));
  });
  // of a document nothing else may stand in the way
  const out = json ? stderr : stdout;
  for (const [from, to] of /** @type {const} */ ([
    [child.stdout, out],
    [child.stderr, stderr],
  ])) {
    createInterface({ input: from, crlfDelay: Infinity }).on('line', (line) => {
      to.write(`${line}\n`);
    });
  }
  /** @type {unknown} */
  let end;
  try {
    end = await ended;
  } catch (cause) {
    if (signal.aborted) throw cause;
    const { code } = /** @type {NodeJS.ErrnoException} */ (cause);
    throw new UsageError('script-missing', `${script} can't be run (${code})`, {
      cause,
      help: 'see that it is there and may be executed',
    });
  }
  if (end === 0) return;
  throw new UsageError('script-failed', `${script} ended with ${end}`, {
    help: 'mend what it has printed above',
  });
}

/**
 * The folder of a package of the app.
 * @param {string} name
 * @param {string[]} folders from which it is looked for, and above
 * @returns {string | undefined} undefined where it is not installed
 */
export function packageFolder(name, folders) {
  for (const folder of folders) {
    try {
      const from = createRequire(path.join(path.resolve(folder), 'package.json'));
      return path.dirname(from.resolve(`${name}/package.json`));
    } catch {
      // from the next one then
    }
  }
  return undefined;
}
