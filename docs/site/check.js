// Looks at every page of the built site: each link to a page, and to a place in it, leads there, and nothing is loaded from elsewhere.
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

import { parse } from 'parse5';

/** @typedef {{ ids: Set<string>, links: string[], loads: string[] }} Looked */

/** What a page loads by itself, by element. */
const LOADS = { script: 'src', link: 'href', img: 'src', source: 'src', iframe: 'src' };

/** @param {string} html @returns {Looked} */
function look(html) {
  const ids = new Set();
  /** @type {string[]} */
  const links = [];
  /** @type {string[]} */
  const loads = [];
  const visit = (/** @type {any} */ node) => {
    const attributes = new Map((node.attrs ?? []).map((/** @type {any} */ a) => [a.name, a.value]));
    if (attributes.has('id')) ids.add(attributes.get('id'));
    if (node.tagName === 'a' && attributes.has('href')) links.push(attributes.get('href'));
    const loaded = attributes.get(/** @type {any} */ (LOADS)[node.tagName]);
    if (loaded) loads.push(loaded);
    for (const child of node.childNodes ?? []) visit(child);
  };
  visit(parse(html));
  return { ids, links, loads };
}

/** @param {string} folder of the site */
export async function check(folder) {
  const names = (await readdir(folder, { recursive: true })).map((name) =>
    name.replaceAll('\\', '/'),
  );
  const files = new Set(names);
  /** @type {Map<string, Looked>} */
  const pages = new Map();
  for (const name of names.filter((one) => one.endsWith('.html'))) {
    pages.set(name, look(await readFile(path.join(folder, name), 'utf8')));
  }
  const problems = [];
  let links = 0;
  for (const [name, page] of pages) {
    for (const target of [...page.links, ...page.loads]) {
      const url = new URL(target, `http://site/${name}`);
      if (url.host !== 'site') {
        if (page.loads.includes(target)) problems.push(`${name} loads ${target}`);
        continue;
      }
      links += 1;
      const at = decodeURIComponent(url.pathname).slice(1);
      const file = at === '' || at.endsWith('/') ? `${at}index.html` : at;
      const anchor = decodeURIComponent(url.hash.slice(1));
      if (!files.has(file)) problems.push(`${name}: no page ${target}`);
      else if (anchor && !pages.get(file)?.ids.has(anchor)) {
        problems.push(`${name}: no place ${target}`);
      }
    }
  }
  return { pages: pages.size, links, problems };
}
