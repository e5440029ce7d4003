/**
 * The main job on a real build: build, check, upload to the local intake, and make a stack trace of the running page
 * readable by what the intake holds. `cargo xtask demo` runs it.
 */
import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { explain } from 'mapship';
import { formatListing, startIntake } from 'mapship/intake';
import { build, preview } from 'vite';

import { crash } from './crash.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const work = path.join(root, 'target/demo');
const app = path.join(work, 'shop');
const dist = path.join(app, 'dist');
const relative = (/** @type {string} */ file) => path.relative(root, file);

let step = 0;
const say = (/** @type {string} */ text = '') => process.stdout.write(`${text}\n`);
const head = (/** @type {string} */ text) => say(`\n── ${++step}. ${text}\n`);

/**
 * Runs mapship as a person would.
 * @param {string[]} args
 * @param {number} expected the exit code
 */
async function mapship(args, expected) {
  say(`$ mapship ${args.join(' ')}`);
  const child = spawn(process.execPath, [path.join(root, 'pkg/cli.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DD_API_KEY: 'a-key-for-the-local-intake' },
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== expected) throw new Error(`mapship ended with ${code}, not ${expected}`);
  say(`(exit code ${code})`);
}

await rm(work, { recursive: true, force: true });
await mkdir(work, { recursive: true });
await cp(path.join(root, 'tests/apps/shop'), app, { recursive: true });

head('Build a real app: Vite, TypeScript, two chunks, source maps on');
await build({ root: app, build: { outDir: dist, emptyOutDir: true } });
say(`built ${relative(app)} into ${relative(dist)}`);

const site = await preview({
  root: app,
  build: { outDir: dist },
  preview: { host: '127.0.0.1', port: 0 },
});
const intake = await startIntake({ dir: path.join(work, 'intake') });
try {
  const page = site.resolvedUrls?.local[0] ?? '';
  say(`it is served at ${page}; the local intake stands in for Datadog at ${intake.url}`);

  head('Check it: is what the build left behind sound?');
  const { version } = JSON.parse(await readFile(path.join(app, 'package.json'), 'utf8'));
  const metadata = [
    '--service',
    'shop',
    '--release-version',
    version,
    '--minified-path-prefix',
    page,
  ];
  await mapship(['check', relative(dist), ...metadata], 0);

  head(
    'Damage one map, as an interrupted build would, and check again: it is refused, with the place',
  );
  const damaged = path.join(work, 'damaged');
  await cp(dist, damaged, { recursive: true });
  await damage(path.join(damaged, 'assets'));
  await mapship(['check', relative(damaged), ...metadata], 3);

  head('Upload the sound build');
  await mapship(['upload', relative(dist), ...metadata, '--intake-url', intake.url], 0);
  const uploads = await intake.uploads();
  if (uploads.length !== 2) throw new Error(`the intake holds ${uploads.length} uploads, not 2`);

  head('The receipt: what the intake holds now');
  say(formatListing(uploads).trimEnd());
  const receipt = path.join(work, 'receipt.json');
  await writeFile(receipt, `${JSON.stringify(uploads, null, 2)}\n`);
  say(`(in full: ${relative(receipt)})`);

  head('Run the page in a browser and press "Pay": the minified stack trace');
  const stack = await crash(page, process.env.MAPSHIP_BROWSER);
  say(stack);

  head('The same stack trace, made readable by the build');
  const trace = path.join(work, 'trace.txt');
  await writeFile(trace, `${stack}\n`);
  const from = ['--files', relative(dist), '--minified-path-prefix', page];
  await mapship(['explain', '--stack', relative(trace), ...from], 0);
  const { summary } = await explain(stack, { files: dist, minifiedPathPrefix: page });
  if (summary.resolved === 0) throw new Error('no frame could be made readable');

  say(
    `\ndemo: ok – 2 source maps checked, framed and sent; 1 damaged map refused; ${summary.resolved} frames made readable`,
  );
} finally {
  await intake.close();
  await site.close();
}

/**
 * Breaks the mappings of the first map in a folder: a source that does not exist, in the third segment.
 * @param {string} folder
 */
async function damage(folder) {
  const name = (await readdir(folder)).find(
    (file) => file.startsWith('pay-') && file.endsWith('.map'),
  );
  const file = path.join(folder, String(name));
  const map = JSON.parse(await readFile(file, 'utf8'));
  const segments = map.mappings.split(',');
  segments[2] = 'IAoB'; // three fields where one, four or five are allowed
  await writeFile(file, JSON.stringify({ ...map, mappings: segments.join(',') }));
}
