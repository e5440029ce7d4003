/** One process, measured from outside. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** How often the peak memory is looked up, in ms; the system keeps the peak itself, so only the end is missed. */
const LOOK = 10;

/**
 * @typedef {{ wall: number, peak: number }} Sample `wall` in s; `peak` resident, in MB, 0 where the system does not say
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
  let peak = 0;
  const look = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000);
  }, LOOK);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearInterval(look);
  if (!(where.codes ?? [0]).includes(code))
    throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${said}`);
  return { wall: (performance.now() - start) / 1000, peak };
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
 */
export async function compare(commands, rounds, where) {
  /** @type {Map<string, Sample[]>} */
  const samples = new Map(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, command] of Object.entries(commands)) {
      samples.get(name)?.push(await measure(command, where));
    }
  }
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  for (const [name, all] of samples) {
    const walls = all.map(({ wall }) => wall);
    console.log(
      `  ${name.padEnd(width)}  ${median(walls).toFixed(3)} s  (${Math.min(...walls).toFixed(3)} to ${Math.max(...walls).toFixed(3)})  peak ${Math.round(median(all.map(({ peak }) => peak)))} MB`,
    );
  }
}
