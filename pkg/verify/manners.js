/** How fast a site wants to be read: the `Crawl-delay` of its robots.txt. What it forbids robots is not asked: the user has named the pages. */

/** @import { Client } from './client.js' */

/** The longest delay that is kept, in ms, and how much of a robots.txt is read, in bytes (RFC 9309, 2.5). */
const LONGEST = 30_000;
const HEAD = 500 * 1024;

/**
 * One page is loaded as a browser would load it; who loads several behaves as a robot should.
 * @param {Client} client
 * @param {URL[]} pages
 * @returns {Promise<Map<string, number>>} in ms, by origins
 */
export async function delaysOf(client, pages) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { origin } of pages) counts.set(origin, (counts.get(origin) ?? 0) + 1);
  /** @type {Map<string, number>} */
  const delays = new Map();
  const several = [...counts].filter(([, count]) => count > 1);
  await Promise.all(
    several.map(async ([origin]) => {
      const answer = await client.get(`${origin}/robots.txt`, { head: HEAD });
      if (answer.failed !== undefined || answer.status !== 200) return;
      const delay = crawlDelay(new TextDecoder().decode(answer.bytes));
      if (delay !== undefined) delays.set(origin, Math.min(delay, LONGEST));
    }),
  );
  return delays;
}

/**
 * The delay for mapship, or for all; in ms.
 * @param {string} text of a robots.txt
 * @returns {number | undefined}
 */
export function crawlDelay(text) {
  /** @type {Map<string, number>} */
  const delays = new Map();
  /** @type {string[]} */
  let agents = [];
  let isList = false;
  for (const line of text.split(/\r\n?|\n/)) {
    const [, name = '', value = ''] = /^\s*([\w-]+)\s*:\s*([^#]*?)\s*(?:#.*)?$/.exec(line) ?? [];
    const rule = name.toLowerCase();
    if (rule === '') continue;
    if (rule === 'user-agent') {
      // several in a row share what follows
      agents = isList ? [...agents, value.toLowerCase()] : [value.toLowerCase()];
      isList = true;
      continue;
    }
    isList = false;
    if (rule !== 'crawl-delay' || !/^\d+(?:\.\d+)?$/.test(value)) continue;
    for (const agent of agents) if (!delays.has(agent)) delays.set(agent, Number(value) * 1000);
  }
  return delays.get('mapship') ?? delays.get('*');
}
