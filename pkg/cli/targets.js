/** What a command works on: the paths of the command line, or the targets of the config file; with flags over the file. */
import path from 'node:path';

import { findConfig } from './config/find.js';
import { start } from '../core/index.js';
import { UsageError } from '../index.js';
import { CHECK, RIVALS, TARGET, WITHOUT_FILES } from '../options/declared.js';
import { variableOf } from '../options/environment.js';
import { mapPaths } from '../options/members.js';
import { SETTLED } from '../options/settled.js';
import { safe } from '../text/safe.js';
import { styleFor } from '../text/style.js';

/** @import { LoadedConfig, LoadedTarget } from './config/index.js' */
/** @import { Input, Report, UploadOptions } from '../index.js' */
/** @import { World } from './run.js' */

/**
 * @typedef {object} Chosen
 * @property {string} [config] the config file, as seen from the current folder
 * @property {{ name?: string, input: Input, options: UploadOptions }[]} targets
 */

/**
 * @param {{ input: string | string[], options: UploadOptions }} flags
 * @param {Record<string, any>} given
 * @param {World} world
 * @param {'check' | 'upload'} command
 * @returns {Promise<Chosen>}
 */
export async function chooseTargets({ input, options }, given, world, command) {
  const loaded = await loadFor(given, world);
  const config = loaded && fromHere(loaded.file);
  if (config !== undefined && !given.json && !given.quiet) {
    const style = styleFor(world.stderr, world.env);
    world.stderr.write(`${style('dim', `config: ${safe(config)}`)}\n`);
  }
  const merged = (/** @type {UploadOptions | undefined} */ file) => ({
    ...pick(mergeOptions(file, options), command),
    signal: world.signal,
  });
  if (given.plan !== undefined) {
    // what the file says of uploads was heard when they were planned
    const rest = Object.entries(loaded?.defaults.options ?? {}).filter(
      ([name]) => !SETTLED.has(name),
    );
    if (given.target) {
      throw new UsageError('plan-and-target', 'both a plan and a target are given', {
        help: 'leave out the target: the plan says what is uploaded',
      });
    }
    return { config, targets: [{ input, options: merged(Object.fromEntries(rest)) }] };
  }
  if (input.length > 0 || WITHOUT_FILES.includes(given.type)) {
    if (given.target) {
      throw new UsageError('target-and-path', 'both a path and a target are given', {
        help: 'leave out the path, or --target',
      });
    }
    return { config, targets: [{ input, options: merged(loaded?.defaults.options) }] };
  }
  const targets = await selectTargets(loaded, given, world);
  return {
    config,
    targets: targets.map((target) => ({
      name: target.name,
      input: typeof target.input === 'string' ? fromHere(target.input) : target.input,
      options: merged(target.options),
    })),
  };
}

/**
 * The config file that is to be used, if there is one.
 * @param {Record<string, any>} given
 * @param {World} world
 * @returns {Promise<LoadedConfig | undefined>}
 */
export async function loadFor(given, { env }) {
  if (given.config === false) return undefined;
  const file = await findConfig({ path: given.config, env });
  if (file === undefined) return undefined;
  const { readConfigFile } = await import('./config/load.js');
  return readConfigFile(file, env);
}

/**
 * @param {LoadedConfig | undefined} loaded
 * @param {Record<string, any>} given
 * @param {World} world
 * @returns {Promise<LoadedTarget[]>}
 */
export async function selectTargets(loaded, given, { env }) {
  const targets = loaded?.targets ?? [];
  if (loaded === undefined || targets.length === 0) {
    const why = loaded ? `${loaded.file} has no targets` : 'there is no config file with targets';
    throw new UsageError('no-input', `no files were given, and ${why}`, {
      help: 'give the folder that the build writes to, or files; or write a config file (see docs/config.md)',
    });
  }
  const variable = variableOf('target', env);
  const listed = variable?.value.split(',').flatMap((name) => name.trim() || []);
  /** @type {string[]} */
  const wanted = given.target ?? (listed?.length ? listed : targets.map(({ name }) => name));
  const known = targets.map(({ name }) => name);
  const missing = wanted.find((name) => !known.includes(name));
  if (missing !== undefined) {
    const close = (await start()).nearest(missing, known);
    const origin = given.target ? '' : ` (from ${variable?.name})`;
    throw new UsageError('target-unknown', `${loaded.file} has no target "${missing}"${origin}`, {
      help: close ? `did you mean "${close}"?` : `there are ${known.join(', ')}`,
    });
  }
  return targets.filter(({ name }) => wanted.includes(name));
}

/**
 * What flags give counts more than what the file does.
 * @param {UploadOptions | undefined} file
 * @param {UploadOptions} flags
 * @returns {UploadOptions}
 */
export function mergeOptions(file, flags) {
  const given = defined(flags);
  const { event, git, ...rest } = mapPaths(file ?? {}, TARGET, fromHere);
  for (const name of Object.keys(given)) if (RIVALS[name]) delete rest[RIVALS[name]];
  const events = { ...event, ...given.event };
  return {
    ...rest,
    ...given,
    event: Object.keys(events).length > 0 ? events : undefined,
    git: mergeGit(git, given.git),
  };
}

/**
 * @param {UploadOptions['git']} file
 * @param {UploadOptions['git']} flags
 */
function mergeGit(file, flags) {
  if (typeof flags !== 'object') return flags ?? file;
  const given = defined(flags);
  if (Object.keys(given).length === 0) return file;
  return { ...(typeof file === 'object' ? file : {}), ...given };
}

/**
 * @template {object} T
 * @param {T} object
 * @returns {T}
 */
function defined(object) {
  return /** @type {T} */ (
    Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
  );
}

/**
 * @param {UploadOptions} options
 * @param {'check' | 'upload'} command
 */
function pick(options, command) {
  if (command === 'upload') return options;
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(CHECK, name)));
}

/**
 * A path as people would write it, and as it is the same on all machines.
 * @param {string} file absolute
 */
export function fromHere(file) {
  return path.relative(process.cwd(), file) || '.';
}

/**
 * @param {Report} report
 * @param {Chosen} chosen
 * @returns {Report}
 */
export function withConfig({ mapship, ...rest }, { config }) {
  return { mapship, ...(config === undefined ? {} : { config }), ...rest };
}
