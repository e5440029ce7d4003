// Lays the project's Markdown out as the generator wants it: every page in one folder, with links that hold there.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { ROOT, original } from './outline.js';

/** @import { Group } from './outline.js' */

/** Where the first line of prose ends that a search engine may show. */
const SHOWN = 160;

/**
 * Writes the pages into a folder.
 * @param {Group[]} groups
 * @param {string} folder
 */
export async function stage(groups, folder) {
  const pages = groups.flatMap((group) => group.pages);
  const addresses = new Map(pages.map(({ file, page }) => [file, page]));
  for (const { file, page } of pages) {
    const text = await readFile(path.join(ROOT, file), 'utf8');
    const images = new Set();
    const moved = outsideOfCode(text, (prose) =>
      prose.replace(/<!--[^]*?-->\n*/g, '').replace(/\]\(([^)\s]+)\)/g, (link, target) => {
        const found = resolve(file, page, target, addresses);
        if (found?.image) images.add(found.image);
        return found ? `](${found.link})` : link;
      }),
    );
    for (const image of images) {
      const to = path.join(folder, 'images', path.basename(image));
      await mkdir(path.dirname(to), { recursive: true });
      await cp(path.join(ROOT, image), to);
    }
    const to = path.join(folder, `${page}.md`);
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, `---\ndescription: ${JSON.stringify(summary(text))}\n---\n\n${moved}`);
  }
}

/**
 * What a link leads to on the site; nothing where it stays as it is.
 * @param {string} file that it stands in
 * @param {string} page the address of that
 * @param {string} target
 * @param {Map<string, string>} addresses of all pages, by their files
 * @returns {{ link: string, image?: string } | undefined}
 */
function resolve(file, page, target, addresses) {
  if (/^(?:[a-z]+:|#)/i.test(target)) return undefined;
  const [name = '', anchor] = target.split('#');
  const meant = original(path.posix.join(path.posix.dirname(file), name));
  const from = path.posix.dirname(page);
  const to = (/** @type {string} */ place) => {
    const way = path.posix.relative(from, place);
    return way.startsWith('.') ? way : `./${way}`;
  };
  if (/\.(?:png|webp|svg|jpg)$/.test(meant)) {
    return { link: to(`images/${path.posix.basename(meant)}`), image: meant };
  }
  const address = addresses.get(meant);
  // a link that leads nowhere is told by the check of the whole site
  if (address === undefined) return undefined;
  return { link: `${to(address)}.md${anchor === undefined ? '' : `#${anchor}`}` };
}

/** Changes what stands outside of blocks of code. @param {string} text @param {(prose: string) => string} change */
function outsideOfCode(text, change) {
  return text
    .split(/^(```[^]*?^```$)/m)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('');
}

/** The first paragraph, as plain text. @param {string} text */
function summary(text) {
  const paragraphs = text.replace(/<!--[^]*?-->/g, '').split(/\n{2,}/);
  const first = paragraphs.find((one) => /^[\w*`"]/.test(one.trim())) ?? '';
  const plain = first.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*`]/g, '');
  const line = plain.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, line.lastIndexOf(' ', SHOWN))} …` : line;
}
