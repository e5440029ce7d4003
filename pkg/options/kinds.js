/** The kinds that the declarations of the options name: as tests, and in words. */

/**
 * An object with these members and no others.
 * @typedef {{ members: Declared, required?: string[] }} Members
 */

/**
 * What a value may be: a kind by its name, the bounds of a whole number, strings of which it is one, an object with certain
 * members, or one of several kinds.
 * @typedef {keyof typeof NAMED | { min: number, max?: number } | { oneOf: string[] } | Members | Kind[]} Kind
 */

/** What may be given: names, and of which kind their values are. @typedef {{ [name: string]: Kind }} Declared */

/** @param {unknown} value @returns {value is object} */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isText = (/** @type {unknown} */ value) => typeof value === 'string';
const isFunction = (/** @type {unknown} */ value) => typeof value === 'function';

/** @type {Record<'text' | 'name' | 'path' | 'bool' | 'object' | 'list' | 'any' | 'function' | 'signal' | 'store', [is: (value: any) => boolean, words: string]>} */
const NAMED = {
  text: [isText, 'a string'],
  // that neither is blank is held against them separately
  name: [isText, 'a string'],
  path: [isText, 'a string'],
  bool: [(value) => typeof value === 'boolean', 'true or false'],
  object: [isObject, 'an object'],
  list: [Array.isArray, 'a list'],
  any: [() => true, 'anything'],
  function: [isFunction, 'a function'],
  signal: [(value) => value instanceof AbortSignal, 'an AbortSignal'],
  store: [
    (value) => isFunction(value?.read) && isFunction(value.write),
    'a store { name, read(), write(text) }',
  ],
};

/**
 * The kind that a value is of, among those that it may be; `undefined` where it is of none.
 * @param {Kind} kind
 * @param {any} value
 * @returns {Exclude<Kind, Kind[]> | undefined}
 */
export function kindOf(kind, value) {
  if (Array.isArray(kind)) {
    const found = kind.find((one) => kindOf(one, value) !== undefined);
    return found === undefined ? undefined : kindOf(found, value);
  }
  return isOf(kind, value) ? kind : undefined;
}

/**
 * @param {Exclude<Kind, Kind[]>} kind
 * @param {any} value
 */
function isOf(kind, value) {
  if (typeof kind === 'string') return NAMED[kind][0](value);
  if ('oneOf' in kind) return kind.oneOf.includes(value);
  if ('members' in kind) {
    const members = /** @type {any} */ (value);
    return isObject(value) && !kind.required?.some((name) => members[name] === undefined);
  }
  return Number.isSafeInteger(value) && value >= kind.min && value <= (kind.max ?? value);
}

/** Whether there is nothing in a value that may not be blank. @param {Kind} kind @param {unknown} value */
export function isBlank(kind, value) {
  return (kind === 'name' || kind === 'path') && String(value).trim() === '';
}

/**
 * What a value must be, in words: "a string", "a whole number of 1 or more", "true, false, or { cwd }".
 * @param {Kind} kind
 * @returns {string}
 */
export function wordsOf(kind) {
  const words = alternatives(kind);
  const last = words.at(-1) ?? '';
  if (words.length < 3) return words.join(Array.isArray(kind) ? ', or ' : ' or ');
  return `${words.slice(0, -1).join(', ')}, or ${last}`;
}

/**
 * @param {Kind} kind
 * @returns {string[]}
 */
function alternatives(kind) {
  if (Array.isArray(kind)) return kind.flatMap(alternatives);
  if (kind === 'bool') return ['true', 'false'];
  if (typeof kind === 'string') return [NAMED[kind][1]];
  if ('oneOf' in kind) return kind.oneOf.map((value) => `'${value}'`);
  if ('members' in kind) return [`{ ${Object.keys(kind.members).join(', ')} }`];
  const { min, max } = kind;
  return [`a whole number ${max === undefined ? `of ${min} or more` : `from ${min} to ${max}`}`];
}
