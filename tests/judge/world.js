// What the judges share: the tools, a program that is large enough, and mapship's own answers.
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { inspect } from 'mapship';

/** @import { TestContext } from 'node:test' */

/** The release of LLVM that is used throughout, as Debian calls it. */
const LLVM = 19;

const execute = promisify(execFile);

/**
 * A tool's output. One that fails fails the test, with what it said.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined> }} [options]
 */
export async function run(program, args, options = {}) {
  const { stdout } = await execute(program, args, { ...options, maxBuffer: 2 ** 28 });
  return stdout;
}

/** @param {string} name of a tool of LLVM */
export const llvm = (name) => `${name}-${LLVM}`;

/**
 * A tool's output for what is written to its standard input.
 * @param {string} program
 * @param {string[]} args
 * @param {string} input
 */
export function answer(program, args, input) {
  return execFileSync(program, args, { input, maxBuffer: 2 ** 28 }).toString();
}

/**
 * A folder of its own, gone after the test.
 * @param {TestContext} t
 */
export async function folder(t) {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-judge-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** How many files the program has. */
const FILES = 6;

/**
 * The sources of a program in C that needs no library: functions that call others, some of them inlined.
 * @param {string} dir
 * @param {number} [count] how many functions each file has
 * @returns {Promise<string[]>} their names
 */
export async function program(dir, count = 120) {
  await mkdir(dir, { recursive: true });
  const names = Array.from({ length: FILES }, (_, file) => `part${file}.c`);
  for (const [file, name] of names.entries()) {
    const functions = Array.from({ length: count }, (_, index) => functionText(file, index));
    const head = [
      `struct item${file} { int price; long count; struct item${file} *next; };`,
      'static inline __attribute__((always_inline)) int tax(int amount) {',
      '  if (amount > 1000)',
      '    return amount / 5 + 3;',
      '  return amount / 7;',
      '}',
    ];
    await writeFile(path.join(dir, name), `${[...head, ...functions].join('\n')}\n`);
  }
  return names;
}

/**
 * @param {number} file
 * @param {number} index
 */
function functionText(file, index) {
  const inner = index === 0 ? 'value' : `part${file}_${index - 1}(list, value - ${index})`;
  return `
__attribute__((noinline, visibility("default"))) int part${file}_${index}(struct item${file} *list, int value) {
  int sum = ${index};
  for (struct item${file} *item = list; item; item = item->next) {
    sum += tax(item->price * ${(index % 7) + 2});
    if (item->count > ${index * 3})
      sum ^= ${inner};
    else
      sum += tax(value + ${index});
  }
  return sum;
}`;
}

/**
 * What mapship says of a file.
 * @param {string} file
 */
export async function told(file) {
  const [one] = (await inspect(file)).files;
  if (one === undefined) throw new Error(`nothing is said of ${file}`);
  return { ...one, codes: one.issues.map(({ code }) => code) };
}

/**
 * How often each finding comes.
 * @param {{ severity: string, code: string }[]} issues
 */
export function tally(issues) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { severity, code } of issues) {
    const kind = `${severity} ${code}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${kind} ×${count}`).join(', ') || 'no finding';
}
