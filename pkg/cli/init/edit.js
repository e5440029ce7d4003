/**
 * Puts mapship into the config file of a bundler or framework. Only where the place is certain: the file exports one object, or
 * one value that can be wrapped. Everything else is left to the user, who is shown what to write.
 */
import { tokensOf } from './tokens.js';

/** @import { Token } from './tokens.js' */

/**
 * What is put in.
 * @typedef {object} Change
 * @property {{ name: string, from: string }} [imports]
 * @property {{ property: string, element: string }} [adds] an element of the list that a member of the configuration is
 * @property {string} [wraps] the function that is called with what the file exports
 */

/**
 * @param {string} text of the config file
 * @param {Change} change
 * @returns {string | undefined} the new text; nothing where the place is not certain
 */
export function edited(text, change) {
  const lines = editedLines(text.replaceAll('\r\n', '\n'), change);
  return text.includes('\r\n') ? lines?.replaceAll('\n', '\r\n') : lines;
}

/**
 * @param {string} text
 * @param {Change} change
 */
function editedLines(text, { imports, adds, wraps }) {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const exported = exportOf(tokens);
  if (exported === undefined) return undefined;
  const inner = adds ? added(text, tokens, exported.value, adds) : [];
  const outer = wraps ? wrapped(tokens, exported.value, wraps) : [];
  if (inner === undefined || outer === undefined) return undefined;
  const head = imports ? [importing(text, tokens, imports, exported.isModule)] : [];
  const all = [...head, ...inner, ...outer].sort((a, b) => b.at - a.at);
  const done = all.reduce((now, { at, insert }) => now.slice(0, at) + insert + now.slice(at), text);
  return tokensOf(done) === undefined ? undefined : done;
}

/**
 * What is put in where.
 * @typedef {{ at: number, insert: string }} Insertion
 */

/**
 * The one value that a file exports.
 * @param {Token[]} tokens
 * @returns {{ value: number, isModule: boolean } | undefined} `value`: the index of its first token
 */
function exportOf(tokens) {
  /** @type {{ value: number, isModule: boolean }[]} */
  const found = [];
  for (const [i, { depth, text }] of tokens.entries()) {
    const next = (/** @type {number} */ n) => tokens[i + n]?.text;
    if (depth > 0) continue;
    if (text === 'export' && next(1) === 'default') found.push({ value: i + 2, isModule: true });
    if (text === 'module' && next(1) === '.' && next(2) === 'exports') {
      if (next(3) !== '=') return undefined;
      found.push({ value: i + 4, isModule: false });
    }
  }
  return found.length === 1 ? found[0] : undefined;
}

/**
 * The index of the bracket that opens the configuration: of an object, of what a function such as `defineConfig` is called
 * with, of what an arrow function returns at once, or of what a variable was declared to be.
 * @param {Token[]} tokens
 * @param {number} from
 * @param {boolean} [isDeclared] whether it is what a variable was declared to be
 * @returns {number | undefined}
 */
function objectFrom(tokens, from, isDeclared = false) {
  const text = (/** @type {number} */ at) => tokens[at]?.text;
  if (text(from) === '{') return from;
  if (text(from) === 'async') return objectFrom(tokens, from + 1, isDeclared);
  if (text(from) === '(') {
    // an arrow function, or an object in brackets
    const end = closing(tokens, from);
    if (text(end + 1) !== '=>') return text(from + 1) === '{' ? from + 1 : undefined;
    return text(end + 2) === '(' && text(end + 3) === '{' ? end + 3 : undefined;
  }
  if (tokens[from]?.kind !== 'name') return undefined;
  if (text(from + 1) === '(') return objectFrom(tokens, from + 2, isDeclared);
  const isAlone = text(from + 1) === undefined || text(from + 1) === ';' || text(from + 1) === ')';
  if (isDeclared || !isAlone) return undefined;
  return declared(tokens, String(text(from)));
}

