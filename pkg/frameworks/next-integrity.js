/** Next writes down hashes of its scripts, which pages give browsers to check them by. A link that is cut changes its script. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { filesBelow } from '../send/after-upload/below.js';

/** One for all of it, and one for each route. */
const MANIFEST = /^subresource-integrity-manifest\.js(?:on)?$/;

const HASHED = /\.(?:js|css)$/;

/**
 * @param {string[]} files
 * @param {string} algorithm
 * @returns {Promise<Map<string, string>>} by the files, as pages have it
 */
export async function integrityOf(files, algorithm) {
  /** @type {Map<string, string>} */
  const hashes = new Map();
  for (const file of files.filter((name) => HASHED.test(name))) {
    const digest = createHash(algorithm).update(await readFile(file));
    hashes.set(file, `${algorithm}-${digest.digest('base64')}`);
  }
  return hashes;
}

/**
 * @param {Map<string, string>} before the hashes that were written down
 * @param {string} algorithm
 * @param {string} server the folder of what the server reads
 */
export async function renewIntegrity(before, algorithm, server) {
  const after = await integrityOf([...before.keys()], algorithm);
  const changed = [...before].flatMap(([file, hash]) => {
    const now = after.get(file);
    return now === undefined || now === hash ? [] : [/** @type {const} */ ([hash, now])];
  });
  if (changed.length === 0) return;
  for (const file of await filesBelow(server)) {
    if (!MANIFEST.test(path.basename(file))) continue;
    let text = await readFile(file, 'utf8');
    for (const [hash, now] of changed) text = text.replaceAll(hash, now);
    await writeFile(file, text);
  }
}
