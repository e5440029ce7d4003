/** Runs git: without a shell, without a prompt, within a time. */

import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';

/**
 * @typedef {object} Answer What git printed.
 * @property {true} ok
 * @property {Buffer} stdout
 */

/**
 * @typedef {object} Refusal Why it printed nothing of use.
 * @property {false} ok
 * @property {'no-program' | 'no-directory' | 'timeout' | 'too-large' | 'failed'} why
 * @property {string} stderr In git's own words, English; may be empty.
 * @property {number} [exitCode]
 */

/** @typedef {(args: string[]) => Promise<Answer | Refusal>} Git */

/**
 * A git that works in one directory, and whose commands share one deadline.
 *
 * @param {object} options
 * @param {string} options.cwd
 * @param {Record<string, string | undefined>} options.env
 * @param {number} options.timeoutMs For all commands together.
 * @param {number} options.maxBytes The most that one command may print.
 * @param {AbortSignal} [options.signal] Cancels: a command then rejects with the signal's reason.
 * @returns {Git}
 */
export function openGit({ cwd, env, timeoutMs, maxBytes, signal }) {
  const deadline = AbortSignal.timeout(timeoutMs);
  const options = {
    cwd,
    env: {
      ...env,
      // a build must not wait for a password, nor find its index locked or read in another language
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      GIT_LITERAL_PATHSPECS: '0',
      LC_ALL: 'C',
    },
    maxBuffer: maxBytes,
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    killSignal: /** @type {const} */ ('SIGKILL'),
    windowsHide: true,
    encoding: /** @type {const} */ ('buffer'),
  };
  // a repository may name a program of its own to watch its files; it is not to be run
  const always = ['-c', 'core.fsmonitor=false'];
  return (args) =>
    new Promise((resolve, reject) => {
      execFile('git', [...always, ...args], options, (error, stdout, stderr) => {
        if (error === null) {
          resolve({ ok: true, stdout });
        } else if (signal?.aborted) {
          reject(signal.reason);
        } else {
          resolve(refusal(error, stderr.toString().trim(), { cwd, deadline }));
        }
      });
    });
}

/**
 * @param {import('node:child_process').ExecFileException} error
 * @param {string} stderr
 * @param {{ cwd: string, deadline: AbortSignal }} run
 * @returns {Promise<Refusal>}
 */
async function refusal(error, stderr, { cwd, deadline }) {
  /** @param {Refusal['why']} why @returns {Refusal} */
  const because = (why) => ({ ok: false, why, stderr });
  if (deadline.aborted) return because('timeout');
  const code = /** @type {string | number | null | undefined} */ (error.code);
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return because('too-large');
  // the system says ENOENT for a missing program and for a missing directory alike
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return because((await isDirectory(cwd)) ? 'no-program' : 'no-directory');
  }
  // a program that ran has a number; one that could not be started (EACCES) has only the system's words
  if (typeof code === 'number') return { ...because('failed'), exitCode: code };
  return { ...because('failed'), stderr: stderr || error.message };
}

/** @param {string} path */
async function isDirectory(path) {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
