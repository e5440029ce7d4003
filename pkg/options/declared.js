// Made by `cargo xtask build` from src/options/; do not edit.
// Each list stands for itself, so that a bundler leaves out those that nobody uses.

/** @import { Declared } from './kinds.js' */

/** What `inspect` takes. @type {Declared} */
export const INSPECT = {
  signal: 'signal',
};

/** What `check` takes. @type {Declared} */
export const CHECK = {
  service: 'text',
  version: 'text',
  minifiedPathPrefix: 'text',
  type: 'text',
  byDebugId: 'bool',
  projectPath: 'text',
  event: 'object',
  parts: 'object',
  scanSources: 'bool',
  strict: 'bool',
  allowUnknown: 'bool',
  allowEmpty: 'bool',
  onlyKeepDebug: 'bool',
  uploadDynamicSymbols: 'bool',
  signal: 'signal',
  onProgress: 'function',
};

/** What `upload` takes. @type {Declared} */
export const UPLOAD = {
  service: 'text',
  version: 'text',
  minifiedPathPrefix: 'text',
  type: 'text',
  byDebugId: 'bool',
  projectPath: 'text',
  event: 'object',
  parts: 'object',
  site: 'text',
  intakeUrl: 'text',
  allowHttp: 'bool',
  apiKey: 'text',
  relay: { members: { url: 'text', session: 'text' }, required: ['url', 'session'] },
  dryRun: 'bool',
  receipt: ['path', 'store'],
  forServer: 'bool',
  afterUpload: [{ oneOf: ['keep', 'delete'] }, { members: { move: 'path' }, required: ['move'] }],
  defer: 'path',
  plan: 'path',
  shard: 'name',
  maxConcurrency: { min: 1 },
  maxRetries: { min: 0 },
  timeout: { min: 1 },
  deadline: { min: 1 },
  scanSources: 'bool',
  strict: 'bool',
  allowUnknown: 'bool',
  allowEmpty: 'bool',
  onlyKeepDebug: 'bool',
  uploadDynamicSymbols: 'bool',
  git: ['bool', { members: { cwd: 'path', repositoryUrl: 'text', commitSha: 'text' } }],
  signal: 'signal',
  onProgress: 'function',
  onPlan: 'function',
  onRequest: 'function',
};

/** What `explain` takes. @type {Declared} */
export const EXPLAIN = {
  files: 'any',
  minifiedPathPrefix: 'text',
  service: 'text',
  version: 'text',
  context: { min: 0, max: 1000 },
  sourceRoot: 'path',
  signal: 'signal',
};

/** What `look` takes. @type {Declared} */
export const LOOK = {
  signal: 'signal',
  limit: { min: 1 },
};

/** What `verify` takes. @type {Declared} */
export const VERIFY = {
  against: 'any',
  page: 'list',
  sitemap: 'text',
  pagesFrom: 'path',
  maxPages: { min: 1 },
  header: 'list',
  privateHost: 'list',
  browser: 'name',
  minifiedPathPrefix: 'text',
  service: 'text',
  version: 'text',
  wait: { min: 1 },
  minCoverage: { min: 0, max: 100 },
  allowMaps: 'bool',
  requestTimeout: { min: 1 },
  signal: 'signal',
};

/** What `inject` takes. @type {Declared} */
export const INJECT = {
  dryRun: 'bool',
  reactNative: 'bool',
  service: 'text',
  version: 'text',
  onFile: 'function',
  signal: 'signal',
};

/** The members of a config file. @type {Declared} */
export const CONFIG = {
  service: 'text',
  version: 'text',
  minifiedPathPrefix: 'text',
  type: 'text',
  byDebugId: 'bool',
  projectPath: 'text',
  event: 'object',
  site: 'text',
  intakeUrl: 'text',
  allowHttp: 'bool',
  receipt: 'path',
  forServer: 'bool',
  afterUpload: [{ oneOf: ['keep', 'delete'] }, { members: { move: 'path' }, required: ['move'] }],
  maxConcurrency: { min: 1 },
  maxRetries: { min: 0 },
  timeout: { min: 1 },
  deadline: { min: 1 },
  scanSources: 'bool',
  strict: 'bool',
  allowUnknown: 'bool',
  allowEmpty: 'bool',
  onlyKeepDebug: 'bool',
  uploadDynamicSymbols: 'bool',
  git: ['bool', { members: { cwd: 'path', repositoryUrl: 'text', commitSha: 'text' } }],
  targets: 'list',
  $schema: 'text',
};

