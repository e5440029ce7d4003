/** The options of the API: read, with unknown ones refused. */
import { UsageError } from './errors.js';

/** @import { Core } from './core-types.js' */
/** @import { CheckOptions, UploadOptions } from './index.js' */

/** What may be given for each option, in words and as a test. */
const KINDS = {
  text: { is: (/** @type {unknown} */ v) => typeof v === 'string', words: 'a string' },
  flag: { is: (/** @type {unknown} */ v) => typeof v === 'boolean', words: 'true or false' },
  object: {
    is: (/** @type {unknown} */ v) => typeof v === 'object' && v !== null && !Array.isArray(v),
    words: 'an object',
  },
  count: {
    is: (/** @type {unknown} */ v) => Number.isInteger(v) && Number(v) >= 1,
    words: 'a whole number of 1 or more',
  },
  number: {
    is: (/** @type {unknown} */ v) => Number.isInteger(v) && Number(v) >= 0,
    words: 'a whole number of 0 or more',
  },
  list: { is: (/** @type {unknown} */ v) => Array.isArray(v), words: 'a list' },
  any: { is: () => true, words: 'anything' },
  function: { is: (/** @type {unknown} */ v) => typeof v === 'function', words: 'a function' },
  signal: {
    is: (/** @type {unknown} */ v) => v instanceof AbortSignal,
    words: 'an AbortSignal',
  },
  store: {
    is: (/** @type {any} */ v) =>
      typeof v === 'string' || (typeof v?.read === 'function' && typeof v.write === 'function'),
    words: 'a path, or a store { name, read(), write(text) }',
  },
  relay: {
    is: (/** @type {any} */ v) => typeof v?.url === 'string' && typeof v.session === 'string',
    words: '{ url, session }, both strings',
  },
  git: {
    is: (/** @type {unknown} */ v) => typeof v === 'boolean' || KINDS.object.is(v),
    words: 'true, false, or { cwd, repositoryUrl, commitSha }',
  },
  // those of the plugins
  sourcemaps: { is: (/** @type {unknown} */ v) => v === 'hidden', words: "'hidden'" },
  onError: {
    is: (/** @type {unknown} */ v) => v === 'fail' || v === 'warn',
    words: "'fail' or 'warn'",
  },
  afterUpload: {
    is: (/** @type {any} */ v) =>
      v === 'keep' ||
      v === 'delete' ||
      (KINDS.object.is(v) && typeof v.move === 'string' && Object.keys(v).length === 1),
    words: "'keep', 'delete', or { move: 'folder' }",
  },
};

/** What may be given: names, and of which kind their values are. @typedef {Record<string, keyof typeof KINDS>} Declared */

/** @type {Declared} */
const CHECK = {
  type: 'text',
  event: 'object',
  parts: 'object',
  service: 'text',
  version: 'text',
  projectPath: 'text',
  minifiedPathPrefix: 'text',
  byDebugId: 'flag',
  allowUnknown: 'flag',
  allowEmpty: 'flag',
  scanSources: 'flag',
  onlyKeepDebug: 'flag',
  uploadDynamicSymbols: 'flag',
  signal: 'signal',
  onProgress: 'function',
};

/** @type {Declared} */
const UPLOAD = {
  ...CHECK,
  apiKey: 'text',
  site: 'text',
  intakeUrl: 'text',
  relay: 'relay',
  git: 'git',
  dryRun: 'flag',
  maxConcurrency: 'count',
  maxRetries: 'number',
  timeout: 'count',
  deadline: 'count',
  allowHttp: 'flag',
  receipt: 'store',
  onRequest: 'function',
  onPlan: 'function',
};

/** @type {Declared} */
const INSPECT = { signal: 'signal' };

/** @type {Declared} */
const EXPLAIN = {
  files: 'any',
  service: 'text',
  version: 'text',
  minifiedPathPrefix: 'text',
  context: 'number',
  signal: 'signal',
};

/** @type {Declared} */
export const LOOK = { limit: 'count', signal: 'signal' };

/** Options of which a config file knows nothing: what a program gives, and what is decided anew for each run. */
const NOT_IN_FILES = [
  'signal',
  'onProgress',
  'onRequest',
  'onPlan',
  'dryRun',
  'apiKey',
  'relay',
  'parts',
];

/** @type {Declared} what a config file may say for all targets */
const DEFAULTS = {
  ...Object.fromEntries(Object.entries(UPLOAD).filter(([name]) => !NOT_IN_FILES.includes(name))),
  receipt: 'text',
};

