/** The options of the API: read, with unknown ones refused. Which there are is in `declared.js`. */
import { UsageError } from '../errors.js';
import { CHECK, EXPLAIN, INSPECT, SHORTHANDS, UPLOAD } from './declared.js';
import { isObject } from './kinds.js';
import { readMembers } from './members.js';

/** @import { Core } from '../core/types.js' */
/** @import { CheckOptions, Event, ExplainOptions, Input, UploadOptions } from '../index.js' */
/** @import { Declared } from './kinds.js' */

/**
 * Options after they were read. `event` holds the shorthands too, and is missing when there is nothing in it.
 * @typedef {Omit<UploadOptions, 'event'> & { event?: Event, files?: Input, context?: number, sourceRoot?: string }} Settings
 */

const FUNCTIONS = { inspect: INSPECT, check: CHECK, upload: UPLOAD, explain: EXPLAIN };

/**
 * @param {Core} core
 * @param {CheckOptions | ExplainOptions | undefined} options
 * @param {'inspect' | 'check' | 'upload' | 'explain'} of
 * @returns {Settings}
 */
export function readOptions(core, options = {}, of) {
  const given = readGiven(core, options, FUNCTIONS[of]);
  const event = /** @type {Event} */ ({ .../** @type {any} */ (given.event) });
  for (const [option, field] of Object.entries(SHORTHANDS)) {
    if (given[option] !== undefined) event[field] ??= given[option];
  }
  const type = chooseType(core, given.type, event.type);
  const isEmpty = Object.keys(event).length === 0 && given.minifiedPathPrefix === undefined;
  return /** @type {Settings} */ ({ ...given, type, event: isEmpty ? undefined : event });
}

/**
 * The options that are given, each of them declared and of its kind.
 * @param {Core} core
 * @param {unknown} options
 * @param {Declared} declared
 */
export function readGiven(core, options, declared) {
  if (!isObject(options)) {
    throw new UsageError('option-kind', 'the options are not an object', {
      help: 'give an object',
    });
  }
  return readMembers(core, options, declared, {
    unknown: (path) => ['option-unknown', `there is no option "${path}"`],
    kind: (path, words) => ['option-kind', `the option "${path}" is not ${words}`],
    blank: (path) => ['option-kind', `the option "${path}" is empty`],
  });
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
