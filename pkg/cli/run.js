/** The command line: commands, flags, help. */
import { Command, CommanderError } from 'commander';

import { FileError, InternalError, MapshipError, UsageError } from '../errors.js';
import { sayHow } from '../core/how.js';
import { flagsOf, waysToGive } from '../options/flags.js';
import { addDatadogCi, GROUP_NAMES } from './datadog-ci.js';
import { EXIT } from './exit.js';
import { remedyLines, wrapped } from './finding-lines.js';
import { addFlags } from './flags.js';
import { HELP, RECEIPT, TOP } from './help.js';
import { stringify } from '../report/json.js';
import { guarded } from '../text/guarded.js';
import { safe } from '../text/safe.js';
import { styleFor } from '../text/style.js';
import { ownVersion } from './version.js';

/** @import { Help } from './help.js' */

/** The command that prints what the shell completes by. */
const COMPLETION = 'completion';

/**
 * What the command line has to do with: streams, variables, and a signal that ends it.
 * @typedef {object} World
 * @property {NodeJS.ReadableStream & { isTTY?: boolean }} [stdin]
 * @property {NodeJS.WritableStream & { isTTY?: boolean, columns?: number }} stdout
 * @property {NodeJS.WritableStream & { isTTY?: boolean, columns?: number }} stderr
 * @property {Record<string, string | undefined>} env
 * @property {AbortSignal} signal
 * @property {World['stderr']} [runner] standard error, for commands to GitHub's runner
 */

/**
 * @param {string[]} args without the program's name
 * @param {World} given
 * @returns {Promise<number>} the exit code
 */
export async function run(args, given) {
  const world = guarded(given);
  /** @type {{ code: number }} */
  const end = { code: EXIT.DONE };
  sayHow(waysToGive);
  try {
    const program = await build(args, world, end);
    // -V was the short form of --version once
    const words = args[0] === '-V' ? ['-v', ...args.slice(1)] : args;
    await program.parseAsync(words, { from: 'user' });
    return end.code;
  } catch (error) {
    return fail(error, args, world);
  }
}

/**
 * @param {unknown} error
 * @param {string[]} args
 * @param {World} world
 * @returns {number}
 */
function fail(error, args, world) {
  // commander has printed its help or its message already
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.DONE;
    if (args.includes('--json'))
      printError(world, 'usage', withoutValue(error.message).replace(/^error: /, ''));
    return EXIT.USAGE;
  }
  const style = styleFor(world.stderr, world.env);
  if (world.signal.aborted) {
    world.stderr.write(`${style('yellow', 'stopped')}: what was under way was broken off\n`);
    return EXIT.INTERRUPTED;
  }
  const known =
    error instanceof MapshipError
      ? error
      : new InternalError('internal', messageOf(error), {
          cause: error,
          help: 'please report this, with what is printed where MAPSHIP_DEBUG=1 is set',
        });
  const isUsage = known instanceof UsageError || known instanceof FileError;
  if (args.includes('--json')) {
    printError(world, known.code, known.message, known.help);
  } else {
    const sentence = `${safe(known.message)}  ${style('dim', `[${known.code}]`)}`;
    const lines = [
      ...wrapped(sentence, style, `${style('red', 'error')}: `, '  '),
      ...(known.help ? remedyLines(safe(known.help), style, '  ') : []),
    ];
    world.stderr.write(`${lines.join('\n')}\n`);
  }
  // for those who are to mend it
  if (!isUsage && world.env.MAPSHIP_DEBUG)
    world.stderr.write(`${/** @type {Error} */ (error).stack}\n`);
  return isUsage ? EXIT.USAGE : EXIT.INTERNAL;
}

/**
 * @param {World} world
 * @param {string} code
 * @param {string} message
 * @param {string} [help]
 */
function printError(world, code, message, help = 'mapship --help says what there is') {
  world.stdout.write(`${stringify({ ok: false, error: { code, message, help } })}\n`);
}

/**
 * What the library says of a flag that it does not know, without the value that was given to it: it may be a key.
 * @param {string} text
 */
