/** One process, measured from outside. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** How often the peak memory is looked up, in ms; the system keeps the peak itself, so only the end is missed. */
const LOOK = 10;

/** How many of the system's ticks make a second of CPU time: on Linux always these. */
const TICKS = 100;

/**
 * @typedef {{ wall: number, cpu: number, peak: number }} Sample `wall` and `cpu`, of all threads and of children that have ended,
 *   in s; `peak` resident, in MB; 0 where the system does not say
 */

/**
 * @param {string[]} command
 * @param {{ cwd: string, env: Record<string, string>, codes?: number[] }} where `codes`: the exit codes that are right
 * @returns {Promise<Sample>}
 */
export async function measure([program = '', ...args], where) {
  const start = performance.now();
  const child = spawn(program, args, { ...where, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  let [peak, cpu] = [0, 0];
  const look = setInterval(async () => {
    const [status, stat] = await Promise.all(
      ['status', 'stat'].map((name) =>
        readFile(`/proc/${child.pid}/${name}`, 'utf8').catch(() => ''),
      ),
    );
    // the program's name, in parentheses, may hold anything; user and system time are the 12th and 13th after it, and the two
    // after these the same of processes that it has started and that have ended
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    cpu = Math.max(cpu, ticks / TICKS);
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status ?? '')?.[1] ?? 0) / 1000);
  }, LOOK);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearInterval(look);
  if (!(where.codes ?? [0]).includes(code))
    throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${said}`);
  return { wall: (performance.now() - start) / 1000, cpu, peak };
}

/**
 * The peak memory of Node that does nothing, in MB.
 * @param {{ cwd: string, env: Record<string, string> }} where
 */
export async function bareNode(where) {
  // long enough to be seen at its peak
  const { peak } = await measure([process.execPath, '-e', 'setTimeout(() => {}, 300)'], where);
  return peak;
}

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Runs each command in turn, several times over, and prints the medians.
 * @param {Record<string, string[]>} commands
 * @param {number} rounds
 * @param {{ cwd: string, env: Record<string, string> }} where
 * @param {() => number} [onWire] how many bytes have come in since it was last asked
 */
export async function compare(commands, rounds, where, onWire) {
  /** @type {Map<string, number>} */
  const wire = new Map();
  /** @type {Map<string, Sample[]>} */
  const samples = new Map(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, command] of Object.entries(commands)) {
      onWire?.();
      samples.get(name)?.push(await measure(command, where));
      wire.set(name, onWire?.() ?? 0);
    }
  }
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  for (const [name, all] of samples) {
    const walls = all.map(({ wall }) => wall);
    const facts = [
      `${name.padEnd(width)}  ${median(walls).toFixed(3)} s  (${Math.min(...walls).toFixed(3)} to ${Math.max(...walls).toFixed(3)})`,
      `CPU ${median(all.map(({ cpu }) => cpu)).toFixed(2)} s`,
      `peak ${Math.round(median(all.map(({ peak }) => peak)))} MB`,
    ];
    if (onWire) facts.push(`${((wire.get(name) ?? 0) / 1e6).toFixed(1)} MB on the wire`);
    console.log(`  ${facts.join('  ')}`);
  }
}
