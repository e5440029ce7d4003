/** `mapship sourcemaps inject` and `mapship react-native inject-debug-id`: the flags of datadog-ci's commands of these names. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { inject } from '../../index.js';
import { FileError, UsageError } from '../../errors.js';
import { stringify } from '../../report/json.js';
import { safe } from '../../text/safe.js';
import { styleFor } from '../../text/style.js';
import { EXIT } from '../exit.js';
import { remedyLines } from '../finding-lines.js';

/** @import { Command } from 'commander' */
/** @import { InjectedFile, InjectOptions, InjectReport, Input } from '../../index.js' */
/** @import { World } from '../run.js' */

/** What Metro calls bundles: the first for Android, the second for iOS. */
const BUNDLES = /\.(?:bundle|jsbundle)$/;

/** @type {import('../datadog-ci.js').AddMore} */
export function addInject(group, world, end) {
  const command = group
    .command('inject')
    .description('Puts debug IDs into scripts and their source maps, in the files themselves.')
    .argument('<path>', 'a folder of them')
    .option('--service <service>', 'the service for the browser SDK to name')
    .option('--release-version <version>', 'the version for the browser SDK to name');
  common(command, world).action(
    async (/** @type {string} */ at, /** @type {Record<string, any>} */ given) => {
      const { service, releaseVersion: version } = given;
      end.code = await run(at, { service, version }, given, world);
    },
  );
}

/** @type {import('../datadog-ci.js').AddMore} */
export function addInjectDebugId(group, world, end) {
  const command = group
    .command('inject-debug-id')
    .description("Puts debug IDs into React Native's bundles and their source maps.")
    .argument('[path]', 'a folder of bundles, each with its map beside it')
    .option('--bundle <file>', 'a bundle, in place of a folder')
    .option('--sourcemap <file>', 'its source map (the bundle with .map behind it)');
  common(command, world).action(
    async (/** @type {string | undefined} */ at, /** @type {Record<string, any>} */ given) => {
      end.code = await run(bundlesOf(at, given), { reactNative: true }, given, world);
    },
  );
}

/**
 * @param {Command} command
 * @param {World} world
 */
function common(command, { stdout }) {
  return command
    .option('--dry-run', 'say what would change, and write nothing')
    .option('--json', 'print one JSON document')
    .option('--max-concurrency <n>', "for datadog-ci's sake")
    .option('--fips', "for datadog-ci's sake: the IDs are no secrets")
    .option('--fips-ignore-error', "for datadog-ci's sake")
    .configureHelp({ helpWidth: stdout.columns ?? 100 });
}

/**
 * @param {string | undefined} folder
 * @param {Record<string, any>} given
 * @returns {string[]}
 */
function bundlesOf(folder, { bundle, sourcemap }) {
  if ((folder === undefined) === (bundle === undefined)) {
    throw new UsageError('flag-conflict', 'either a folder or --bundle must be given', {
      help: 'give one of them',
    });
  }
  if (folder === undefined) return [bundle, sourcemap ?? `${bundle}.map`];
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new FileError(folder, 'is no folder', { help: 'give a folder, or --bundle' });
  }
  return readdirSync(folder)
    .filter((name) => BUNDLES.test(name))
    .map((name) => path.join(folder, name));
}

/**
 * @param {Input} input
 * @param {InjectOptions} options
 * @param {{ dryRun?: boolean, json?: boolean }} given
 * @param {World} world
 * @returns {Promise<number>} the exit code
 */
async function run(input, options, { dryRun, json }, { stdout, stderr, env, signal }) {
  const style = styleFor(stdout, env);
  const onFile = (/** @type {InjectedFile} */ file) => {
    for (const line of json ? [] : linesOf(file, dryRun === true, style)) stdout.write(`${line}\n`);
  };
  const report = await inject(input, { ...options, dryRun, signal, onFile });
  if (json) stdout.write(`${stringify(report)}\n`);
  else if (report.files.length > 0) stdout.write(`${sumOf(report)}\n`);
  else stderr.write(`nothing to do: no script with a source map was found\n`);
  if (report.files.length === 0) return EXIT.NOTHING;
  return report.ok ? EXIT.DONE : EXIT.INVALID;
}

/** @type {Record<InjectedFile['status'], [told: string, wouldBe: string]>} */
const TOLD = {
  injected: ['injected', 'would be injected'],
  recorded: ['carries an ID, which its map has got', 'carries an ID, which its map would get'],
  unchanged: ['has its ID already', 'has its ID already'],
  skipped: ['passed over', 'passed over'],
  failed: ['not changed', 'not changed'],
};

/**
 * @param {InjectedFile} file
 * @param {boolean} dryRun
 * @param {ReturnType<typeof styleFor>} style
 */
function* linesOf({ path: at, debugId, status, issues }, dryRun, style) {
  const told = TOLD[status][dryRun ? 1 : 0];
  yield `${safe(at)}: ${debugId ? `${debugId}, ` : ''}${told}`;
  for (const { code, severity, message, help } of issues) {
    const color = severity === 'error' ? 'red' : 'yellow';
    const mark = severity === 'note' ? 'note' : style(color, severity);
    yield `  ${mark}: ${safe(message)}  ${style('dim', `[${code}]`)}`;
    yield* remedyLines(safe(help), style, '    ');
  }
}

/** @param {InjectReport} report */
function sumOf({ files, dryRun }) {
  const count = (/** @type {InjectedFile['status']} */ wanted) =>
    files.filter(({ status }) => status === wanted).length;
  const parts = [
    `${count('injected')} ${dryRun ? 'would be injected' : 'injected'}`,
    ...[
      [count('recorded'), dryRun ? 'would be recorded' : 'recorded'],
      [count('unchanged'), 'as they were'],
      [count('skipped'), 'passed over'],
      [count('failed'), 'failed'],
    ].flatMap(([number, word]) => (number ? [`${number} ${word}`] : [])),
  ];
  return parts.join(', ');
}
