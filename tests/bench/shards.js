/**
 * A build that several machines send between them: so many processes with a share each, an intake that takes only so many uploads a
 * second, and one process that is killed when it is through half of its share, and started again.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAPSHIP = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));
const SERVER = new URL('./shards-server.js', import.meta.url);

const PAIRS = Number(process.env.BENCH_PAIRS ?? 100_000);
const SHARDS = Number(process.env.BENCH_SHARDS ?? 8);
const PER_SECOND = Number(process.env.BENCH_PER_SECOND ?? 500);

/** At the limit that all share, one upload may be refused more often by chance than it is tried again by default. */
const RETRIES = ['--max-retries', '30'];

/** So many files are in a folder. */
const IN_FOLDER = 500;

/** How often the receipt of the process that is to be killed is looked at, in ms. */
const LOOK = 20;

export async function run() {
  console.log(
    `\n  ${PAIRS} pairs, ${SHARDS} processes, at most ${PER_SECOND} uploads a second; one is killed half-way`,
  );
  const done = await simulate({ pairs: PAIRS, shards: SHARDS, perSecond: PER_SECOND });
  const { seconds, least, there, again, knownAgain, refused, killedAt, merged, codes } = done;
  console.log(
    `  ${seconds.toFixed(1)} s; the limit alone takes ${least.toFixed(1)} s: ${(100 * (seconds / least - 1)).toFixed(0)} % more\n` +
      `  ${there} of ${PAIRS} there; killed after ${killedAt} of its share were known to have arrived\n` +
      `  ${again} came twice, none of which the receipt knew: ${knownAgain === 0 ? 'right' : `wrong, ${knownAgain}`}\n` +
      `  ${refused} requests refused; the processes ended with ${codes.join(', ')}\n  ${merged}`,
  );
}

/**
 * @param {{ pairs: number, shards: number, perSecond: number }} how
 */
export async function simulate({ pairs, shards, perSecond }) {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-shards-'));
  const server = fork(SERVER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    await makeBuild(path.join(dir, 'dist'), pairs);
    const half = Math.floor(pairs / shards / 2);
    server.send({ perSecond, hold: half });
    const [[url, held]] = await once(server, 'message');
    const begun = performance.now();
    const others = Array.from({ length: shards - 1 }, (_, i) => start(dir, url, i + 2, shards));
    const first = start(dir, held, 1, shards);
    const receipt = path.join(dir, `receipts/shard-1-of-${shards}.json`);
    while ((await sentIn(receipt)).length < half && first.child.exitCode === null) {
      await setTimeout(LOOK);
    }
    first.child.kill('SIGKILL');
    const killed = await first.end;
    const known = await sentIn(receipt);
    server.send('go on');
    const again = start(dir, held, 1, shards);
    const codes = await Promise.all([again, ...others].map(({ end }) => end));
    const seconds = (performance.now() - begun) / 1000;
    server.send('seen');
    const [seen] = await once(server, 'message');
    const twice = seen.taken.filter((/** @type {[string, number]} */ [, times]) => times > 1);
    const isKnown = new Set(known);
    const merge = spawn(
      process.execPath,
      [MAPSHIP, 'receipt', 'merge', 'receipts', '--out', 'sent.json'],
      { cwd: dir, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let merged = '';
    merge.stdout.on('data', (data) => (merged += data));
    await once(merge, 'close');
    return {
      ...{ seconds, least: pairs / perSecond, codes, killed, refused: seen.refused },
      ...{ killedAt: known.length, there: seen.taken.length, again: twice.length },
      knownAgain: twice.filter((/** @type {[string, number]} */ [of]) => isKnown.has(of)).length,
      merged: merged.trim(),
    };
  } finally {
    server.kill();
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * @param {string} cwd
 * @param {string} url
 * @param {number} number
 * @param {number} of
 */
function start(cwd, url, number, of) {
  const child = spawn(
    process.execPath,
    [
      ...[MAPSHIP, 'upload', 'dist', '--shard', `${number}/${of}`, '--receipt', 'receipts/'],
      ...['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'],
      ...['--disable-git', '--quiet', '--intake-url', url, ...RETRIES],
    ],
    {
      cwd,
      env: { PATH: process.env.PATH ?? '', HOME: cwd, DATADOG_API_KEY: 'a-key' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const end = once(child, 'close').then(([code, signal]) => code ?? signal);
  return { child, end };
}

/**
 * The addresses that a receipt says to have arrived.
 * @param {string} receipt
 * @returns {Promise<string[]>}
 */
async function sentIn(receipt) {
  const text = await readFile(receipt, 'utf8').catch(() => '{"uploads":[]}');
  return JSON.parse(text).uploads.flatMap((/** @type {any} */ { status, event }) =>
    status === 'sent' ? [event.minified_url] : [],
  );
}

/**
 * @param {string} dir
 * @param {number} pairs
 */
async function makeBuild(dir, pairs) {
  for (let at = 0; at < pairs; at += IN_FOLDER) {
    const folder = path.join(dir, `p${at / IN_FOLDER}`);
    await mkdir(folder, { recursive: true });
    const numbers = Array.from({ length: Math.min(IN_FOLDER, pairs - at) }, (_, i) => at + i);
    await Promise.all(
      numbers.map(async (i) => {
        const script = `call(${i});\n//# sourceMappingURL=app${i}.js.map\n`;
        const map = {
          ...{ version: 3, file: `app${i}.js`, sources: [`src/app${i}.ts`] },
          ...{ sourcesContent: [`call(${i});\n`], names: ['call'], mappings: 'AAAAA' },
        };
        await writeFile(path.join(folder, `app${i}.js`), script);
        await writeFile(path.join(folder, `app${i}.js.map`), JSON.stringify(map));
      }),
    );
  }
}