/** @type {Declared} */
export const CONFIG = { $schema: 'text', ...DEFAULTS, targets: 'list' };

/** @type {Declared} */
export const CONFIG_TARGET = { name: 'text', path: 'text', ...DEFAULTS, parts: 'object' };

/** Whether `check` takes an option too. @param {string} name */
export const isOfCheck = (name) => Object.hasOwn(CHECK, name);

/** Options that are fields of the event under a name of JavaScript's style. */
export const SHORTHANDS = /** @type {const} */ ({
  service: 'service',
  version: 'version',
  projectPath: 'project_path',
});

/**
 * Options after they were read. `event` holds the shorthands too, and is missing when there is nothing in it.
 * @typedef {Omit<UploadOptions, 'event'> & { event?: import('./index.js').Event, files?: import('./index.js').Input,
 *   context?: number }} Settings
 */

/**
 * @param {Core} core
 * @param {CheckOptions | import('./index.js').ExplainOptions | undefined} options
 * @param {'inspect' | 'check' | 'upload' | 'explain'} of
 * @returns {Settings}
 */
export function readOptions(core, options = {}, of) {
  const known = { inspect: INSPECT, check: CHECK, upload: UPLOAD, explain: EXPLAIN }[of];
  const given = readGiven(core, options, known);
  const event = /** @type {import('./index.js').Event} */ ({ .../** @type {any} */ (given.event) });
  for (const [option, field] of Object.entries(SHORTHANDS)) {
    if (given[option] !== undefined) event[field] ??= /** @type {string} */ (given[option]);
  }
  const type = chooseType(core, given.type, event.type);
  const isEmpty = Object.keys(event).length === 0 && given.minifiedPathPrefix === undefined;
  return /** @type {Settings} */ ({ ...given, type, event: isEmpty ? undefined : event });
}

/**
 * The options that are given, each of them declared and of its kind.
 * @param {Core} core
 * @param {unknown} options
 * @param {Declared} known
 */
export function readGiven(core, options, known) {
  if (!isObject(options)) {
    throw new UsageError('option-kind', 'the options are not an object', {
      help: 'give an object',
    });
  }
  return readMembers(core, options, known, {
    unknown: ['option-unknown', (name) => `there is no option "${name}"`],
    kind: ['option-kind', (name, words) => `the option "${name}" is not ${words}`],
  });
}

/** @param {unknown} value @returns {value is object} */
export function isObject(value) {
  return KINDS.object.is(value);
}

/**
 * How to refuse what is not declared, and what is of another kind: a code, and a sentence.
 * @typedef {object} Refusals
 * @property {[code: string, say: (name: string) => string]} unknown
 * @property {[code: string, say: (name: string, words: string) => string]} kind
 */

/**
 * The members that are given, each of them declared and of its kind. Those that are `undefined` are not given.
 * @param {Core} core
 * @param {object} object
 * @param {Declared} known
 * @param {Refusals} refusals
 * @returns {Record<string, unknown>}
 */
export function readMembers(core, object, known, { unknown, kind: wrong }) {
  const given = Object.entries(object).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    const kind = Object.hasOwn(known, name) ? KINDS[known[name] ?? 'text'] : undefined;
    if (kind === undefined) {
      const names = Object.keys(known);
      const close = core.nearest(name, names);
      const [code, say] = unknown;
      throw new UsageError(code, say(name), {
        help: close ? `did you mean "${close}"?` : `there are ${names.join(', ')}`,
      });
    }
    if (!kind.is(value)) {
      // the value is not repeated: it may be a key
      const [code, say] = wrong;
      throw new UsageError(code, say(name, kind.words), { help: `give ${kind.words}` });
    }
  }
  return Object.fromEntries(given);
}

/**
 * The type that the option and the event name: either may, but not two.
 * @param {Core} core
 * @param {unknown} option
 * @param {unknown} field
 */
export function chooseType(core, option, field) {
  const type = option ?? field;
  if (type === undefined) return undefined;
  if (typeof type !== 'string') {
    throw new UsageError('type-unknown', 'the type of the event is not a string', {
      help: 'give the name of an upload type',
    });
  }
  if (field !== undefined && field !== type) {
    throw new UsageError('type-conflict', `the option says type "${type}", the event another`, {
      help: 'give the type in one place',
    });
  }
  const known = core.types().map(({ name }) => String(name));
  if (known.includes(type)) return type;
  const close = core.nearest(type, known);
  throw new UsageError('type-unknown', `"${type}" is not an upload type`, {
    help: close ? `did you mean "${close}"?` : `the types are ${known.join(', ')}`,
  });
}
