/** The flags that come from the declarations of the upload types: one per field, one per part. */
import { Option } from 'commander';

import { retries, wholeNumber } from './numbers.js';

/** @import { Command } from 'commander' */
/** @import { CheckOptions, FieldDeclaration, TypeDeclaration, UploadOptions } from '../index.js' */

/** Flags that datadog-ci has for a field under another name. */
const ALIASES = /** @type {Record<string, string>} */ ({
  version: 'release-version',
  git_repository_url: 'repository-url',
  git_commit_sha: 'commit-sha',
});

/** What mapship says of itself, and the type, are no flags. */
const OWN = new Set(['cli_version', 'type']);

/** @param {string} name */
const dashed = (name) => name.replaceAll('_', '-');

/** @param {string} flag */
const attribute = (flag) => flag.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/**
 * The fields of all types by name; types that share a name share the flag.
 * @param {TypeDeclaration[]} types
 */
function fieldsOf(types) {
  /** @type {Map<string, { field: FieldDeclaration, types: string[] }>} */
  const fields = new Map();
  for (const { name: type, fields: declared } of types) {
    for (const field of declared.filter(({ name }) => !OWN.has(name))) {
      const entry = fields.get(field.name) ?? { field, types: [] };
      entry.types.push(type);
      fields.set(field.name, entry);
    }
  }
  return fields;
}

/**
 * The flag of a field, as help has it.
 * @param {string} field
 */
export function flagOf(field) {
  return `--${ALIASES[field] ?? dashed(field)}`;
}

/**
 * @param {Command} command
 * @param {TypeDeclaration[]} types
 */
export function addEventFlags(command, types) {
  command.optionsGroup('Event fields (each type takes its own; see docs/upload-types.md):');
  for (const { field, types: users } of fieldsOf(types).values()) {
    const flag = ALIASES[field.name] ?? dashed(field.name);
    const some = users.length > 3 ? '' : ` (${users.join(', ')})`;
    const value =
      field.rule.kind === 'flag' ? '' : field.rule.kind === 'integer' ? ' <n>' : ' <text>';
    command.addOption(new Option(`--${flag}${value}`, `${field.about}${some}`));
    if (flag !== dashed(field.name)) {
      command.addOption(new Option(`--${dashed(field.name)}${value}`).hideHelp());
    }
  }
  command.option(
    '--field <name=value>',
    'a field that mapship does not know; goes with --allow-unknown',
    collect,
  );
  command.optionsGroup('Files of further parts:');
  for (const [name, about] of partsOf(types)) {
    command.addOption(new Option(`--${dashed(name)} <file>`, about));
  }
}

/** @param {TypeDeclaration[]} types */
function partsOf(types) {
  return new Map(types.flatMap(({ parts }) => parts.map(({ name, about }) => [name, about])));
}

/**
 * @param {string} value
 * @param {string[] | undefined} previous
 */
function collect(value, previous) {
  return [...(previous ?? []), value];
}

/**
 * The flags about which config file counts.
 * @param {Command} command
 */
export function addConfigFile(command) {
  command
    .option(
      '--config <file>',
      'config file (mapship.config.js, .mjs, .cjs or .json, here or above)',
    )
    .option('--no-config', 'use no config file');
}

/**
 * The flags about the config file, and its targets.
 * @param {Command} command
 */
export function addConfigFlags(command) {
  addConfigFile(command);
  command.option(
    '--target <name>',
    'a target of the config file, where no path is given; may be given several times (MAPSHIP_TARGET)',
    collect,
  );
}

/**
 * The flags about what is told to CI systems, and how.
 * @param {Command} command
 */
export function addReportFlags(command) {
  command
    .option(
      '--report <format=path>',
      'write a report too: sarif, junit, gitlab or markdown; may be given several times (see docs/ci.md)',
      collect,
    )
    .option('--no-annotations', 'on GitHub Actions, leave out the annotations and the job summary');
}

/**
 * The flags about how uploads are sent.
 * @param {Command} command
 */
