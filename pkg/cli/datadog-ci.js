/** datadog-ci's own command lines, with mapship's name in front: adapters over the one upload, each in its own file. */
import { Option } from 'commander';

import { UsageError } from '../errors.js';
import { variableOf } from '../options/environment.js';
import { readFlags } from '../options/flags.js';
import { dashed } from '../options/names.js';
import { EXIT } from './exit.js';
import { addFlags } from './flags.js';

/** @import { Command } from 'commander' */
/** @import { Input, UploadOptions } from '../index.js' */
/** @import { Flag } from '../options/flags.js' */
/** @import { World } from './run.js' */

/**
 * @typedef {object} Adapter
 * @property {string} summary
 * @property {string | [argument: string, about: string]} [argument] as commander writes it
 * @property {[flags: string, about: string][]} options its own, besides those that all have
 * @property {string[] | ((given: Record<string, any>) => string[])} required flags without which nothing is uploaded, as
 *   commander names their values
 * @property {boolean} [noGit] whether its uploads take no Git metadata, or its own way
 * @property {boolean} [clears] whether its files may be deleted or moved once they have arrived
 * @property {boolean} [configAbove] whether the config file is looked for in the folder above too
 * @property {(paths: string[], given: Record<string, any>, world: World) => Promise<Work[] | undefined> | Work[]} read what is
 *   uploaded; undefined where there is nothing to upload, and should not be
 */

/** @typedef {{ input: Input, options: UploadOptions }} Work */

/** Adds a group's further commands. @typedef {(group: Command, world: World, end: { code: number }) => void} AddMore */

/**
 * What there is of a group: `upload`, other commands that end in an upload, and those that don't.
 * @typedef {{ adapter: Adapter, others?: Record<string, Adapter>, addMore?: AddMore }} Group
 */

/**
 * Each group, and what there is of it.
 * @type {Record<string, [summary: string, load: () => Promise<Group>]>}
 */
const GROUPS = {
  sourcemaps: ['JavaScript source maps', () => import('./datadog-ci/sourcemaps.js')],
  'react-native': ['a React Native source map', () => import('./datadog-ci/react-native.js')],
  dsyms: ['dSYM bundles', () => import('./datadog-ci/dsyms.js')],
  'flutter-symbols': ["a Flutter app's symbols", () => import('./datadog-ci/flutter-symbols.js')],
  'unity-symbols': ["a Unity app's symbols", () => import('./datadog-ci/unity-symbols.js')],
  'elf-symbols': ['ELF symbol files', () => import('./datadog-ci/elf-symbols.js')],
  'pe-symbols': ['PDB and Breakpad files', () => import('./datadog-ci/pe-symbols.js')],
  'wasm-symbols': ['WebAssembly modules', () => import('./datadog-ci/wasm-symbols.js')],
  'ppdb-symbols': ['portable PDBs (.NET)', () => import('./datadog-ci/ppdb-symbols.js')],
  'git-metadata': ["a repository's tracked files", () => import('./datadog-ci/git-metadata.js')],
};

/** What they are called on the command line. */
export const GROUP_NAMES = Object.keys(GROUPS);

/**
 * The flags of a group are read in only where it is asked for.
 * @param {Command} program
 * @param {string[]} args
 * @param {World} world
 * @param {{ code: number }} end
 */
export async function addDatadogCi(program, args, world, end) {
  program.commandsGroup('As datadog-ci has them:');
  for (const [name, [about, load]] of Object.entries(GROUPS)) {
    const group = program.command(name).summary(`upload ${about}, by datadog-ci's flags`);
    if (!args.includes(name)) continue;
    const { adapter, others, addMore } = await load();
    group.description(adapter.summary);
    for (const [command, how] of Object.entries({ upload: adapter, ...others })) {
      addUpload(group.command(command), how, world, end);
    }
    addMore?.(group, world, end);
  }
}

/**
 * @param {Command} command
 * @param {Adapter} adapter
 * @param {World} world
 * @param {{ code: number }} end
 */
function addUpload(command, adapter, world, end) {
  command.description(adapter.summary);
  const [argument, about = 'files, or folders of them'] = [adapter.argument ?? ''].flat();
  if (argument) command.argument(argument, about);
  for (const [flags, about] of adapter.options) command.option(flags, about);
  const isGit = (/** @type {Flag} */ { to }) => /^git\b/.test(to ?? '');
  const isOfMaps = (/** @type {Flag} */ { to }) => to === 'afterUpload';
  addFlags(command, 'datadog-ci', {
    without: (flag) => (adapter.noGit && isGit(flag)) || (!adapter.clears && isOfMaps(flag)),
  });
  command
    .addOption(new Option('--log-format <format>').hideHelp())
    .action(async (/** @type {unknown[]} */ ...found) => {
      const given = /** @type {Record<string, any>} */ (found.at(-2));
      const paths = argument ? /** @type {string | string[] | undefined} */ (found[0]) : [];
      end.code = await uploadAs(adapter, [paths ?? []].flat(), given, world);
    });
}

/**
 * @param {Adapter} adapter
 * @param {string[]} paths
 * @param {Record<string, any>} given
 * @param {World} world
 */
async function uploadAs(adapter, paths, given, world) {
  const { required } = adapter;
  for (const flag of typeof required === 'function' ? required(given) : required) {
    requireFlag(given, flag);
  }
  await useFips(given, world.env);
  const { runUpload } = await import('./commands.js');
  const { readCiConfig } = await import('./datadog-ci/config.js');
  const file = readCiConfig(given.config, world.env, adapter.configAbove);
  const { git: told, ...flags } = readFlags(given, 'datadog-ci');
  const isLeftOut = told === false || adapter.noGit;
  const git = isLeftOut ? false : { ...told, commitSha: given.commitSha };
  const common = { ...flags, git, apiKey: file.apiKey };
  const work = await adapter.read(paths, given, world);
  if (work === undefined) return EXIT.DONE;
  const targets = work.map(({ input, options }) => {
    /** @type {UploadOptions} */
    const whole = { ...common, ...options };
    const isLed = whole.site ?? whole.intakeUrl ?? variableOf('intakeUrl', world.env);
    // an intake that is named anywhere goes before the site of the file
    return { input, options: isLed ? whole : { ...whole, site: file.site } };
  });
  return runUpload(targets, given, world);
}

/**
 * @param {Record<string, any>} given
 * @param {string} name
 */
function requireFlag(given, name) {
  if (given[name] !== undefined) return;
  throw new UsageError('flag-missing', `--${dashed(name)} is missing`, {
    help: 'give it; --help says what it is for',
  });
}

/**
 * @param {Record<string, any>} given
 * @param {World['env']} env
 */
async function useFips({ fips, fipsIgnoreError }, env) {
  const isSet = (/** @type {string} */ option) =>
    /^(?:1|true)$/i.test(variableOf(option, env)?.value ?? '');
  if (!fips && !isSet('fips')) return;
  const crypto = await import('node:crypto');
  try {
    crypto.setFips(true);
  } catch (cause) {
    if (fipsIgnoreError || isSet('fipsIgnoreError')) return;
    throw new UsageError('fips-unavailable', 'this Node.js has no FIPS algorithms', {
      cause,
      help: 'use a Node.js with an OpenSSL FIPS provider, or give --fips-ignore-error',
    });
  }
}
