/**
 * `symbols-worker.js FILE`: inspects a file, and prints what the system says was read for it (Linux), in how many reads, and how
 * much CPU time it took, in ms.
 */
import { readFileSync } from 'node:fs';

import { inspect } from 'mapship';

/** What the process has read until now. */
function io() {
  try {
    const text = readFileSync('/proc/self/io', 'utf8');
    const number = (/** @type {string} */ name) =>
      Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1]);
    return { bytes: number('rchar'), reads: number('syscr') };
  } catch {
    return { bytes: Number.NaN, reads: Number.NaN };
  }
}

/** @param {() => unknown} work */
async function taken(work) {
  const before = io();
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1000;
  const after = io();
  return { bytes: after.bytes - before.bytes, reads: after.reads - before.reads, ms };
}

const [file = ''] = process.argv.slice(2);
// the core and its modules are loaded, and that look itself costs some reads
await inspect(new Uint8Array(1));
await taken(() => {});
const nothing = await taken(() => {});
/** @type {import('mapship').Report | undefined} */
let report;
const all = await taken(async () => {
  report = await inspect(file);
});
const [told] = report?.files ?? [];
process.stdout.write(
  `${JSON.stringify({
    bytes: all.bytes - nothing.bytes,
    reads: all.reads - nothing.reads,
    ms: all.ms,
    format: told?.format,
    codes: told?.issues.map(({ code }) => code),
  })}\n`,
);
