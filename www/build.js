/**
 * Bundles the page into `pkg/page/`: static files that work from any host, at any path.
 *
 * What may be cached for ever lies in a folder that is named after its content; only `index.html` and the service worker keep
 * their names. esbuild: small, fast, and one of the bundlers that the plugins are tested with.
 */
import { createHash } from 'node:crypto';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { start } from '../pkg/core/index.js';
import { bundledPackages, licenseTexts } from './bundled.js';
import { headersOf, policyOf } from './policy.js';
import { makeSample } from './sample/make.js';

const here = (/** @type {string} */ relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The newest that all evergreen browsers had in 2024. */
const TARGET = ['chrome122', 'firefox122', 'safari17.4'];

const OUT = here('../pkg/page');

/** The WebAssembly modules. */
const MODULES = ['core', 'lookups', 'jvm', 'native', 'pdb', 'verify'];

/** Styles that are loaded with what they are for, not at first. */
const LATE = ['coverage/coverage.css', 'explain/explain.css', 'shipped/shipped.css'];

/** The licences of what is bundled, written by `cargo xtask notices`. */
const NOTICES = 'THIRD-PARTY-NOTICES.md';

/** What esbuild says of each bundle, with the place of it. @type {[place: string, metafile: import('esbuild').Metafile][]} */
const bundles = [];

await vendor();

const scratch = here('../target/');
await mkdir(scratch, { recursive: true });
const made = await mkdtemp(path.join(scratch, 'page-'));
try {
  const app = path.join(made, 'app');
  await bundle('main.jsx', app);
  await bundle('worker/worker.js', app);
  for (const late of LATE) await bundle(late, app);
  await mkdir(path.join(app, 'wasm'), { recursive: true });
  const modules = MODULES.map((name) => `wasm/${name}_bg.wasm`);
  for (const name of modules) await cp(here(`../pkg/${name}`), path.join(app, name));
  await cp(here('icon.svg'), path.join(app, 'icon.svg'));
  const files = await listed(app);
  const folder = `app-${await digest(app, files)}`;
  await rename(app, path.join(made, folder));
  await writeFile(path.join(made, 'index.html'), await html(folder));
  await serviceWorker(made, folder, files);
  // the package leaves out the copies in this folder, as it has the modules once already; its server puts them here by this list
  const listing = JSON.stringify(modules.map((name) => `${folder}/${name}`));
  await writeFile(path.join(made, 'modules.json'), `${listing}\n`);
  const core = await start();
  const headers = headersOf(core.sites());
  await writeFile(path.join(made, 'headers.json'), `${JSON.stringify(headers, null, 2)}\n`);
  // the folder is all that others need to host it, and the licences ask that their texts go with every copy
  await cp(here(`../pkg/docs/${NOTICES}`), path.join(made, NOTICES));
  const packages = await bundledPackages(bundles);
  await writeFile(
    path.join(scratch, 'page-packages.json'),
    `${JSON.stringify(packages, null, 2)}\n`,
  );
  // a temporary folder is its maker's alone, and this one is published
  await chmod(made, 0o755);
  await rm(OUT, { recursive: true, force: true });
  await rename(made, OUT);
} finally {
  await rm(made, { recursive: true, force: true });
}

/**
 * What the package has of others, without the rest of them: an installation of pako is twice as large as one of mapship.
 *
 * pako is zlib in JavaScript, well-kept, MIT and Zlib. The zlib that Node and Chromium have is one of their own, which makes up to 12 %
 * more of short debug sections than objcopy's does.
 */
async function vendor() {
  const module = fileURLToPath(import.meta.resolve('pako'));
  const folder = module.slice(0, module.lastIndexOf(`${path.sep}dist${path.sep}`));
  const licenses = (await licenseTexts(folder, 'pako')).join('\n\n');
  const { metafile } = await build({
    metafile: true,
    stdin: { contents: "export { deflate } from 'pako';", resolveDir: here('.') },
    outfile: here('../pkg/host/vendor/deflate.js'),
    bundle: true,
    format: 'esm',
    minify: true,
    target: [...TARGET, 'node20'],
    platform: 'neutral',
    banner: { js: `/*! pako, https://github.com/nodeca/pako\n\n${licenses}\n*/` },
    legalComments: 'none',
    logLevel: 'warning',
  });
  bundles.push(['host/vendor/deflate.js', metafile]);
}

/**
 * @param {string} entry
 * @param {string} outdir
 */
async function bundle(entry, outdir) {
  const { metafile } = await build({
    metafile: true,
    entryPoints: [here(entry)],
    outdir,
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    target: TARGET,
    platform: 'browser',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
    // only the wasm's own path is resolved when it runs, and that is meant
    logOverride: { 'empty-import-meta': 'error' },
    plugins: [
      { name: 'wasm', setup: besideModules },
      { name: 'sample', setup: withSample },
    ],
  });
  bundles.push(['page/', metafile]);
}

/**
 * In the package the WebAssembly lies beside the folder of the modules that start it; here all modules lie in one folder, above its.
 * @param {import('esbuild').PluginBuild} build
 */
function besideModules(build) {
  build.onLoad(
    { filter: /[/\\]core[/\\](?:index|lookups|jvm|native|pdb|verify)\.js$/ },
    async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const contents = text.replace("new URL('../wasm/", "new URL('./wasm/");
      if (contents === text) throw new Error(`${file} does not say where its module is`);
      return { contents };
    },
  );
}

/** The sample build, in place of the module that stands for it. @param {import('esbuild').PluginBuild} build */
function withSample(build) {
  build.onLoad({ filter: /[/\\]sample[/\\]made\.js$/ }, async () => {
    const lines = Object.entries(await makeSample()).map(
      ([name, value]) => `export const ${name} = ${JSON.stringify(value)};`,
    );
    return { contents: lines.join('\n') };
  });
}

/** @param {string} folder @returns {Promise<string[]>} its files, with slashes, in order */
async function listed(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((name) => name.replaceAll(path.sep, '/'))
    .sort();
}

/** @param {string} folder @param {string[]} files */
async function digest(folder, files) {
  const hash = createHash('sha256');
  for (const name of files) {
    hash.update(`${name}\0`);
    hash.update(await readFile(path.join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** @param {string} folder of what is cached for ever */
async function html(folder) {
  const core = await start();
  const text = await readFile(here('index.html'), 'utf8');
  return text.replaceAll('{app}', folder).replace('{policy}', policyOf(core.sites()));
}

/**
 * @param {string} outdir
 * @param {string} folder
 * @param {string[]} files
 */
async function serviceWorker(outdir, folder, files) {
  const { metafile } = await build({
    metafile: true,
    entryPoints: [here('offline/sw.js')],
    outdir,
    bundle: true,
    format: 'iife',
    minify: true,
    target: TARGET,
    logLevel: 'warning',
    define: {
      FOLDER: JSON.stringify(folder),
      FILES: JSON.stringify(files.map((name) => `${folder}/${name}`)),
    },
  });
  bundles.push(['page/', metafile]);
}
