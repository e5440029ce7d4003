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
  git: {
    is: (/** @type {unknown} */ v) => typeof v === 'boolean' || KINDS.object.is(v),
    words: 'true, false, or { cwd, repositoryUrl, commitSha }',
  },
};

/** @type {Record<string, keyof typeof KINDS>} */
const CHECK = {
  type: 'text',
  event: 'object',
  parts: 'object',
  service: 'text',
  version: 'text',
  projectPath: 'text',
  minifiedPathPrefix: 'text',
  allowUnknown: 'flag',
  allowEmpty: 'flag',
  scanSources: 'flag',
  signal: 'signal',
  onProgress: 'function',
};

/** @type {Record<string, keyof typeof KINDS>} */
const UPLOAD = {
  ...CHECK,
  apiKey: 'text',
  site: 'text',
  intakeUrl: 'text',
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

/** @type {Record<string, keyof typeof KINDS>} */
const INSPECT = { signal: 'signal' };

/** @type {Record<string, keyof typeof KINDS>} */
const EXPLAIN = {
  files: 'any',
  service: 'text',
  version: 'text',
  minifiedPathPrefix: 'text',
  context: 'number',
  signal: 'signal',
};

/** Options that are fields of the event under a name of JavaScript's style. */
const SHORTHANDS = /** @type {const} */ ({
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
  if (!KINDS.object.is(options)) {
    throw new UsageError('option-kind', 'the options are not an object', {
      help: 'give an object',
    });
  }
  /** @type {Record<string, unknown>} */
  const given = Object.fromEntries(Object.entries(options).filter(([, v]) => v !== undefined));
  for (const [name, value] of Object.entries(given)) {
    const kind = Object.hasOwn(known, name) ? KINDS[known[name] ?? 'text'] : undefined;
    if (kind === undefined) {
      const close = core.nearest(name, Object.keys(known));
      throw new UsageError('option-unknown', `there is no option "${name}"`, {
        help: close
          ? `did you mean "${close}"?`
          : `the options are ${Object.keys(known).join(', ')}`,
      });
    }
    if (!kind.is(value)) {
      // the value is not repeated: it may be a key
      throw new UsageError('option-kind', `the option "${name}" is not ${kind.words}`, {
        help: `give ${kind.words}`,
      });
    }
  }
  const event = /** @type {import('./index.js').Event} */ ({ .../** @type {any} */ (given.event) });
  for (const [option, field] of Object.entries(SHORTHANDS)) {
    if (given[option] !== undefined) event[field] ??= /** @type {string} */ (given[option]);
  }
  const type = chooseType(core, given.type, event.type);
  const isEmpty = Object.keys(event).length === 0 && given.minifiedPathPrefix === undefined;
  return /** @type {Settings} */ ({ ...given, type, event: isEmpty ? undefined : event });
}

/**
 * The type that the option and the event name: either may, but not two.
 * @param {Core} core
 * @param {unknown} option
 * @param {unknown} field
 */
function chooseType(core, option, field) {
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
