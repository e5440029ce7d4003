/**
 * Severity is consequence: what mapship takes for no error, real consumers of source maps resolve; what it calls an error, one of
 * them refuses or resolves wrongly.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FlattenMap, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { inspect } from 'mapship';
import { SourceMapConsumer } from 'source-map';

const CODE = 'function f(){\nthrow new Error("x")\n}\nfunction g(){\nf()\n}\ng()\n';

/** Every line leads to the same line of in.ts. */
const MAPPINGS = 'AAAA;AACA,MAAM,IAAI,KAAK,CAAC;AACA;AACA;AACA;AACA;AACA';

const BASE = {
  version: 3,
  file: 'a.js',
  sources: ['in.ts', 'other.ts'],
  names: ['n'],
  sourcesContent: [CODE, ''],
  mappings: MAPPINGS,
};

const part = (/** @type {string} */ mappings) => ({ version: 3, sources: ['in.ts'], mappings });
const HEAD = { offset: { line: 0, column: 0 }, map: part('AAAA;AACA,MAAM;AACA') };
const TAIL = { offset: { line: 3, column: 0 }, map: part('AAGA;AACA;AACA;AACA') };
const index = (/** @type {unknown[]} */ ...sections) => ({ version: 3, sections });
const named = MAPPINGS.replace('AACA,MAAM', 'AACAA,MAAM');

/** @type {Record<string, Record<string, unknown>>} what a map has in place of its own members */
const PASSED_OVER = {
  'nothing is wrong': {},
  'version is a text': { version: '3' },
  'file is null': { file: null },
  'file is a number': { file: 3 },
  'sourceRoot is null': { sourceRoot: null },
  'a source is a number': { sources: ['in.ts', 1] },
  'sourcesContent is null': { sourcesContent: null },
  'sourcesContent is a text': { sourcesContent: '' },
  'a content is a number': { sourcesContent: [2] },
  'a name is null': { names: [null], mappings: named },
  'a name is a number': { names: [1], mappings: named },
  'ignoreList is null': { ignoreList: null },
  'ignoreList has a text': { ignoreList: ['0'] },
  'ignoreList leads nowhere': { ignoreList: [9] },
  'ignoreList is negative': { ignoreList: [-1] },
  'mappings beside sections': { ...BASE, ...index(HEAD, TAIL) },
};

/** @type {Record<string, object>} */
const INDEX_PASSED_OVER = {
  'an index map': index(HEAD, TAIL),
  'an index map in an index map': index({ offset: HEAD.offset, map: index(HEAD, TAIL) }),
};

/** @type {Record<string, Record<string, unknown>>} */
const STUMBLED_OVER = {
  'version is missing': { version: undefined },
  'version is 2': { version: 2 },
  'mappings is null': { mappings: null },
  'mappings is an array': { mappings: [] },
  'sources is null': { sources: null },
  'sources is a text': { sources: 'in.ts' },
  'a source is no URL': { sources: ['in.ts', 'http://[x'] },
  'sourceRoot is a number': { sourceRoot: 3 },
  'names is null': { names: null },
  'a digit is none': { mappings: MAPPINGS.replace('AAAA;', 'AAAA,A=;') },
  'a number is cut': { mappings: `${MAPPINGS},g` },
  'a segment is empty': { mappings: MAPPINGS.replace('MAAM,', 'MAAM,,') },
  'a line begins with a comma': { mappings: MAPPINGS.replace(';AACA', ';,AACA') },
  'a segment has two fields': { mappings: MAPPINGS.replace('AAAA;', 'AAAA,AA;') },
  'a generated column is negative': { mappings: MAPPINGS.replace('AAAA;', 'DAAA;') },
  'sources are out of range': { mappings: MAPPINGS.replace('AAAA', 'AEAA') },
  'an original line is negative': { mappings: MAPPINGS.replace('AAAA;', 'AADA,CACA;') },
  'a name is out of range': { mappings: MAPPINGS.replace('AACA,MAAM', 'AACAE,MAAM') },
  'sections is null': { sections: null },
  'a section is null': index(HEAD, TAIL, null),
  'a section has no offset': index(HEAD, { map: TAIL.map }),
  'an offset has a text': index(HEAD, { ...TAIL, offset: { line: '3', column: 0 } }),
  'sections are not in order': index(TAIL, HEAD),
  'sections overlap': index(HEAD, {
    offset: { line: 1, column: 0 },
    map: part(`;;${TAIL.map.mappings}`),
  }),
  'a section has no map': index(HEAD, { offset: TAIL.offset }),
  'a section has a URL': index(HEAD, { offset: TAIL.offset, url: 'x.map' }),
};

