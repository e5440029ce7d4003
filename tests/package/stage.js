/**
 * The package as it is published: the room `pkg/`, with what depends on where the project lives. That stands in one place, `repository` of
 * the root's package.json, as an address such as `https://host/owner/name`. Nothing is made of it while it is empty.
 */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @returns {Promise<string>} the project's address, or nothing */
export async function projectAddress() {
  const { repository = '' } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
  return repository;
}

/**
 * Makes the folder that npm is to pack.
 * @param {string} into emptied if it exists
 * @param {string} address of the project, or nothing
 */
export async function stage(into, address) {
  await rm(into, { recursive: true, force: true });
  const own = path.join(ROOT, 'pkg');
  await cp(own, into, {
    recursive: true,
    filter: (file) => path.basename(file) !== 'node_modules',
  });
  const changelog = await readFile(path.join(ROOT, 'CHANGELOG.md'), 'utf8');
  await writeFile(path.join(into, 'CHANGELOG.md'), changelog.replaceAll('](pkg/', ']('));
  if (address === '') return;
  const manifest = JSON.parse(await readFile(path.join(into, 'package.json'), 'utf8'));
  Object.assign(manifest, linksOf(address));
  await writeFile(path.join(into, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const readme = path.join(into, 'README.md');
  const text = await readFile(readme, 'utf8');
  await writeFile(readme, absolute(text, address, `v${manifest.version}`));
}

/** @param {string} address @returns what a registry's page shows beside the package */
function linksOf(address) {
  return {
    repository: { type: 'git', url: `git+${address}.git`, directory: 'pkg' },
    homepage: `${address}#readme`,
    bugs: { url: `${address}/issues` },
  };
}

/**
 * The front page for a registry, where relative links lead nowhere.
 * @param {string} text
 * @param {string} address
 * @param {string} tag of the release
 */
function absolute(text, address, tag) {
  return text.replace(/(!?)\[([^\]]*)\]\((?![a-z]+:|#)([^)]+)\)/g, (_, image, title, target) => {
    const kind = image === '' ? 'blob' : 'raw';
    return `${image}[${title}](${address}/${kind}/${tag}/pkg/${target})`;
  });
}
