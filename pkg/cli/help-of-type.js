/**
 * Which flags `--help` shows of those that stand for a field or a file of an upload: each upload type has its own, and nobody
 * needs those of all.
 */
import { TYPES } from '../core/declared-types.js';

/** @import { Flag } from '../options/flags.js' */

/** The type that a command line names. @param {string[]} args */
export function typeAmong(args) {
  const at = args.findIndex((arg) => arg === '--type' || arg.startsWith('--type='));
  const named = args[at]?.split('=')[1] ?? args[at + 1];
  return at < 0 ? undefined : TYPES.find(({ name }) => name === named);
}

/** Whether a flag gives a field, or a file, that only some types have. @param {Flag} flag */
export function isOfTypes({ to = '', field }) {
  const [place] = to.split('.');
  return place === 'parts' || (place === 'event' && field === undefined);
}

/**
 * Whether a type has what a flag gives.
 * @param {(typeof TYPES)[number]} type
 * @param {Flag} flag
 */
export function isOf({ fields, parts }, { to = '' }) {
  const [place, name] = to.split('.');
  const own = place === 'parts' ? parts : fields;
  return own.some((one) => one.name === name);
}

/**
 * What follows the flags that all uploads have.
 * @param {string} command
 */
export function typesHint(command) {
  const names = TYPES.map(({ name }) => `  ${name}`);
  const rows = Array.from({ length: Math.ceil(names.length / 3) }, (_, i) =>
    names
      .slice(3 * i, 3 * i + 3)
      .map((name) => name.padEnd(26))
      .join('')
      .trimEnd(),
  );
  return `\nEach upload type has flags of its own: mapship ${command} --help --type <type>\n${rows.join('\n')}\n`;
}

/** @param {Flag} flag @param {(typeof TYPES)[number] | undefined} type */
export function titleOf(flag, type) {
  if (!type || !isOfTypes(flag)) return undefined;
  return flag.to?.startsWith('parts.') ? `Files of ${type.name}` : `Fields of ${type.name}`;
}
