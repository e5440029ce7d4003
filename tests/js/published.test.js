/** Published maps of many tools: sound by mapship's rules, and read alike by another decoder. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';

import { TraceMap, decodedMappings, originalPositionFor } from '@jridgewell/trace-mapping';
import { check, inspect } from 'mapship';

import { lookup, start } from '../../pkg/core.js';
import { published } from '../published/packages.js';

const LOOKUPS = 1000;

/** What is warned of: each was looked at, and is so. */
const FINDINGS = /** @type {Record<string, string[]>} */ ({
  // the published bundle is not the one that its map was made with: names lie some 17 to 170 columns off
  'swagger-ui-dist': ['fit-content', 'fit-words'],
});

describe('published maps', () => {
  /** @type {import('../published/packages.js').Published[]} */
  let packages = [];
  before(async () => {
    packages = await published();
    assert.equal(packages.length, 13);
  });

  test('have no errors, and no warnings but those that were looked into', async () => {
    for (const { name, map, minified } of packages) {
      const [bytes, script] = await Promise.all([readFile(map), readFile(minified)]);
      const report = await check([{ file: bytes, name: 'a.js.map' }], {
        parts: { minified_file: script },
        type: 'js_sourcemap',
      });
      const [file] = report.files;
      assert.ok(report.ok, name);
      const told = file?.issues.filter(({ severity }) => severity !== 'note');
      const codes = told?.map(({ code }) => code);
      assert.deepEqual(codes, FINDINGS[name] ?? [], name);
      assert.ok(file?.mapped !== undefined && file.mapped > 0.6 && file.mapped <= 1, name);
    }
  });

  test('have as many segments, lines and names as another decoder sees', async () => {
    const core = await start();
    for (const { name, map } of packages) {
      const bytes = await readFile(map);
      const source = { length: bytes.length, read: slice(bytes), close() {} };
      const { map: counts } = core.inspect(source, 'a.js.map');
      const lines = decodedMappings(new TraceMap(bytes.toString()));
      const segments = lines.flat();
      assert.equal(counts?.generatedLines, lines.length, name);
      assert.equal(counts?.segments, segments.length, name);
      const named = segments.filter((segment) => segment.length === 5).length;
      assert.equal(counts?.segmentsWithName, named, name);
    }
  });

  test('lead to the same originals', async () => {
    for (const [index, { name, map }] of packages.entries()) {
      const bytes = await readFile(map);
      const judge = new TraceMap(bytes.toString());
      const lines = decodedMappings(judge);
      const random = randomFrom(index + 1);
      // the judge tidies the names of sources
      const resolved = new Map(
        judge.sources.map((source, i) => [source, judge.resolvedSources[i]]),
      );
      const found = await lookup({ length: bytes.length, read: slice(bytes), close() {} });
      try {
        let compared = 0;
        for (let i = 0; i < LOOKUPS; i += 1) {
          const line = pickLine(lines, random);
          const columns = (lines[line] ?? []).map(([column]) => column);
          const column = Math.floor(random() * (Number(columns.at(-1)) + 40));
          // where several mappings stand at one position, which of them counts is not laid down
          const last = columns.findLastIndex((one) => one <= column);
          if (last < 0 || columns[last] === columns[last - 1]) continue;
          const theirs = originalPositionFor(judge, { line: line + 1, column });
          const ours = /** @type {any} */ (found.original(line + 1, column));
          const at = `${name} ${line + 1}:${column}`;
          assert.equal(resolved.get(ours?.source) ?? null, theirs.source, at);
          assert.equal(ours?.line ?? null, theirs.line, at);
          assert.equal(ours?.column ?? null, theirs.column, at);
          assert.equal(ours?.name ?? null, theirs.name, at);
          compared += 1;
        }
        assert.ok(compared > LOOKUPS / 2, `${name}: ${compared}`);
      } finally {
        found.free();
      }
    }
  });

  test('are refused when cut short', async () => {
    for (const { name, map } of packages) {
      const bytes = await readFile(map);
      const report = await inspect([
        { file: bytes.subarray(0, bytes.length * 0.7), name: 'a.map' },
      ]);
      const codes = report.files[0]?.issues.map(({ code }) => code);
      assert.ok(codes?.includes('map-json-truncated'), `${name}: ${codes}`);
    }
  });
});

/** @param {Buffer} bytes */
function slice(bytes) {
  return (/** @type {number} */ offset, /** @type {number} */ length) =>
    bytes.subarray(offset, offset + length);
}

/**
 * @param {readonly (readonly unknown[])[]} lines
 * @param {() => number} random
 */
function pickLine(lines, random) {
  let line = Math.floor(random() * lines.length);
  while ((lines[line] ?? []).length === 0) line = (line + 1) % lines.length;
  return line;
}

/** The same numbers in every run. @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
