/** Objects of which the members are declared: read, with those that are not declared refused. */
import { UsageError } from '../errors.js';
import { isBlank, isObject, kindOf, wordsOf } from './kinds.js';

/** @import { Core } from '../core/types.js' */
/** @import { Declared, Kind } from './kinds.js' */

/**
 * How a member is refused: each gives a code and a sentence. `path` is the name of the member, after those of the members
 * that it is within: `git.cwd`.
 * @typedef {object} Refusals
 * @property {(path: string) => [code: string, message: string]} unknown
 * @property {(path: string, words: string) => [code: string, message: string]} kind it is not what `words` say
 * @property {(path: string) => [code: string, message: string]} blank
 * @property {(object: object, path: string) => void} [first] called with each object before its members are read; it may throw
 */

/**
 * The members that are given, each of them declared and of its kind, as a copy. Those that are `undefined` are not given.
 * @param {Core} core
 * @param {object} object
 * @param {Declared} declared
 * @param {Refusals} refusals
 * @param {string} [within] the path of the object, with its dot: `git.`
 * @returns {Record<string, unknown>}
 */
export function readMembers(core, object, declared, refusals, within = '') {
  refusals.first?.(object, within);
  const given = Object.entries(object).filter(([, value]) => value !== undefined);
  const read = given.map(([name, value]) => {
    const kind = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const path = `${within}${name}`;
    if (kind === undefined) {
      const names = Object.keys(declared);
      const close = core.nearest(name, names);
      const help = close ? `did you mean "${close}"?` : `there are ${names.join(', ')}`;
      throw refusal(refusals.unknown(path), help);
    }
    return [name, readValue(core, value, kind, refusals, path)];
  });
  return Object.fromEntries(read);
}

/**
 * @param {Core} core
 * @param {any} value
 * @param {Kind} kind
 * @param {Refusals} refusals
 * @param {string} path
 */
function readValue(core, value, kind, refusals, path) {
  const own = kindOf(kind, value);
  if (own === undefined) {
    // the value is not repeated: it may be a key
    const words = wordsOf(kind);
    throw refusal(refusals.kind(path, words), `give ${words}`);
  }
  if (isBlank(own, value)) throw refusal(refusals.blank(path), 'give a value');
  if (own === 'object') {
    refusals.first?.(value, `${path}.`);
    return { ...value };
  }
  const isDeclared = typeof own === 'object' && 'members' in own && isObject(value);
  return isDeclared ? readMembers(core, value, own.members, refusals, `${path}.`) : value;
}

/**
 * @param {[code: string, message: string]} said
 * @param {string} help
 */
function refusal([code, message], help) {
  return new UsageError(code, message, { help });
}

/**
 * The paths among the members, each replaced.
 * @param {Record<string, any>} given
 * @param {Declared} declared
 * @param {(file: string) => string} replace
 * @returns {Record<string, any>} a copy
 */
export function mapPaths(given, declared, replace) {
  const entries = Object.entries(given).map(([name, value]) => {
    const kind = Object.hasOwn(declared, name) ? kindOf(declared[name] ?? 'any', value) : undefined;
    if (kind === 'path') return [name, replace(value)];
    const isDeclared = typeof kind === 'object' && 'members' in kind;
    return [name, isDeclared ? mapPaths(value, kind.members, replace) : value];
  });
  return Object.fromEntries(entries);
}