/**
 * @param {Token[]} tokens
 * @param {string} name of a variable
 */
function declared(tokens, name) {
  const places = tokens.flatMap(({ text, depth }, i) =>
    depth === 0 && text === name && ['const', 'let', 'var'].includes(tokens[i - 1]?.text ?? '')
      ? [i]
      : [],
  );
  const [place] = places;
  if (place === undefined || places.length > 1) return undefined;
  // what stands between is its type
  const equals = tokens.findIndex(({ text, depth }, i) => i > place && depth === 0 && text === '=');
  const between = tokens.slice(place + 1, equals);
  if (equals < 0 || between.some(({ text, depth }) => depth === 0 && text === ';'))
    return undefined;
  return objectFrom(tokens, equals + 1, true);
}

/**
 * @param {Token[]} tokens
 * @param {number} at of an opening bracket
 */
function closing(tokens, at) {
  const { depth } = /** @type {Token} */ (tokens[at]);
  const found = tokens.findIndex((token, i) => i > at && token.depth === depth && isClosing(token));
  return found < 0 ? tokens.length : found;
}

/** @param {Token} token */
function isClosing({ kind, text }) {
  return kind === 'punct' && [')', ']', '}'].includes(text);
}

/**
 * @param {string} text
 * @param {Token[]} tokens
 * @param {number} value
 * @param {{ property: string, element: string }} adds
 * @returns {Insertion[] | undefined}
 */
function added(text, tokens, value, { property, element }) {
  const open = objectFrom(tokens, value);
  if (open === undefined) return undefined;
  const bracket = /** @type {Token} */ (tokens[open]);
  const end = closing(tokens, open);
  const own = tokens.slice(open + 1, end).filter(({ depth }) => depth === bracket.depth + 1);
  const named = own.filter(({ text: name, kind }, i) => {
    const isName = kind === 'string' ? name.slice(1, -1) === property : name === property;
    const before = i === 0 ? ',' : own[i - 1]?.text;
    return isName && before === ',';
  });
  if (named.length > 1) return undefined;
  const [member] = named;
  if (member === undefined) {
    // what is spread into it may have the member
    if (own.some(({ text: spread }) => spread === '...')) return undefined;
    return [{ at: bracket.end, insert: first(text, tokens, open, end, property, element) }];
  }
  const at = tokens.indexOf(member);
  if (tokens[at + 1]?.text !== ':' || tokens[at + 2]?.text !== '[') return undefined;
  return [last(text, tokens, at + 2, element)];
}

/**
 * The member, as the first of the object.
 * @param {string} text
 * @param {Token[]} tokens
 * @param {number} open
 * @param {number} end
 * @param {string} property
 * @param {string} element
 */
function first(text, tokens, open, end, property, element) {
  const member = `${property}: [${element}]`;
  const after = /** @type {Token} */ (tokens[open + 1]);
  if (open + 1 === end) {
    const indent = indentOf(text, /** @type {Token} */ (tokens[open]).start);
    const isOver = lineBreaksIn(text, tokens, open, end);
    return `\n${indent}  ${member},${isOver ? '' : `\n${indent}`}`;
  }
  const isOver = text.slice(tokens[open]?.end, after.start).includes('\n');
  return isOver ? `\n${indentOf(text, after.start)}${member},` : ` ${member},`;
}

/**
 * @param {string} text
 * @param {Token[]} tokens
 * @param {number} open
 * @param {number} end
 */
function lineBreaksIn(text, tokens, open, end) {
  return text.slice(tokens[open]?.end, tokens[end]?.start).includes('\n');
}

/**
 * The element, as the last of the list.
 * @param {string} text
 * @param {Token[]} tokens
 * @param {number} open of the list
 * @param {string} element
 * @returns {Insertion}
 */
