/** Symbol and mapping files: what is read of a small and of a large one, and how much memory that takes. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { FORMATS, fixture } from './large-symbols.js';
import { bareNode, measure } from './measure.js';

const run_ = promisify(execFile);
const WORKER = fileURLToPath(new URL('symbols-worker.js', import.meta.url));
const MAPSHIP = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));

const HEAD = ['format', 'bytes', 'read', 'reads', 'memory', 'time'];
const WIDTHS = [20, 11, 11, 6, 8, 9];

export async function run() {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-bench-'));
  const where = { cwd: dir, env: { PATH: process.env.PATH ?? '', HOME: dir } };
  try {
    const bare = await bareNode(where);
    console.log(
      `\n  \`mapship inspect\` of a small and a large file of each format: bytes read of it, in how many reads, and the CPU time,` +
        `\n  in a process that is warm; the peak memory of the whole process over bare Node (${bare.toFixed(0)} MB)\n`,
    );
    row(HEAD);
    for (const { format, small, make } of FORMATS) {
      // text is told by its name too
      const named = { 'source map': 'app.js.map', 'IL2CPP mapping': 'LineNumberMappings.json' };
      const name = named[/** @type {keyof typeof named} */ (format)] ?? format;
      const little = typeof small === 'string' ? fixture(small) : path.join(dir, `small-${name}`);
      if (typeof small !== 'string') small(little);
      const large = path.join(dir, name);
      make(large);
      for (const file of [little, large]) {
        const { stdout } = await run_(process.execPath, [WORKER, file], { maxBuffer: 2 ** 26 });
        const told = JSON.parse(stdout);
        const command = [process.execPath, MAPSHIP, 'inspect', '--json', file];
        const { peak } = await measure(command, { ...where, codes: [0, 3] });
        row([
          file === little ? format : '',
          grouped((await stat(file)).size),
          grouped(told.bytes),
          String(told.reads),
          `${(peak - bare).toFixed(0)} MB`,
          `${told.ms.toFixed(told.ms < 10 ? 1 : 0)} ms`,
        ]);
        if (told.codes.length > 0) console.log(`      ${told.format}: ${told.codes.join(', ')}`);
      }
      await rm(large);
    }
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** @param {string[]} cells */
function row(cells) {
  const shown = cells.map((cell, i) =>
    i === 0 ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0),
  );
  console.log(`  ${shown.join('  ')}`);
}

/** @param {number} number */
function grouped(number) {
  return number.toLocaleString('en-GB');
}
