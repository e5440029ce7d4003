/**
 * Holds an upload against the contract: every problem is found and said, not only the first one.
 */

import { CONTRACT } from './contract.js';
import { JsonNumber } from './event-json.js';
import { OBSERVED_EXTRAS, OBSERVED_TYPES, WAIVED_BY_DEBUG_ID } from './observed.js';
import { codePoints, printable, quoted, shortened } from './wording.js';

/** @typedef {import('./contract.js').Field} Field */
/** @typedef {import('./contract.js').UploadType} UploadType */

/**
 * @typedef {object} Verdict
 * @property {string | undefined} type The upload type, when it is one that is known.
 * @property {string[]} errors Reasons to refuse; empty when the upload is acceptable.
 * @property {string[]} notes What was accepted though the published contract does not have it.
 */

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** Every upload type that is accepted. */
export const UPLOAD_TYPES = [...Object.keys(CONTRACT), ...Object.keys(OBSERVED_TYPES)];

/** Every part name that some type is known to have. */
export const KNOWN_PARTS = new Set([
  'event',
  ...[...Object.values(CONTRACT), ...Object.values(OBSERVED_TYPES)].flatMap((t) =>
    Object.keys(t.parts),
  ),
  ...Object.values(OBSERVED_EXTRAS).flatMap((extra) => extra.parts),
]);

/**
 * @param {Map<string, unknown>} fields The event's top level, numbers as `JsonNumber`.
 * @param {{ name: string, size: number }[]} parts The parts beside the event.
 * @param {{ strict: boolean }} options With `strict`, fields and parts known to nobody are refused.
 * @returns {Verdict}
 */
export function judge(fields, parts, { strict }) {
  const type = fields.get('type');
  if (!fields.has('type')) return refused('Missing required field: type');
  if (typeof type !== 'string') return refused(`Field type must be a string, got ${kindOf(type)}`);
  if (!UPLOAD_TYPES.includes(type)) {
    return refused(`Field type must be one of ${UPLOAD_TYPES.join(', ')}; got ${quoted(type)}`);
  }
  const published = Object.hasOwn(CONTRACT, type);
  const rules = published ? CONTRACT[type] : OBSERVED_TYPES[type];
  const extras = published ? OBSERVED_EXTRAS[type] : { fields: [], parts: [] };
  /** @type {Verdict} */
  const verdict = { type, errors: [], notes: [] };
  if (!published)
    verdict.notes.push(`The published contract has no type ${type}; real clients send it`);
  judgeFields(fields, rules, verdict);
  judgeParts(parts, rules, type, verdict);

  const strangers = [
    ...[...fields.keys()]
      .filter((name) => !Object.hasOwn(rules.fields, name) && !extras.fields.includes(name))
      .map((name) => `Unknown field: ${nameInSentence(name)}`),
    ...parts
      .filter(({ name }) => !Object.hasOwn(rules.parts, name) && !extras.parts.includes(name))
      .map(({ name }) => `Unknown part: ${nameInSentence(name)}`),
  ].map((sentence) => `${sentence} (${type} has none of that name)`);
  (strict ? verdict.errors : verdict.notes).push(...strangers);
  return verdict;
}

/** @param {string} error @returns {Verdict} */
function refused(error) {
  return { type: undefined, errors: [error], notes: [] };
}

/**
 * @param {Map<string, unknown>} fields
 * @param {UploadType} rules
 * @param {Verdict} verdict
 */
function judgeFields(fields, rules, verdict) {
  const debugId = fields.get('debug_id');
  const byDebugId =
    verdict.type === 'js_sourcemap' && typeof debugId === 'string' && debugId !== '';
  for (const [name, rule] of Object.entries(rules.fields)) {
    if (fields.has(name)) {
      const problem = problemWith(fields.get(name), rule);
      if (problem) verdict.errors.push(`Field ${name} must ${problem}`);
    } else if (rule.required && byDebugId && WAIVED_BY_DEBUG_ID.includes(name)) {
      verdict.notes.push(
        `No ${name}: debug_id stands in for it, though the contract requires ${name}`,
      );
    } else if (rule.required) {
      verdict.errors.push(`Missing required field: ${name}`);
    }
  }
}

/**
 * @param {{ name: string, size: number }[]} parts
 * @param {UploadType} rules
 * @param {string} type
 * @param {Verdict} verdict
 */
function judgeParts(parts, rules, type, verdict) {
  for (const [name, need] of Object.entries(rules.parts)) {
    if (need === 'required' && !parts.some((part) => part.name === name)) {
      verdict.errors.push(`Missing required part: ${name} (every ${type} upload has one)`);
    }
  }
  for (const part of parts) {
    if (part.size === 0) verdict.notes.push(`Part ${nameInSentence(part.name)} is empty (0 bytes)`);
  }
}

/**
 * @param {unknown} value
 * @param {Field} rule
 * @returns {string | undefined} The rest of the sentence "Field x must …".
 */
function problemWith(value, rule) {
  switch (rule.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `be true or false, got ${kindOf(value)}`;
    case 'int64':
      return problemWithInteger(value, rule.least ?? INT64_MIN);
    case 'enum':
      return typeof value === 'string' && rule.values?.includes(value)
        ? undefined
        : `be ${oneOf(rule.values ?? [])}; got ${typeof value === 'string' ? quoted(value) : kindOf(value)}`;
    case 'string':
      return typeof value === 'string'
        ? problemWithText(value, rule)
        : `be a string, got ${kindOf(value)}`;
  }
}

/**
 * @param {string} text
 * @param {Field} rule
 */
function problemWithText(
  text,
  { min = 0, max = Number.POSITIVE_INFINITY, pattern, patternInWords },
) {
  const length = codePoints(text);
  if (length < min || length > max) {
    let range = `at most ${max} characters`;
    if (min > 0)
      range =
        max === Number.POSITIVE_INFINITY
          ? `at least ${min} character`
          : `${min} to ${max} characters`;
    return `have ${range}, got ${length}`;
  }
  if (pattern && !pattern.test(text)) return `be ${patternInWords}, got ${quoted(text)}`;
  return undefined;
}

/**
 * @param {unknown} value
 * @param {bigint} least
 */
function problemWithInteger(value, least) {
  if (!(value instanceof JsonNumber)) return `be an integer, got ${kindOf(value)}`;
  const shown = shortened(value.text);
  if (!/^-?[0-9]+$/.test(value.text)) {
    return `be an integer written without a fraction or an exponent, got ${shown}`;
  }
  // An int64 has at most 19 digits; a longer number need not be converted to know that it does not fit.
  const number = value.text.length > 20 ? undefined : BigInt(value.text);
  if (number === undefined || number < least || number > INT64_MAX) {
    return `be an integer from ${least} to ${INT64_MAX}, got ${shown}`;
  }
  return undefined;
}

/** @param {string[]} values */
function oneOf(values) {
  return values.length === 1 ? quoted(values[0]) : `one of ${values.join(', ')}`;
}

/** @param {unknown} value */
function kindOf(value) {
  if (value === null) return 'null';
  if (value instanceof JsonNumber) return `the number ${shortened(value.text)}`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the string ${quoted(value)}`;
  return typeof value === 'object' ? 'an object' : `${value}`;
}

/** @param {string} name */
function nameInSentence(name) {
  return printable(shortened(name));
}