function withoutValue(text) {
  return text.replace(/^(error: unknown option '[^=]*)=[^]*'/, "$1'");
}

/** @param {unknown} error */
function messageOf(error) {
  return `mapship itself failed: ${error instanceof Error ? error.message : String(error)}`;
}

/**
 * What the commands do; each is loaded where it is asked for.
 * @type {Record<string, (given: any[], flags: Record<string, any>, world: World) => Promise<number>>}
 */
const COMMANDS = {
  check: async ([paths], flags, world) =>
    (await import('./commands.js')).checkCommand(paths, flags, world),
  inspect: async ([paths], flags, world) =>
    (await import('./commands.js')).inspectCommand(paths, flags, world),
  upload: async ([paths], flags, world) =>
    (await import('./commands.js')).uploadCommand(paths, flags, world),
  explain: async ([frames], flags, world) =>
    (await import('./explain.js')).explainCommand(frames, flags, world),
  verify: async ([pages], flags, world) =>
    (await import('./verify.js')).verifyCommand(pages, flags, world),
  doctor: async ([paths], flags, world) =>
    (await import('./doctor.js')).doctorCommand(paths, flags, world),
  init: async ([folder = '.'], flags, world) =>
    (await import('./init/index.js')).initCommand(folder, flags, world),
  intake: async (_, flags, world) => (await import('./commands.js')).intakeCommand(flags, world),
  page: async ([folder], flags, world) =>
    (await import('./page.js')).pageCommand(folder, flags, world),
};

/**
 * @param {string[]} args
 * @param {World} world
 * @param {{ code: number }} end
 */
async function build(args, world, end) {
  const { stdout, stderr } = world;
  const program = new Command('mapship')
    .description('Checks source maps, mapping files and symbol files, then ships them to Datadog.')
    .version(ownVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .enablePositionalOptions()
    .showHelpAfterError('(--help says what there is)')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      outputError: (text, write) => write(withoutValue(text)),
    })
    .exitOverride()
    .addHelpText('after', TOP);
  // who completes a command line has to know all of them
  const asked =
    args[0] === COMPLETION ? [...Object.keys(COMMANDS), 'receipt', ...GROUP_NAMES] : args;
  for (const [name, work] of Object.entries(COMMANDS)) {
    const { argument, summary, description, examples, more = '' } = HELP[name];
    const command = program.command(name).summary(summary).description(description);
    if (argument) command.argument(...argument);
    // those of the others would only take time
    const ofTypes = asked.includes(name) ? await addOwnFlags(command, name, args) : undefined;
    command
      .addHelpText('after', `${ofTypes ?? ''}\nExamples:${examples}\n${more}`)
      .action(async (/** @type {any[]} */ ...found) => {
        // behind the arguments come the flags and the command itself
        end.code = await work(found.slice(0, -2), found.at(-2), world);
      });
  }
  addReceipt(program, asked, world, end);
  await addDatadogCi(program, asked, world, end);
  const { summary, description, argument, examples } = /** @type {Help} */ (HELP[COMPLETION]);
  program
    .command(COMPLETION)
    .summary(summary)
    .description(description)
    .argument(.../** @type {[string, string]} */ (argument))
    .addHelpText('after', `\nExamples:${examples}\n`)
    .action(async (/** @type {string} */ shell) => {
      const { completionCommand } = await import('./completion/index.js');
      end.code = await completionCommand(shell, world, program);
    });
  program
    .command('help')
    .summary('print the help of a command, or what a finding means')
    .description('Prints the help of a command, or what a finding means and what to do about it.')
    .argument(
      '[words...]',
      'a command, such as upload; or the code of a finding, such as map-vlq-digit',
    )
    .action(async (/** @type {string[]} */ words) => {
      const { helpCommand } = await import('./help-command.js');
      await helpCommand(words, program, world);
    });
  return program;
}

/**
 * The flags of a command, of which the help shows those that all uploads have, and those of the type that is named.
 * @param {Command} command
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<string | undefined>} what the help says of the others
 */
async function addOwnFlags(command, name, args) {
  const isForHelp = ['-h', '--help', 'help'].some((word) => args.includes(word));
  if (!isForHelp) {
    addFlags(command, name);
    return undefined;
  }
  const { isOf, isOfTypes, titleOf, typeAmong, typesHint } = await import('./help-of-type.js');
  const type = typeAmong(args);
  const ofTypes = flagsOf(name).filter(isOfTypes);
  addFlags(command, name, {
    hides: (flag) => isOfTypes(flag) && !(type && isOf(type, flag)),
    titleOf: (flag) => titleOf(flag, type),
  });
  return type === undefined && ofTypes.length > 0 ? typesHint(name) : undefined;
}

/**
 * @param {Command} program
 * @param {string[]} args
 * @param {World} world
 * @param {{ code: number }} end
 */
function addReceipt(program, args, world, end) {
  const { argument, merge, ...group } = RECEIPT;
  const receipt = program
    .command('receipt')
    .summary(group.summary)
    .description(group.description)
    .helpCommand(false);
  const command = receipt.command('merge').argument(...argument);
  if (args.includes('receipt')) addFlags(command, 'receipt');
  command
    .summary(merge.summary)
    .description(merge.description)
    .addHelpText('after', `\nExamples:${merge.examples}\n`)
    .action(async (/** @type {string[]} */ paths, /** @type {Record<string, any>} */ flags) => {
      const { mergeCommand } = await import('./receipt.js');
      end.code = await mergeCommand(paths, flags, world);
    });
}
