/** What the commands do once their flags are read. */
import { inspect } from '../index.js';
import { checkTargets } from '../send/target-runs.js';
import { readRun } from '../options/flags.js';
import { EXIT } from './exit.js';
import { uploadOrRehearse } from './keyless.js';
import { remedyLines } from './finding-lines.js';
import { stringify } from '../report/json.js';
import { showPlan } from './plan-table.js';
import { progressLine } from './progress.js';
import { render } from './render.js';
import { safe } from '../text/safe.js';
import { count, styleFor } from '../text/style.js';
import { chooseTargets, withConfig } from './targets.js';
import { prepareTelling } from './reporting.js';

/** @import { Explanation, Input, Report, UploadOptions } from '../index.js' */
/** @import { World } from './run.js' */

/**
 * @param {string[]} paths
 * @param {Record<string, any>} given
 * @param {World} world
 */
export async function checkCommand(paths, given, world) {
  const { input, options } = readRun(paths, given, 'check');
  const chosen = await chooseTargets({ input, options }, given, world, 'check');
  return report(world, given, 'check', async (onProgress) =>
    withConfig(await checkTargets(chosen.targets, onProgress), chosen),
  );
}

/**
 * @param {string[]} paths
 * @param {Record<string, any>} given
 * @param {World} world
 */
export async function inspectCommand(paths, given, world) {
  return report(world, given, 'inspect', () => inspect(paths, { signal: world.signal }));
}

/**
 * @param {string[]} paths
 * @param {Record<string, any>} given
 * @param {World} world
 */
export async function uploadCommand(paths, given, world) {
  const { input, options } = readRun(paths, given, 'upload');
  /** @type {UploadOptions} */
  const more = {};
  const script =
    given.curl === undefined
      ? undefined
      : (await import('./curl-file.js')).curlFile(given.curl, given.dryRun);
  const trace =
    given.explain === undefined
      ? undefined
      : await (await import('./explain.js')).dryExplanation(given.explain, given.dryRun, world);
  if (script) more.onRequest = script.add;
  if (!given.json && !given.quiet) more.onPlan = (uploads) => showPlan(uploads, world, given);
  const flags = { input, options: { ...options, ...more } };
  const chosen = await chooseTargets(flags, given, world, 'upload');
  const work = async (/** @type {UploadOptions['onProgress']} */ onProgress) => {
    const { targets } = chosen;
    const done = await uploadOrRehearse(targets, world.env, onProgress, trace?.add);
    await script?.write(done.mapship);
    return withConfig(done, chosen);
  };
  return report(world, given, 'upload', work, trace?.explain);
}

/**
 * Uploads what another command's flags made out.
 * @param {{ input: Input, options: UploadOptions }[]} targets
 * @param {Record<string, any>} given
 * @param {World} world
 */
export async function runUpload(targets, given, world) {
  /** @type {UploadOptions} */
  const more = { signal: world.signal };
  if (!given.json && !given.quiet) more.onPlan = (uploads) => showPlan(uploads, world, given);
  const all = targets.map(({ input, options }) => ({ input, options: { ...options, ...more } }));
  return report(world, given, 'upload', (onProgress) =>
    uploadOrRehearse(all, world.env, onProgress),
  );
}

/**
 * @param {Record<string, any>} given
 * @param {World} world
 */
export async function intakeCommand(given, world) {
  const { runIntake } = await import('../intake/command.js');
  const { dir, port, host, requireKey, fault: faults = [], status, strict, cors, json } = given;
  const { stdout, stderr, signal } = world;
  return runIntake(
    { dir, port, host, requireKey, faults, status, strict, cors },
    { stdout, stderr, signal, json },
  );
}

/**
 * What to say when the user has stopped an upload.
 * @param {World} world
 * @param {Record<string, any>} given
 * @param {{ total: number, sent: number }} tally
 */
function stopped({ stdout, stderr, env }, { json, receipt }, { total, sent }) {
  const message = `stopped: ${sent} of ${count(total, 'upload')} had arrived, what was under way was broken off`;
  const help = receipt
    ? `the same command sends the rest: ${receipt} says what has arrived`
    : 'with --receipt <file>, a later run sends only the rest';
  if (json) {
    stdout.write(`${stringify({ ok: false, error: { code: 'stopped', message, help } })}\n`);
  } else {
    const style = styleFor(stderr, env);
    const lines = [style('yellow', message), ...remedyLines(safe(help), style, '  ')];
    stderr.write(`${lines.join('\n')}\n`);
  }
  return EXIT.INTERRUPTED;
}

/**
 * Runs a command and prints its report.
 * @param {World} world
 * @param {Record<string, any>} given
 * @param {'check' | 'inspect' | 'upload'} command
 * @param {(onProgress: UploadOptions['onProgress']) => Promise<Report>} work
 * @param {() => Promise<{ explanation: Explanation, exitCode: number, text: string }>} [explain] what is told besides
 * @returns {Promise<number>}
 */
async function report(world, given, command, work, explain) {
  const { stdout, stderr, env, signal } = world;
  const telling = await prepareTelling(world, given, command);
  const progress = given.json || given.quiet ? undefined : progressLine(stderr, env);
  const tally = { total: 0, sent: 0 };
  let result;
  try {
    result = await work((now) => {
      tally.total = now.total;
      if (now.phase === 'send' && now.outcome?.status === 'sent') tally.sent += 1;
      progress?.onProgress(now);
    });
  } catch (error) {
    await telling.discard();
    if (!signal.aborted || command !== 'upload') throw error;
    progress?.clear();
    return stopped(world, given, tally);
  } finally {
    progress?.clear();
  }
  const { report: told, exitCode } = await telling.tell(result);
  const trace = await explain?.();
  if (given.json) stdout.write(`${stringify({ ...told, explanation: trace?.explanation })}\n`);
  else {
    const { quiet, verbose } = given;
    stdout.write(render(told, { style: styleFor(stdout, env), quiet, verbose, command }));
    if (trace) stdout.write(trace.text);
  }
  return exitCode === EXIT.DONE && trace ? trace.exitCode : exitCode;
}
