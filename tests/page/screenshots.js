// Pictures of the page in its states, light and dark, from narrow to wide: `cargo xtask screenshots [DIR]`. Those that the README
// shows are written to where it shows them from.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import JSZip from 'jszip';
import { startIntake } from 'mapship/intake';

import { pairs } from '../js/page-builds.js';
import { drop, fillForm, judged, KEY, launch, startGate, startHost } from '../js/page-world.js';
import { asWebp } from './as-webp.js';

const out = path.resolve(process.argv[2] ?? 'target/screenshots');

const SIZES = {
  390: { width: 390, height: 844 },
  768: { width: 768, height: 1024 },
  1280: { width: 1280, height: 800 },
  1920: { width: 1920, height: 1080 },
};

/** The pictures that the README shows, by the states and sizes that they are of. */
const SHOWN = {
  'page-files.webp': '04-file-1280-light.png',
  'page-explain.webp': '11-explain-1280-light.png',
};

const DOCS = fileURLToPath(new URL('../../pkg/docs/', import.meta.url));

const work = await mkdtemp(path.join(tmpdir(), 'mapship-pictures-'));
const dist = path.join(work, 'dist');
const large = path.join(work, 'large');
await makeBuild();
await makeLargeBuild();
const { app, symbols } = await makeApp();
const intake = await startIntake({ dir: path.join(work, 'received'), requireKey: KEY, cors: true });
const gate = await startGate(intake.url);
const host = await startHost('/');
const browser = await launch();
await mkdir(out, { recursive: true });
try {
  for (const scheme of /** @type {const} */ (['light', 'dark'])) {
    for (const [size, viewport] of Object.entries(SIZES)) await takeAll(scheme, size, viewport);
  }
  for (const [name, from] of Object.entries(SHOWN)) {
    await writeFile(path.join(DOCS, name), await asWebp(browser, path.join(out, from)));
  }
} finally {
  await browser.close();
  host.close();
  gate.close();
  await intake.close();
  await rm(work, { recursive: true, force: true });
}
console.log(`pictures are in ${out}`);

/**
 * @param {'light' | 'dark'} scheme
 * @param {string} size
 * @param {{ width: number, height: number }} viewport
 */
