/**
 * Uploads of many small pairs over TLS to a server that takes its time, or that takes only so many a second: mapship beside
 * datadog-ci, each at its defaults.
 *
 * The network is one of this machine, so a reply that is late stands for the way there and back. The server is a process of its own,
 * the same for all; its CPU is not counted, but it has the same cores.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { measure, median } from './measure.js';
import { makePairs } from './upload.js';

/** @import { Sample } from './measure.js' */

const require = createRequire(import.meta.url);
const MAPSHIP = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));
const DATADOG_CI = require.resolve('@datadog/datadog-ci');
const CA = fileURLToPath(new URL('../fixtures/tls/ca.pem', import.meta.url));
const SERVER = new URL('./network-server.js', import.meta.url);

const PAIRS = Number(process.env.BENCH_PAIRS ?? 1000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);

/** The `cli.js` of another mapship, such as one that was published, to be measured in the same run. */
const BESIDE = process.env.BENCH_BESIDE;

const CASES = [
  { delay: 0 },
  { delay: 30 },
  { delay: 100 },
  { delay: 250 },
  { delay: 0, perSecond: 50 },
];

/**
 * What the server has seen of a run. `most`: requests at a time
 * @typedef {{ taken: number, refused: number, most: number, connections: number }} Seen
 */

export async function run() {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-bench-'));
  const server = fork(SERVER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const bytes = await makePairs(path.join(dir, 'dist'), PAIRS);
    const versions = await Promise.all([
      version('mapship', new URL('../../pkg/package.json', import.meta.url)),
      version('datadog-ci', path.join(path.dirname(DATADOG_CI), '../package.json')),
    ]);
    console.log(
      `  ${versions.join(', ')}; ${PAIRS} pairs, ${(bytes / 1e6).toFixed(1)} MB together; HTTPS on loopback, ` +
        `${ROUNDS} rounds by turns, medians (least to most)`,
    );
    for (const given of CASES) {
      server.send(given);
      const [url] = await once(server, 'message');
      const { delay, perSecond } = given;
      console.log(
        `\n  replies after ${delay} ms${perSecond ? `; more than ${perSecond} a second are refused: HTTP 429, Retry-After: 1` : ''}`,
      );
      await compare(dir, url, server);
    }
  } finally {
    server.kill();
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * @param {string} dir
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} server
 */
async function compare(dir, url, server) {
  const where = {
    cwd: dir,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: dir,
      DATADOG_API_KEY: 'a-key',
      DATADOG_SOURCEMAP_INTAKE_URL: url,
      DD_CI_SKIP_VERSION_BANNER: '1',
      NODE_EXTRA_CA_CERTS: CA,
      // datadog-ci asks for other hosts too: there are none
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: 'localhost',
    },
    // some give up on what was refused
    codes: [0, 1],
  };
  const flags = ['dist', '--service', 's', '--release-version', '1', '--disable-git', '--quiet'];
  flags.push('--minified-path-prefix', 'https://example.com');
  const commands = {
    mapship: [MAPSHIP, 'upload', ...flags],
    ...(BESIDE && { 'beside it': [BESIDE, 'upload', ...flags] }),
    'datadog-ci': [DATADOG_CI, 'sourcemaps', 'upload', ...flags],
  };
  /** @type {Record<string, (Sample & Seen)[]>} */
  const all = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, command] of Object.entries(commands)) {
      const sample = await measure([process.execPath, ...command], where);
      server.send('seen');
      const [seen] = await once(server, 'message');
      (all[name] ??= []).push({ ...sample, ...seen });
    }
  }
  for (const [name, samples] of Object.entries(all)) {
    /** @param {keyof (Sample & Seen)} key */
    const of = (key) => median(samples.map((one) => one[key]));
    const walls = samples.map(({ wall }) => wall);
    const facts = [
      `${name.padEnd(10)}  ${of('wall').toFixed(2)} s  (${Math.min(...walls).toFixed(2)} to ${Math.max(...walls).toFixed(2)})`,
      `CPU ${of('cpu').toFixed(2)} s`,
      `peak ${Math.round(of('peak'))} MB`,
      `taken ${of('taken')}`,
      `refused ${of('refused')}`,
      `at most ${of('most')} at a time on ${of('connections')} connections`,
    ];
    console.log(`  ${facts.join('  ')}`);
  }
  const wall = (/** @type {string} */ name) => median((all[name] ?? []).map((one) => one.wall));
  console.log(
    `  mapship is ${(wall('datadog-ci') / wall('mapship')).toFixed(1)} times as fast as datadog-ci`,
  );
}

/**
 * @param {string} name
 * @param {string | URL} file its package.json
 */
async function version(name, file) {
  return `${name} ${JSON.parse(await readFile(file, 'utf8')).version}`;
}
