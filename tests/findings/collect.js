/**
 * Examples of findings, for the documentation: what the command line really said in the tests.
 *
 *     rm -f /tmp/said; MAPSHIP_SAID=/tmp/said node --test tests/js/*.test.js
 *     node tests/findings/collect.js /tmp/said $(git ls-files 'src/*.rs' 'tests/*.rs' 'tests/js/*.js')
 *
 * The files behind the log are sources of tests: where nothing was heard, what they expect word by word counts. The page has words of its own, so its
 * tests are none of them.
 * Of each sentence with a value in it the shortest example is kept, by the sentence. What was collected before stays where nothing new
 * was said, and goes where there is no such sentence any more.
 */
import { readFile, writeFile } from 'node:fs/promises';

import { RULES } from '../../pkg/report/declared-rules.js';

const FILE = new URL('../../xtask/src/generate/finding-examples.json', import.meta.url);

/** Longer examples, in characters, are no help. */
const LONGEST = 240;

/** What only the machine that it was said on has. */
const OF_MACHINE =
  /mapship-test-|\/tmp\/|\/root\/|\/home\/|127\.0\.0\.1:\d|localhost:\d|\b[xk]{20}/;

/** What was no text, or has the code of the finding before it. */
const NO_TEXT = /\uFFFD|\\u\{|^[a-z]+(?:-[a-z]+)+ /;

const [log = '', ...sources] = process.argv.slice(2);

/** @type {Map<string, Set<string>>} messages, by the code of their finding */
const heard = new Map();

/** @param {string} code @param {string} message */
function hear(code, message) {
  if (message.length > LONGEST || OF_MACHINE.test(message) || NO_TEXT.test(message)) return;
  const own = heard.get(code) ?? new Set();
  heard.set(code, own.add(message));
}

/** Findings of a document, at any depth. @param {unknown} value */
function read(value) {
  if (typeof value !== 'object' || value === null) return;
  const { code, message } = /** @type {Record<string, unknown>} */ (value);
  if (typeof code === 'string' && typeof message === 'string') hear(code, message);
  for (const child of Object.values(value)) read(child);
}

for (const line of (await readFile(log, 'utf8')).split('\n').filter(Boolean)) {
  for (const text of /** @type {string[]} */ (JSON.parse(line))) {
    for (const [, message = '', code = ''] of text.matchAll(
      /^ *(?:error|warning|note)[: ] *(.+?) +\[([a-z][a-z-]+[a-z])\]$/gm,
    )) {
      hear(code, message);
    }
    try {
      read(JSON.parse(text));
    } catch {
      // not the output of --json
    }
  }
}

/** @type {Set<string>} what tests expect, without the remedies behind it */
const expected = new Set();
for (const source of sources.filter((name) => !name.includes('/page'))) {
  for (const [, text = ''] of (await readFile(source, 'utf8')).matchAll(
    /["'`]((?:[^"'`\\\n]|\\.)*)["'`]/g,
  )) {
    const [message = ''] = text.replaceAll(/\\(["'`])/g, '$1').split(' → ');
    if (message.length <= LONGEST && !/[{}\\$]/.test(message) && !NO_TEXT.test(message))
      expected.add(message);
  }
}

/** @type {Record<string, string>} */
const before = JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}'));
/** @type {Record<string, string>} */
const examples = {};
const sentences = RULES.filter(({ message }) => message.includes('<'));
for (const { code, message } of sentences) {
  const isOne = (/** @type {string} */ one) => patternOf(message).test(one);
  const own = [...(heard.get(code) ?? [])].filter(isOne);
  const all = own.length > 0 || !isTelling(message) ? own : [...expected].filter(isOne);
  const shortest = all.sort((one, other) => one.length - other.length || (one < other ? -1 : 1))[0];
  const example = before[message] ?? shortest;
  if (example !== undefined) examples[message] = example;
}
await writeFile(FILE, `${JSON.stringify(examples, null, 2)}\n`);
console.log(`${Object.keys(examples).length} of ${sentences.length} sentences have an example`);

/** What a sentence looks like with its values in it. @param {string} message */
function patternOf(message) {
  const parts = message.split(/<[^>]+>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}

/** Whether a sentence has so many words of its own that nothing else looks like it. @param {string} message */
function isTelling(message) {
  return message.replaceAll(/<[^>]+>/g, '').length > 16;
}
