/** `explain`: stack traces of Android and the JVM, with the mapping files of R8 and ProGuard. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';

import JSZip from 'jszip';
import { explain } from 'mapship';

import { ID, MAPPING, TRACE } from './jvm-world.js';
import { BUILD, folder, mapship } from './world.js';

const DOCS = await readFile(new URL('../../pkg/docs/explain.md', import.meta.url), 'utf8');

/** @param {string} trace @param {string | Uint8Array} [mapping] */
function told(trace, mapping = MAPPING) {
  const file = typeof mapping === 'string' ? new TextEncoder().encode(mapping) : mapping;
  return explain(trace, { files: [{ file, name: 'mapping.txt' }] });
}

/** The lines as they read then. @param {import('mapship').Explanation} explanation */
function text({ lines }) {
  return lines.flatMap(({ raw, rewritten, originals }) =>
    originals?.length === 0 ? [] : (rewritten ?? [raw]),
  );
}

/** The codes of the last line. @param {import('mapship').Explanation} explanation */
function codes({ lines }) {
  return lines.at(-1)?.issues?.map(({ code }) => code);
}

describe('explain, of the JVM', () => {
  test('a whole trace: inlined, synthesized and cut frames, exceptions, words', async () => {
    const explanation = await told(TRACE);
    assert.deepEqual(text(explanation), [
      'FATAL EXCEPTION: main',
      'Process: com.example.shop, PID: 4211',
      'com.example.shop.EmptyCartException: no items',
      '\tat com.example.shop.Price.of(Money.kt:9)',
      '\tat com.example.shop.Cart.add(Cart.kt:24)',
      '\tat com.example.shop.CartActivity.onCreate(CartActivity.kt:31)',
      '\tat android.app.Activity.performCreate(Activity.java:8595)',
      'Caused by: java.lang.IllegalStateException: com.example.shop.Cart is closed',
      '\tat com.example.shop.Cart.close(Cart.kt:57)',
      '\t... 3 more',
    ]);
    assert.equal(explanation.ok, true);
    assert.deepEqual(explanation.summary, { frames: 4, resolved: 3, readable: 1 });
    assert.deepEqual(explanation.issues, []);
    assert.deepEqual(explanation.lines[3], {
      raw: '\tat a.a.a(SourceFile:4)',
      platform: 'jvm',
      before: '\t',
      function: 'a.a.a',
      line: 4,
      map: 'mapping.txt',
      originals: [
        { function: 'com.example.shop.Price.of', source: 'Money.kt', line: 9 },
        { function: 'com.example.shop.Cart.add', source: 'Cart.kt', line: 24 },
      ],
      rewritten: [
        '\tat com.example.shop.Price.of(Money.kt:9)',
        '\tat com.example.shop.Cart.add(Cart.kt:24)',
      ],
      issues: [],
    });
    assert.equal(explanation.lines[6]?.readable, true);
  });

  test('every reason why a frame is not readable', async () => {
    for (const [frame, code, lines] of /** @type {[string, string, string[]][]} */ ([
      ['at x.y.z(SourceFile:1)', 'frame-class-not-mapped', ['at x.y.z(SourceFile:1)']],
      [
        'at a.a.z(SourceFile:1)',
        'frame-method-not-mapped',
        ['at com.example.shop.Cart.z(Cart.kt:1)'],
      ],
      [
        'at a.a.a(SourceFile:9)',
        'frame-line-not-mapped',
        ['at com.example.shop.Cart.a(Cart.kt:9)'],
      ],
      ['at a.a.a(r8-map-id-ffffffff:1)', 'frame-other-mapping', ['at a.a.a(r8-map-id-ffffffff:1)']],
    ])) {
      const explanation = await told(frame);
      assert.deepEqual(codes(explanation), [code]);
      const [issue] = explanation.lines[0]?.issues ?? [];
      assert.match(issue?.message ?? '', /mapping\.txt/, frame);
      assert.match(issue?.help ?? '', /mapping\.txt/, frame);
      assert.deepEqual(text(explanation), lines);
      assert.deepEqual([explanation.ok, explanation.summary.resolved], [false, 0], frame);
    }
    const without = await explain(TRACE, { files: [] });
    assert.deepEqual(codes({ ...without, lines: without.lines.slice(0, 4) }), ['frame-no-mapping']);
    const newer = await told('at a.a.b(SourceFile:1)', MAPPING.replace('"2.2"', '"9.0"'));
    assert.deepEqual(
      newer.issues.map(({ code, severity }) => [code, severity]),
      [['mapping-newer', 'warning']],
    );
    assert.equal(newer.ok, true);
  });

  test('what is not certain is told in full', async () => {
    const explanation = await told('at a.a.c(Unknown Source)');
    const [line] = explanation.lines;
    assert.deepEqual(codes(explanation), ['frame-readings']);
    assert.match(line?.issues?.[0]?.message ?? '', /Cart\.right \(Cart\.kt\)$/);
    assert.deepEqual(line?.alternatives, [
      [{ function: 'com.example.shop.Cart.right', source: 'Cart.kt' }],
    ]);
    assert.equal(explanation.ok, true);
  });

  test('one mapping of several is meant: by its ID, or by its classes', async () => {
    const other = MAPPING.replaceAll(ID.slice(0, 7), 'fffffff').replaceAll('.shop.', '.bank.');
    const files = (/** @type {string[]} */ ...mappings) =>
      mappings.map((mapping, i) => ({
        file: new TextEncoder().encode(mapping),
        name: `${i}/mapping.txt`,
      }));
    const byId = await explain(`at a.a.b(r8-map-id-${ID}:1)`, { files: files(other, MAPPING) });
    assert.deepEqual(text(byId), ['at com.example.shop.Cart.close(Cart.kt:1)']);
    assert.equal(byId.lines[0]?.map, '1/mapping.txt');
    const unclear = await explain('at a.a.b(SourceFile:1)', { files: files(other, MAPPING) });
    assert.deepEqual(codes(unclear), ['frame-mapping-unclear']);
    assert.deepEqual(text(unclear), ['at a.a.b(SourceFile:1)']);
    const small = files('x.Y -> a.z:\n', MAPPING);
    const byClass = await explain(TRACE, { files: small });
    assert.deepEqual(text(byClass), text(await told(TRACE)));
  });

  test('beside JavaScript, in a folder, in the JSON of a log', async (t) => {
    const dir = await folder(t, {
      ...BUILD,
      'dist/mapping/release/mapping.txt': MAPPING,
      'trace.txt': `Error: x\n    at https://example.com/app.js:1:3\n${TRACE}`,
    });
    const shown = await mapship(['explain', '--stack', 'trace.txt', '--files', 'dist'], {
      cwd: dir,
    });
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /at src\/app\.ts:1:1\n/);
    assert.match(shown.stdout, /\tat com\.example\.shop\.Cart\.add\(Cart\.kt:24\)\n/);
    assert.doesNotMatch(shown.stdout, /a\.b\.run|frame-synthesized/);
    assert.match(shown.stdout, /5 of 5 frames readable, 1 of them already/);
    const log = JSON.stringify({ level: 'ERROR', stack_trace: TRACE });
    const explained = await explain(log, { files: path.join(dir, 'dist') });
    assert.deepEqual(text(explained), [log, ...text(await told(TRACE))]);
  });

  test('the mapping of an app bundle', async () => {
    const inside = 'BUNDLE-METADATA/com.android.tools.build.obfuscation/proguard.map';
    const bundle = new JSZip().file(inside, MAPPING, { createFolders: false });
    const file = await bundle.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
    const explanation = await explain(TRACE, { files: [{ file, name: 'app.aab' }] });
    assert.deepEqual(text(explanation), text(await told(TRACE)));
    assert.equal(explanation.lines[3]?.map, `app.aab/${inside}`);
  });

  test('traces of a server, which nobody has shrunk, are readable already', async () => {
    const trace = 'java.lang.Error: x\n\tat com.example.Main.main(Main.java:3)\n';
    const explanation = await told(trace);
    assert.deepEqual(explanation.summary, { frames: 1, resolved: 0, readable: 1 });
    assert.deepEqual([explanation.ok, text(explanation).join('\n')], [true, trace.trimEnd()]);
  });

  test('no line is too long, nor a text too odd', async () => {
    const odd = `at ${'a.'.repeat(2e5)}b(c:1)\n${'at '.repeat(2e5)}\n${'at a.b('.repeat(1e5)}\n${' '.repeat(2e5)}${'at a.b(x at '.repeat(5e4)}`;
    const { lines } = await told(`${odd}\n${TRACE}`);
    assert.equal(lines.length, 4 + TRACE.trimEnd().split('\n').length);
  });

  test('the commands of the docs do what stands there', async (t) => {
    const section = DOCS.slice(
      DOCS.indexOf('## Android and the JVM'),
      DOCS.indexOf('## Native programs'),
    );
    const blocks = [...section.matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
    const of = (/** @type {string} */ language) =>
      blocks.filter(([, of]) => of === language).map(([, , body]) => body ?? '');
    const [commands = ''] = of('sh');
    const [given = '', expected = ''] = of('text');
    const dir = await folder(t, {
      'app/build/outputs/mapping/release/mapping.txt': MAPPING,
      'crash.txt': given,
    });
    const lines = commands.trim().split('\n');
    assert.equal(lines.length, 2);
    for (const line of lines) {
      const [program, ...args] = line.split(' ');
      assert.equal(program, 'mapship');
      const shown = await mapship(args, { cwd: dir });
      assert.equal(shown.code, 0, `${line}: ${shown.stderr}${shown.stdout}`);
      if (!args.includes('--json')) assert.equal(shown.stdout, expected, line);
    }
  });
});
