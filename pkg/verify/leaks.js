/** Whether the source maps of scripts are public. */
import { resolve } from './crawl.js';

/** @import { Verifier } from '../core/types.js' */
/** @import { Client } from './client.js' */
/** @import { Script } from './crawl.js' */

/** How much of an answer tells that it is a map, in bytes. */
const HEAD = 16 * 1024;

/**
 * Asks for the maps that scripts name, and for those that have their names: without the headers that the user gives, as anybody would.
 * @param {Verifier} verifier
 * @param {Client} client
 * @param {Script[]} scripts
 */
export async function findLeaks(verifier, client, scripts) {
  /** @type {Map<string, Promise<boolean>>} */
  const asked = new Map();
  const isPublic = (/** @type {string} */ url) => {
    const known = asked.get(url);
    if (known) return known;
    const made = ask(verifier, client, url);
    asked.set(url, made);
    return made;
  };
  await Promise.all(
    scripts.map(async (script) => {
      for (const { map, by } of mapsOf(script)) {
        // one way to it is enough
        if (script.leaks.some((leak) => leak.map === map)) continue;
        if (await isPublic(map)) script.leaks.push({ map, by });
      }
    }),
  );
}

/** @param {Script} script */
function mapsOf({ arrived, link, headers = {} }) {
  const header = [headers.sourcemap, headers['x-sourcemap']].flat()[0];
  const own = new URL(arrived);
  own.search = '';
  own.pathname += '.map';
  /** @type {['comment' | 'header' | 'name', string | undefined][]} */
  const ways = [
    ['comment', link],
    ['header', header],
    ['name', own.href],
  ];
  return ways.flatMap(([by, url]) => {
    const map = url === undefined ? undefined : resolve(url, arrived);
    return map === undefined ? [] : [{ map, by }];
  });
}

/**
 * @param {Verifier} verifier
 * @param {Client} client
 * @param {string} url
 */
async function ask(verifier, client, url) {
  const answer = await client.get(url, { plain: true, head: HEAD });
  if (answer.failed !== undefined || answer.status < 200 || answer.status > 299) return false;
  return verifier.looksLikeMap(answer.bytes);
}
