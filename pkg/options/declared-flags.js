// Made by `cargo xtask build` from src/options/ and src/types/; do not edit.

/** @import { FlagGroup } from './flags.js' */

/** The flags, by what they are about, in the order of the help. @type {FlagGroup[]} */
export const FLAGS = [
  {
    title: 'The stack trace and its build',
    flags: [
      { flag: '--files <paths...>', about: 'The build that the trace is from: its folder, or files of it', on: ['explain'], kind: 'any', to: 'files', required: true },
      { flag: '--stack <file>', about: 'A file with the stack trace; - is standard input', on: ['explain'], kind: 'path' },
      { flag: '--minified-path-prefix <prefix>', about: 'What the upload gives; frames are then matched by the whole address, otherwise by the end of the path', on: ['explain'], kind: 'text', to: 'minifiedPathPrefix' },
      { flag: '--service <service>', about: 'The service that the build is uploaded with, held against what its files tell Datadog', on: ['explain'], kind: 'text', to: 'service' },
      { flag: '--release-version <version>', about: 'The version that the build is uploaded with, held against what its files tell Datadog', on: ['explain'], kind: 'text', to: 'version' },
      { flag: '--context <n>', about: 'How many lines to show before and after the one that is meant (default: 3)', on: ['explain'], kind: { min: 0, max: 1000 }, to: 'context' },
      { flag: '--source-root <folder>', about: 'The folder with the sources of a native program, of which the lines are shown', on: ['explain'], kind: 'path', to: 'sourceRoot' },
    ],
  },
  {
    title: 'What is live, and what was sent',
    flags: [
      { flag: '--against <paths...>', about: 'What was sent: the receipts of its uploads (upload --receipt), or the folder of the build', on: ['verify'], kind: 'any', to: 'against', required: true },
      { flag: '--page <address>', about: 'A further page: its address, or a path on the host of the first; may be given several times', on: ['verify'], kind: 'list', to: 'page' },
      { flag: '--sitemap <address>', about: 'A sitemap, whose pages on hosts that are named are loaded too: its address, or a path on the host of the first page', on: ['verify'], kind: 'text', to: 'sitemap' },
      { flag: '--pages-from <file>', about: 'A file with further pages, one on each line', on: ['verify'], kind: 'path', to: 'pagesFrom' },
      { flag: '--max-pages <n>', about: 'How many pages are loaded at most (default: 50)', on: ['verify'], kind: { min: 1 }, to: 'maxPages' },
      { flag: '--header <header>', about: 'A header for the hosts of the pages that are named, such as a cookie: "Name: value"; no other host gets it', on: ['verify'], kind: 'list', to: 'header' },
      { flag: '--private-host <host>', about: 'A host in a private network, or on this machine, that scripts may come from, as host or host:port; those of the pages that are named are known', on: ['verify'], kind: 'list', to: 'privateHost' },
      { flag: '--browser <path>', about: 'Load the pages in a browser, too, for the scripts that it runs: the path of a Chromium or Chrome, or auto for the one that MAPSHIP_BROWSER names or that is installed', on: ['verify'], kind: 'name', to: 'browser' },
      { flag: '--minified-path-prefix <prefix>', about: 'With a folder: what the upload gives; addresses are then held against it, too', on: ['verify'], kind: 'text', to: 'minifiedPathPrefix' },
      { flag: '--service <service>', about: 'The service of the uploads that count; with a folder, the one that its upload gives', on: ['verify'], kind: 'text', to: 'service' },
      { flag: '--release-version <version>', about: 'The version of the uploads that count; with a folder, the one that its upload gives', on: ['verify'], kind: 'text', to: 'version' },
      { flag: '--wait <seconds>', about: 'How long to try again while something is not as it should be: for deploys that take a while', on: ['verify'], kind: { min: 1 }, seconds: true, to: 'wait' },
      { flag: '--min-coverage <n>', about: 'Which share of the code that is live has to resolve, in per cent', on: ['verify'], kind: { min: 0, max: 100 }, to: 'minCoverage' },
      { flag: '--allow-maps', about: 'Source maps are public on purpose: that they are is no finding', on: ['verify'], kind: 'bool', to: 'allowMaps' },
      { flag: '--request-timeout <seconds>', about: 'How long a server may send nothing (default: 30)', on: ['verify'], kind: { min: 1 }, seconds: true, to: 'requestTimeout' },
    ],
  },
  {
    title: 'The receipt',
    flags: [
      { flag: '--out <file>', about: 'The file that the merged receipt is written to', on: ['receipt'], kind: 'path', required: true },
    ],
  },
  {
    title: 'The page',
    flags: [
      { flag: '--port <n>', about: 'Port to listen on; any that is free without it', on: ['page'], kind: { min: 0, max: 65535 } },
      { flag: '--open', about: 'Open the link in your browser', on: ['page'], kind: 'bool' },
      { flag: '--write <folder>', about: "Write the page's files into a folder, for any static host, and serve nothing", on: ['page'], kind: 'path' },
      { flag: '--service <service>', about: "Service that the page's form shows at first", on: ['page'], kind: 'text', to: 'event.service', field: 'service' },
      { flag: '--release-version <version>', about: "Version that the page's form shows at first", on: ['page'], kind: 'text', to: 'event.version', field: 'version' },
      { flag: '--minified-path-prefix <prefix>', about: "Prefix that the page's form shows at first", on: ['page'], kind: 'text' },
    ],
  },
  {
    title: 'What is set up',
    flags: [
      { flag: '--kind <name>', about: 'What the project is built with, such as vite or android; without it, what its files tell', on: ['init'], kind: 'text' },
      { flag: '--ci <system>', about: "The CI system that gets a step: github, gitlab, circleci, bitbucket, azure, jenkins or none; without it, what the project's files tell", on: ['init'], kind: 'text' },
      { flag: '--service <service>', about: 'Service, as your application reports it to Datadog', on: ['init'], kind: 'text', to: 'event.service', field: 'service' },
      { flag: '--minified-path-prefix <prefix>', about: 'What precedes the paths of scripts in their addresses, where the bundler does not know it', on: ['init'], kind: 'text' },
      { flag: '--yes', about: 'Ask nothing: write what is shown', on: ['init'], kind: 'bool' },
      { flag: '--dry-run', about: 'Show what would be written, and write nothing', on: ['init'], kind: 'bool' },
    ],
  },
  {
    title: 'The intake',
    flags: [
      { flag: '--dir <folder>', about: 'Where to keep what it gets; a fresh temporary folder without it', on: ['intake'], kind: 'path' },
      { flag: '--port <n>', about: 'Port to listen on; 0 takes any that is free', on: ['intake'], kind: { min: 0, max: 65535 }, fallback: 8642 },
      { flag: '--host <address>', about: "Address to listen on; on another than this machine's own, whoever reaches it may upload, and read what it holds", on: ['intake'], kind: 'text' },
      { flag: '--require-key <key>', about: 'Answer 403 to any other API key', on: ['intake'], kind: 'text' },
      { flag: '--fault <fault>', about: 'Fail on purpose; may be given several times', on: ['intake'], kind: 'list' },
      { flag: '--status <n>', about: 'Status of an accepted upload: 200 or 202', on: ['intake'], kind: { min: 200, max: 202 }, fallback: 202 },
      { flag: '--cors', about: 'Let pages of other origins post to it from a browser', on: ['intake'], kind: 'bool' },
      { flag: '--strict', about: 'Refuse fields and parts that nobody knows', on: ['intake'], kind: 'bool' },
    ],
  },
  {
    title: 'What is uploaded',
    flags: [
      { flag: '--service <service>', about: 'Service, as your application reports it to Datadog', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.service', field: 'service' },
      { flag: '--release-version <version>', about: 'Version, as your application reports it to Datadog', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.version', field: 'version' },
      { flag: '--version <version>', about: 'Version, as your application reports it to Datadog', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.version', field: 'version', hidden: true },
      { flag: '--minified-path-prefix <prefix>', about: 'What precedes the paths of minified files in their addresses: a URL, or a path such as /static', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'minifiedPathPrefix', gives: 'minified_url', example: 'https://example.com/static' },
      { flag: '--type <type>', about: 'Upload type; without it, maps and scripts are JavaScript source maps, and any other file is what its bytes say: js_sourcemap, react_native_sourcemap, jvm_mapping_file, ios_symbols, flutter_symbol_file, ndk_symbol_file, il2cpp_mapping_file, elf_symbol_file, pe_symbol_file, repository, wasm_symbol_file, dotnet_portable_pdb', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'type' },
      { flag: '--by-debug-id', about: 'Tie each source map to its minified file by the debug ID in that file, instead of by service, version and prefix', on: ['check', 'upload', 'doctor'], kind: 'bool', to: 'byDebugId' },
      { flag: '--project-path <path>', about: 'Path of the project, which is cut off from the names of the sources', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.project_path', field: 'project_path' },
    ],
  },
  {
    title: 'Where it is sent',
    flags: [
      { flag: '--site <site>', about: 'Datadog site: a domain such as us3.datadoghq.com, a short name such as US3, or the URL of a page on it (default: datadoghq.com) (env: DATADOG_SITE, DD_SITE)', on: ['upload', 'doctor', 'page', 'datadog-ci'], kind: 'text', to: 'site' },
      { flag: '--intake-url <url>', about: "Another intake than the site's: its base URL, or the full URL that ends in /srcmap (env: DATADOG_SOURCEMAP_INTAKE_URL, DD_SOURCEMAP_INTAKE_URL)", on: ['upload', 'doctor', 'page', 'datadog-ci'], kind: 'text', to: 'intakeUrl' },
      { flag: '--allow-http', about: 'Send the API key to an intake on another machine that has no TLS', on: ['upload', 'doctor', 'page', 'datadog-ci'], kind: 'bool', to: 'allowHttp' },
    ],
  },
  {
    title: 'How it is sent',
    flags: [
      { flag: '--dry-run', about: 'Do everything but send; needs no key and no network', on: ['upload', 'datadog-ci'], kind: 'bool', to: 'dryRun' },
      { flag: '--curl <file>', about: 'With --dry-run: write the requests as a shell script that sends them', on: ['upload'], kind: 'path' },
      { flag: '--explain <file>', about: 'With --dry-run: explain the stack trace in this file with what would be sent, and nothing else; - is standard input', on: ['upload'], kind: 'path' },
      { flag: '--receipt <file>', about: 'Write down in this file what is sent; what it says to have arrived is not sent again', on: ['upload', 'doctor'], kind: ['path', 'store'], to: 'receipt' },
      { flag: '--for-server', about: 'What is uploaded is run by a server, and no browser gets it: the receipt says so, and verify does not ask the site for it', on: ['upload'], kind: 'bool', to: 'forServer' },
      { flag: '--after-upload <keep|delete|move=folder>', about: 'What becomes of maps that have arrived: keep them, delete them, or move them to a folder (default: keep)', on: ['upload', 'doctor', 'datadog-ci'], kind: [{ oneOf: ['keep', 'delete'] }, { members: { move: 'path' }, required: ['move'] }], to: 'afterUpload' },
      { flag: '--defer <file>', about: 'Send nothing, but write down in this file what is to be sent later by plan', on: ['upload'], kind: 'path', to: 'defer' },
      { flag: '--plan <file>', about: "Send what this file says, which defer has written: what it has settled can't be given besides it", on: ['upload'], kind: 'path', to: 'plan' },
      { flag: '--shard <number/of>', about: 'Send this share only, such as 2/8 for the second of eight: for several machines that send one build between them', on: ['upload'], kind: 'name', to: 'shard' },
      { flag: '--max-concurrency <n>', about: 'How many uploads are under way at a time at most (default: 100)', on: ['upload', 'doctor', 'datadog-ci'], kind: { min: 1 }, to: 'maxConcurrency' },
      { flag: '--max-retries <n>', about: 'How often an upload is tried again (default: 5)', on: ['upload', 'doctor'], kind: { min: 0 }, to: 'maxRetries' },
      { flag: '--timeout <seconds>', about: 'Give up an attempt when nothing has moved for this long (default: 60)', on: ['upload', 'doctor'], kind: { min: 1 }, seconds: true, to: 'timeout' },
      { flag: '--deadline <seconds>', about: 'How long all uploads together may take (default: 3600)', on: ['upload', 'doctor'], kind: { min: 1 }, seconds: true, to: 'deadline' },
    ],
  },
  {
    title: 'What is checked',
    flags: [
      { flag: '--scan-sources', about: 'Look for home folders and secrets in the sources that maps hold', on: ['check', 'upload', 'doctor'], kind: 'bool', to: 'scanSources' },
      { flag: '--strict', about: 'Report what ECMA-426 calls an error as an error, also where every consumer reads the map anyway; for authors of generators', on: ['check', 'upload', 'doctor'], kind: 'bool', to: 'strict' },
      { flag: '--allow-unknown', about: 'Warn about event fields that the type does not know, instead of refusing them', on: ['check', 'upload', 'doctor'], kind: 'bool', to: 'allowUnknown' },
      { flag: '--allow-empty', about: 'Succeed where nothing is found to upload', on: ['check', 'upload', 'doctor'], kind: 'bool', to: 'allowEmpty' },
    ],
  },
  {
    title: 'Symbol files',
    flags: [
      { flag: '--no-only-keep-debug', about: 'Send ELF files whole, with their code', on: ['check', 'upload', 'doctor'], kind: 'bool', off: true, to: 'onlyKeepDebug' },
      { flag: '--upload-dynamic-symbols', about: 'In folders, also take ELF files that have no symbols but the dynamic ones', on: ['check', 'upload', 'doctor'], kind: 'bool', to: 'uploadDynamicSymbols' },
    ],
  },
  {
    title: 'Git metadata',
    flags: [
      { flag: '--disable-git', about: 'Leave Git metadata out', on: ['upload', 'doctor', 'datadog-ci'], kind: 'bool', off: true, to: 'git' },
      { flag: '--repository-url <url>', about: 'URL of the repository, in place of what Git says (env: DD_GIT_REPOSITORY_URL)', on: ['check', 'upload', 'doctor', 'datadog-ci'], kind: 'text', to: 'git.repositoryUrl', field: 'git_repository_url' },
      { flag: '--git-repository-url <url>', about: 'URL of the repository, in place of what Git says (env: DD_GIT_REPOSITORY_URL)', on: ['check', 'upload', 'doctor', 'datadog-ci'], kind: 'text', to: 'git.repositoryUrl', field: 'git_repository_url', hidden: true },
      { flag: '--commit-sha <sha>', about: 'SHA of the commit, in place of what Git says (env: DD_GIT_COMMIT_SHA)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'git.commitSha', field: 'git_commit_sha' },
      { flag: '--git-commit-sha <sha>', about: 'SHA of the commit, in place of what Git says (env: DD_GIT_COMMIT_SHA)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'git.commitSha', field: 'git_commit_sha', hidden: true },
    ],
  },
  {
    title: 'Config file',
    flags: [
      { flag: '--config <file>', about: 'Config file, instead of mapship.config.js, .mjs, .cjs or .json in this folder or above', on: ['check', 'upload', 'doctor', 'page'], kind: 'path' },
      { flag: '--no-config', about: 'Use no config file', on: ['check', 'upload', 'doctor', 'page'], kind: 'bool', off: true },
      { flag: '--target <name>', about: 'A target of the config file, where no path is given; may be given several times (env: MAPSHIP_TARGET)', on: ['check', 'upload', 'doctor'], kind: 'list' },
    ],
  },
  {
    title: 'datadog-ci',
    flags: [
      { flag: '--config <file>', about: 'The file datadog-ci.json, with the members apiKey and datadogSite', on: ['datadog-ci'], kind: 'path' },
      { flag: '--fips', about: 'Have the platform use FIPS algorithms only (env: DATADOG_FIPS)', on: ['datadog-ci'], kind: 'bool' },
      { flag: '--fips-ignore-error', about: 'Go on where the platform has no FIPS algorithms (env: DATADOG_FIPS_IGNORE_ERROR)', on: ['datadog-ci'], kind: 'bool' },
    ],
  },
  {
    title: 'Output',
    flags: [
      { flag: '--quiet', about: 'Print only what needs attention', on: ['check', 'upload', 'page', 'datadog-ci'], kind: 'bool' },
      { flag: '--verbose', about: 'Print every file and every address, however many there are', on: ['inspect', 'check', 'upload', 'verify', 'receipt', 'datadog-ci'], kind: 'bool', short: 'v' },
      { flag: '--json', about: 'Print one JSON document', on: ['inspect', 'check', 'upload', 'explain', 'verify', 'doctor', 'page', 'intake', 'receipt', 'datadog-ci'], kind: 'bool' },
      { flag: '--report <format=path>', about: 'Also write a report: sarif, junit, gitlab or markdown; may be given several times (docs/ci.md)', on: ['inspect', 'check', 'upload', 'verify'], kind: 'list' },
      { flag: '--warn-only', about: 'End with 0 although files are bad, uploads failed or nothing was found (instead of 3, 4, 5)', on: ['check', 'upload', 'verify', 'datadog-ci'], kind: 'bool' },
      { flag: '--no-annotations', about: 'On GitHub Actions, leave out the annotations and the job summary', on: ['inspect', 'check', 'upload', 'verify'], kind: 'bool', off: true },
      { flag: '--online', about: 'Also ask the intake for its root, without the key, to see whether it can be reached', on: ['doctor'], kind: 'bool' },
    ],
  },
  {
    title: 'Event fields (each type takes its own; see docs/upload-types.md)',
    flags: [
      { flag: '--field <name=value>', about: 'A field that mapship does not know, together with --allow-unknown; may be given several times', on: ['check', 'upload', 'doctor'], kind: 'list' },
      { flag: '--minified-url <text>', about: 'URL of the minified file, as stack traces have it (js_sourcemap)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.minified_url' },
      { flag: '--debug-id <text>', about: 'Debug ID that stands in the minified file (js_sourcemap, react_native_sourcemap, dotnet_portable_pdb)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.debug_id' },
      { flag: '--overwrite', about: 'Replace what was uploaded before', on: ['check', 'upload', 'doctor'], kind: 'bool', to: 'event.overwrite' },
      { flag: '--plugin-version <text>', about: 'Version of the bundler plugin (js_sourcemap)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.plugin_version' },
      { flag: '--build-number <text>', about: 'Build number of the application (react_native_sourcemap)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.build_number' },
      { flag: '--bundle-name <text>', about: 'Name of the JavaScript bundle (react_native_sourcemap)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.bundle_name' },
      { flag: '--bundle-version <text>', about: 'Version of the bundle (react_native_sourcemap)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.bundle_version' },
      { flag: '--platform <text>', about: 'Target platform (react_native_sourcemap, flutter_symbol_file)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.platform' },
      { flag: '--build-id <text>', about: 'Build ID of the mapping file', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.build_id' },
      { flag: '--variant <text>', about: 'Build variant or flavor (jvm_mapping_file, flutter_symbol_file, ndk_symbol_file)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.variant' },
      { flag: '--version-code <n>', about: 'Android version code (jvm_mapping_file, ndk_symbol_file)', on: ['check', 'upload', 'doctor'], kind: 'integer', to: 'event.version_code' },
      { flag: '--uuids <text>', about: 'UUIDs of the dSYMs, separated by commas (ios_symbols)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.uuids' },
      { flag: '--arch <text>', about: 'CPU architecture', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.arch' },
      { flag: '--filename <text>', about: 'Name of the original file', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.filename' },
      { flag: '--origin-version <text>', about: 'Version of the origin', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.origin_version' },
      { flag: '--origin <text>', about: 'Who made the upload', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.origin' },
      { flag: '--gnu-build-id <text>', about: 'GNU build ID (elf_symbol_file)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.gnu_build_id' },
      { flag: '--go-build-id <text>', about: 'Go build ID, or redacted (elf_symbol_file)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.go_build_id' },
      { flag: '--file-hash <text>', about: 'Hash of the file (elf_symbol_file)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.file_hash' },
      { flag: '--symbol-source <text>', about: 'Where the symbols come from, such as debug_info (elf_symbol_file, pe_symbol_file)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.symbol_source' },
      { flag: '--generate-cfi-cache', about: 'Whether unwind tables are to be made (elf_symbol_file, pe_symbol_file)', on: ['check', 'upload', 'doctor'], kind: 'bool', to: 'event.generate_cfi_cache' },
      { flag: '--pdb-age <n>', about: 'Age of the PDB (pe_symbol_file)', on: ['check', 'upload', 'doctor'], kind: 'integer', to: 'event.pdb_age' },
      { flag: '--pdb-sig <text>', about: 'GUID of the PDB (pe_symbol_file)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.pdb_sig' },
      { flag: '--assembly-name <text>', about: 'Name of the assembly (dotnet_portable_pdb)', on: ['check', 'upload', 'doctor'], kind: 'text', to: 'event.assembly_name' },
    ],
  },
  {
    title: 'Files of further parts',
    flags: [
      { flag: '--source-map <file>', about: 'The source map', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.source_map' },
      { flag: '--minified-file <file>', about: 'The minified file', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.minified_file' },
      { flag: '--repository <file>', about: 'The tracked files that belong to the upload (JSON)', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.repository' },
      { flag: '--jvm-mapping-file <file>', about: 'The ProGuard/R8 mapping file', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.jvm_mapping_file' },
      { flag: '--symbols-archive <file>', about: 'The archive of dSYMs (.zip)', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.symbols_archive' },
      { flag: '--flutter-symbol-file <file>', about: 'The Flutter symbol file', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.flutter_symbol_file' },
      { flag: '--ndk-symbol-file <file>', about: 'The native library with its symbols', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.ndk_symbol_file' },
      { flag: '--il2cpp-mapping-file <file>', about: 'LineNumberMappings.json of the build', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.il2cpp_mapping_file' },
      { flag: '--elf-symbol-file <file>', about: 'The ELF file with symbols', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.elf_symbol_file' },
      { flag: '--pe-symbol-file <file>', about: 'The PDB, or a Breakpad .sym file', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.pe_symbol_file' },
      { flag: '--pe-binary-file <file>', about: 'The PE file itself, for unwinding', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.pe_binary_file' },
      { flag: '--wasm-symbol-file <file>', about: 'The WebAssembly module', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.wasm_symbol_file' },
      { flag: '--dotnet-portable-pdb <file>', about: 'The portable PDB', on: ['check', 'upload', 'doctor'], kind: 'path', to: 'parts.dotnet_portable_pdb' },
    ],
  },
];

/** The part that the files are which are given without a flag, by type. @type {Record<string, string>} */
export const MAIN_PARTS = {
  js_sourcemap: 'source_map',
  react_native_sourcemap: 'source_map',
  jvm_mapping_file: 'jvm_mapping_file',
  ios_symbols: 'symbols_archive',
  flutter_symbol_file: 'flutter_symbol_file',
  ndk_symbol_file: 'ndk_symbol_file',
  il2cpp_mapping_file: 'il2cpp_mapping_file',
  elf_symbol_file: 'elf_symbol_file',
  pe_symbol_file: 'pe_symbol_file',
  repository: 'repository',
  wasm_symbol_file: 'wasm_symbol_file',
  dotnet_portable_pdb: 'dotnet_portable_pdb',
};

/** Uploads by type, as they are written on the command line. */
export const TYPED = [
  'app.js.map --type js_sourcemap --minified-file app.js --minified-url https://example.com/app.js --service web --release-version 1.4.2',
  'mapping.txt --type jvm_mapping_file --service com.example --release-version 1.4.2',
  'libapp.so --type elf_symbol_file --arch aarch64 --gnu-build-id 90aef8b4a3cd45d7',
];
