/** `mapship completion`: a script by which a shell completes commands, flags and their values. */
import { UsageError } from '../../errors.js';
import { safe } from '../../text/safe.js';
import { EXIT } from '../exit.js';
import { levelsOf, SHELLS } from './table.js';

/** @import { Command } from 'commander' */
/** @import { World } from '../run.js' */
/** @import { Level } from './table.js' */

/** @type {Record<string, () => Promise<(levels: Level[]) => string>>} */
const SCRIPTS = {
  bash: async () => (await import('./bash.js')).bash,
  zsh: async () => (await import('./zsh.js')).zsh,
  fish: async () => (await import('./fish.js')).fish,
};

/**
 * @param {string} shell
 * @param {World} world
 * @param {Command} program with the flags of all commands
 */
export async function completionCommand(shell, { stdout }, program) {
  const script = Object.hasOwn(SCRIPTS, shell) ? await SCRIPTS[shell]?.() : undefined;
  if (script === undefined) {
    throw new UsageError('completion-shell', `mapship knows no shell "${safe(shell)}"`, {
      help: `give one of ${SHELLS.join(', ')}`,
    });
  }
  stdout.write(script(levelsOf(program)));
  return EXIT.DONE;
}
