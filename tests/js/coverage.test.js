// What a map covers, by published maps, with another decoder as judge.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';

import { TraceMap, decodedMappings, originalPositionFor } from '@jridgewell/trace-mapping';
import { FileError, UsageError, look } from 'mapship';

import { published } from '../published/packages.js';
import { MAP, SCRIPT } from './world.js';

/** @typedef {import('mapship').Span} Span */

const END = { line: Infinity, column: Infinity };

/** Enough for all that is asked at once here. */
const MOST = 20_000;

describe('published maps', () => {
  /** @type {import('../published/packages.js').Published[]} */
  let packages = [];
  before(async () => {
    packages = await published();
  });

  test('cover what another decoder says', async () => {
    for (const { name, map, minified } of packages) {
      const judge = await judged(map, minified);
      const seen = await look({ map, minified });
      const { coverage } = seen;
      seen.close();
      const sum = coverage.mapped + coverage.sourceless + coverage.unmapped;
      assert.equal(coverage.issue, undefined, name);
      assert.equal(coverage.units, sum, name);
      assert.equal(coverage.units, judge.units, name);
      assert.equal(coverage.lines, judge.lengths.length, name);
      assert.equal(
        coverage.longestLine,
        judge.lengths.reduce((most, length) => Math.max(most, length), 0),
        name,
      );
      assert.equal(coverage.mapped + coverage.sourceless, sumOf(judge.spans), name);
      assert.equal(coverage.segments, judge.segments, name);
      assert.equal(coverage.sourceCount, judge.trace.sources.length, name);
      assert.equal(coverage.sources.length, coverage.sourceCount, name);
      /** @type {Map<number | undefined, Span[]>} */
      const spans = new Map();
      for (const span of judge.spans) {
        const known = spans.get(span.source);
        if (known) known.push(span);
        else spans.set(span.source, [span]);
      }
      for (const { index, units, contentBytes, name: source, ignored } of coverage.sources) {
        assert.equal(units, sumOf(spans.get(index) ?? []), `${name} ${index}`);
        const content = judge.json.sourcesContent?.[index] ?? undefined;
        // how it is escaped is the tool's choice, and characters may be more bytes than units
        assert.equal(contentBytes === undefined, content === undefined, `${name} ${index}`);
        assert.ok(Number(contentBytes ?? 0) >= String(content ?? '').length, `${name} ${index}`);
        assert.equal(source, sourceName(judge.json, index), `${name} ${index}`);
        assert.equal(ignored, judge.trace.ignoreList?.includes(index) ?? false, `${name} ${index}`);
      }
    }
  });

  test('lead to the same places, window by window, and back', async () => {
    for (const [index, { name, map, minified }] of packages.entries()) {
      const { spans } = await judged(map, minified);
      const random = randomFrom(index + 1);
      const seen = await look({ map, minified });
      for (let i = 0; i < 12; i += 1) {
        const first = Math.floor(random() * spans.length);
        const some = spans.slice(first, first + Math.floor(random() * 400) + 1);
        const [from, last] = [/** @type {Span} */ (some[0]), /** @type {Span} */ (some.at(-1))];
        const to = { line: last.line, column: Number(last.endColumn) };
        const found = await seen.generated(from, to, MOST);
        assert.deepEqual(found.spans, some, `${name} ${from.line}:${from.column}`);
        assert.equal(found.more, false);
        const { source, originalLine } = from;
        if (source === undefined || originalLine === undefined) continue;
        const low = { line: originalLine, column: 0 };
        const high = { line: originalLine + 3, column: 0 };
        const back = await seen.original(source, low, high, MOST);
        const expected = spans.filter(
          (span) =>
            span.source === source &&
            Number(span.originalLine) >= low.line &&
            Number(span.originalLine) < high.line,
        );
        assert.deepEqual(back.spans, expected, `${name} ${source} ${low.line}`);
      }
      seen.close();
    }
  });

  test('hold the contents and the text that are there', async () => {
    for (const [index, { name, map, minified }] of packages.entries()) {
      const json = JSON.parse(await readFile(map, 'utf8'));
      const lines = linesOf(await readFile(minified, 'utf8'));
      const random = randomFrom(index + 7);
      const seen = await look({ map, minified });
      for (let i = 0; i < 12; i += 1) {
        const source = Math.floor(random() * json.sources.length);
        const { text, isCut } = await seen.content(source, 64 * 1024 * 1024);
        assert.equal(text ?? null, json.sourcesContent?.[source] ?? null, `${name} ${source}`);
        assert.equal(isCut, false);
        const line = Math.floor(random() * lines.length);
        const column = Math.floor(random() * (lines[line]?.length ?? 0));
        const window = await seen.text({ line: line + 1, column }, 500);
        assert.equal(window.lines[0]?.column, column, name);
        for (const [i, told] of window.lines.entries()) {
          const whole = lines[told.line - 1] ?? '';
          assert.equal(told.line, line + 1 + i, name);
          assert.ok(whole.startsWith(told.text, told.column), `${name} ${told.line}`);
          assert.equal(told.ends, told.column + told.text.length === whole.length, name);
        }
        const units = window.lines.reduce((sum, { text }) => sum + text.length, 0);
        assert.ok(units >= 499 || !window.more || window.lines.length > 100, `${name} ${units}`);
      }
      seen.close();
    }
  });
});

