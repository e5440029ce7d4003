/** The flags of a command: made from their declarations, each with its help and how its value is read. */
import { Option } from 'commander';

import { UsageError } from '../errors.js';
import { FLAGS } from '../options/declared-flags.js';
import { nameOf } from '../options/flags.js';
import { kindOf, wordsOf } from '../options/kinds.js';
import { safe } from '../text/safe.js';

/** @import { Command } from 'commander' */
/** @import { Flag, FlagGroup } from '../options/flags.js' */
/** @import { Kind } from '../options/kinds.js' */

/**
 * @param {Command} command
 * @param {string} name of the command
 * @param {object} [more]
 * @param {FlagGroup[]} [more.table]
 * @param {(flag: Flag) => boolean} [more.without] those that it does not take
 * @param {(flag: Flag) => boolean} [more.hides] those that the help leaves out
 * @param {(flag: Flag) => string | undefined} [more.titleOf] the title that the help puts some under, in place of their own
 */
export function addFlags(command, name, more = {}) {
  const { table = FLAGS, without = () => false, hides = () => false, titleOf } = more;
  for (const { title, flags } of table) {
    for (const flag of flags.filter((one) => one.on.includes(name) && !without(one))) {
      const option = optionOf(flag).helpGroup(`${titleOf?.(flag) ?? title}:`);
      command.addOption(hides(flag) ? option.hideHelp() : option);
    }
  }
}

/** @param {Flag} flag */
function optionOf(flag) {
  const { flag: flags, short, about, kind, required, hidden, fallback } = flag;
  const option = new Option(short ? `-${short}, ${flags}` : flags, about);
  if (required) option.makeOptionMandatory();
  if (hidden) option.hideHelp();
  if (fallback !== undefined) option.default(fallback);
  if (kind === 'list') option.argParser(collect);
  if (kind === 'integer') option.argParser(integer);
  if (hasMembers(kind)) option.argParser((text) => wordOrMember(text, flag));
  if (typeof kind === 'object' && 'min' in kind) option.argParser((text) => number(text, flag));
  return option;
}

/**
 * @param {string} value
 * @param {string[] | undefined} previous
 */
function collect(value, previous) {
  return [...(previous ?? []), value];
}

/**
 * Digits become a BigInt, which holds them all; anything else is left for the check to refuse.
 * @param {string} text
 */
function integer(text) {
  return /^-?\d+$/.test(text) ? BigInt(text) : text;
}

/** Whether a value may be an object or something else. @param {Flag['kind']} kind */
function hasMembers(kind) {
  return Array.isArray(kind) && kind.some((one) => typeof one === 'object' && 'members' in one);
}

/**
 * `delete` is a word, `move=folder` an object with a member.
 * @param {string} text
 * @param {Flag} flag
 */
function wordOrMember(text, flag) {
  const kind = /** @type {Kind} */ (flag.kind);
  const at = text.indexOf('=');
  const value = at < 0 ? text : { [text.slice(0, at)]: text.slice(at + 1) };
  if (kindOf(kind, value) !== undefined) return value;
  const words = (flag.flag.split(/[<>]/)[1] ?? '').replaceAll('|', ', ');
  throw new UsageError('flag-value', `--${nameOf(flag)}: "${safe(text)}" is none of ${words}`, {
    help: `give one of ${words}`,
  });
}

/**
 * @param {string} text
 * @param {Flag} flag
 */
function number(text, flag) {
  const kind = /** @type {Kind} */ (flag.kind);
  const value = Number(text) * (flag.seconds ? 1000 : 1);
  if (/^\d+$/.test(text) && kindOf(kind, value) !== undefined) return value;
  const words = wordsOf(kind);
  throw new UsageError('flag-value', `--${nameOf(flag)}: "${safe(text)}" is not ${words}`, {
    help: `give ${words}`,
  });
}
