// Published packages that ship source maps: each error of mapship's is one that another decoder sees, too, and it misses none of those.
//
// The packages are installed once, in target/judge/published. `MAPSHIP_JUDGE_ONLY=rxjs` judges only what has that in its name.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { check } from 'mapship';

import { reasonAgainst } from './published-stray.js';
import { tally } from './world.js';

/** @import { FileReport, Issue } from 'mapship' */

const execute = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCE = path.join(ROOT, 'tests/apps/published');
const SCRATCH = path.join(ROOT, 'target/judge/published');

/** How many packages there are to be at least. */
const LEAST = 80;

const only = process.env.MAPSHIP_JUDGE_ONLY ?? '';

/** Where so many segments lead nowhere, an error has to be said; where less do, and there are few in all, it may be chance. */
const SURE = 0.25;

/** Maps that are of scripts. */
const MAP = /(?<!\.d\.[cm]?ts|css)\.map$/;

/** @typedef {{ name: string, dir: string, maps: number }} Package */

async function install() {
  const read = (/** @type {string} */ dir) =>
    readFile(path.join(dir, 'package-lock.json'), 'utf8').catch(() => '');
  const there = await readdir(path.join(SCRATCH, 'node_modules')).catch(() => undefined);
  if (there !== undefined && (await read(SCRATCH)) === (await read(SOURCE))) return;
  await mkdir(SCRATCH, { recursive: true });
  await cp(SOURCE, SCRATCH, { recursive: true });
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  await execute('npm', args, { cwd: SCRATCH, maxBuffer: 2 ** 28 });
}

/** @returns {Promise<Package[]>} those that ship maps, also such as others depend on */
async function packages() {
  const modules = path.join(SCRATCH, 'node_modules');
  const names = [];
  for (const name of await readdir(modules)) {
    if (name.startsWith('.')) continue;
    const scoped = name.startsWith('@') ? await readdir(path.join(modules, name)) : undefined;
    names.push(...(scoped?.map((one) => `${name}/${one}`) ?? [name]));
  }
  const found = [];
  for (const name of names.filter((one) => one.includes(only))) {
    const dir = path.join(modules, name);
    const files = await readdir(dir, { recursive: true });
    const maps = files.filter((file) => MAP.test(file) && !file.includes('node_modules'));
    if (maps.length > 0) found.push({ name, dir, maps: maps.length });
  }
  return found;
}

/**
 * What there is to say of a file besides notes.
 * @param {FileReport} file
 * @param {Issue['severity']} severity
 */
function having({ issues }, severity) {
  return issues.filter((issue) => issue.severity === severity);
}

describe('published packages', () => {
  /** @type {Package[]} */
  let all = [];
  before(async () => {
    await install();
    all = await packages();
    assert.ok(only !== '' || all.length >= LEAST, `${all.length} packages ship maps`);
  });

  test('get no error that is not one, and none is missed', async (t) => {
    /** @type {string[]} */
    const wrong = [];
    /** @type {Issue[]} */
    const said = [];
    const sum = { maps: 0, errors: 0, confirmed: 0, judged: 0 };
    for (const { name, dir, maps } of all) {
      const report = await check(dir);
      sum.maps += maps;
      const ofRun = report.issues.filter(({ severity }) => severity === 'error');
      for (const { code, message } of ofRun) wrong.push(`${name}: ${code} ${message}`);
      const here = [];
      for (const file of report.files) {
        here.push(...having(file, 'error'), ...having(file, 'warning'));
        const at = (/** @type {string} */ part) =>
          file.parts.find((one) => one.part === part)?.path ??
          (isOf(part, file.path) ? file.path : undefined);
        const [map, script] = [at('source_map'), at('minified_file')];
        const errors = having(file, 'error');
        if (errors.length === 0 && (map === undefined || script === undefined)) continue;
        const against = await reasonAgainst(map, script);
        sum.judged += 1;
        sum.errors += errors.length;
        const where = `${name}/${path.relative(dir, file.path)}`;
        if (errors.length > 0) {
          const told = errors.map(({ code, message }) => `${code} ${message}`).join('; ');
          t.diagnostic(`${where}: ${told} (${against?.reason ?? 'not so'})`);
          if (against === undefined) wrong.push(`${where}: not so: ${told}`);
          else sum.confirmed += errors.length;
        } else if (against !== undefined) {
          t.diagnostic(`${where}: no error, though ${against.reason}`);
          if (against.share > SURE) wrong.push(`${where}: missed: ${against.reason}`);
        }
      }
      said.push(...here);
      if (here.length > 0) t.diagnostic(`${name}: ${tally(here)}`);
    }
    const { maps, judged, errors, confirmed } = sum;
    t.diagnostic(`${all.length} packages, ${maps} maps, ${judged} held against trace-mapping`);
    t.diagnostic(`${errors} errors, ${confirmed} of them confirmed; ${tally(said)}`);
    assert.deepEqual(wrong, []);
  });
});

/**
 * Whether a file that is no part of an upload would be this one.
 * @param {string} part
 * @param {string} file
 */
function isOf(part, file) {
  return (part === 'source_map') === file.endsWith('.map');
}
