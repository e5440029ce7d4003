/** What `--help` says of the commands, besides their flags. */

import { TYPED } from '../options/declared-flags.js';

/**
 * @typedef {object} Help
 * @property {[name: string, about: string]} [argument] as commander writes it
 * @property {string} summary a line in the list of the commands
 * @property {string} description
 * @property {string} examples
 * @property {string} [more] what follows the examples
 */

const EXITS = `
Exit codes:
  0  all that was asked for was done
  1  an internal error
  2  the command line or the configuration is wrong
  3  a file or its event is invalid
  4  an upload failed
  5  nothing was found to do
With --warn-only, check and upload end with 0 instead of 3, 4 and 5.
`;

/** After the help of mapship itself. */
export const TOP = `
Examples:
  mapship check dist/                     what is wrong with this build's source maps?
  mapship upload dist/ --service web --release-version 1.4.2 --minified-path-prefix https://example.com/
  mapship inspect libapp.so app.js.map    what are these files?
  mapship explain --files dist/ < trace   what is this stack trace in the sources?
  mapship verify https://example.com/ --against sent.json    is what is live what was sent?
  mapship init                            put mapship into this project: its build, and its CI
  mapship doctor                          what would an upload use, and is it sound?
  mapship page dist/                      the upload page: look at this build in a browser, and send it
  mapship intake                          a local stand-in for Datadog, to try it all out
${EXITS}`;

/** @type {[name: string, about: string]} */
const PATHS = [
  '[paths...]',
  'folders, in which scripts, maps and symbol files are found, or files; without any, the targets of the config file',
];

