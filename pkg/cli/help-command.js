/** `mapship help`: the help of a command, or what a finding means. */

import { start } from '../core/index.js';
import { UsageError } from '../errors.js';
import { RULES } from '../report/declared-rules.js';
import { safe } from '../text/safe.js';
import { styleFor } from '../text/style.js';
import { COLOUR, remedyLines, wrapped } from './finding-lines.js';

/** @import { Command } from 'commander' */
/** @import { Rule } from '../report/declared-rules.js' */
/** @import { World } from './run.js' */

/**
 * @param {string[]} words
 * @param {Command} program
 * @param {World} world
 * @throws {UsageError} where there is no such command or finding
 */
export async function helpCommand(words, program, world) {
  const rules = RULES.filter(({ code }) => words.length === 1 && code === words[0]);
  if (rules.length > 0) {
    world.stdout.write(`${ruleLines(rules, world).join('\n')}\n`);
    return;
  }
  let command = program;
  for (const word of words) {
    const found = command.commands.find(
      (one) => one.name() === word || one.aliases().includes(word),
    );
    if (found === undefined) throw await unknown(word, command, program);
    command = found;
  }
  command.outputHelp();
}

/**
 * @param {string} word
 * @param {Command} command that should have it
 * @param {Command} program
 */
async function unknown(word, command, program) {
  const commands = command.commands.map((one) => one.name());
  const about =
    command === program
      ? 'is no command and no finding of mapship'
      : `is no command of ${command.name()}`;
  const codes = command === program ? [...new Set(RULES.map(({ code }) => code))] : [];
  const alike = codes.filter((code) => code.startsWith(word) || code.endsWith(`-${word}`));
  const close = (await start()).nearest(word, [...commands, ...codes]);
  const whole = `give a whole code, such as ${alike.slice(0, 3).join(', ')}`;
  const all = `give one of ${commands.join(', ')}${codes.length > 0 ? ', or the code that stands in brackets behind a finding' : ''}`;
  const help = alike.length > 0 ? whole : close ? `did you mean "${close}"?` : all;
  return new UsageError('help-unknown', `"${safe(word)}" ${about}`, { help });
}

/**
 * @param {Rule[]} rules the sentences of one finding
 * @param {World} world
 */
function ruleLines(rules, { stdout, env }) {
  const style = styleFor(stdout, env);
  return rules.flatMap(({ code, severity, message, help, rule, consequence }, index) => [
    ...(index === 0
      ? [`${style('bold', code)}  ${style(COLOUR[severity], severity)}  ${style('dim', rule)}`]
      : ['']),
    ...wrapped(message, style, '  ', '  '),
    ...remedyLines(help, style, '  '),
    ...(consequence
      ? wrapped(`If it is sent all the same: ${consequence}.`, style, '  ', '  ')
      : []),
  ]);
}
