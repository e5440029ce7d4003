// What the tests of the plugins share: an application to build, and what came of it.
import assert from 'node:assert/strict';
import { cp, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { folder, intake } from './world.js';

/** @import { TestContext } from 'node:test' */

const SHOP = fileURLToPath(new URL('../apps/shop', import.meta.url));

// what the tests are run with is not to be acted on
for (const name of Object.keys(process.env)) {
  if (/^(?:(?:DATADOG|DD)_.*|NODE_ENV|CI|TF_BUILD|JENKINS_URL|GITHUB_ACTIONS)$/.test(name))
    delete process.env[name];
}

/**
 * A copy of the application, outside of any repository.
 * @param {TestContext} t
 * @param {object} [manifest] members of its package.json
 */
export async function app(t, manifest) {
  const root = path.join(await folder(t), 'shop');
  await cp(SHOP, root, { recursive: true });
  if (manifest) {
    const file = path.join(root, 'package.json');
    const own = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...own, ...manifest }));
  }
  return root;
}

/**
 * An intake, with the options of a plugin that lead to it.
 * @param {TestContext} t
 * @param {import('mapship/intake').IntakeOptions} [options]
 */
export async function target(t, options) {
  const running = await intake(t, options);
  return {
    to: { apiKey: 'k'.repeat(32), intakeUrl: running.url, git: false },
    uploads: () => running.uploads(),
    /** What was uploaded: the addresses with service and version. */
    async told() {
      const uploads = await running.uploads();
      const told = uploads.map(
        ({ event }) => `${event?.minified_url} ${event?.service} ${event?.version}`,
      );
      return told.sort();
    },
  };
}

/**
 * The files in a folder and below, with slashes.
 * @param {string} dir
 * @param {RegExp} [wanted]
 */
export async function filesIn(dir, wanted = /./) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      path.relative(dir, path.join(parentPath, name)).replaceAll('\\', '/'),
    )
    .filter((name) => wanted.test(name))
    .sort();
}

/** @param {string} text @param {RegExp[]} parts */
export function assertSays(text, ...parts) {
  for (const part of parts) assert.match(text, part);
}
