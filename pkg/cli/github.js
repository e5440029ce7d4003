/** What a run tells GitHub Actions: annotations, and the summary of the job. */
import { appendFile, stat } from 'node:fs/promises';

import { github } from '../report/github.js';
import { markdown, SUMMARY_LIMIT } from '../report/markdown.js';
import { safe } from '../text/safe.js';

/** @import { Context } from '../report/findings.js' */
/** @import { Report } from '../index.js' */
/** @import { World } from './run.js' */

/** Less room than this, in bytes, holds no summary that says anything. */
const LEAST = 1024;

/**
 * The annotations go to standard error: GitHub reads them there too, and `--json` keeps standard output for itself.
 * @param {Report} report
 * @param {Context} context
 * @param {World} world
 */
export async function tellGitHub(report, context, { stderr, runner = stderr, env }) {
  runner.write(github(report, context));
  const file = env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  try {
    // other programs of the step may have written to it, and the limit is for all of it
    const written = await stat(file).then(
      ({ size }) => size,
      () => 0,
    );
    const room = SUMMARY_LIMIT - written - 1;
    if (room < LEAST) stderr.write('warning: the summary of the job is full; nothing was added\n');
    else await appendFile(file, `${written > 0 ? '\n' : ''}${markdown(report, context, room)}`);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    stderr.write(`warning: the summary of the job could not be written: ${safe(`${code}`)}\n`);
  }
}
