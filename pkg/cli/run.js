/** The command line: commands, flags, help. */
import { Command, CommanderError, Option } from 'commander';

import { FileError, InternalError, MapshipError, types, UsageError, version } from '../index.js';
import { addDatadogCi } from './datadog-ci.js';
import { addDoctor } from './doctor-flags.js';
import { EXIT, EXIT_HELP } from './exit.js';
import { addConfigFlags, addEventFlags, addReportFlags, addSendingFlags } from './flags.js';
import { lines, port } from './numbers.js';
import { addPage } from './page-flags.js';
import { stringify } from '../json.js';
import { withoutCommands } from './runner-commands.js';
import { safe, styleFor } from './style.js';

/**
 * What the command line has to do with: streams, variables, and a signal that ends it.
 * @typedef {object} World
 * @property {NodeJS.ReadableStream & { isTTY?: boolean }} [stdin]
 * @property {NodeJS.WritableStream & { isTTY?: boolean, columns?: number }} stdout
 * @property {NodeJS.WritableStream & { isTTY?: boolean, columns?: number }} stderr
 * @property {Record<string, string | undefined>} env
 * @property {AbortSignal} signal
 * @property {World['stderr']} [runner] what takes commands to GitHub's runner
 */

/**
 * @param {string[]} args without the program's name
 * @param {World} given
 * @returns {Promise<number>} the exit code
 */
