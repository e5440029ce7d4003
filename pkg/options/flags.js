/** The flags of the command line, as data: which command has which, and which option each of them gives. */
import { FLAGS, MAIN_PARTS } from './declared-flags.js';
import { CHECK } from './declared.js';
import { camel, dashed } from './names.js';

/** @import { UploadOptions } from '../index.js' */
/** @import { Kind } from './kinds.js' */

/**
 * @typedef {object} Flag
 * @property {string} flag as commander writes it: `--timeout <seconds>`
 * @property {string} about
 * @property {string[]} on the commands that have it
 * @property {Kind | 'integer'} kind of its value; an integer may have more digits than a number
 * @property {string} [short] a letter that stands for it, after a single dash
 * @property {boolean} [seconds] whether the command line has seconds where the option has ms
 * @property {boolean} [off] whether to give it says `false`
 * @property {string} [to] the option that it gives: `timeout`, `event.version`, `git.commitSha`, `parts.minified_file`
 * @property {string} [field] of the event, where the option gives one
 * @property {string} [gives] a field of the event that is made out of it
 * @property {string} [example] a value that remedies show
 * @property {number} [fallback] its value where it is not given
 * @property {boolean} [required]
 * @property {boolean} [hidden] from the help
 *
 * @typedef {{ title: string, flags: Flag[] }} FlagGroup
 */

/** Its name, without the dashes and what stands behind. @param {Flag} flag */
export function nameOf({ flag }) {
  return (flag.split(' ')[0] ?? '').slice('--'.length);
}

/**
 * The flags of a command.
 * @param {string} command
 * @param {FlagGroup[]} [table]
 */
export function flagsOf(command, table = FLAGS) {
  return table.flatMap(({ flags }) => flags).filter(({ on }) => on.includes(command));
}

/**
 * The options that the flags of a command give.
 * @param {Record<string, any>} given what commander has read
 * @param {string} command
 * @param {FlagGroup[]} [table]
 * @returns {Record<string, any>}
 */
export function readFlags(given, command, table) {
  /** @type {Record<string, any>} */
  const options = {};
  for (const flag of flagsOf(command, table)) {
    const { to, field, off } = flag;
    const value = valueOf(given, flag);
    if (to === undefined || value === undefined) continue;
    const [name = '', inner] = to.split('.');
    // where Git is left out, and in a check, which has no such option, it is only a field of the event
    const isLost = options[name] === false || (command === 'check' && !Object.hasOwn(CHECK, name));
    if (isLost && field !== undefined) (options.event ??= {})[field] ??= value;
    else if (inner === undefined) options[name] = off ? false : value;
    else (options[name] ??= {})[inner] ??= value;
  }
  return options;
}

/**
 * @param {Record<string, any>} given
 * @param {Flag} flag
 */
function valueOf(given, flag) {
  const name = nameOf(flag);
  if (!name.startsWith('no-')) return given[camel(name)];
  // commander has it under the other name, true where it is not given
  return given[camel(name.slice('no-'.length))] === false ? true : undefined;
}

/**
 * What a command is to work on, and with which options.
 * @param {string[]} paths
 * @param {Record<string, any>} given
 * @param {'check' | 'upload' | 'doctor'} command
 * @returns {{ input: string | string[], options: UploadOptions }}
 */
export function readRun(paths, given, command) {
  const { event: fields, parts = {}, ...options } = readFlags(given, command);
  const event = { ...fields };
  for (const pair of given.field ?? []) {
    const at = pair.indexOf('=');
    event[at < 0 ? pair : pair.slice(0, at)] = at < 0 ? '' : pair.slice(at + 1);
  }
  const main = MAIN_PARTS[given.type] ?? 'source_map';
  const { [main]: mainFile, ...others } = parts;
  const inputs = mainFile === undefined ? paths : [...paths, mainFile];
  if (Object.keys(event).length > 0) options.event = event;
  if (Object.keys(others).length > 0) options.parts = others;
  return { input: inputs.length === 1 ? String(inputs[0]) : inputs, options };
}

/**
 * The flag of a field of the event, as help has it.
 * @param {string} field
 */
export function flagOf(field) {
  const flag = flagsOf('upload').find((one) => one.field === field);
  return `--${flag ? nameOf(flag) : dashed(field)}`;
}

/**
 * How options, and fields and parts of an upload, are given on the command line, by their names.
 * @returns {Record<string, string>}
 */
export function waysToGive() {
  /** @type {Record<string, string>} */
  const ways = {};
  for (const one of flagsOf('upload')) {
    const { to = '', field, gives, example, hidden } = one;
    const [place, member] = to.split('.');
    const name = gives ?? field ?? member;
    if (name === undefined || hidden) continue;
    const isMember = place === 'event' || place === 'parts';
    const option = isMember ? field && camel(dashed(field)) : to;
    // what makes the value of many files counts before what gives one
    if (gives === undefined && name in ways) continue;
    const flag = `--${nameOf(one)}${example ? `, such as ${example}` : ''}`;
    ways[name] = `${flag}${option ? `, or ${option} in the config file` : ''}`;
  }
  for (const one of FLAGS.flatMap(({ flags }) => flags)) {
    const name = one.to?.split('.').at(-1) ?? camel(nameOf(one));
    // what turns an option off does not give it
    if (!one.hidden && !one.off) ways[name] ??= `--${nameOf(one)}`;
  }
  return ways;
}

/**
 * The flag that gave an option.
 * @param {Record<string, any>} options those that flags have given
 * @param {string} option `timeout`, `event.version`, `git.commitSha`
 * @returns {string | undefined}
 */
export function flagThatGave(options, option) {
  const [name = '', inner] = option.split('.');
  const value = options[name];
  const isGiven = inner === undefined ? value !== undefined : Object.hasOwn(Object(value), inner);
  if (!isGiven) return undefined;
  if (name === 'event') return flagOf(String(inner));
  const flag = flagsOf('doctor').find(({ to, off }) => to === option && (!off || value === false));
  return flag && `--${nameOf(flag)}`;
}
