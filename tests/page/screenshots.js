// Pictures of the page in its main states, light and dark, wide and narrow: `cargo xtask screenshots [DIR]`.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { build } from 'esbuild';
import { startIntake } from 'mapship/intake';

import { drop, fillForm, judged, KEY, launch, startGate, startHost } from '../js/page-world.js';

const out = path.resolve(process.argv[2] ?? 'target/screenshots');

const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };

const work = await mkdtemp(path.join(tmpdir(), 'mapship-pictures-'));
const dist = path.join(work, 'dist');
await makeBuild();
const intake = await startIntake({ dir: path.join(work, 'received'), requireKey: KEY, cors: true });
const gate = await startGate(intake.url);
const host = await startHost('/');
const browser = await launch();
await mkdir(out, { recursive: true });
try {
  for (const scheme of /** @type {const} */ (['light', 'dark'])) {
    for (const [size, viewport] of Object.entries(SIZES)) await takeAll(scheme, size, viewport);
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
  await page.goto(host.url);
  await page.getByRole('button', { name: 'Choose a folder' }).waitFor();
  await take('1-empty');
  await drop(page, [dist]);
  await judged(page);
  await take('2-list');
  await show('Send');
  await page.getByRole('button', { name: /^Send \d+/ }).click();
  await page.locator('#field-service[aria-invalid]').waitFor();
  await take('3-form');
  await fillForm(page, gate.url);
  await page.getByLabel('API key').fill(KEY);
  await show('Files');
  await page.locator('.row-url').first().waitFor();
  await page.locator('.row-head').first().click();
  await take('4-file');
  await page.locator('.row-head').first().click();
  gate.lets(9);
  await show('Send');
  await page.getByRole('button', { name: /^Send \d+/ }).click();
  await page.getByText(/^9 of/).waitFor();
  await take('5-sending');
  gate.lets(Infinity);
  await page.getByText(/uploads arrived$/).waitFor();
  await take('6-done');
  await page.getByLabel('API key').fill('another');
  await page.getByLabel('Version').fill('1.4.3');
  await page.getByRole('button', { name: /^Send \d+/ }).click();
  await page.getByText(/uploads failed/).waitFor();
  await take('7-failed');
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await page.getByLabel('Stack trace', { exact: true }).fill(await trace());
  await page.locator('.explain-form').getByRole('button', { name: 'Explain' }).click();
  await page.locator('.frame-source').first().waitFor();
  await take('8-explain');
  await show('Files');
  await page.getByRole('searchbox').fill('cart');
  await page.locator('.row-head').first().click();
  await page.getByRole('button', { name: 'Look inside' }).click();
  await page.locator('dialog[open]').waitFor();
  await page.waitForTimeout(1000);
  await take('9-look');
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
