/** `mapship doctor`: what an upload would use, where each value came from, and what must be mended before it can work. */
import path from 'node:path';

import { start } from '../core/index.js';
import { MapshipError } from '../index.js';
import { stringify } from '../report/json.js';
import { fact, problem } from './doctor/entry.js';
import { keyEntries, nodeEntry, tlsEntries } from './doctor/machine.js';
import { onlineEntry, proxyEntry } from './doctor/network.js';
import { gitEntries } from './doctor/repository.js';
import { uploadEntries } from './doctor/upload.js';
import { EXIT } from './exit.js';
import { remedyLines } from './finding-lines.js';
import { WITHOUT_FILES } from '../options/declared.js';
import { flagThatGave, readRun } from '../options/flags.js';
import { safe } from '../text/safe.js';
import { count, styleFor } from '../text/style.js';
import { fromHere, loadFor, mergeOptions, selectTargets } from './targets.js';

/** @import { LoadedConfig } from './config/index.js' */
/** @import { UploadOptions } from '../index.js' */
/** @import { Entry } from './doctor/entry.js' */
/** @import { Subject } from './doctor/upload.js' */
/** @import { World } from './run.js' */
/** @import { Style } from '../text/style.js' */

/**
 * @param {string[]} paths
 * @param {Record<string, any>} given
 * @param {World} world
 * @returns {Promise<number>}
 */
export async function doctorCommand(paths, given, world) {
  const { env, stdout, signal } = world;
  const core = await start();
  const version = core.version();
  const { input, options: flags } = readRun(paths, given, 'doctor');
  const { entries: found, config } = await configEntries(given, world);
  const entries = [nodeEntry(), ...found, ...keyEntries(core, env), ...tlsEntries(env)];

  const chosen = await subjects({ input, flags, config }, given, world);
  entries.push(...chosen.entries);
  /** @type {Set<string>} */
  const urls = new Set();
  /** @type {Map<string, Entry[]>} one look at Git for all that ask for the same */
  const repositories = new Map();
  for (const subject of chosen.subjects) {
    const { entries: own, url } = await uploadEntries(core, subject, env);
    entries.push(...own);
    if (url !== undefined) urls.add(url);
    const { git } = subject.options;
    const key = JSON.stringify(git ?? true);
    if (repositories.has(key)) continue;
    const { originOf } = subject;
    repositories.set(key, await gitEntries(core, git, env, { originOf, signal }));
  }
  entries.push(...[...repositories.values()].flat());
  for (const url of urls) {
    entries.push(proxyEntry(url, env));
    if (given.online) entries.push(await onlineEntry(url, env, version));
  }
  signal.throwIfAborted();

  const ok = entries.every(({ status }) => status !== 'error');
  if (given.json) stdout.write(`${stringify({ mapship: version, ok, entries })}\n`);
  else stdout.write(render(version, entries, styleFor(stdout, env)));
  return ok ? EXIT.DONE : EXIT.USAGE;
}

/**
 * @param {Record<string, any>} given
 * @param {World} world
 * @returns {Promise<{ entries: Entry[], config?: LoadedConfig }>}
 */
async function configEntries(given, world) {
  if (given.config === false) return { entries: [fact('config', 'none', '--no-config')] };
  try {
    const config = await loadFor(given, world);
    if (config === undefined) return { entries: [fact('config', 'none found', 'the default')] };
    const targets = count(config.targets.length, 'target');
    const isHere = path.dirname(config.file) === process.cwd();
    const origin = given.config ? '--config' : isHere ? 'the current folder' : 'a folder above';
    return { entries: [fact('config', `${fromHere(config.file)}, ${targets}`, origin)], config };
  } catch (error) {
    if (!(error instanceof MapshipError)) throw error;
    return { entries: [problem('error', 'config', error)] };
  }
}

/**
 * What would be uploaded: the paths, or the targets; with neither, what would be used with a path.
 * @param {{ input: string | string[], flags: UploadOptions, config?: LoadedConfig }} what
 * @param {Record<string, any>} given
 * @param {World} world
 * @returns {Promise<{ entries: Entry[], subjects: Subject[] }>}
 */
async function subjects({ input, flags, config }, given, world) {
  const shown = config && fromHere(config.file);
  const originIn =
    (/** @type {Record<string, string> | undefined} */ origins) =>
    (/** @type {string} */ option) => {
      const member = origins?.[option];
      return flagThatGave(flags, option) ?? (member && `${shown}: ${member}`);
    };
  const one = {
    options: mergeOptions(config?.defaults.options, flags),
    originOf: originIn(config?.defaults.origins),
  };
  if (input.length > 0 || WITHOUT_FILES.includes(given.type)) {
    return { entries: [], subjects: [{ ...one, input }] };
  }
  try {
    const targets = await selectTargets(config, given, world);
    const subjects = targets.map(({ name, input, options, origins }) => ({
      name,
      input: typeof input === 'string' ? fromHere(input) : input,
      options: mergeOptions(options, flags),
      originOf: originIn(origins),
    }));
    return { entries: [], subjects };
  } catch (error) {
    if (!(error instanceof MapshipError)) throw error;
    // without a path there is only less to say; a target that is not there is a mistake
    const status = error.code === 'no-input' ? 'note' : 'error';
    return { entries: [problem(status, 'files', error)], subjects: [one] };
  }
}

const MARKS = /** @type {const} */ ({
  ok: ['green', '✔'],
  note: ['cyan', '·'],
  warning: ['yellow', '!'],
  error: ['red', '✖'],
});

/**
 * @param {string} version
 * @param {Entry[]} entries
 * @param {Style} style
 */
function render(version, entries, style) {
  const lines = [style('bold', `mapship ${version}`)];
  /** @type {string | undefined} */
  let target;
  for (const entry of entries) {
    if (entry.target !== target) {
      lines.push('');
      if (entry.target !== undefined) lines.push(style('bold', `target ${safe(entry.target)}`));
    }
    target = entry.target;
    lines.push(...entryLines(entry, style));
  }
  const having = (/** @type {Entry['status']} */ status) =>
    entries.filter((entry) => entry.status === status).length;
  const [errors, warnings] = [having('error'), having('warning')];
  const facts = [errors > 0 && count(errors, 'error'), warnings > 0 && count(warnings, 'warning')];
  const said = facts.filter(Boolean).join(', ') || 'nothing stands against an upload';
  const head = errors > 0 ? style('red', 'to be mended') : style('green', 'ok');
  return `${lines.join('\n')}\n\n${head}: ${said}\n`;
}

/** How wide the column of what entries are about is, in UTF-16 units. */
const WIDTH = 13;

/**
 * @param {Entry} entry
 * @param {Style} style
 */
function entryLines({ about, value, origin, status, code, message, help }, style) {
  const [colour, sign] = MARKS[status];
  const from = origin === undefined ? '' : `  ${style('dim', `from ${safe(origin)}`)}`;
  const first = value === undefined ? safe(message ?? '') : safe(value);
  const lines = [`${style(colour, sign)} ${safe(about).padEnd(WIDTH)} ${first}${from}`];
  if (status === 'ok') return lines;
  const indent = ' '.repeat(WIDTH + 3);
  if (value !== undefined) lines.push(`${indent}${safe(message ?? '')}`);
  lines[lines.length - 1] += `  ${style('dim', `[${code}]`)}`;
  if (help) lines.push(...remedyLines(safe(help), style, indent));
  return lines;
}