/** Where a frame in line 2 and one in line 5 lead. */
const RIGHT = 'in.ts:2 in.ts:5';

/** @param {(at: { line: number, column: number }) => { source?: string | null, line?: number | null }} find */
function frames(find) {
  const told = [2, 5].map((line) => find({ line, column: 0 }));
  return told.map(({ source, line }) => `${source?.split('/').at(-1)}:${line}`).join(' ');
}

/** @type {Record<string, (text: string, isIndex: boolean) => string | Promise<string>>} */
const CONSUMERS = {
  'trace-mapping': (text) => {
    const map = text.includes('"sections"') ? new FlattenMap(text) : new TraceMap(text);
    return frames((at) => originalPositionFor(map, at));
  },
  'source-map': (text) =>
    SourceMapConsumer.with(text, null, (map) => frames((at) => map.originalPositionFor(at))),
  // Node takes no index map that follows the standard: it asks for sources of its own
  'node --enable-source-maps': (text, isIndex) => {
    if (isIndex) return RIGHT;
    const folder = mkdtempSync(join(tmpdir(), 'mapship-consumers-'));
    try {
      writeFileSync(join(folder, 'a.js'), `${CODE}//# sourceMappingURL=a.js.map\n`);
      writeFileSync(join(folder, 'a.js.map'), text);
      const run = spawnSync(process.execPath, ['--enable-source-maps', 'a.js'], {
        cwd: folder,
        encoding: 'utf8',
      });
      const lines = run.stderr.split('\n').filter((line) => /^ +at /.test(line));
      return lines
        .slice(0, 2)
        .map((line) => /[^/(\s]+:\d+(?=:\d+\)?$)/.exec(line)?.[0])
        .join(' ');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** @param {string} text @param {boolean} isIndex */
async function judged(text, isIndex) {
  /** @type {Record<string, string>} */
  const told = {};
  for (const [name, read] of Object.entries(CONSUMERS)) {
    try {
      told[name] = await read(text, isIndex);
    } catch (error) {
      told[name] = `refuses it: ${error instanceof Error ? error.message : error}`;
    }
  }
  const report = await inspect(new TextEncoder().encode(text));
  const [file] = report.files;
  return { told, ok: file?.ok, codes: file?.issues.map(({ code }) => code) };
}

const text = (/** @type {object} */ members) => JSON.stringify({ ...BASE, ...members });

test('what is no error, every consumer resolves', async (t) => {
  for (const [what, members] of Object.entries(PASSED_OVER)) {
    await t.test(what, async () => {
      const { told, ok, codes } = await judged(text(members), false);
      assert.deepEqual(told, Object.fromEntries(Object.keys(told).map((name) => [name, RIGHT])));
      assert.equal(ok, true, String(codes));
    });
  }
  for (const [what, map] of Object.entries(INDEX_PASSED_OVER)) {
    await t.test(what, async () => {
      const { told, ok, codes } = await judged(JSON.stringify(map), true);
      assert.deepEqual(told, Object.fromEntries(Object.keys(told).map((name) => [name, RIGHT])));
      assert.equal(ok, true, String(codes));
    });
  }
});

test('what is an error, a consumer refuses or resolves wrongly', async (t) => {
  for (const [what, members] of Object.entries(STUMBLED_OVER)) {
    await t.test(what, async () => {
      const isIndex = Array.isArray(members.sections);
      const map = isIndex ? JSON.stringify(members) : text(members);
      const { told, ok, codes } = await judged(map, isIndex);
      assert.ok(
        Object.values(told).some((frames) => frames !== RIGHT),
        JSON.stringify(told),
      );
      assert.equal(ok, false, String(codes));
    });
  }
});
