/** The flags of `mapship page`. */
import { addConfigFile } from './flags.js';
import { port } from './numbers.js';

/** @import { Command } from 'commander' */
/** @import { World } from './run.js' */

/**
 * @param {Command} program
 * @param {World} world
 * @param {{ code: number }} end
 */
export function addPage(program, world, end) {
  const command = program
    .command('page')
    .argument('[folder]', 'a build that the page may read: what an upload of it would look at')
    .summary('the upload page in your browser: look at files, explain a trace, send')
    .description(
      'Serves the upload page on 127.0.0.1 until Ctrl-C, and prints the link to it. The page checks files without sending\n' +
        'them anywhere; what you send from it goes to the intake by way of this command, which adds the API key from\n' +
        'DATADOG_API_KEY or DD_API_KEY: the page never gets it. The link works once; Enter prints another.',
    )
    .option('--port <n>', 'port to listen on (any that is free)', port)
    .option('--open', 'open the link in your browser')
    .option('--site <site>', 'Datadog site (DATADOG_SITE, DD_SITE)')
    .option('--intake-url <url>', 'another intake (DATADOG_SOURCEMAP_INTAKE_URL)')
    .option('--allow-http', 'send the key to an intake without TLS on another machine')
    .option('--service <service>', "what the page's form has for the service at first")
    .option('--release-version <version>', 'the same for the version')
    .option('--minified-path-prefix <prefix>', 'the same for what precedes minified files')
    .option('--quiet', 'print only the link')
    .option('--json', 'print one JSON document once it is served');
  addConfigFile(command);
  command
    .addHelpText(
      'after',
      `
Examples:
  mapship page                            drop files into the page
  mapship page dist/ --open               the build in dist/, in your browser at once
  mapship page dist/ --service web --release-version 1.4.2 --minified-path-prefix https://example.com/static
  mapship page dist/ --intake-url http://127.0.0.1:8642      sends to a mapship intake, to try it out

Exit codes:
  0  it was served until Ctrl-C
  2  it could not be: the command line, the configuration, the folder or the port is wrong
`,
    )
    .action(async (folder, given) => {
      const { pageCommand } = await import('./page.js');
      end.code = await pageCommand(folder, given, world);
    });
}
