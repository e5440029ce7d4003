/** What there is to complete: the commands with their flags, as they are declared, and the values of these. */
import { TYPES } from '../../core/declared-types.js';
import { FLAGS } from '../../options/declared-flags.js';
import { nameOf } from '../../options/flags.js';
import { RULES } from '../../report/declared-rules.js';
import { SYSTEMS } from '../init/ci.js';
import { KINDS } from '../init/kinds.js';

/** @import { Command, Option } from 'commander' */

export const SHELLS = ['bash', 'zsh', 'fish'];

/**
 * @typedef {object} Completed a flag
 * @property {string} name with its dashes
 * @property {string} about
 * @property {boolean} takesValue
 * @property {string[]} values those that it may have, where they are known
 */

/**
 * @typedef {object} Level a command
 * @property {string} path the words that lead to it: `upload`, `dsyms upload`
 * @property {{ name: string, about: string }[]} commands below it
 * @property {Completed[]} flags
 * @property {string[]} words what its arguments may be, where that is known
 * @property {boolean} takesFiles
 */

/** What the declarations know of no flag: lists that stand elsewhere. @type {Record<string, () => string[]>} */
const LISTS = {
  type: () => TYPES.map(({ name }) => String(name)),
  kind: () => KINDS.map(({ name }) => name),
  ci: () => [...SYSTEMS.map(({ name }) => name), 'none'],
};

/** What the arguments of commands may be. @type {Record<string, (program: Command) => string[]>} */
const ARGUMENTS = {
  help: (program) => [
    ...program.commands.map((command) => command.name()),
    ...new Set(RULES.map(({ code }) => code)),
  ],
  completion: () => SHELLS,
};

/**
 * @param {Command} program with the flags of all commands
 * @returns {Level[]}
 */
export function levelsOf(program) {
  const levels = (/** @type {Command} */ command, /** @type {string} */ path) => {
    const below = command.commands.map((one) => ({
      name: one.name(),
      about: one.summary() || one.description(),
    }));
    const words = path === '' ? undefined : ARGUMENTS[path]?.(program);
    /** @type {Level} */
    const own = {
      path,
      commands: below,
      flags: [...command.options.filter(({ hidden }) => !hidden).map(flagOf), HELP],
      words: words ?? [],
      takesFiles: words === undefined && command.registeredArguments.length > 0,
    };
    /** @type {Level[]} */
    const inner = command.commands.flatMap((one) => levels(one, `${path} ${one.name()}`.trim()));
    return [own, ...inner];
  };
  return levels(program, '');
}

const HELP = { name: '--help', about: 'print this help', takesValue: false, values: [] };

/** @param {Option} option @returns {Completed} */
function flagOf({ long, short, description, required, optional, flags }) {
  const name = long ?? short ?? '';
  const takesValue = required || optional;
  return {
    name,
    about: description.split(/[;:]/)[0] ?? '',
    takesValue,
    values: takesValue ? valuesOf(name.slice(2), flags) : [],
  };
}

/**
 * @param {string} name of a flag
 * @param {string} written as help has it: `--after-upload <keep|delete|move=folder>`
 */
function valuesOf(name, written) {
  const declared = FLAGS.flatMap(({ flags }) => flags).find((flag) => nameOf(flag) === name);
  const kind = declared?.kind;
  if (typeof kind === 'object' && 'oneOf' in kind) return kind.oneOf;
  const words = written.split(/[<>[\]]/)[1]?.split('|') ?? [];
  if (words.length > 1) return words.map((word) => word.replace(/=.*/, '='));
  return LISTS[name]?.() ?? [];
}
