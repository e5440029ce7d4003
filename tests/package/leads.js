/** Where a module of the package leads: what it imports, in whatever way, and the files that it finds beside itself. */
import { parse } from 'acorn';

/**
 * @param {string} code an ES module
 * @returns {string[]} the names in `import … from`, `export … from`, `import()` and `new URL(…, import.meta.url)`; a name that is
 * put together when the program runs is not among them
 */
export function leadsOfModule(code) {
  /** @type {string[]} */
  const found = [];
  walk(parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true }), found);
  return found;
}

/**
 * @param {string} text a file of declarations; its comments are passed over
 * @returns {string[]} what it imports types from
 */
export function leadsOfTypes(text) {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return Array.from(
    code.matchAll(/\b(?:from|import)\s*\(?\s*["']([^"'\n]+)["']/g),
    ([, name = '']) => name,
  );
}

/** @param {any} node of the tree @param {string[]} found */
function walk(node, found) {
  if (Array.isArray(node)) {
    for (const one of node) walk(one, found);
    return;
  }
  if (typeof node?.type !== 'string') return;
  const name = /^(?:Import|Export)/.test(node.type) ? node.source : besideItself(node);
  if (typeof name?.value === 'string') found.push(name.value);
  for (const value of Object.values(node)) {
    if (typeof value === 'object') walk(value, found);
  }
}

/** @param {any} node @returns {any} the first argument of `new URL(…, import.meta.url)` */
function besideItself({ type, callee, arguments: [name, base] = [] }) {
  const isUrl = type === 'NewExpression' && callee.name === 'URL';
  return isUrl && base?.object?.type === 'MetaProperty' ? name : undefined;
}
