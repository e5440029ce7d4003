// Stack traces of a Java program that ProGuard has shrunk and inlined, made readable: judged by ProGuard's own ReTrace, and by what the
// program itself prints where nobody has shrunk it.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { explain } from 'mapship';

import { folder, run } from './world.js';

const RETRACE = '/usr/share/java/proguard-retrace.jar';
const CLASSES = 40;
const TRACES = 60;

/** How ProGuard is told to go about it. Classes of Java itself are newer than it knows: none of them is extended in a way that it has to know. */
const RULES = `
-injars in
-outjars out.jar
-ignorewarnings
-keep public class shop.Main { public static void main(java.lang.String[]); }
-keepattributes SourceFile,LineNumberTable
-renamesourcefileattribute SourceFile
-printmapping mapping.txt
-repackageclasses a
-allowaccessmodification
-optimizationpasses 3
`;

/**
 * The source of a class: methods that call those of classes with greater numbers, short ones which are inlined, and ones that throw.
 * @param {number} index
 * @param {() => number} random
 */
function source(index, random) {
  const below = (/** @type {number} */ most) => Math.floor(random() * most);
  const lines = ['package shop;', `public class C${index} {`, '  int held;'];
  for (let method = 0; method < 4; method++) {
    const next = index + 1 + below(3);
    const call =
      next < CLASSES && below(8) > 0
        ? `C${next}.m${below(4)}(n - 1, text)`
        : `new C${index}().fail(n, text)`;
    lines.push(`  static int m${method}(int n, String text) {`);
    // some are long, so that they are not inlined, and called from two places
    for (let pad = below(3) * 6; pad > 0; pad--) {
      lines.push(`    if (n == ${-pad * 7}) { text = text + n; n += ${pad}; }`);
    }
    lines.push(`    if (n > 90) return ${call} + ${method};`, `    return ${call};`, '  }');
  }
  lines.push(
    '  int fail(int n, String text) {',
    `    held = n;`,
    `    if (n > ${60 + below(40)}) throw new Inner.Failure(text, new IllegalStateException("C" + n));`,
    '    Inner.check(text);',
    '    throw new RuntimeException(text + held);',
    '  }',
    '  static class Inner {',
    '    static void check(String text) {',
    `      if (text.length() < ${1 + below(4)}) throw new Failure("short", null);`,
    '    }',
    '    static class Failure extends RuntimeException {',
    '      Failure(String text, Throwable cause) { super(text, cause); }',
    '    }',
    '  }',
    '}',
  );
  return `${lines.join('\n')}\n`;
}

const MAIN = `package shop;
public class Main {
  public static void main(String[] args) {
    for (int i = 0; i < ${TRACES}; i++) {
      try {
        start(i, 100 - i, args.length > 1 ? "xy" : "text".substring(0, i % 5));
      } catch (RuntimeException e) {
        e.printStackTrace(System.out);
      }
    }
  }
  static void start(int which, int n, String text) {
    switch (which % 10) {
${Array.from({ length: 10 }, (_, i) => `      case ${i}: C${i}.m${i % 4}(n, text); break;`).join('\n')}
    }
  }
}
`;

/** Lines without what depends on how many frames there are. @param {string} text */
function comparable(text) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/\.\.\. \d+ more/, '... more'));
}

for (const seed of [1, 2, 3]) {
  test(`a program of ${CLASSES} classes, as it was drawn by ${seed}`, async (t) => {
    const cwd = await folder(t);
    const random = randomFrom(seed);
    await mkdir(path.join(cwd, 'src'));
    for (let i = 0; i < CLASSES; i++) {
      await writeFile(path.join(cwd, `src/C${i}.java`), source(i, random));
    }
    await writeFile(path.join(cwd, 'src/Main.java'), MAIN);
    await writeFile(path.join(cwd, 'rules.pro'), RULES);
    const sources = Array.from({ length: CLASSES }, (_, i) => `src/C${i}.java`);
    await run(
      'javac',
      ['-nowarn', '--release', '8', '-g', '-d', 'in', 'src/Main.java', ...sources],
      {
        cwd,
      },
    );
    await run('proguard', ['@rules.pro'], { cwd });
    const shrunk = await run('java', ['-cp', 'out.jar', 'shop.Main'], { cwd });
    await writeFile(path.join(cwd, 'trace.txt'), shrunk);
    const theirs = await run('java', ['-jar', RETRACE, 'mapping.txt', 'trace.txt'], { cwd });
    const truth = await run('java', ['-cp', 'in', 'shop.Main'], { cwd });

    const mapping = await readFile(path.join(cwd, 'mapping.txt'));
    const { lines, summary, ok } = await explain(shrunk, {
      files: [{ file: mapping, name: 'mapping.txt' }],
    });
    const ours = lines.flatMap(({ raw, rewritten }) => rewritten ?? [raw]).join('\n');
    const inlined = lines.filter(({ originals = [] }) => originals.length > 1).length;
    t.diagnostic(`${summary.frames} frames, ${inlined} of them with inlined ones`);
    assert.ok(ok && inlined > TRACES / 2 && summary.resolved === summary.frames);
    // of heads ReTrace reads the first one alone
    const isBelow = (/** @type {string} */ line) => /^(?:\t|Caused by)/.test(line);
    const [below, judged] = [ours, theirs].map((text) => comparable(text).filter(isBelow));
    assert.deepEqual(below, judged, 'as ReTrace says');
    assert.deepEqual(comparable(ours), comparable(truth), 'as the program was written');
  });
}

/** Numbers from 0 to 1, the same ones for the same seed. @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
