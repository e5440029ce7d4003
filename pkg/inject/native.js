/** The debug ID of a React Native bundle, and its map: Hermes' compiler drops comments, and makes a map without an ID. Node only. */
import { startLookups } from '../core/lookups.js';
import { bytesSource } from '../host/bytes.js';
import { withFile } from '../host/with-file.js';
import { joined } from './pieces.js';
import { writeOne } from './write.js';

/** @import { Issue } from '../index.js' */

const OPTIONS = { reactNative: true };

/** A map that takes any ID. */
const ANY_MAP = '{"mappings":"AAAA"}';

/**
 * The debug ID that a bundle carries, be it JavaScript or bytecode.
 * @param {string} bundle its path
 * @returns {Promise<string | undefined>} undefined where it carries none
 */
export async function carriedId(bundle) {
  const lookups = await startLookups();
  return withFile(bundle, async (source) => {
    const { id, isCarried } = lookups.inject(source, textSource(ANY_MAP), OPTIONS);
    return isCarried ? id : undefined;
  });
}

/**
 * Writes a debug ID into a map that has none, or another.
 * @param {string} map its path
 * @param {string} id
 */
export async function writeId(map, id) {
  const lookups = await startLookups();
  await withFile(map, async (source) => {
    const injection = lookups.inject(textSource(`//# debugId=${id}`), source, OPTIONS);
    if (injection.map) await writeOne(map, source, injection.map);
  });
}

/**
 * Puts a debug ID into a bundle and its map: before the app's own code, which may look for it, or fail.
 * @param {string} code
 * @param {string} map
 * @returns {Promise<{ code: string, map: string, issues: Issue[] }>} issues say why both are as they were
 */
export async function injectNative(code, map) {
  const lookups = await startLookups();
  const [script, ofIt] = [Buffer.from(code), Buffer.from(map)];
  const injection = lookups.inject(bytesSource(script), bytesSource(ofIt), {
    ...OPTIONS,
    first: true,
  });
  return {
    code: injection.script ? joined(script, injection.script) : code,
    map: injection.map ? joined(ofIt, injection.map) : map,
    issues: injection.issues,
  };
}

/** @param {string} text */
function textSource(text) {
  return bytesSource(new TextEncoder().encode(text));
}
