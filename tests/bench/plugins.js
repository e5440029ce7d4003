/** What the plugins add to the builds of a large application, which are uploaded to a local server that takes everything. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { compare } from './measure.js';
import { runNext } from './plugins-next.js';
import { startSink } from './upload.js';

const WORKER = fileURLToPath(new URL('./plugins-worker.js', import.meta.url));
const MODULES = 3000;
/** How many modules each lazy chunk has. */
const PER_CHUNK = 30;
const ROUNDS = 3;

export async function run() {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-bench-'));
  const sink = await startSink();
  try {
    await makeApp(dir);
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: dir,
      DATADOG_SOURCEMAP_INTAKE_URL: `${sink.url}/api/v2/srcmap`,
    };
    for (const bundler of ['vite', 'webpack']) {
      console.log(
        `\n  ${bundler}, ${MODULES} modules in ${MODULES / PER_CHUNK} chunks, ${ROUNDS} rounds`,
      );
      const builds = Object.entries({
        'no plugin': 'none',
        mapship: 'mapship',
        [`@datadog/${bundler}-plugin`]: 'datadog',
      }).map(([name, plugin]) => [name, [process.execPath, WORKER, bundler, plugin, dir]]);
      await compare(Object.fromEntries(builds), ROUNDS, { cwd: dir, env }, sink.taken);
    }
    await runNext(sink, moduleText);
  } finally {
    sink.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Modules of some forty lines, in chunks that are loaded as they are needed.
 * @param {string} dir
 */
async function makeApp(dir) {
  const src = path.join(dir, 'src');
  await mkdir(src);
  await writeFile(
    path.join(dir, 'package.json'),
    '{"name":"large","version":"1.0.0","sideEffects":false}',
  );
  for (let i = 0; i < MODULES; i += 1)
    await writeFile(path.join(src, `module-${i}.js`), moduleText(i));
  const entries = [];
  for (let first = 0; first < MODULES; first += PER_CHUNK) {
    const numbers = Array.from({ length: PER_CHUNK }, (_, i) => first + i);
    const text = numbers.map((i) => `export { render${i}, Store${i} } from './module-${i}.js';`);
    await writeFile(path.join(src, `page-${first}.js`), `${text.join('\n')}\n`);
    entries.push(`  ${first}: () => import('./page-${first}.js'),`);
  }
  const main = `const pages = {\n${entries.join('\n')}\n};\nexport const open = (number) => pages[number]().then((page) => Object.values(page).map((it) => new it({})));\nwindow.open${MODULES} = open;\n`;
  await writeFile(path.join(src, 'main.js'), main);
}

/** @param {number} i */
function moduleText(i) {
  return `/** Module ${i}: a store, and what renders it. */
export class Store${i} {
  #items = new Map();
  #listeners = new Set();

  constructor({ name = 'store-${i}', limit = ${(i * 7919) % 1000} } = {}) {
    this.name = name;
    this.limit = limit;
  }

  add(key, value) {
    if (this.#items.size >= this.limit) {
      throw new RangeError(\`\${this.name} is full: \${this.limit} items\`);
    }
    this.#items.set(key, { value, at: Date.now(), order: ${(i * 104729) % 65536} });
    for (const listener of this.#listeners) {
      listener({ type: 'add', key, value });
    }
    return this;
  }

  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  sorted() {
    return [...this.#items.entries()]
      .filter(([, item]) => item.value !== undefined)
      .sort(([, a], [, b]) => a.at - b.at || a.order - b.order);
  }
}

export function render${i}(element, store) {
  const rows = store.sorted().map(([key, { value }]) => {
    const row = document.createElement('li');
    row.dataset.key = String(key);
    row.textContent = \`\${key}: \${JSON.stringify(value)} (${i})\`;
    return row;
  });
  element.replaceChildren(...rows);
  return rows.length;
}
`;
}