/** The members of a target in it. @type {Declared} */
export const TARGET = {
  service: 'text',
  version: 'text',
  minifiedPathPrefix: 'text',
  type: 'text',
  byDebugId: 'bool',
  projectPath: 'text',
  event: 'object',
  parts: { members: { dotnet_portable_pdb: 'path', elf_symbol_file: 'path', flutter_symbol_file: 'path', il2cpp_mapping_file: 'path', jvm_mapping_file: 'path', minified_file: 'path', ndk_symbol_file: 'path', pe_binary_file: 'path', pe_symbol_file: 'path', repository: 'path', source_map: 'path', symbols_archive: 'path', wasm_symbol_file: 'path' } },
  site: 'text',
  intakeUrl: 'text',
  allowHttp: 'bool',
  receipt: 'path',
  forServer: 'bool',
  afterUpload: [{ oneOf: ['keep', 'delete'] }, { members: { move: 'path' }, required: ['move'] }],
  maxConcurrency: { min: 1 },
  maxRetries: { min: 0 },
  timeout: { min: 1 },
  deadline: { min: 1 },
  scanSources: 'bool',
  strict: 'bool',
  allowUnknown: 'bool',
  allowEmpty: 'bool',
  onlyKeepDebug: 'bool',
  uploadDynamicSymbols: 'bool',
  git: ['bool', { members: { cwd: 'path', repositoryUrl: 'text', commitSha: 'text' } }],
  name: 'name',
  path: 'path',
};

/** What the plugins take. @type {Declared} */
export const PLUGINS = {
  projectPath: 'text',
  site: 'text',
  intakeUrl: 'text',
  allowHttp: 'bool',
  apiKey: 'text',
  dryRun: 'bool',
  receipt: ['path', 'store'],
  afterUpload: [{ oneOf: ['keep', 'delete'] }, { members: { move: 'path' }, required: ['move'] }],
  defer: 'path',
  maxConcurrency: { min: 1 },
  maxRetries: { min: 0 },
  timeout: { min: 1 },
  deadline: { min: 1 },
  scanSources: 'bool',
  strict: 'bool',
  git: ['bool', { members: { cwd: 'path', repositoryUrl: 'text', commitSha: 'text' } }],
  enabled: 'bool',
  service: 'text',
  version: 'text',
  minifiedPathPrefix: 'text',
  server: 'text',
  sourcemaps: { oneOf: ['hidden'] },
  debugIds: 'bool',
  missingKey: { oneOf: ['warn', 'error', 'ignore'] },
  onError: { oneOf: ['fail', 'warn'] },
};

/** What the plugins hand on to `upload` as it is. */
export const PASSED = ['projectPath', 'site', 'intakeUrl', 'allowHttp', 'apiKey', 'dryRun', 'receipt', 'afterUpload', 'defer', 'maxConcurrency', 'maxRetries', 'timeout', 'deadline', 'scanSources', 'strict', 'git'];

/** The options that are a field of the event under another name. @type {Record<string, string>} */
export const SHORTHANDS = {
  service: 'service',
  version: 'version',
  projectPath: 'project_path',
};

/** The options that a field of the event is made out of. @type {Record<string, string>} */
export const GIVES = {
  minifiedPathPrefix: 'minified_url',
};

/** The environment variables that stand in for an option, in the order in which they count. @type {Record<string, string[]>} */
export const ENV = {
  site: ['DATADOG_SITE', 'DD_SITE'],
  intakeUrl: ['DATADOG_SOURCEMAP_INTAKE_URL', 'DD_SOURCEMAP_INTAKE_URL'],
  apiKey: ['DATADOG_API_KEY', 'DD_API_KEY'],
  'git.repositoryUrl': ['DD_GIT_REPOSITORY_URL'],
  'git.commitSha': ['DD_GIT_COMMIT_SHA'],
  target: ['MAPSHIP_TARGET'],
  fips: ['DATADOG_FIPS'],
  fipsIgnoreError: ['DATADOG_FIPS_IGNORE_ERROR'],
};

/** What can't be given together: each replaces the other. @type {Record<string, string>} */
export const RIVALS = {
  site: 'intakeUrl',
  intakeUrl: 'site',
};

/** What counts where nothing is given. */
export const DEFAULTS = {
  context: 3,
  maxPages: 50,
  requestTimeout: 30000,
  site: 'datadoghq.com',
  afterUpload: 'keep',
  maxConcurrency: 100,
  maxRetries: 5,
  timeout: 60000,
  deadline: 3600000,
  onlyKeepDebug: true,
  missingKey: 'warn',
  onError: 'fail',
  limit: 10000,
};

/** The types whose uploads need no files. @type {string[]} */
export const WITHOUT_FILES = ['repository'];

/** The options whose values are never shown. */
export const SECRETS = ['apiKey', 'relay.session'];
