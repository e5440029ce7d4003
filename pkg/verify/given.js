/** The pages that are to be loaded, as the user names them. */
import { readFile } from 'node:fs/promises';

import { wayOf } from '../core/how.js';
import { FileError, UsageError } from '../errors.js';

/** @import { VerifyOptions } from '../index.js' */
/** @import { Client } from './client.js' */

/** How many pages are loaded where nothing is said. */
const PAGES = 50;

/** How deep sitemaps may name sitemaps. */
const DEEPEST = 3;

/**
 * @param {string | string[]} what
 * @param {VerifyOptions} settings
 * @returns {Promise<{ named: URL[], load: (client: Client, left: Set<string>) => Promise<URL[]> }>} `named`: whose hosts the user has
 *   named; `load` adds those of the sitemap
 */
export async function pagesOf(what, { page = [], pagesFrom, sitemap, maxPages = PAGES }) {
  const given = (Array.isArray(what) ? what : [what]).map((text) => addressOf(text));
  const [first] = given;
  if (first === undefined) {
    throw new UsageError('page-missing', 'there is no page to look at', {
      help: 'give its address: https://example.com/',
    });
  }
  const listed = pagesFrom === undefined ? [] : await linesOf(pagesFrom);
  const more = [...page, ...listed].map((text) => addressOf(text, first));
  const map = sitemap === undefined ? undefined : addressOf(sitemap, first);
  const named = [...given, ...more, ...(map ? [map] : [])];
  return {
    named,
    async load(client, left) {
      const hosts = new Set(named.map(({ host }) => host));
      const found = map ? await ofSitemap(client, map, hosts, DEEPEST) : [];
      const all = new Map([...given, ...more, ...found].map((url) => [url.href, url]));
      if (all.size > maxPages)
        left.add(`of ${all.size} pages the first ${maxPages} were (--max-pages)`);
      return [...all.values()].slice(0, maxPages);
    },
  };
}

/**
 * @param {string} text
 * @param {URL} [base]
 */
function addressOf(text, base) {
  const isWhole = /^https?:\/\//i.test(text);
  if ((!isWhole && base === undefined) || !URL.canParse(text, base?.href)) {
    throw new UsageError('page-address', `"${text}" is no address of a page`, {
      help: `give it with https:// in front; a build or an app on disk is given to ${wayOf('against')}`,
    });
  }
  const url = new URL(text, base?.href);
  url.hash = '';
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('page-password', `the address of ${url.host} has a password in it`, {
      help: `give it as a header, "Authorization: Basic …", by ${wayOf('header')}`,
    });
  }
  return url;
}

/** @param {string} file */
async function linesOf(file) {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw FileError.from(file, cause);
  });
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/**
 * @param {Client} client
 * @param {URL} url
 * @param {Set<string>} hosts those that are named
 * @param {number} depth
 * @returns {Promise<URL[]>}
 */
async function ofSitemap(client, url, hosts, depth) {
  const answer = await client.get(url.href);
  const why =
    answer.failed ??
    (answer.status === 200 ? undefined : `the server answers HTTP ${answer.status}`);
  if (answer.failed !== undefined || why !== undefined) {
    throw new UsageError('sitemap-unreadable', `the sitemap ${url.href} can't be loaded: ${why}`, {
      help: `check its address, or name pages by ${wayOf('page')}`,
    });
  }
  const text = new TextDecoder().decode(answer.bytes);
  const found = [...text.matchAll(/<loc>\s*([^<]*?)\s*<\/loc>/g)].flatMap(([, loc = '']) => {
    const plain = loc.replaceAll('&amp;', '&');
    return URL.canParse(plain) ? [new URL(plain)] : [];
  });
  const own = found.filter(({ host }) => hosts.has(host));
  if (!/<sitemapindex[\s>]/.test(text)) return own;
  if (depth === 0) return [];
  const all = [];
  for (const one of own) all.push(...(await ofSitemap(client, one, hosts, depth - 1)));
  return all;
}

/**
 * @param {string[]} [lines]
 * @returns {Record<string, string>}
 */
export function headersOf(lines = []) {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      const [name, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      if (at <= 0 || !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n\0]/.test(value)) {
        // its value may be a secret
        throw new UsageError('header-invalid', 'a header is not of the form "Name: value"', {
          help: `give one such as "Cookie: session=…" by ${wayOf('header')}`,
        });
      }
      return [name, value];
    }),
  );
}
