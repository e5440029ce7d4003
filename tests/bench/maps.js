/** Reading maps: mapship's whole check from bytes beside what others take to decode them, and its memory. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { made } from '../published/made.js';
import { mappingsOnly } from '../published/mappings-only.js';
import { published } from '../published/packages.js';
import { CLI_BEFORE } from './before.js';
import { bareNode, measure, median } from './measure.js';

const run_ = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const WORKER = path.join(root, 'tests/bench/maps-worker.js');
const NATIVE = path.join(root, 'tests/bench/native');
const TARGET = path.join(root, 'target/bench-native');

/** Processes per reader and map. */
const ROUNDS = 3;

/**
 * Readings in each process; the first, which warms up, does not count. More of a small map, or engines would not have
 * optimised their code before the end.
 * @param {number} size in bytes
 */
const readingsOf = (size) => Math.max(6, Math.min(100, Math.ceil(40e6 / size)));

const READERS = [
  'mapship',
  ...(CLI_BEFORE ? ['mapship before'] : []),
  'JSON.parse',
  'trace-mapping',
  'source-map',
  'UTF-8 scan',
];
const DECODERS = ['srcmap-sourcemap', 'oxc_sourcemap', 'sourcemap'];

export async function run() {
  const maps = (await published()).map(({ name, map }) => ({ name, map }));
  const large = await made(1);
  maps.push({ name: 'all of them in one', map: large.map });
  await run_('cargo', ['build', '--release', '--quiet', '--target-dir', TARGET], { cwd: NATIVE });
  await speed(maps);
  await memory();
  await explaining();
}

/** @param {{ name: string, map: string }[]} maps */
async function speed(maps) {
  console.log(
    `\n  reading, warm, MB/s of the map's bytes: medians of ${ROUNDS} processes of 6 readings each (more of small maps, 100 at most), the readers by turns;` +
      '\n  mapship is the whole check in WebAssembly, the readers after "|" are native\n',
  );
  const names = [...READERS, ...DECODERS];
  const head = ['map', 'MB', ...READERS, '|', ...DECODERS];
  const widths = [
    20,
    6,
    ...READERS.map((name) => Math.max(8, name.length)),
    1,
    ...DECODERS.map((name) => name.length),
  ];
  const row = (/** @type {string[]} */ cells) =>
    console.log(
      `  ${cells.map((cell, i) => (i === 0 ? cell.padEnd(20) : cell.padStart(widths[i] ?? 0))).join('  ')}`,
    );
  row(head);
  /** @type {Map<string, number[]>} logarithms of MB/s */
  const all = new Map(names.map((name) => [name, []]));
  for (const { name, map } of maps) {
    const { size } = await stat(map);
    /** @type {Map<string, number[]>} */
    const times = new Map(names.map((reader) => [reader, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const reader of names)
        times.get(reader)?.push(...(await readings(reader, map, readingsOf(size))));
    }
    const rate = (/** @type {string} */ reader) => size / 1e3 / median(times.get(reader) ?? []);
    for (const reader of names) all.get(reader)?.push(Math.log(rate(reader)));
    const shown = (/** @type {string} */ reader) => rate(reader).toFixed(0);
    row([name, (size / 1e6).toFixed(1), ...READERS.map(shown), '|', ...DECODERS.map(shown)]);
  }
  const mean = (/** @type {string} */ reader) => {
    const logs = all.get(reader) ?? [];
    return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  };
  row([
    'geometric mean',
    '',
    ...READERS.map((it) => mean(it).toFixed(0)),
    '|',
    ...DECODERS.map((it) => mean(it).toFixed(0)),
  ]);
  const times = (/** @type {string} */ reader) => (mean('mapship') / mean(reader)).toFixed(2);
  row(['mapship is so many ×', '', ...READERS.map(times), '|', ...DECODERS.map(times)]);
}

/**
 * @param {string} reader
 * @param {string} map
 * @param {number} count
 * @returns {Promise<number[]>} in ms
 */
async function readings(reader, map, count) {
  const [program, args] = READERS.includes(reader)
    ? [process.execPath, [WORKER, reader, map, String(count)]]
    : [path.join(TARGET, 'release/mapship-bench-native'), [reader, map, String(count)]];
  const { stdout } = await run_(program, args, { cwd: path.dirname(WORKER) });
  return JSON.parse(stdout).ms.slice(1);
}

async function memory() {
  console.log(
    '\n  peak memory of whole processes, `mapship check` of a map and its minified file\n',
  );
  const where = { cwd: root, env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' } };
  const node = process.execPath;
  const bare = await bareNode(where);
  console.log(`  bare Node, idle: ${bare.toFixed(0)} MB`);
  for (const copies of [1, 3, 5]) {
    const { map, minified } = await made(copies);
    const [a, b] = await Promise.all([stat(map), stat(minified)]);
    const args = [node, path.join(root, 'pkg/cli.js'), 'check', map];
    const peak = await measure(args, { ...where, codes: [0, 3] });
    console.log(
      `  ${mb(a.size)} MB map with ${mb(b.size)} MB file: ${peak.peak.toFixed(0)} MB, ${(peak.peak - bare).toFixed(0)} over bare Node, ${peak.wall.toFixed(2)} s`,
    );
  }
}

/** A stack trace from both ends of a map that is little more than mappings, beside the check of it. */
async function explaining() {
  console.log(
    '\n  `mapship explain` of a map that is mostly mappings, beside `mapship check` of it\n',
  );
  const cwd = await mkdtemp(path.join(tmpdir(), 'mapship-bench-'));
  try {
    const { map, lines } = await mappingsOnly(cwd, 390e6);
    const where = { cwd, env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' } };
    const bare = await bareNode(where);
    const frames = [1, lines].map((line) => `at f (https://example.com/app.js:${line}:30000)`);
    const cli = [process.execPath, path.join(root, 'pkg/cli.js')];
    const commands = {
      check: [...cli, 'check', map],
      explain: [...cli, 'explain', frames.join('\n'), '--files', cwd],
    };
    for (const [name, command] of Object.entries(commands)) {
      /** @type {import('./measure.js').Sample[]} */
      const samples = [];
      for (let round = 0; round < ROUNDS; round += 1) samples.push(await measure(command, where));
      const of = (/** @type {'peak' | 'wall' | 'cpu'} */ what) =>
        median(samples.map((sample) => sample[what]));
      console.log(
        `  ${name.padEnd(7)} of a ${mb((await stat(map)).size)} MB map: ${(of('peak') - bare).toFixed(0)} MB over bare Node, ${of('wall').toFixed(2)} s, CPU ${of('cpu').toFixed(2)} s`,
      );
    }
  } finally {
    await rm(cwd, { recursive: true });
  }
}

/** @param {number} bytes */
function mb(bytes) {
  return (bytes / 1e6).toFixed(0);
}