test('a picture is of a map and its file, and of a map alone', async () => {
  const files = { map: Buffer.from(MAP), minified: new Blob([SCRIPT]) };
  const whole = await look(files);
  const alone = await look({ map: files.map });
  assert.ok(whole.coverage.mapped > 0);
  assert.equal(whole.coverage.openEnds, 0);
  assert.equal(alone.coverage.minified, false);
  assert.ok(alone.coverage.openEnds > 0);
  assert.deepEqual((await alone.text({ line: 1, column: 0 }, 10)).lines, []);
  const { spans, sources } = await whole.generated({ line: 1, column: 0 }, END);
  assert.ok(spans.length > 0 && sources.length > 0);
  const trace = new TraceMap(MAP);
  for (const { line, column, originalLine, originalColumn, name } of spans) {
    const { source: _, ...theirs } = originalPositionFor(trace, { line, column });
    const ours = { line: originalLine ?? null, column: originalColumn ?? null, name: name ?? null };
    assert.deepEqual(ours, theirs);
  }
  assert.deepEqual(structuredClone(whole.coverage), whole.coverage);
});

test('a picture has only the largest sources where there are many', async () => {
  const map = {
    version: 3,
    sources: Array.from({ length: 100 }, (_, i) => `${i}.js`),
    names: [],
    // the last two cover most
    mappings: `AAAA${',CCAA'.repeat(98)},iDCAA`,
  };
  const minified = Buffer.from('x'.repeat(1000));
  const { coverage } = await look(
    { map: Buffer.from(JSON.stringify(map)), minified },
    { limit: 2 },
  );
  assert.deepEqual(
    coverage.sources.map(({ name, units }) => [name, units]),
    [
      ['99.js', 1000 - 98 - 49],
      ['98.js', 49],
    ],
  );
  assert.deepEqual(coverage.others, { sources: 98, units: 98, segments: 98 });
  assert.equal(coverage.sourceCount, 100);
});

