/** `mapship intake`: runs the local intake on a terminal until it is told to stop. */

import { startIntake } from './index.js';
import { formatListing, formatTotals, listRefused } from './listing.js';
import { IntakeError } from './error.js';
import { isThisMachine } from './names.js';

/** @typedef {{ write(text: string): unknown }} Output */

/**
 * @param {import('./index.js').IntakeOptions} options
 * @param {object} terminal
 * @param {Output} terminal.stdout
 * @param {Output} terminal.stderr
 * @param {AbortSignal} terminal.signal Stops the intake.
 * @param {boolean} [terminal.json] Print one JSON document at the end, and everything for people to `stderr`.
 * @returns {Promise<number>} The exit code: 0 when it ran, 2 when it could not start.
 */
export async function runIntake(options, { stdout, stderr, signal, json = false }) {
  const people = json ? stderr : stdout;
  let intake;
  try {
    intake = await startIntake({
      ...options,
      log: (line) => people.write(`${line}\n`),
    });
  } catch (error) {
    if (!(error instanceof IntakeError)) throw error;
    if (json) stdout.write(`${JSON.stringify({ ok: false, error: error.message }, null, 2)}\n`);
    stderr.write(`${error.message}.\n`);
    return 2;
  }
  people.write(welcome(intake, options));
  await new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', resolve, { once: true });
  });
  await intake.close();

  const { url, dir } = intake;
  const uploads = await intake.uploads();
  const refused = await listRefused(dir);
  if (json) {
    stdout.write(`${JSON.stringify({ ok: true, url, dir, uploads, refused }, null, 2)}\n`);
  } else {
    people.write(`\n${formatListing(uploads)}\n${formatTotals(uploads, refused)} in ${dir}\n`);
  }
  return 0;
}

/**
 * @param {import('./index.js').Intake} intake
 * @param {import('./index.js').IntakeOptions} options
 */
function welcome({ url, dir, port }, { host, requireKey, cors, faults = [] }) {
  const lines = [
    `The local intake listens on ${url} and keeps what it gets in ${dir}`,
    '',
    'Send it something:',
    `  mapship upload dist/ --intake-url ${url}`,
    `  DATADOG_SOURCEMAP_INTAKE_URL=${url} datadog-ci sourcemaps upload …   (dsyms: DATADOG_DSYM_INTAKE_URL)`,
    `  Datadog's bundler plugins take the whole address: DATADOG_SOURCEMAP_INTAKE_URL=${url}/api/v2/srcmap`,
    requireKey === undefined
      ? 'It takes any API key; none is ever written down.'
      : 'It takes only the API key it was started with, and never writes it down.',
    ...openTo(host, port),
    ...(cors ? ['Pages of any origin may post to it.'] : []),
    ...(faults.length > 0 ? [`Faults: ${faults.join('  ')}`] : []),
    '',
    `What it holds: ${url}/ (as JSON: ${url}/uploads). Ctrl+C stops it.`,
    '',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * What has to be known where others than this machine may reach it.
 * @param {string | undefined} host
 * @param {number} port
 * @returns {string[]}
 */
export function openTo(host, port) {
  if (host === undefined || isThisMachine(host)) return [];
  const where = host === '0.0.0.0' || host === '::' ? 'an address of this machine' : host;
  return [
    `Whoever reaches ${where} at port ${port} may upload, and read what it holds.`,
    'From another machine or container, send to it with --allow-http, and with a key that is none.',
  ];
}
