/** How long things take beside others: each pair is measured in turns, and the best of either counts, so that noise tells little. */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { BUDGETS } from './budgets.js';
import { Failure } from './install.js';

const TURNS = 7;

/** So many turns at most, where a ratio is over its limit: on a busy machine the best comes late. */
const MOST_TURNS = 40;

/** So many lines of a bundle, each with as many segments: some megabytes of a map. */
const LINES = 4000;
const SEGMENTS = 120;

/**
 * @param {string} project with the package installed
 * @returns {Promise<{ version: number, check: number, map: number }>} ratios
 */
export async function pace(project) {
  const cli = path.join(project, 'node_modules/mapship/cli.js');
  await mkdir(path.join(project, 'small'), { recursive: true });
  await writeFile(path.join(project, 'small/app.js'), 'go()\n//# sourceMappingURL=app.js.map\n');
  const map = {
    version: 3,
    sources: ['a.ts'],
    sourcesContent: ['go()\n'],
    names: [],
    mappings: 'AAAA',
  };
  await writeFile(path.join(project, 'small/app.js.map'), JSON.stringify(map));
  await writeFile(path.join(project, 'pace.mjs'), IN_PROCESS);
  const ran = (/** @type {string[]} */ args) => {
    const start = performance.now();
    const { status, stderr, stdout } = spawnSync(process.execPath, args, { cwd: project });
    if (status !== 0) throw new Failure(`node ${args.join(' ')} ended with ${status}: ${stderr}`);
    return { took: performance.now() - start, stdout: String(stdout) };
  };
  const best = { bare: Infinity, version: Infinity, check: Infinity };
  const isOver = () =>
    best.version > best.bare * BUDGETS.version.limit ||
    best.check > best.bare * BUDGETS.check.limit;
  for (let turn = 0; turn < TURNS || (turn < MOST_TURNS && isOver()); turn += 1) {
    best.bare = Math.min(best.bare, ran(['--eval', '0']).took);
    best.version = Math.min(best.version, ran([cli, '--version']).took);
    best.check = Math.min(best.check, ran([cli, 'check', 'small']).took);
  }
  const inProcess = Number(ran(['pace.mjs']).stdout);
  return { version: best.version / best.bare, check: best.check / best.bare, map: inProcess };
}

/** Prints the ratio of checking a map to parsing it. */
const IN_PROCESS = `
import { check } from 'mapship';
const map = JSON.stringify({
  version: 3, sources: ['a.ts'], names: ['a', 'b', 'c'],
  sourcesContent: [('x'.repeat(400) + '\\n').repeat(${LINES} * 2)],
  mappings: Array.from({ length: ${LINES} }, () => 'AAAA,' + 'EAAE,CAAC,'.repeat(${SEGMENTS} / 2)).join('').replace(/,$/, ''),
});
const script = 'x'.repeat(${LINES * SEGMENTS * 2});
const files = [
  { file: new TextEncoder().encode(map), name: 'app.js.map' },
  { file: new TextEncoder().encode(script), name: 'app.js' },
];
const best = { parse: Infinity, check: Infinity };
for (let turn = 0; turn < ${TURNS}; turn += 1) {
  let start = performance.now();
  JSON.parse(map);
  best.parse = Math.min(best.parse, performance.now() - start);
  start = performance.now();
  const report = await check(files, { event: { service: 's', version: '1', minified_url: '/app.js' } });
  best.check = Math.min(best.check, performance.now() - start);
  if (!report.ok) throw new Error(JSON.stringify(report.files[0].issues.slice(0, 3)));
}
console.log(best.check / best.parse);
`;