test('a window of text is cut as the core cuts lines', async () => {
  const text = '0123\r\nä😀b\u2028…\n\nlast';
  const seen = await look({ map: Buffer.from(MAP), minified: Buffer.from(text) });
  /** @type {[line: number, column: number, length: number, expected: string, more: boolean][]} */
  const windows = [
    [1, 0, 99, '1:0 0123| 2:0 ä😀b| 3:0 …| 4:0 | 5:0 last|', false],
    [1, 2, 2, '1:2 23|', true],
    [1, 2, 3, '1:2 23| 2:0 ä', true],
    [1, 4, 0, '1:4 |', true],
    // a character of two units is not cut
    [2, 0, 2, '2:0 ä😀', true],
    [2, 1, 2, '2:1 😀', true],
    [2, 2, 1, '2:3 b|', true],
    [2, 99, 1, '2:4 | 3:0 …|', true],
    [4, 0, 1, '4:0 | 5:0 l', true],
    [5, 3, 9, '5:3 t|', false],
    [5, 9, 9, '5:4 |', false],
    [6, 0, 9, '', false],
  ];
  for (const [line, column, length, expected, more] of windows) {
    const window = await seen.text({ line, column }, length);
    const told = window.lines.map(
      (it) => `${it.line}:${it.column} ${it.text}${it.ends ? '|' : ''}`,
    );
    const at = `${line}:${column} ${length}`;
    assert.equal(told.join(' '), expected, at);
    assert.equal(window.more, more, at);
  }
});

test('what is broken is no exception, what is misused is', async () => {
  const cut = await look({ map: Buffer.from(MAP.slice(0, -20)), minified: Buffer.from(SCRIPT) });
  assert.equal(cut.coverage.issue?.code, 'map-json-truncated');
  const none = await look({ map: Buffer.from('<html>') });
  assert.equal(none.coverage.issue?.code, 'map-json-syntax');
  const map = Buffer.from(MAP);
  const wrong = /** @type {any} */ ([
    [{}, undefined, 'files-missing'],
    [undefined, undefined, 'files-missing'],
    [{ map }, { limits: 3 }, 'option-unknown'],
    [{ map }, { limit: 0 }, 'option-kind'],
  ]);
  for (const [files, options, code] of wrong) {
    await assert.rejects(
      look(files, options),
      (error) => error instanceof UsageError && error.code === code,
    );
  }
  await assert.rejects(look({ map: 'no-such.map' }), FileError);
  await assert.rejects(look({ map }, { signal: AbortSignal.abort(new Error('enough')) }), /enough/);
  const seen = await look({ map });
  await assert.rejects(seen.content(99), { name: 'UsageError', code: 'source-unknown' });
  await assert.rejects(seen.generated(/** @type {any} */ ({ line: 'x' }), END), {
    code: 'number-kind',
  });
  seen.close();
  seen.close();
  await assert.rejects(seen.content(0), { code: 'look-closed' });
});

/**
 * What the judge makes of a map and its file: each segment covers what stands from it on up to the next.
 * @param {string} map
 * @param {string} minified
 */
async function judged(map, minified) {
  const text = await readFile(map, 'utf8');
  const json = JSON.parse(text);
  const trace = new TraceMap(text);
  const lengths = linesOf(await readFile(minified, 'utf8')).map(({ length }) => length);
  /** @type {Span[]} */
  const spans = [];
  let segments = 0;
  for (const [index, line] of decodedMappings(trace).entries()) {
    segments += line.length;
    for (const [i, [column, source, originalLine, originalColumn, name]] of line.entries()) {
      const length = lengths[index] ?? 0;
      const endColumn = Math.min(line[i + 1]?.[0] ?? length, length);
      if (endColumn <= column) continue;
      spans.push({
        line: index + 1,
        column,
        endColumn,
        source,
        originalLine: originalLine === undefined ? undefined : originalLine + 1,
        originalColumn,
        name: name === undefined ? undefined : trace.names[name],
      });
    }
  }
  const units = lengths.reduce((sum, length) => sum + length, 0);
  return { json, trace, lengths, spans, segments, units };
}

/** @param {string} text as ECMA-262 12.3 has its lines */
function linesOf(text) {
  return text.split(/\r\n|[\n\r\u2028\u2029]/);
}

/** @param {Span[]} spans */
function sumOf(spans) {
  return spans.reduce((sum, { column, endColumn }) => sum + Number(endColumn) - column, 0);
}

/** @param {any} json @param {number} index */
function sourceName(json, index) {
  const name = json.sources[index] ?? undefined;
  const root = json.sourceRoot;
  return root && name !== undefined ? `${root}${root.endsWith('/') ? '' : '/'}${name}` : name;
}

/** The same numbers in every run. @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
