/** Whom a run is told to besides the reader of the terminal: report files, GitHub, and the shell by the exit code. */
import path from 'node:path';

import { start } from '../core/index.js';
import { ofRun } from '../report/index.js';
import { EXIT, exitCodeOf } from './exit.js';

/** @import { Context } from '../report/findings.js' */
/** @import { Report, RunIssue } from '../index.js' */
/** @import { World } from './run.js' */

/** What `--warn-only` makes 0 of. The others say that the run did not do what it was asked to. */
const SUPPRESSED = /** @type {Set<number>} */ (new Set([EXIT.INVALID, EXIT.FAILED, EXIT.NOTHING]));

/**
 * What is not asked for is not loaded: most runs write no report.
 * @param {World} world
 * @param {Record<string, any>} given
 * @param {Context['command']} command
 */
export async function prepareTelling(world, given, command) {
  const files = given.report && (await import('./report-files.js'));
  const wanted = files ? await files.prepareReports(given.report) : [];
  return {
    /** For a run that came to nothing. */
    discard: () => files?.discardReports(wanted),
    /**
     * Tells what came of the run.
     * @param {Report} found
     * @returns {Promise<{ report: Report, exitCode: number }>} the report as it is to be printed
     */
    async tell(found) {
      const code = exitCodeOf(await start(), found);
      const suppress = given.warnOnly && SUPPRESSED.has(code);
      const report = suppress ? { ...found, suppressedExitCode: code } : found;
      const exitCode = suppress ? EXIT.DONE : code;
      const annotates = given.annotations && onGitHub(world);
      if (!files && !annotates) return { report, exitCode };
      const context = await contextOf(report, command, exitCode, world);
      const failures = files ? await files.writeReports(wanted, report, context) : [];
      if (annotates) await (await import('./github.js')).tellGitHub(report, context, world);
      return failures.length === 0 ? { report, exitCode } : withFailures(found, failures);
    },
  };
}

/** @param {World} world */
function onGitHub({ env }) {
  return env.GITHUB_ACTIONS === 'true';
}

/**
 * @param {Report} report
 * @param {Context['command']} command
 * @param {number} exitCode
 * @param {World} world
 * @returns {Promise<Context>}
 */
async function contextOf(report, command, exitCode, world) {
  const { columnsOf } = await import('./columns.js');
  const columns = await columnsOf(report);
  const base = (onGitHub(world) && world.env.GITHUB_WORKSPACE) || '.';
  return {
    command,
    exitCode,
    core: await start(),
    pathOf: (file) => (isAddress(file) ? file : relative(base, file)),
    columnOf: (issue) => columns.get(issue),
  };
}

/** @param {string} path */
function isAddress(path) {
  return /^https?:\/\//.test(path);
}

/**
 * A path as seen from a folder, with slashes; from the root where it is not in the folder.
 * @param {string} base
 * @param {string} file
 */
function relative(base, file) {
  const from = path.relative(base, file);
  const outside = from === '..' || from.startsWith(`..${path.sep}`) || path.isAbsolute(from);
  return (outside ? path.resolve(file) : from).replaceAll(path.sep, '/');
}

/**
 * A report that was asked for and is not there is no success, whatever else went well.
 * @param {Report} report
 * @param {RunIssue[]} issues
 */
function withFailures(report, issues) {
  const { summary } = report;
  return {
    report: {
      ...report,
      ok: false,
      issues: [...report.issues, ...issues.map(ofRun)],
      summary: { ...summary, errors: summary.errors + issues.length },
    },
    exitCode: EXIT.USAGE,
  };
}
