/** The npm packages of which code has come into what is published, as esbuild tells it; `cargo xtask notices` goes by them. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Licences that stand in the sources of a package only, which are not published with it: a file for each package, by its name. */
const MORE = fileURLToPath(new URL('licences', import.meta.url));

/**
 * @typedef {object} Bundled
 * @property {string} name
 * @property {string} version
 * @property {string} license An SPDX expression.
 * @property {string[]} texts Its licence files.
 * @property {string[]} places What of the published files it is in.
 */

/**
 * @param {[place: string, metafile: import('esbuild').Metafile][]} bundles
 * @returns {Promise<Bundled[]>} in order
 */
export async function bundledPackages(bundles) {
  /** @type {Map<string, Set<string>>} */
  const folders = new Map();
  for (const [place, { outputs }] of bundles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^.*\/?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
        if (folder === undefined || bytesInOutput === 0) continue;
        folders.set(folder, (folders.get(folder) ?? new Set()).add(place));
      }
    }
  }
  const found = [];
  for (const [folder, places] of folders) found.push(await described(folder, [...places].sort()));
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @param {string} folder @param {string[]} places @returns {Promise<Bundled>} */
async function described(folder, places) {
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = manifest;
  return { name, version, license, texts: await licenseTexts(folder, name), places };
}

/**
 * @param {string} folder
 * @param {string} name
 */
export async function licenseTexts(folder, name) {
  const own = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice)/i.test(file));
  if (own.length === 0) throw new Error(`${folder} has no licence file, and its code is bundled`);
  const more = (await readdir(MORE)).filter((file) => file === `${name}.txt`);
  const files = [
    ...own.sort().map((file) => path.join(folder, file)),
    ...more.map((file) => path.join(MORE, file)),
  ];
  return Promise.all(files.map(async (file) => (await readFile(file, 'utf8')).trim()));
}
