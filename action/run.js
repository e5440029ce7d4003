/**
 * The step of the GitHub Action (`action.yml`): runs mapship with the inputs as values, and sets the outputs.
 *
 * mapship itself writes the annotations and the summary of the job, as it sees that it is on GitHub Actions.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { program } from './program.js';

/** Commands that the inputs fit. */
const COMMANDS = ['check', 'upload', 'verify'];

/** Inputs that are flags. */
const FLAGS = {
  service: 'INPUT_SERVICE',
  'release-version': 'INPUT_RELEASE_VERSION',
  'minified-path-prefix': 'INPUT_MINIFIED_PATH_PREFIX',
  site: 'INPUT_SITE',
};

const temporary = process.env.RUNNER_TEMP || tmpdir();

try {
  process.exitCode = run();
} catch (error) {
  const { message } = /** @type {Error} */ (error);
  console.log(`::error::${message.replaceAll('%', '%25').replace(/\r?\n/g, '%0A')}`);
  process.exitCode = 2;
}

function run() {
  const cwd = realpathSync(input('WORKING_DIRECTORY') || '.');
  const sarif = path.resolve(cwd, input('SARIF') || path.join(temporary, 'mapship.sarif'));
  const args = [...argumentsOf(input('COMMAND')), ...reportTo(sarif), '--', ...lines('FILES')];
  const before = stamp(sarif);
  const file = program(input('VERSION'), cwd, temporary);
  const ended = spawnSync(process.execPath, [file, ...args], {
    cwd,
    stdio: 'inherit',
    env: environment(),
  });
  if (ended.error) throw ended.error;
  const code = ended.status ?? 1;
  // a run that comes to nothing leaves the report of the run before
  const found = stamp(sarif) === before ? {} : counted(sarif);
  setOutputs({ 'exit-code': code, ...found });
  return code;
}

/** @param {string} name */
function input(name) {
  return (process.env[`INPUT_${name}`] ?? '').trim();
}

/** @param {string} name */
function lines(name) {
  return input(name)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** @param {string} command */
function argumentsOf(command) {
  if (!COMMANDS.includes(command)) {
    throw new Error(`The input command is ${JSON.stringify(command)}; give ${COMMANDS.join(', ')}`);
  }
  const args = [command];
  for (const [flag, name] of Object.entries(FLAGS)) {
    const value = (process.env[name] ?? '').trim();
    // in one word, so that no value is taken for another flag
    if (value !== '') args.push(`--${flag}=${value}`);
  }
  if (input('WARN_ONLY') === 'true') args.push('--warn-only');
  return [...args, ...lines('ARGUMENTS')];
}

/** @param {string} sarif */
function reportTo(sarif) {
  return [`--report=sarif=${sarif}`];
}

/** The environment of the step without the inputs, and with the key where mapship looks for it. */
function environment() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('INPUT_')),
  );
  const key = input('API_KEY');
  return key === '' ? env : { ...env, DATADOG_API_KEY: key };
}

/** What changes when a file is written anew. @param {string} file */
function stamp(file) {
  const { ino, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return `${ino} ${mtimeMs}`;
}

/** @param {string} sarif */
function counted(sarif) {
  const text = readFileSync(sarif, 'utf8');
  /** @type {{ level?: string }[]} */
  const results = JSON.parse(text).runs.flatMap(
    (/** @type {{ results?: object[] }} */ one) => one.results ?? [],
  );
  const of = (/** @type {string} */ level) => results.filter((one) => one.level === level).length;
  return { errors: of('error'), warnings: of('warning'), sarif };
}

/** @param {Record<string, string | number>} outputs */
function setOutputs(outputs) {
  const file = process.env.GITHUB_OUTPUT;
  if (!file) return;
  for (const [name, value] of Object.entries(outputs)) {
    const text = String(value);
    if (/[\r\n]/.test(text)) throw new Error(`The output ${name} has more than one line`);
    appendFileSync(file, `${name}=${text}\n`);
  }
}
