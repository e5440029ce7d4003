/** The examples as people have them: copied out of the repository, installed by npm with the packed mapship, and built. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { filesIn } from '../js/plugin-world.js';
import { CLEAN, intake } from '../js/world.js';
import { pack } from '../package/install.js';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const SCRATCH = fileURLToPath(new URL('../../target/judge/examples', import.meta.url));
const KEY = 'k'.repeat(32);

/** Where browsers get what an example has built, and the folder that is served: frameworks have their own. @type {Record<string, { address: string, served: string }>} */
const FRAMEWORKS = {
  astro: { address: '/_astro/', served: 'dist' },
  next: { address: '/_next/static/', served: '.next/static' },
  nuxt: { address: '/_nuxt/', served: '.output/public' },
  'react-router': { address: '/assets/', served: 'build/client' },
  sveltekit: { address: '/_app/immutable/', served: 'build/client' },
};
const BUNDLERS = { address: '/static/', served: 'dist' };
/** The newer Node, which some frameworks need. */
const NODE = process.env.MAPSHIP_NEWER_NODE ?? process.execPath;
const PATH = [path.dirname(NODE), process.env.PATH].join(path.delimiter);
const QUIET = {
  ASTRO_TELEMETRY_DISABLED: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  NUXT_TELEMETRY_DISABLED: '1',
};

/** @param {string[]} args @param {string} cwd @param {Record<string, string>} [env] @returns {Promise<string>} */
function npm(args, cwd, env = process.env) {
  const child = spawn('npm', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(said) : reject(new Error(said))));
  });
}

let tarball = '';
before(async () => {
  await rm(SCRATCH, { recursive: true, force: true });
  ({ file: tarball } = await pack(path.join(SCRATCH, 'tarball')));
});

const entries = await readdir(EXAMPLES, { withFileTypes: true });
// in `ci` are only links
for (const { name } of entries.filter((entry) => entry.isDirectory() && entry.name !== 'ci')) {
  const { address, served } = FRAMEWORKS[name] ?? BUNDLERS;
  test(name, async (t) => {
    const root = path.join(SCRATCH, name);
    await cp(path.join(EXAMPLES, name), root, { recursive: true });
    const file = path.join(root, 'package.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    manifest.devDependencies.mapship = `file:${tarball}`;
    await writeFile(file, JSON.stringify(manifest));
    await npm(['install', '--no-audit', '--no-fund'], root, { ...process.env, PATH });

    const server = await intake(t, { requireKey: KEY });
    const env = {
      ...CLEAN,
      ...QUIET,
      PATH,
      DATADOG_API_KEY: KEY,
      DATADOG_SOURCEMAP_INTAKE_URL: server.url,
    };
    let said = '';
    for (const script of Object.keys(manifest.scripts))
      said += await npm(['run', script], root, env);
    const uploads = await server.uploads();
    assert.ok(uploads.length > 0, said);
    for (const { event } of uploads) {
      const url = String(event?.minified_url);
      assert.ok(url.startsWith(address) && /^\S+\.js$/.test(url), url);
      assert.deepEqual([event?.service, event?.version], ['example', '1.2.3']);
    }
    const files = await filesIn(path.join(root, served));
    assert.ok(
      files.some((one) => one.endsWith('.js')),
      files.join(),
    );
    assert.ok(!files.some((one) => one.endsWith('.map')), files.join());
    t.diagnostic(`${name}: ${uploads.length} uploads`);
  });
}
