/** Published maps of many tools: sound by mapship's rules, and read alike by another decoder. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, test } from 'node:test';

import { TraceMap, decodedMappings, originalPositionFor } from '@jridgewell/trace-mapping';
import { check, inspect } from 'mapship';

import { start } from '../../pkg/core/index.js';
import { startLookups } from '../../pkg/core/lookups.js';
import { published } from '../published/packages.js';

const LOOKUPS = 1000;

/** What is said besides notes: each was looked at, and is so. */
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

  test('have no errors but where another decoder sees the misfit, too', async () => {
    for (const { name, map, minified } of packages) {
      const [bytes, script] = await Promise.all([readFile(map), readFile(minified)]);
      const report = await check([{ file: bytes, name: 'a.js.map' }], {
        parts: { minified_file: script },
        type: 'js_sourcemap',
      });
      const [file] = report.files;
      // more than one segment in twenty leads past the end of a line, or into the middle of a word
      assert.equal(report.ok, strayShare(bytes.toString(), script.toString()) < 0.05, name);
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
    const lookups = await startLookups();
    for (const [index, { name, map }] of packages.entries()) {
      const bytes = await readFile(map);
      const judge = new TraceMap(bytes.toString());
      const lines = decodedMappings(judge);
      const random = randomFrom(index + 1);
      // the judge tidies the names of sources
      const resolved = new Map(
        judge.sources.map((source, i) => [source, judge.resolvedSources[i]]),
      );
      /** @type {Map<number, number[]>} a file of one long line is looked into often */
      const known = new Map();
      const columnsOf = (/** @type {number} */ line) => {
        const columns = known.get(line) ?? (lines[line] ?? []).map(([column]) => column);
        known.set(line, columns);
        return columns;
      };
      const places = [];
      for (let i = 0; i < LOOKUPS; i += 1) {
        const line = pickLine(lines, random);
        const columns = columnsOf(line);
        const column = Math.floor(random() * (Number(columns.at(-1)) + 40));
        // where several mappings stand at one position, which of them counts is not laid down
        const last = columns.findLastIndex((one) => one <= column);
        if (last < 0 || columns[last] === columns[last - 1]) continue;
        places.push({ line: line + 1, column });
      }
      assert.ok(places.length > LOOKUPS / 2, `${name}: ${places.length}`);
      const source = { length: bytes.length, read: slice(bytes), close() {} };
      const numbers = Uint32Array.from(places.flatMap(({ line, column }) => [line, column]));
      const { found } = /** @type {any} */ (lookups.lookUp(source, 'a.js', numbers, 0));
      assert.equal(found.length, places.length);
      for (const [i, { line, column }] of places.entries()) {
        const theirs = originalPositionFor(judge, { line, column });
        const ours = found[i].original;
        const at = `${name} ${line}:${column}`;
        assert.equal(resolved.get(ours?.source) ?? null, theirs.source, at);
        assert.equal(ours?.line ?? null, theirs.line, at);
        assert.equal(ours?.column ?? null, theirs.column, at);
        assert.equal(ours?.name ?? null, theirs.name, at);
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

/**
 * The share of a map's segments that lie where no token begins.
 * @param {string} map
 * @param {string} script
 */
function strayShare(map, script) {
  const lines = script.split(/\r\n|[\n\r\u2028\u2029]/);
  const isStray = (/** @type {string} */ line, /** @type {number} */ column) =>
    column > line.length || /^[\w$]{2}$/.test(line.slice(Math.max(column - 1, 0), column + 1));
  const decoded = decodedMappings(new TraceMap(map));
  const strays = decoded.flatMap((segments, i) =>
    segments.filter(([column]) => isStray(lines[i] ?? '', column)),
  );
  return strays.length / decoded.flat().length;
}

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
