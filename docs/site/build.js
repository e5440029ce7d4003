// Builds the documentation as a site, and checks where its links lead. Run by `cargo xtask docs`.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'vitepress';

import { writeApi } from './api.js';
import { check } from './check.js';
import { ROOT, outline } from './outline.js';
import { OUT, PAGES } from './places.js';
import { stage } from './stage.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));

await rm(PAGES, { recursive: true, force: true });
await mkdir(PAGES, { recursive: true });
await copyFile(path.join(HERE, 'home.md'), path.join(PAGES, 'index.md'));
await mkdir(path.join(PAGES, 'public'));
await copyFile(path.join(ROOT, 'www/icon.svg'), path.join(PAGES, 'public/icon.svg'));
await stage(await outline(), PAGES);
await writeApi(path.join(PAGES, 'api'));
// a page that can't be rendered is only told by the generator, and left out
let isToldOf = false;
const { error } = console;
console.error = (...words) => {
  isToldOf = true;
  error(...words);
};
await build(HERE);
console.error = error;

const { pages, links, problems } = await check(OUT);
for (const problem of problems) console.error(problem);
console.log(`${pages} pages, ${links} links, ${problems.length} that lead nowhere: ${OUT}`);
if (isToldOf || problems.length > 0) process.exitCode = 1;
