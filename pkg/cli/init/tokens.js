/**
 * The tokens of a config file in JavaScript or TypeScript, as far as they are needed to find a place in it: names, strings and
 * punctuation, each with how deep it is in brackets. Comments, regular expressions and the insides of strings are passed over.
 */

/**
 * @typedef {object} Token
 * @property {'name' | 'string' | 'punct' | 'other'} kind
 * @property {string} text
 * @property {number} start
 * @property {number} end
 * @property {number} depth how many brackets are open around it; a bracket has the depth of what is outside of it
 */

const SPACE = /\s+/y;
const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//y;
const NAME = /[\p{ID_Start}$_#@][\p{ID_Continue}$]*/uy;
const STRING = /'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"/y;
const NUMBER = /\d[\w.]*/y;
const REGEX = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const PUNCT = /=>|\.\.\.|[^\s\w]/uy;

const CLOSING = /** @type {Record<string, string>} */ ({ '(': ')', '[': ']', '{': '}' });

/** Names behind which a value begins, so that a slash begins a regular expression. */
const BEFORE_VALUE = new Set(['return', 'typeof', 'case', 'in', 'of', 'void', 'delete', 'await']);

/**
 * @param {string} text
 * @returns {Token[] | undefined} nothing where it can't be told apart
 */
export function tokensOf(text) {
  /** @type {Token[]} */
  const tokens = [];
  /** @type {string[]} */
  const open = [];
  let at = 0;
  const take = (/** @type {RegExp} */ pattern) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const add = (/** @type {Token['kind']} */ kind, /** @type {string} */ found) => {
    tokens.push({ kind, text: found, start: at, end: at + found.length, depth: open.length });
    at += found.length;
  };
  while (at < text.length) {
    const passed = take(SPACE) ?? take(COMMENT);
    if (passed !== undefined) {
      at += passed.length;
      continue;
    }
    if (text[at] === '`') {
      const end = endOfTemplate(text, at);
      if (end === undefined) return undefined;
      add('other', text.slice(at, end));
      continue;
    }
    const regex = beginsValue(tokens.at(-1)) ? take(REGEX) : undefined;
    const string = take(STRING);
    const name = take(NAME);
    if (regex !== undefined) add('other', regex);
    else if (string !== undefined) add('string', string);
    else if (name !== undefined) add('name', name);
    else if (take(NUMBER) !== undefined) add('other', String(take(NUMBER)));
    else {
      const punct = take(PUNCT);
      if (punct === undefined || punct === "'" || punct === '"') return undefined;
      const isClosing = [')', ']', '}'].includes(punct);
      if (isClosing && open.pop() !== punct) return undefined;
      add('punct', punct);
      const closing = CLOSING[punct];
      if (closing !== undefined) open.push(closing);
    }
  }
  return open.length === 0 ? tokens : undefined;
}

/** @param {Token | undefined} before */
function beginsValue(before) {
  if (before === undefined) return true;
  if (before.kind === 'name') return BEFORE_VALUE.has(before.text);
  return before.kind === 'punct' && ![')', ']', '}'].includes(before.text);
}

/**
 * @param {string} text
 * @param {number} from where the template begins
 * @returns {number | undefined} behind its end
 */
function endOfTemplate(text, from) {
  let at = from + 1;
  while (at < text.length) {
    if (text[at] === '\\') at += 2;
    else if (text[at] === '`') return at + 1;
    else if (text.startsWith('${', at)) {
      const end = endOfHole(text, at + 2);
      if (end === undefined) return undefined;
      at = end;
    } else at += 1;
  }
  return undefined;
}

/**
 * @param {string} text
 * @param {number} from behind `${`
 * @returns {number | undefined} behind its `}`
 */
function endOfHole(text, from) {
  let open = 1;
  let at = from;
  while (at < text.length) {
    STRING.lastIndex = at;
    const string = STRING.exec(text)?.[0];
    if (string !== undefined) at += string.length;
    else if (text[at] === '`') {
      const end = endOfTemplate(text, at);
      if (end === undefined) return undefined;
      at = end;
    } else {
      if (text[at] === '{') open += 1;
      if (text[at] === '}') open -= 1;
      at += 1;
      if (open === 0) return at;
    }
  }
  return undefined;
}