export async function run(args, given) {
  const world = withoutCommands(given);
  /** @type {{ code: number }} */
  const end = { code: EXIT.DONE };
  try {
    const program = await build(args, world, end);
    await program.parseAsync(args, { from: 'user' });
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
    if (args.includes('--json')) printError(world, 'usage', error.message.replace(/^error: /, ''));
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
    world.stderr.write(
      `${style('red', 'error')}: ${safe(known.message)}  ${style('dim', `[${known.code}]`)}\n`,
    );
    if (known.help) world.stderr.write(`  ${style('dim', `→ ${safe(known.help)}`)}\n`);
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

/** @param {unknown} error */
function messageOf(error) {
  return `mapship itself failed: ${error instanceof Error ? error.message : String(error)}`;
}

/**
 * @param {string[]} args
 * @param {World} world
 * @param {{ code: number }} end
 */
async function build(args, world, end) {
  const { stdout, stderr } = world;
  const program = new Command('mapship')
    .description('Checks source maps, mapping files and symbol files, then ships them to Datadog.')
    .version(await version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .enablePositionalOptions()
    .showHelpAfterError('(--help says what there is)')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      outputError: (text, write) => write(text.replace(/^error: /, 'error: ')),
    })
    .exitOverride()
    .addHelpText('after', TOP);
  const declared = await types();
  addCheck(program, declared, world, end);
  addInspect(program, world, end);
  addUpload(program, declared, world, end);
  addExplain(program, world, end);
  addDoctor(program, declared, world, end);
  addIntake(program, world, end);
  addPage(program, world, end);
  await addDatadogCi(program, args, world, end);
  return program;
}

const TOP = `
Examples:
  mapship check dist/                     what is wrong with this build's source maps?
  mapship upload dist/ --service web --release-version 1.4.2 --minified-path-prefix https://example.com/
  mapship inspect libapp.so app.js.map    what are these files?
  mapship explain --files dist/ < trace   what is this stack trace in the sources?
  mapship doctor                          what would an upload use, and is it sound?
  mapship page dist/                      the upload page: look at this build in a browser, and send it
  mapship intake                          a local stand-in for Datadog, to try it all out
${EXIT_HELP}`;

/** @import { TypeDeclaration } from '../index.js' */

/**
 * @param {Command} program
 * @param {TypeDeclaration[]} declared
 * @param {World} world
 * @param {{ code: number }} end
 */
function addCheck(program, declared, world, end) {
  const command = program
    .command('check')
    .argument(
      '[paths...]',
      'folders, in which scripts, maps and symbol files are found, or files; without any, the targets of the config file',
    )
    .summary('say what is wrong with files and their metadata; sends nothing')
    .description(
      'Says what is wrong with files, and with the metadata that flags give. Needs no key and no network.\n' +
        'Without metadata only the files are judged.',
    );
  addCommon(command, declared);
  command
    .addHelpText(
      'after',
      `
Examples:
  mapship check dist/
  mapship check dist/ --service web --release-version 1.4.2 --minified-path-prefix /static
  mapship check libapp.so --type elf_symbol_file --arch aarch64 --json
  mapship check dist/ --report sarif=mapship.sarif --report junit=mapship.xml
${EXIT_HELP}`,
    )
    .action(async (paths, given) => {
      const { checkCommand } = await import('./commands.js');
      end.code = await checkCommand(paths, given, declared, world);
    });
}

/**
 * @param {Command} program
 * @param {World} world
 * @param {{ code: number }} end
 */
function addInspect(program, world, end) {
  const command = program
    .command('inspect')
    .argument('<paths...>', 'files, or folders, in which scripts, maps and symbol files are found')
    .summary('say what files are, by their bytes, and what ties them to a build')
    .description(
      'Says what files are, by their bytes, what ties them to a build, and what is wrong with them.',
    )
    .option('--json', 'print one JSON document');
  addReportFlags(command);
  command
    .addHelpText(
      'after',
      `\nExamples:\n  mapship inspect dist/app.js.map\n  mapship inspect libapp.so --json\n${EXIT_HELP}`,
    )
    .action(async (paths, given) => {
      const { inspectCommand } = await import('./commands.js');
      end.code = await inspectCommand(paths, given, world);
    });
}

/**
 * @param {Command} program
 * @param {TypeDeclaration[]} declared
 * @param {World} world
 * @param {{ code: number }} end
 */
function addUpload(program, declared, world, end) {
  const command = program
    .command('upload')
    .argument(
      '[paths...]',
      'folders, in which scripts, maps and symbol files are found, or files; without any, the targets of the config file',
    )
    .summary('check everything, then send what is sound')
    .description(
      'Checks everything, then sends what is sound. The API key comes from DATADOG_API_KEY or DD_API_KEY.\n' +
        'For source maps the flags are those of datadog-ci sourcemaps upload.',
    );
  addCommon(command, declared);
  command.optionsGroup('Sending:');
  command
    .option(
      '--site <site>',
      'Datadog site: us3.datadoghq.com, US3, or the URL of a page on it (DATADOG_SITE, DD_SITE)',
    )
    .option('--intake-url <url>', 'another intake, base or full URL (DATADOG_SOURCEMAP_INTAKE_URL)')
    .option('--dry-run', 'do everything but send; needs no key and no network')
    .option('--curl <file>', 'with --dry-run: write the requests as a shell script that sends them')
    .option('--allow-http', 'send the key to an intake without TLS on another machine')
    .option('--disable-git', 'leave Git metadata out');
  addSendingFlags(command);
  command
    .addHelpText(
      'after',
      `
Examples:
  mapship upload dist/ --service web --release-version 1.4.2 --minified-path-prefix https://example.com/static
  mapship upload dist/ --service web --release-version 1.4.2 --minified-path-prefix /static --dry-run
  mapship upload libapp.so --type elf_symbol_file --arch aarch64 --gnu-build-id 90aef8b4a3cd45d7
  mapship upload mapping.txt --type jvm_mapping_file --service com.example --release-version 1.4.2
  mapship upload --type repository
  mapship upload                          the targets of mapship.config.js (see docs/config.md)
  mapship upload dist/ --receipt sent.json …    again after a failure: sends only what has not arrived
  mapship upload dist/ --service web --release-version 1.4.2 --minified-path-prefix /static --warn-only --report markdown=upload.md
${EXIT_HELP}`,
    )
    .action(async (paths, given) => {
      const { uploadCommand } = await import('./commands.js');
      end.code = await uploadCommand(paths, given, declared, world);
    });
}

/**
 * @param {Command} program
 * @param {World} world
 * @param {{ code: number }} end
 */
function addExplain(program, world, end) {
  program
    .command('explain')
    .argument(
      '[frames...]',
      'a frame of a stack trace, or line:column (with one file); standard input where none is given',
    )
    .summary('make a stack trace of minified code readable, or say why it is not')
    .description(
      'Makes a stack trace of minified code readable by the source maps of a build: each frame with its source, or the\n' +
        'reason why it has none. Traces of Chromium, Node, Firefox, Safari and Datadog; lines that are no frames stay as they are.',
    )
    .requiredOption(
      '--files <paths...>',
      'the build that the trace is from: its folder, or files of it',
    )
    .option('--stack <file>', 'a file with the stack trace; - is standard input')
    .option(
      '--minified-path-prefix <prefix>',
      'what the upload gives; frames are matched by the whole address then',
    )
    .option(
      '--service <service>',
      'what the upload gives; held against what the files tell Datadog',
    )
    .option('--release-version <version>', 'the same for the version')
    .option('--context <n>', 'lines to show before and after the one that is meant (3)', lines)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  mapship explain --files dist/ < trace.txt
  mapship explain "at t (https://example.com/assets/app.js:1:2345)" --files dist/
  mapship explain 1:2345 --files dist/assets/app.js
  mapship explain --stack trace.txt --files dist/ --minified-path-prefix https://example.com/ --service web --release-version 1.4.2

Exit codes:
  0  a frame is readable, and no error stands against another
  2  the command line is wrong
  3  no frame is readable, or an error says why one of the build is not
  5  no line is a frame of a stack trace
`,
    )
    .action(async (frames, given) => {
      const { explainCommand } = await import('./explain.js');
      end.code = await explainCommand(frames, given, world);
    });
}

/**
 * @param {Command} command
 * @param {TypeDeclaration[]} declared
 */
function addCommon(command, declared) {
  command
    .option('--type <type>', `upload type: ${declared.map(({ name }) => name).join(', ')}`)
    .option(
      '--minified-path-prefix <prefix>',
      'what precedes minified files in their addresses: a URL, or a path such as /static',
    )
    .option(
      '--by-debug-id',
      'tie maps to minified files by the debug ID in these, not by service, version and prefix',
    )
    .option('--allow-unknown', 'take unknown event fields for warnings')
    .option('--allow-empty', 'be content with finding nothing')
    .option('--scan-sources', 'look for home folders and secrets in the sources that maps hold')
    .option('--no-only-keep-debug', 'send ELF files whole, with their code')
    .option('--upload-dynamic-symbols', 'in folders, take ELF files that have dynamic symbols only')
    .option('--quiet', 'print only what needs attention')
    .option('--json', 'print one JSON document')
    .option(
      '--warn-only',
      'end with 0 although files are bad or uploads failed (instead of 3, 4, 5)',
    );
  addReportFlags(command);
  addConfigFlags(command);
  addEventFlags(command, declared);
}

/**
 * @param {Command} program
 * @param {World} world
 * @param {{ code: number }} end
 */
function addIntake(program, world, end) {
  program
    .command('intake')
    .summary("a local stand-in for Datadog's intake, to rehearse uploads")
    .description(
      "A local stand-in for Datadog's intake: it answers as the API does, refuses what the API would refuse, keeps what it\n" +
        'gets on disk, and can be told to fail. Listens on 127.0.0.1 until Ctrl-C.',
    )
    .option('--dir <folder>', 'where to keep what it gets (a fresh temporary folder)')
    .option('--port <n>', 'port to listen on (8642; 0 takes any that is free)', port)
    .option('--require-key <key>', 'answer 403 to any other API key')
    .addOption(
      new Option('--fault <fault>', 'fail on purpose; may be given several times').argParser(
        (/** @type {string} */ fault, /** @type {string[] | undefined} */ faults) => [
          ...(faults ?? []),
          fault,
        ],
      ),
    )
    .option('--status <n>', 'status of an accepted upload: 200 or 202 (202)', port)
    .option('--cors', 'let pages of other origins post to it from a browser')
    .option('--strict', 'refuse fields and parts that nobody knows')
    .option('--json', 'print one JSON document at the end')
    .addHelpText(
      'after',
      `
Examples:
  mapship intake --port 8000 --dir received/
  mapship intake --fault 429:retry-after=2,times=3
  mapship intake --fault drop:rate=0.05,seed=1 --fault slow:bytes-per-second=65536

Faults: a status (408, 429, 503, …) with retry-after=SECONDS; slow with bytes-per-second=N; drop with after=BYTES.
Each may have times=N, every=N, or rate=P with seed=N.
`,
    )
    .action(async (given) => {
      const { intakeCommand } = await import('./commands.js');
      end.code = await intakeCommand(given, world);
    });
}
