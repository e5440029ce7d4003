// The generator's configuration. Run by `build.js`, which lays out the pages first.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { slug } from 'github-slugger';

import { plainly } from '../markdown.js';
import { API } from '../api.js';
import { ROOT, outline } from '../outline.js';
import { OUT, PAGES } from '../places.js';

/** What is folded in the list at first. */
const CLOSED = new Set(['Examples', 'Decisions']);

const groups = await outline();
/** A page's title. What the heading of its list says is not said again. @param {string} file */
async function titleOf(file) {
  const text = await readFile(path.join(ROOT, file), 'utf8');
  const title = /^# (.*)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? file;
  return title.replace(/^Start: (.)/, (_, first) => first.toUpperCase()).replace(/^Example: /, '');
}

const sidebar = await Promise.all(
  groups.map(async ({ title, pages }) => ({
    text: title,
    collapsed: CLOSED.has(title),
    items: await Promise.all(
      pages.map(async ({ file, page }) => ({
        text: await titleOf(file),
        link: `/${page.replace(/index$/, '')}`,
      })),
    ),
  })),
);
const api = {
  text: 'API',
  collapsed: false,
  items: Object.entries(API).map(([file, name]) => ({
    text: name,
    link: `/api/${file.replace(/(?:index)?\.md$/, '')}`,
  })),
};
sidebar.splice(sidebar.findIndex(({ text }) => text === 'Reference') + 1, 0, api);

/** What a page may load: its own files, and the scripts that the generator wrote into it. @param {string} html */
function policy(html) {
  const scripts = Array.from(html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([^]*?)<\/script>/g));
  const hashes = scripts.map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  return [
    `default-src 'none'`,
    `script-src 'self' ${[...new Set(hashes)].join(' ')}`,
    // the colours of code are in `style` attributes
    `style-src 'self' 'unsafe-inline'`,
    ...["img-src 'self' data:", "font-src 'self'", "connect-src 'self'"],
    ...["base-uri 'none'", "form-action 'none'"],
  ].join('; ');
}

export default {
  title: 'mapship',
  description: 'Checks source maps, mapping files and symbol files, then ships them to Datadog.',
  lang: 'en',
  head: [['link', { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' }]],
  srcDir: PAGES,
  outDir: OUT,
  cacheDir: path.join(ROOT, 'docs/site/dist/cache'),
  themeConfig: {
    sidebar,
    nav: [
      { text: 'Findings', link: '/findings' },
      { text: 'Options', link: '/options' },
      { text: 'API', link: '/api/' },
    ],
    outline: [2, 3],
    search: { provider: 'local' },
    externalLinkIcon: true,
    footer: { message: 'MIT licence' },
  },
  // the text of all pages, for the search, is one chunk, which is loaded when one searches
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  markdown: {
    // a word in angle brackets is a word
    html: false,
    // the anchors of GitHub, where the same pages are shown
    anchor: { slugify: slug },
    config: plainly,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  transformHtml: (/** @type {string} */ html) =>
    html.replace(
      '<meta charset="utf-8">',
      `$&<meta http-equiv="Content-Security-Policy" content="${policy(html)}">`,
    ),
};
