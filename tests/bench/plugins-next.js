/** What the adapters add to a build of Next with Turbopack, which is uploaded to a local server that takes everything. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { compare } from './measure.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORKER = fileURLToPath(new URL('./plugins-next-worker.js', import.meta.url));

/** Of Sentry's adapter a newer one can't be had from npm: it asks for packages that are not there. */
const PACKAGES = {
  '@sentry/nextjs': '10.78.0',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
};

const ROUTES = 40;
/** How many modules each route has. */
const PER_ROUTE = 25;
const ROUNDS = 5;

/**
 * What each has as its configuration; what they do beside the maps is turned off.
 * @type {Record<string, string>}
 */
const CONFIGS = {
  none: 'export default own;',
  mapship: `import { withMapship } from 'mapship/next';
export default withMapship(own, { apiKey: 'a-key', git: false, service: 's', version: '1', server: '/srv' });`,
  sentry: `import { withSentryConfig } from '@sentry/nextjs/config';
export default withSentryConfig(own, {
  org: 'o', project: 'p', authToken: '0'.repeat(32), sentryUrl: process.env.SINK, telemetry: false, silent: true,
  release: { name: '1', create: false, finalize: false, inject: false },
  sourcemaps: { deleteSourcemapsAfterUpload: true },
});`,
};

/**
 * @param {{ url: string, taken: () => number }} sink
 * @param {(i: number) => string} moduleText
 */
export async function runNext(sink, moduleText) {
  const dir = path.join(ROOT, 'target/bench/next');
  await install(dir);
  await makeApp(dir, moduleText);
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: dir,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    SINK: sink.url,
    DATADOG_SOURCEMAP_INTAKE_URL: `${sink.url}/api/v2/srcmap`,
  };
  const names = { none: 'no adapter', mapship: 'mapship', sentry: '@sentry/nextjs' };
  const builds = Object.entries(names).map(([adapter, name]) => [
    name,
    [process.execPath, WORKER, adapter],
  ]);
  const versions = Object.entries(PACKAGES).map(([name, version]) => `${name} ${version}`);
  console.log(
    `\n  Turbopack, ${ROUTES * PER_ROUTE} modules in ${ROUTES} routes, ${ROUNDS} rounds (${versions.join(', ')})`,
  );
  await compare(Object.fromEntries(builds), ROUNDS, { cwd: dir, env }, sink.taken);
}

/** Once: it is half a gigabyte. @param {string} dir */
async function install(dir) {
  const manifest = JSON.stringify({
    name: 'large',
    version: '1.0.0',
    private: true,
    dependencies: PACKAGES,
  });
  const file = path.join(dir, 'package.json');
  await mkdir(dir, { recursive: true });
  const done = path.join(dir, 'node_modules/mapship');
  const isThere = await readFile(path.join(done, 'package.json')).catch(() => undefined);
  if (isThere && (await readFile(file, 'utf8').catch(() => '')) === manifest) return;
  await writeFile(file, manifest);
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', args, { cwd: dir });
  await symlink(path.join(ROOT, 'pkg'), done);
}

/**
 * Routes whose client has modules of some forty lines.
 * @param {string} dir
 * @param {(i: number) => string} moduleText
 */
async function makeApp(dir, moduleText) {
  const app = path.join(dir, 'app');
  await rm(app, { recursive: true, force: true });
  const own = `const own = { turbopack: { root: import.meta.dirname }, distDir: process.env.DIST };\n`;
  for (const [name, text] of Object.entries(CONFIGS)) {
    await writeFile(path.join(dir, `${name}.config.mjs`), own + text);
  }
  const layout = `export default ({ children }) => <html><body>{children}</body></html>;`;
  await mkdir(app);
  await writeFile(path.join(app, 'layout.jsx'), layout);
  for (let route = 0; route < ROUTES; route += 1) {
    const folder = path.join(app, `r${route}`);
    await mkdir(folder);
    const numbers = Array.from({ length: PER_ROUTE }, (_, i) => route * PER_ROUTE + i);
    for (const i of numbers) {
      await writeFile(path.join(folder, `module-${i}.js`), moduleText(i));
    }
    const imports = numbers.map((i) => `import { render${i}, Store${i} } from './module-${i}.js';`);
    const list = numbers.map((i) => `[Store${i}, render${i}]`).join(', ');
    const client = `'use client';\n${imports.join('\n')}\nconst all = [${list}];
export function All() { return <button onClick={({ target }) => all.map(([S, r]) => r(target, new S({})))}>${route}</button>; }`;
    await writeFile(path.join(folder, 'all.jsx'), client);
    const page = `import { All } from './all.jsx';\nexport default function Page() { return <All />; }`;
    await writeFile(path.join(folder, 'page.jsx'), page);
  }
}