/** @type {Record<string, Help>} */
export const HELP = {
  check: {
    argument: PATHS,
    summary: 'say what is wrong with files and their metadata; sends nothing',
    description:
      'Says what is wrong with files, and with the metadata that flags give. Needs no key and no network. ' +
      'Without metadata only the files are judged.',
    examples: `
  mapship check dist/
  mapship check dist/ --service web --release-version 1.4.2 --minified-path-prefix /static
  mapship check libapp.so --json
  mapship check dist/ --report sarif=mapship.sarif --report junit=mapship.xml`,
    more: EXITS,
  },
  inspect: {
    argument: [
      '<paths...>',
      'files, or folders, in which scripts, maps and symbol files are found',
    ],
    summary: 'say what files are, by their bytes, and what ties them to a build',
    description:
      'Says what files are, by their bytes, what ties them to a build, and what is wrong with them.',
    examples: `
  mapship inspect dist/app.js.map
  mapship inspect libapp.so --json`,
    more: EXITS,
  },
  upload: {
    argument: PATHS,
    summary: 'check everything, then send what is sound',
    description:
      'Checks everything, then sends what is sound. The API key comes from DATADOG_API_KEY or DD_API_KEY. ' +
      'For source maps the flags are those of datadog-ci sourcemaps upload.',
    examples: `
  mapship upload dist/ --service web --release-version 1.4.2 --minified-path-prefix https://example.com/static
  mapship upload dist/ --service web --release-version 1.4.2 --minified-path-prefix /static --dry-run
${TYPED.map((words) => `  mapship upload ${words}`).join('\n')}
  mapship upload --type repository
  mapship upload                          the targets of mapship.config.js (see docs/config.md)
  mapship upload dist/ --receipt sent.json …    again after a failure: sends only what has not arrived
  mapship upload dist/ --shard 2/8 …      the second of eight shares, for eight machines that send one build
  mapship upload dist/ --service web --release-version 1.4.2 --minified-path-prefix /static --warn-only --report markdown=upload.md`,
    more: EXITS,
  },
  explain: {
    argument: [
      '[frames...]',
      'a frame of a stack trace, or line:column (with one file); standard input where none is given',
    ],
    summary: 'make a stack trace readable, or say why it is not',
    description:
      'Makes a stack trace readable by what the build left behind: each frame with its source, or the reason why it has none. ' +
      'JavaScript by source maps; Android and the JVM by the mapping file of R8 or ProGuard; native code of Android, Apple, Flutter ' +
      'and Linux by libraries with debug information and dSYMs. Lines that are no frames stay as they are.',
    examples: `
  mapship explain --files dist/ < trace.txt
  mapship explain "at t (https://example.com/assets/app.js:1:2345)" --files dist/
  mapship explain 1:2345 --files dist/assets/app.js
  mapship explain --files mapping.txt --stack logcat.txt
  mapship explain --files symbols/ --stack tombstone_00
  mapship explain --stack trace.txt --files dist/ --minified-path-prefix https://example.com/ --service web --release-version 1.4.2`,
    more: `
Exit codes:
  0  a frame is readable, and no error stands against another
  2  the command line is wrong
  3  no frame is readable, or an error says why one of the build is not
  5  no line is a frame of a stack trace
`,
  },
  verify: {
    argument: [
      '[what...]',
      'addresses of pages of the application; or what is shipped: an .apk, .aab, .ipa, .xcarchive, .asar, or a folder',
    ],
    summary: 'say whether what is live, or in the package of an app, is what was sent',
    description:
      'Loads pages as a browser does, finds the scripts that they lead to, and holds each against what was sent: its bytes, its ' +
      'address, the service and version that it tells. Says too what is missing, what was never sent, and which source maps are ' +
      'public. Of a package each file with code is held against what was sent by its identity. Sends nothing to Datadog, and no API ' +
      'key to anybody.',
    examples: `
  mapship upload dist/ … --receipt sent.json      keep what an upload writes down
  mapship verify https://example.com/ --against sent.json
  mapship verify https://example.com/ --against sent.json --page /account --page /checkout --wait 120
  mapship verify https://a.example.com/ https://b.example.com/ --against dist/ --minified-path-prefix /static
  mapship verify app.apk --against sent.json      and app.aab, app.ipa, App.xcarchive, app.asar, a folder
  mapship verify app.ipa --against sent.json build/dSYMs/      also says which file there would cover what was not sent
  mapship verify https://example.com/ --against sent.json --min-coverage 95 --report junit=live.xml`,
    more: `
Exit codes:
  0  what is live is what was sent
  2  the command line is wrong
  3  something differs, is missing or public, or less resolves than --min-coverage asks for
  4  a page or a script could not be loaded
With --warn-only it ends with 0 instead of 3 and 4.
`,
  },
  doctor: {
    argument: ['[paths...]', 'as for upload; without any, the targets of the config file'],
    summary: 'say what an upload would use, where that comes from, and what must be mended',
    description:
      'Says what an upload with the same paths and flags would use, where each value comes from, and ' +
      'what must be mended before it can work. Sends nothing, and prints nothing of the API key.',
    examples: `
  mapship doctor
  mapship doctor dist/ --service web --release-version 1.4.2 --minified-path-prefix /static
  mapship doctor --online --json`,
    more: `
Exit codes:
  0  nothing stands against an upload
  2  something must be mended
`,
  },
  init: {
    argument: ['[folder]', 'the folder of the application; the current one where none is given'],
    summary: 'put mapship into a project: its build and its CI',
    description:
      'Looks at a project, and puts the plugin into the configuration of its bundler or framework, or writes a config file where ' +
      'there is no plugin, and gives the build on CI the API key. It shows what it would change, and writes nothing without your ' +
      'consent. What it cannot change with certainty, it tells you to write.',
    examples: `
  mapship init
  mapship init apps/shop --dry-run        shows what would be written
  mapship init --yes --ci github          asks nothing
  mapship init --kind rollup --minified-path-prefix https://example.com/static`,
    more: `
Exit codes:
  0  it is written, or was shown
  2  the command line is wrong, the project is of no kind that mapship knows, or a file can't be written
`,
  },
  completion: {
    argument: ['<shell>', 'bash, zsh or fish'],
    summary: 'a script by which your shell completes commands, flags and values',
    description:
      'Prints a script by which a shell completes the commands of mapship, their flags, and the values of these.',
    examples: `
  source <(mapship completion bash)       in ~/.bashrc
  source <(mapship completion zsh)        in ~/.zshrc, behind compinit
  mapship completion fish > ~/.config/fish/completions/mapship.fish`,
  },
  intake: {
    summary: "a local stand-in for Datadog's intake, to rehearse uploads",
    description:
      "A local stand-in for Datadog's intake: it answers as the API does, refuses what the API would refuse, keeps what it " +
      'gets on disk, and can be told to fail. Listens on 127.0.0.1 until Ctrl-C.',
    examples: `
  mapship intake --port 8000 --dir received/
  mapship intake --fault 429:retry-after=2,times=3
  mapship intake --fault drop:rate=0.05,seed=1 --fault slow:bytes-per-second=65536`,
    more: `
Faults: a status (408, 429, 503, …) with retry-after=SECONDS; slow with bytes-per-second=N; drop with after=BYTES.
Each may have times=N, every=N, or rate=P with seed=N.
`,
  },
  page: {
    argument: ['[folder]', 'a build that the page may read: what an upload of it would look at'],
    summary: 'the upload page in your browser: look at files, explain a trace, send',
    description:
      'Serves the upload page on 127.0.0.1 until Ctrl-C, and prints the link to it. The page checks files without sending ' +
      'them anywhere; what you send from it goes to the intake by way of this command, which adds the API key from ' +
      'DATADOG_API_KEY or DD_API_KEY: the page never gets it. The link works once; Enter prints another.',
    examples: `
  mapship page                            drop files into the page
  mapship page dist/ --open               the build in dist/, in your browser at once
  mapship page dist/ --service web --release-version 1.4.2 --minified-path-prefix https://example.com/static
  mapship page dist/ --intake-url http://127.0.0.1:8642      sends to a mapship intake, to try it out`,
    more: `
Exit codes:
  0  it was served until Ctrl-C
  2  it could not be: the command line, the configuration, the folder or the port is wrong
`,
  },
};

/** @type {{ argument: [name: string, about: string], summary: string, description: string, merge: Help }} */
export const RECEIPT = {
  argument: ['<receipts...>', 'receipts of uploads (--receipt), or folders of them'],
  summary: 'make the receipts of several runs one',
  description:
    'What to do with receipts: what `mapship upload --receipt` writes down of what was sent.',
  merge: {
    summary: 'make the receipts of several runs one',
    description:
      'Makes the receipts of several runs one. Of the same upload what arrived counts more than what did not, and what was sent ' +
      'later more than what was sent earlier. A file that is no receipt, or a damaged one, is refused, and nothing is written.',
    examples: `
  mapship receipt merge receipts/ --out sent.json      what all shards have sent (see docs/shards.md)
  mapship receipt merge a.json b.json --out sent.json`,
  },
};
