// The configurations in docs/frameworks.md are those that the judges build with, and those of the examples.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { ADAPTERS } from '../judge/adapters-apps.js';

const DOCS = new URL('../../pkg/docs/frameworks.md', import.meta.url);

/** What only the judges need: the same names in each build, and folders of their own. */
const JUDGES =
  /, version: \{ name: 'shop-1' \}|^ {2}(?:compatibilityDate|telemetry|buildId): .*,\n/gm;

for (const folder of ['nuxt', 'sveltekit', 'astro']) {
  test(`the configuration of ${folder} is that of the app that is judged`, async () => {
    const docs = await readFile(DOCS, 'utf8');
    const [adapter] = ADAPTERS.filter((one) => one.folder === folder);
    assert.ok(adapter);
    for (const [name, text] of Object.entries(adapter.config(''))) {
      const shown = text
        .replace(JUDGES, '')
        .replace(/\[\['mapship\/nuxt', \]\]/, "['mapship/nuxt']");
      assert.ok(docs.includes(`// ${name}\n${shown}`), shown);
    }
  });
}

for (const folder of ['sveltekit', 'react-router']) {
  test(`the configuration of examples/${folder} is that of the guide`, async () => {
    const file = new URL(`../../examples/${folder}/vite.config.js`, import.meta.url);
    const text = await readFile(file, 'utf8');
    assert.ok((await readFile(DOCS, 'utf8')).includes(`// vite.config.js\n${text}`), text);
  });
}