async function takeAll(scheme, size, viewport) {
  const context = await browser.newContext({
    viewport,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  const take = async (/** @type {string} */ state) => {
    await page.waitForTimeout(300);
    await page.screenshot({ path: path.join(out, `${state}-${size}-${scheme}.png`) });
  };
  const show = async (/** @type {string} */ view) => {
    const button = page.getByRole('navigation').getByRole('button', { name: view });
    if (await button.isVisible()) await button.click();
  };
  const press = () => page.getByRole('button', { name: /^Send \d+/ }).click();
  await page.goto(host.url);
  await page.getByRole('button', { name: 'Choose a folder' }).waitFor();
  await take('01-empty');
  await page.getByRole('button', { name: 'Try a sample build' }).click();
  await judged(page);
  await page.locator('.row-head').first().click();
  await take('02-sample');
  await page.getByRole('button', { name: 'Clear' }).click();
  await drop(page, [dist]);
  await judged(page);
  await take('03-list');
  await show('Send');
  await page.locator('.send-needed').getByRole('button', { name: 'Service' }).click();
  await page.getByLabel('Version').fill('x'.repeat(201));
  await page.locator('#field-version[aria-invalid]').waitFor();
  await take('05-form');
  await fillForm(page, gate.url);
  await page.getByLabel('API key').fill(KEY);
  await show('Files');
  await page.locator('.row-url').first().waitFor();
  await page.locator('.row-head').first().click();
  await take('04-file');
  await page.locator('.row-head').first().click();
  gate.lets(9);
  await show('Send');
  await press();
  await page.getByText(/^9 of/).waitFor();
  await take('06-sending');
  await show('Files');
  await take('07-sending-list');
  await show('Send');
  gate.lets(Infinity);
  await page.getByText(/uploads arrived$/).waitFor();
  await take('08-done');
  await page.getByLabel('API key').fill('another');
  await page.getByLabel('Version').fill('1.4.3');
  await press();
  await page.getByText(/uploads failed/).waitFor();
  await take('09-failed');
  await show('Files');
  await take('10-failed-list');
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await page.getByLabel('Stack trace', { exact: true }).fill(await trace());
  await page.locator('.explain-form').getByRole('button', { name: 'Explain' }).click();
  await page.locator('.frame-source').first().waitFor();
  await take('11-explain');
  await show('Files');
  await page.getByRole('searchbox').fill('main');
  await page.locator('.row-head').first().click();
  await page.getByRole('button', { name: 'Look inside' }).click();
  await page.locator('.tree-box').first().waitFor();
  await take('12-areas');
  await page.getByRole('button', { name: 'As a table' }).click();
  await take('13-table');
  await page.getByRole('button', { name: 'Side by side' }).click();
  await page.locator('.generated .piece[data-piece]').nth(3).click();
  await take('14-side-by-side');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('searchbox').fill('nothing like it');
  await take('15-no-match');
  await page.getByRole('button', { name: 'Clear' }).click();
  await drop(page, [large]);
  await judged(page);
  await take('16-many');
  await page.getByRole('searchbox').fill('a-very-long');
  await page.locator('.row-head').first().click();
  await take('17-long-name');
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await take('18-explain-empty');
  // the receipt of what was sent is forgotten with the page
  await page.goto(host.url);
  await page.getByRole('button', { name: 'Choose a folder' }).waitFor();
  await show('App');
  await page.getByText('What is shipped.').waitFor();
  await take('19-app-empty');
  await drop(page, [app]);
  await page.getByText('There is nothing yet to hold the app against').waitFor();
  await take('20-app-alone');
  await show('Files');
  await drop(page, [symbols]);
  await judged(page);
  await show('App');
  await drop(page, [app]);
  await page.locator('.shipped-table').waitFor();
  await take('21-app');
  await page.locator('.shipped-table').evaluate((table) => table.scrollIntoView());
  await take('22-app-table');
  await context.close();
}

/** A build as bundlers make it, with a few things wrong. */
async function makeBuild() {
  const src = path.join(work, 'src');
  const pages = [
    'cart',
    'checkout',
    'account',
    'search',
    'product',
    'orders',
    'returns',
    'wishlist',
  ];
  await mkdir(src, { recursive: true });
  for (const name of [...pages, 'main', 'settings', 'invoices', 'reviews', 'help']) {
    await writeFile(
      path.join(src, `${name}.ts`),
      `export interface Line { price: number; amount: number }

export function total(lines: Line[]): number {
  // what is not there costs nothing
  return lines.reduce((sum, { price, amount }) => sum + price * amount, 0);
}

export function show(${name}: { lines?: Line[] }) {
  document.title = '${name}: ' + total(${name}.lines!);
}

show(JSON.parse(document.body.dataset.${name} ?? '{}'));
`,
    );
  }
  const all = [...pages, 'settings', 'invoices', 'reviews'];
  const imports = all.map((name) => `import './${name}';`).join('\n');
  await writeFile(path.join(src, 'main.ts'), `${imports}\nconsole.log('ready');\n`);
  const entries = [...pages, 'main', 'settings', 'invoices', 'reviews', 'help'];
  const made = await build({
    entryPoints: entries.map((name) => path.join(src, `${name}.ts`)),
    outdir: path.join(dist, 'assets'),
    absWorkingDir: work,
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    write: false,
  });
  await mkdir(path.join(dist, 'assets'), { recursive: true });
  for (const { path: file, text } of made.outputFiles) {
    await writeFile(file, broken(path.basename(file), text));
  }
  await rm(path.join(dist, 'assets/help.js.map'));
}

/** A build of 300 chunks, one of them of a name that is longer than any row. */
async function makeLargeBuild() {
  for (const [name, content] of Object.entries(pairs(300))) {
    const long = `chunks/${'a-very-long-name-'.repeat(12)}`;
    const file = path.join(large, name.replace('assets/chunk-0001', long));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** An APK, of which some parts are covered by the symbols beside it, and some are not. */
async function makeApp() {
  const fixture = (/** @type {string} */ name) =>
    readFile(new URL(`../fixtures/symbols/${name}`, import.meta.url));
  const zip = new JSZip();
  const dex = (/** @type {string} */ marker) => Buffer.from(`dex\n035\0~~${marker}\0`.padEnd(6000));
  zip.file('classes.dex', dex('R8{"compilation-mode":"release","pg-map-id":"a1b2c3d"}'));
  zip.file('classes2.dex', dex('D8{"compilation-mode":"debug"}'));
  zip.file('lib/arm64-v8a/libshop.so', await fixture('elf/stripped.so'));
  zip.file('lib/arm64-v8a/libplayer.so', await fixture('elf/aarch64.so'));
  zip.file('lib/x86/libplayer.so', await fixture('elf/i386.so'));
  const at = path.join(work, 'app.apk');
  await writeFile(at, await zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' }));
  const beside = path.join(work, 'symbols');
  await mkdir(beside, { recursive: true });
  await writeFile(path.join(beside, 'libshop.so'), await fixture('elf/x86_64.so'));
  await writeFile(
    path.join(beside, 'mapping.txt'),
    '# compiler: R8\n# pg_map_id: a1b2c3d\nshop.Cart -> a.a:\n    int total -> a\n',
  );
  return { app: at, symbols: beside };
}

/** @param {string} name @param {string} text */
function broken(name, text) {
  if (name === 'invoices.js.map') return text.slice(0, -40);
  if (name === 'reviews.js.map') return text.replace(/("mappings": ")(.{12})/, '$1$2!');
  if (name === 'settings.js.map') return text.replace('"sourcesContent"', '"sourceContent"');
  return text;
}

async function trace() {
  return `TypeError: Cannot read properties of undefined (reading 'reduce')
    at t (https://example.com/static/assets/cart.js:1:31)
    at o (https://example.com/static/assets/cart.js:1:118)
    at https://example.com/static/assets/invoices.js:1:40
    at https://cdn.example.com/widget.js:3:1027`;
}
