// Which Markdown files are pages of the site, under which address, and in which order they are listed.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The order of the pages in `pkg/docs`; those that are not named here come last. */
const GROUPS = {
  'Start here': ['start-web', 'start-mobile', 'start-ci', 'start-trace', 'start-program'],
  'When something is wrong': ['still-minified', 'faq', 'findings'],
  Guides: [
    ...['init', 'migrating', 'plugins', 'frameworks', 'react-native', 'symbols', 'crashes', 'ci'],
    ...['after-upload', 'debug-ids', 'receipts', 'shards', 'later', 'verify', 'explain'],
    ...['page', 'upload-page', 'intake', 'rehearsal'],
  ],
  Reference: ['options', 'config', 'upload-types', 'source-maps', 'sending', 'json', 'datadog-ci'],
};

/** Copies that the package has of files of the project. */
const COPIES = { 'pkg/README.md': 'README.md', 'pkg/SECURITY.md': 'SECURITY.md' };

/** @typedef {{ file: string, page: string }} Page `file`: from the project's folder; `page`: its address, without an ending */
/** @typedef {{ title: string, pages: Page[] }} Group */

/** @param {string} folder */
async function markdownIn(folder) {
  const names = await readdir(path.join(ROOT, folder)).catch(() => []);
  return names.filter((name) => name.endsWith('.md')).sort();
}

async function examples() {
  const entries = await readdir(path.join(ROOT, 'examples'), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const of = names.sort().map((name) => ({
    file: `examples/${name}/README.md`,
    page: `examples/${name}`,
  }));
  return [{ file: 'examples/README.md', page: 'examples/index' }, ...of];
}

/** All pages, as they are listed. @returns {Promise<Group[]>} */
export async function outline() {
  const left = new Set((await markdownIn('pkg/docs')).map((name) => name.slice(0, -3)));
  const groups = Object.entries(GROUPS).map(([title, names]) => ({
    title,
    pages: names
      .filter((name) => left.delete(name))
      .map((name) => ({ file: `pkg/docs/${name}.md`, page: name })),
  }));
  const more = [...left].map((name) => ({ file: `pkg/docs/${name}.md`, page: name }));
  if (more.length > 0) groups.push({ title: 'More', pages: more });
  groups.push({ title: 'Examples', pages: await examples() });
  const project = ['README', 'CHANGELOG', 'SECURITY', 'CONTRIBUTING'].map((name) => ({
    file: `${name}.md`,
    page: name.toLowerCase(),
  }));
  project.push({ file: 'docs/glossary.md', page: 'glossary' });
  groups.push({ title: 'The project', pages: project });
  const decisions = await markdownIn('docs/decisions');
  groups.push({
    title: 'Decisions',
    pages: decisions.map((name) => ({
      file: `docs/decisions/${name}`,
      page: `decisions/${name.slice(0, -3)}`,
    })),
  });
  return groups;
}

/** The file that is meant by a path: of a copy, what it is a copy of. @param {string} file */
export function original(file) {
  return /** @type {Record<string, string>} */ (COPIES)[file] ?? file;
}
