// The links of scripts, held against a parser: ECMA-426 11.1.2.1 has a method with parsing and one without.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { parse } from 'acorn';

import { start } from '../../pkg/core/index.js';

/** @import { Core } from '../../pkg/core/types.js' */

const SCRIPTS = 20_000;

const PIECES = [
  'a();',
  "b('x');",
  'c = "https://x.example/y";',
  'd = "src/*.js";',
  'e = `\n//# sourceMappingURL=template.map\n`;',
  'f = `\n//# sourceMappingURL=template.map\n// `;',
  'g = h / i / j;',
  'k = /l/g;',
  '// line comment',
  '/* block */',
  '/* block\n * of two lines */',
  "// it's quoted",
  '/*\n//# sourceMappingURL=commented.map\n*/',
  '//# debugId=b359c38b-eb4b-472d-9dcc-a48f8734dc7a',
  '//# sourceMappingURL=a.map',
  '//@ sourceMappingURL=b.map ',
  '//#sourceMappingURL=c.map',
  '/*# sourceMappingURL=d.map */',
  '//# sourceMappingURL=',
  '//# sourceMappingURL=e f.map',
  '// # sourceMappingURL=g.map',
];
const ENDS = ['\n', '\n', '\r\n', '\r', '\u2028', ' ', ''];

/** @type {Core} */
let core;
before(async () => {
  core = await start();
});

/** Numbers that look random and are the same in every run. @param {number} seed */
function numbers(seed) {
  return (/** @type {number} */ below) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

/**
 * The method with parsing; undefined for what is no script.
 * @param {string} text
 * @returns {{ url: string | undefined, rest: string } | undefined} `rest`: the link's line and all that follows
 */
function parsed(text) {
  /** @type {{ start: number, comment: string }[]} */
  let comments = [];
  try {
    parse(text, {
      ecmaVersion: 'latest',
      onToken({ type, start }) {
        if (type.label !== 'eof') comments = comments.filter((comment) => comment.start > start);
      },
      onComment: (_, comment, start) => comments.push({ comment, start }),
    });
  } catch {
    return undefined;
  }
  let url;
  let from = 0;
  for (const { comment, start } of comments) {
    const match = /^[@#]\s*sourceMappingURL=(\S*?)\s*$/.exec(comment);
    if (!match) continue;
    url = match[1] || undefined;
    from = start;
  }
  const line =
    text
      .slice(0, from)
      .split(/[\n\r\u2028\u2029]/)
      .at(-1) ?? '';
  return { url, rest: line + text.slice(from) };
}

test('are those that a parser finds', () => {
  const next = numbers(426);
  let [scripts, links, unlike] = [0, 0, 0];
  for (let i = 0; i < SCRIPTS; i += 1) {
    let text = '';
    for (let pieces = next(6); pieces >= 0; pieces -= 1) {
      text += (PIECES[next(PIECES.length)] ?? '') + (ENDS[next(ENDS.length)] ?? '');
    }
    const expected = parsed(text);
    if (!expected) continue;
    scripts += 1;
    const bytes = new TextEncoder().encode(text);
    const read = (/** @type {number} */ at, /** @type {number} */ length) =>
      bytes.subarray(at, at + length);
    const link = core.readLink({ length: bytes.length, read, close() {} }, 'a.js');
    if (expected.url !== undefined) links += 1;
    if (link.url === expected.url) continue;
    unlike += 1;
    // what only a parser can tell: a quote may end a string, and what looks like a comment stand in it
    assert.match(expected.rest, /["'`]|\/\*|\*\//, JSON.stringify(text));
    // a link is passed over, or it is said that tools may disagree on it
    const codes = link.issues.map(({ code }) => code);
    assert.ok(link.url === undefined || codes.includes('link-ambiguous'), JSON.stringify(text));
  }
  assert.ok(scripts > SCRIPTS / 4 && links > scripts / 4, `${links} links in ${scripts} scripts`);
  assert.ok(unlike < scripts / 20, `${unlike} of ${scripts} scripts are read unlike`);
});

/**
 * What a program does, whatever its comments and white space; undefined for what is no script.
 * @param {string} text
 */
function meaning(text) {
  try {
    const tree = parse(text, { ecmaVersion: 'latest' });
    return JSON.stringify(tree, (name, value) => (/^(?:start|end)$/.test(name) ? 0 : value));
  } catch {
    return undefined;
  }
}

test('without them a script does the same, and names no map', () => {
  const next = numbers(427);
  let [cut, behindCode] = [0, 0];
  for (let i = 0; i < SCRIPTS / 2; i += 1) {
    let text = '';
    for (let pieces = next(6); pieces >= 0; pieces -= 1) {
      text += (PIECES[next(PIECES.length)] ?? '') + (ENDS[next(ENDS.length)] ?? '');
    }
    const before = meaning(text);
    if (before === undefined) continue;
    let bytes = Buffer.from(text);
    const source = () => {
      const now = bytes;
      return {
        length: now.length,
        read: (/** @type {number} */ at, /** @type {number} */ length) =>
          now.subarray(at, at + length),
        close() {},
      };
    };
    const named = core.readLink(source(), 'a.js').url;
    for (;;) {
      const span = core.linkSpan(source(), 'a.js', 'a.map');
      if (span === undefined) break;
      assert.ok(span[0] < span[1] && span[1] <= bytes.length, JSON.stringify(text));
      bytes = Buffer.concat([bytes.subarray(0, span[0]), bytes.subarray(span[1])]);
      cut += 1;
      if (named === undefined) behindCode += 1;
    }
    const left = bytes.toString();
    assert.equal(meaning(left), before, JSON.stringify([text, left]));
    assert.equal(core.readLink(source(), 'a.js').url, undefined, JSON.stringify([text, left]));
  }
  assert.ok(cut > SCRIPTS / 10 && behindCode > 100, `${cut} comments, ${behindCode} behind code`);
});