function last(text, tokens, open, element) {
  const end = closing(tokens, open);
  const before = /** @type {Token} */ (tokens[end - 1]);
  if (end === open + 1) return { at: before.end, insert: element };
  const isOver = lineBreaksIn(text, tokens, open, open + 1);
  const comma = before.text === ',' ? '' : ',';
  if (!isOver) return { at: before.end, insert: `${comma} ${element}` };
  const indent = indentOf(text, /** @type {Token} */ (tokens[open + 1]).start);
  return { at: before.end, insert: `${comma}\n${indent}${element},` };
}

/**
 * @param {Token[]} tokens
 * @param {number} value
 * @param {string} name of the function
 * @returns {Insertion[] | undefined}
 */
function wrapped(tokens, value, name) {
  const begin = tokens[value];
  if (begin === undefined) return undefined;
  const stop = tokens.findIndex(({ depth, text }, i) => i > value && depth === 0 && text === ';');
  const end = stop < 0 ? tokens.length : stop;
  const before = /** @type {Token} */ (tokens[end - 1]);
  const isDeclaration = ['function', 'class', 'async'].includes(begin.text);
  // what follows without a semicolon may be another statement
  const isOne = tokens.slice(value + 1, end).every(({ depth, kind, text }, i) => {
    const previous = /** @type {Token} */ (tokens[value + i]);
    const joins = depth > 0 || kind === 'punct' || previous.kind === 'punct';
    return joins && !['export', 'import', 'const'].includes(depth === 0 ? text : '');
  });
  if (isDeclaration || !isOne) return undefined;
  return [
    { at: begin.start, insert: `${name}(` },
    { at: before.end, insert: ')' },
  ];
}

/**
 * @param {string} text
 * @param {Token[]} tokens
 * @param {{ name: string, from: string }} imports
 * @param {boolean} isModule
 * @returns {Insertion}
 */
function importing(text, tokens, { name, from }, isModule) {
  const strings = tokens.filter(({ kind }) => kind === 'string');
  const quote = strings[0]?.text.startsWith('"') ? '"' : "'";
  const end = tokens.some(({ text: semicolon, depth }) => semicolon === ';' && depth === 0)
    ? ';'
    : '';
  const line = isModule
    ? `import { ${name} } from ${quote}${from}${quote}${end}`
    : `const { ${name} } = require(${quote}${from}${quote})${end}`;
  const at = lastImport(text, tokens);
  if (isModule && at !== undefined) return { at, insert: `\n${line}` };
  // behind comments that are of the whole file, and "use strict"
  const head = /^(?:#![^\n]*\n)?(?:\s*\/\/[^\n]*\n)*(?:\s*(['"])use strict\1;?[^\n]*\n)?/.exec(
    text,
  );
  const start = head?.[0].length ?? 0;
  const gap = /^(?:const|import|let|var)\b/.test(text.slice(start)) ? '' : '\n';
  return { at: start, insert: `${line}\n${gap}` };
}

/**
 * @param {string} text
 * @param {Token[]} tokens
 * @returns {number | undefined} behind the last import
 */
function lastImport(text, tokens) {
  let end;
  for (const [i, { depth, text: word }] of tokens.entries()) {
    if (depth > 0 || word !== 'import' || ['(', '.'].includes(tokens[i + 1]?.text ?? '')) continue;
    const from = tokens.findIndex(
      ({ kind, depth: own }, j) => j > i && own === 0 && kind === 'string',
    );
    if (from < 0) continue;
    const semicolon = tokens[from + 1]?.text === ';' ? tokens[from + 1] : undefined;
    end = (semicolon ?? tokens[from])?.end;
  }
  if (end === undefined) return undefined;
  // a comment behind it is of its line
  const rest = /^[^\n]*/.exec(text.slice(end))?.[0] ?? '';
  return /^\s*(?:\/\/.*)?$/.test(rest) ? end + rest.trimEnd().length : end;
}

/**
 * The white space that a line begins with.
 * @param {string} text
 * @param {number} at a place in the line
 */
function indentOf(text, at) {
  const begin = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(begin))?.[0] ?? '';
}