export function addSendingFlags(command) {
  command
    .option(
      '--receipt <file>',
      'write down what is sent, as it is; what the file says to have arrived is not sent again',
    )
    .option('--max-concurrency <n>', 'uploads under way at a time (20)', wholeNumber)
    .option('--max-retries <n>', 'how often an upload is tried again (5)', retries)
    .option(
      '--timeout <seconds>',
      'give an attempt up when nothing moves for so long (60)',
      wholeNumber,
    )
    .option('--deadline <seconds>', 'for all uploads together (3600)', wholeNumber);
}

/**
 * The event that the flags make, and the files of parts.
 * @param {Record<string, any>} given the options as commander read them
 * @param {TypeDeclaration[]} types
 * @returns {{ event: Record<string, unknown>, parts: Record<string, string> }}
 */
export function readEventFlags(given, types) {
  /** @type {Record<string, unknown>} */
  const event = {};
  for (const [name, { field }] of fieldsOf(types)) {
    const alias = ALIASES[name];
    const value = given[attribute(dashed(name))] ?? (alias && given[attribute(alias)]);
    if (value !== undefined) event[name] = field.rule.kind === 'integer' ? integer(value) : value;
  }
  for (const pair of given.field ?? []) {
    const at = pair.indexOf('=');
    event[at < 0 ? pair : pair.slice(0, at)] = at < 0 ? '' : pair.slice(at + 1);
  }
  /** @type {Record<string, string>} */
  const parts = {};
  for (const name of partsOf(types).keys()) {
    const value = given[attribute(dashed(name))];
    if (value !== undefined) parts[name] = value;
  }
  return { event, parts };
}

/**
 * Digits become a BigInt, which holds them all; anything else is left for the check to refuse.
 * @param {string} text
 */
function integer(text) {
  return /^-?\d+$/.test(text) ? BigInt(text) : text;
}

/** @import { UploadType } from '../index.js' */

/**
 * The options of the API that the flags make, and the input.
 * @param {string[]} paths
 * @param {Record<string, any>} given
 * @param {TypeDeclaration[]} types
 * @returns {{ input: string | string[], options: CheckOptions }}
 */
export function readCheckFlags(paths, given, types) {
  const { event, parts } = readEventFlags(given, types);
  const main = types.find(({ name }) => name === given.type)?.parts[0]?.name ?? 'source_map';
  const { [main]: mainFile, ...others } = parts;
  const inputs = mainFile === undefined ? paths : [...paths, mainFile];
  return {
    input: inputs.length === 1 ? /** @type {string} */ (inputs[0]) : inputs,
    options: {
      type: /** @type {UploadType | undefined} */ (given.type),
      event: Object.keys(event).length > 0 ? event : undefined,
      parts: Object.keys(others).length > 0 ? others : undefined,
      minifiedPathPrefix: given.minifiedPathPrefix,
      byDebugId: given.byDebugId,
      allowUnknown: given.allowUnknown,
      allowEmpty: given.allowEmpty,
      scanSources: given.scanSources,
      uploadDynamicSymbols: given.uploadDynamicSymbols,
      onlyKeepDebug: given.onlyKeepDebug === false ? false : undefined,
    },
  };
}

/**
 * The same with what only uploads take.
 * @param {string[]} paths
 * @param {Record<string, any>} given
 * @param {TypeDeclaration[]} types
 * @returns {{ input: string | string[], options: UploadOptions }}
 */
export function readUploadFlags(paths, given, types) {
  const { input, options } = readCheckFlags(paths, given, types);
  const { site, intakeUrl, allowHttp, receipt, maxConcurrency, maxRetries } = given;
  const more = {
    ...{ site, intakeUrl, allowHttp, receipt, maxConcurrency, maxRetries },
    timeout: given.timeout && given.timeout * 1000,
    deadline: given.deadline && given.deadline * 1000,
  };
  if (given.disableGit) return { input, options: { ...options, ...more, git: false } };
  const {
    git_repository_url: repositoryUrl,
    git_commit_sha: commitSha,
    ...event
  } = /** @type {Record<string, any>} */ (options.event ?? {});
  return {
    input,
    options: {
      ...options,
      ...more,
      event: Object.keys(event).length > 0 ? event : undefined,
      git: { repositoryUrl, commitSha },
    },
  };
}
