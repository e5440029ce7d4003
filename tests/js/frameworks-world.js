// Real builds of small apps by frameworks that build in seconds. Others, and browsers, are among the judges.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { CLEAN, folder } from './world.js';

/** @import { TestContext } from 'node:test' */

const require = createRequire(import.meta.url);
const APPS = fileURLToPath(new URL('../apps/frameworks', import.meta.url));
const MAPSHIP = path.dirname(fileURLToPath(import.meta.resolve('mapship/package.json')));

/** Of a build that mapship has nothing to say against but that there is no repository. */
export const FINDING = /\[(?!git-)[a-z]+(?:-[a-z]+)+\]\n\s*→/;

/**
 * Where a package lies: npm may have put some of them elsewhere than others, and not all of them name their package.json.
 * @param {string} name
 */
export function placeOf(name) {
  const found = (require.resolve.paths(name) ?? [])
    .map((place) => path.join(place, name))
    .find((place) => existsSync(path.join(place, 'package.json')));
  if (found === undefined) throw new Error(`${name} is not installed`);
  return found;
}

/**
 * An app from tests/apps/frameworks, with its packages and files, outside of any repository.
 * @param {TestContext} t
 * @param {string} name
 * @param {string[]} packages
 * @param {Record<string, string>} files
 */
export async function appOf(t, name, packages, files) {
  const root = path.join(await folder(t), 'shop');
  await cp(path.join(APPS, name), root, { recursive: true });
  for (const one of ['mapship', ...packages]) {
    const link = path.join(root, 'node_modules', one);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(one === 'mapship' ? MAPSHIP : placeOf(one), link, 'junction');
  }
  const dependencies = Object.fromEntries(packages.map((one) => [one, '*']));
  const manifest = { name: '@acme/shop', version: '1.4.2', type: 'module', dependencies };
  const all = { 'package.json': JSON.stringify(manifest), ...files };
  for (const [file, text] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  return root;
}

/**
 * How a program of a package ended, with all that it printed, without colours.
 * @param {string} cwd
 * @param {string} script of the package, with the package's name before it
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @param {RegExp} [until] it is stopped once it has printed this, as it would go on
 * @returns {Promise<{ code: number | null, said: string }>}
 */
export function run(cwd, script, args, env, until) {
  const [name = ''] = script.match(/^(?:@[^/]+\/)?[^/]+/) ?? [];
  const file = path.join(placeOf(name), script.slice(name.length + 1));
  const child = spawn(process.execPath, [file, ...args], { cwd, env: { ...CLEAN, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      said += String(data).replace(/\x1b\[[\d;?]*[A-Za-z]/g, '');
      if (until?.test(said)) child.kill();
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}
