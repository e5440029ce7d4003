/** The flags of `mapship doctor`: those of an upload that say what is used, and how it is told. */
import { addConfigFlags, addEventFlags, addSendingFlags } from './flags.js';

/** @import { Command } from 'commander' */
/** @import { TypeDeclaration } from '../index.js' */
/** @import { World } from './run.js' */

/**
 * @param {Command} program
 * @param {TypeDeclaration[]} declared
 * @param {World} world
 * @param {{ code: number }} end
 */
export function addDoctor(program, declared, world, end) {
  const command = program
    .command('doctor')
    .argument('[paths...]', 'as for upload; without any, the targets of the config file')
    .summary('say what an upload would use, where that comes from, and what must be mended')
    .description(
      'Says what an upload with the same paths and flags would use, where each value comes from, and\n' +
        'what must be mended before it can work. Sends nothing, and prints nothing of the API key.',
    )
    .option('--online', 'also ask the intake for its root, without the key: is the way open?')
    .option('--json', 'print one JSON document')
    .option('--type <type>', 'as for upload, like all that follow')
    .option('--minified-path-prefix <prefix>', 'what precedes minified files in their addresses')
    .option('--site <site>', 'Datadog site (DATADOG_SITE, DD_SITE)')
    .option('--intake-url <url>', 'another intake (DATADOG_SOURCEMAP_INTAKE_URL)')
    .option('--allow-http', 'send the key to an intake without TLS on another machine')
    .option('--allow-unknown', 'take unknown event fields for warnings')
    .option('--disable-git', 'leave Git metadata out');
  addSendingFlags(command);
  addConfigFlags(command);
  addEventFlags(command, declared);
  command
    .addHelpText(
      'after',
      `
Examples:
  mapship doctor
  mapship doctor dist/ --service web --release-version 1.4.2 --minified-path-prefix /static
  mapship doctor --online --json

Exit codes:
  0  nothing stands against an upload
  2  something must be mended
`,
    )
    .action(async (paths, given) => {
      const { doctorCommand } = await import('./doctor.js');
      end.code = await doctorCommand(paths, given, declared, world);
    });
}
