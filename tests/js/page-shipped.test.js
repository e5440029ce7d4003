// An app, held against what was sent, on the page: the picture, the table, the findings; packages are made here, in the shapes of tool chains.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import JSZip from 'jszip';
import { upload, verify } from 'mapship';

import { drop, judged, launch, openPage, startHost } from './page-world.js';
import { folder, intake } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { Browser, Page } from 'playwright-core' */

const LIMIT = { timeout: 120_000 };
const FIXTURES = fileURLToPath(new URL('../fixtures/symbols/', import.meta.url));
const fixture = (/** @type {string} */ name) => readFile(path.join(FIXTURES, name));

const MAP_ID = 'a1b2c3d';
const DEX = Buffer.from(
  `dex\n035\0~~R8{"backend":"dex","compilation-mode":"release","pg-map-id":"${MAP_ID}"}\0`,
);
const MAPPING = Buffer.from(
  `# compiler: R8\n# pg_map_id: ${MAP_ID}\nshop.Cart -> a.a:\n    int total -> a\n`,
);
const LIBRARY = await fixture('elf/stripped.so');
const LIBRARY_SYMBOLS = await fixture('elf/x86_64.so');
const OTHER = await fixture('elf/i386.so');

/** @type {Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof startHost>>} */
let host;

before(async () => {
  browser = await launch();
  host = await startHost();
});

after(async () => {
  await browser.close();
  host.close();
});

/** @param {Record<string, Uint8Array>} files @param {'STORE' | 'DEFLATE'} [compression] */
function zipped(files, compression = 'DEFLATE') {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(files)) zip.file(name, content);
  return zip.generateAsync({ type: 'nodebuffer', compression });
}

/**
 * Sends files; the path of the receipt.
 * @param {TestContext} t
 * @param {Record<string, Uint8Array | string>} files
 */
async function send(t, files) {
  const { url } = await intake(t);
  const receipt = path.join(await folder(t), 'sent.json');
  const report = await upload(await folder(t, files), {
    ...{ service: 'shop', version: '1.0.0', apiKey: 'a'.repeat(32), intakeUrl: url, git: false },
    receipt,
  });
  assert.ok(report.ok, JSON.stringify(report.files.flatMap(({ issues }) => issues)));
  return receipt;
}

/** @param {Page} page */
async function openView(page) {
  await page.getByRole('button', { name: 'App', exact: true }).click();
  await page
    .getByRole('heading', { name: 'Does what was sent cover the app that you ship?' })
    .waitFor();
}

/** The rows of the table: path and state. @param {Page} page */
async function rowsOf(page) {
  await page.locator('.shipped-table').waitFor();
  return page
    .locator('.shipped-table tbody tr:not(.shipped-more)')
    .evaluateAll((rows) =>
      Object.fromEntries(
        rows.map((row) => [
          row.querySelector('.shipped-path')?.textContent,
          row.querySelector('.shipped-state')?.textContent?.replace(/^\S+ /, ''),
        ]),
      ),
    );
}

/** @param {TestContext} t */
async function apk(t) {
  const dir = await folder(t, {
    'app.apk': await zipped({
      'classes.dex': DEX,
      'lib/x86_64/libshop.so': LIBRARY,
      'lib/x86/libother.so': OTHER,
      'resources.arsc': Buffer.alloc(30),
    }),
  });
  return path.join(dir, 'app.apk');
}

test(
  'an APK is held against a receipt: as areas, as a table, as on the command line',
  LIMIT,
  async (t) => {
    const receipt = await send(t, { 'libshop.so': LIBRARY_SYMBOLS, 'mapping.txt': MAPPING });
    const app = await apk(t);
    const page = await openPage(t, browser, host.url);
    const early = host.served.filter(({ path: name }) => /verify_bg|shipped/.test(name));
    assert.deepEqual(early, [], 'nothing of it is in the first load');
    await openView(page);
    // both at once: the receipt is told by what is in it
    await drop(page, [app, receipt]);
    assert.deepEqual(await rowsOf(page), {
      'lib/x86/libother.so': 'not covered',
      'lib/x86_64/libshop.so': 'covered',
      'classes.dex': 'covered',
    });
    const told = await verify(app, { against: receipt });
    const share = `${(told.coverage.share * 100).toFixed(1)} %`;
    assert.match(
      await page.locator('.shipped-share').innerText(),
      new RegExp(`^${share} of the code`),
    );
    const finding = await page.locator('.shipped-finding').innerText();
    assert.match(finding, /Nothing that was sent is of its build \(ID .*\)\. Upload its file/);

    const areas = await page.locator('.shipped-area').evaluateAll((all) =>
      all.map((area) => ({
        label: area.getAttribute('aria-label') ?? '',
        seen: area.querySelector('.shipped-area-name')?.textContent ?? '',
        size: area.clientWidth * area.clientHeight,
        image: getComputedStyle(area).backgroundImage,
        isFolder: area.classList.contains('folder'),
      })),
    );
    const leaves = areas.filter(({ isFolder }) => !isFolder);
    const [shop, other] = ['libshop.so', 'libother.so'].map((name) =>
      leaves.find(({ label }) => label.startsWith(name)),
    );
    assert.ok(shop && other, JSON.stringify(areas));
    for (const { label, seen } of areas) assert.ok(label.includes(seen), `${seen} in ${label}`);
    assert.match(
      shop.label,
      /^libshop\.so · [\d.]+ %, covered, [\d.]+ \w?B, lib\/x86_64\/libshop\.so$/,
    );
    // told apart by their pattern, and as large as their code
    assert.equal(shop.image, 'none');
    assert.match(other.image, /gradient/);
    const [seen, meant] = [other.size / shop.size, OTHER.length / LIBRARY.length];
    assert.ok(seen > meant * 0.7 && seen < meant * 1.4, `${seen} for ${meant}`);

    // the picture, the table and the sum are of the same bytes
    const shares = await page.locator('.shipped-table td:last-child').allInnerTexts();
    const sum = shares.reduce((all, text) => all + (Number.parseFloat(text) || 0), 0);
    assert.ok(Math.abs(sum - 100) < 0.5, `${sum} of ${shares}`);

    // one stop for the Tab key, arrows between the areas
    assert.equal(await page.locator('.shipped-area[tabindex="0"]').count(), 1);
    await page.locator('.shipped-area[tabindex="0"]').focus();
    const first = await page.locator('.shipped-told').innerText();
    await page.keyboard.press('End');
    assert.notEqual(await page.locator('.shipped-told').innerText(), first);
  },
);

test('the same app as a folder, and an IPA, against the build under Files', LIMIT, async (t) => {
  const build = await folder(t, { 'libshop.so': LIBRARY_SYMBOLS });
  const dwarf = await fixture('macho/arm64.dwarf');
  await mkdir(path.join(build, 'more'));
  await writeFile(path.join(build, 'more', 'App.dwarf'), dwarf);
  const page = await openPage(t, browser, host.url);
  await drop(page, [build]);
  await judged(page);
  await openView(page);
  const unpacked = await folder(t, {
    'unpacked/lib/x86_64/libshop.so': LIBRARY,
    'unpacked/lib/x86/libother.so': OTHER,
    'unpacked/res/icon.png': Buffer.alloc(10),
  });
  await drop(page, [path.join(unpacked, 'unpacked')]);
  assert.deepEqual(await rowsOf(page), {
    'x86/libother.so': 'not covered',
    'x86_64/libshop.so': 'covered',
  });
  const runner = await fixture('macho/arm64.dylib');
  const ipas = await folder(t, {
    'Runner.ipa': await zipped({ 'Payload/Runner.app/Frameworks/App.framework/App': runner }),
  });
  await drop(page, [path.join(ipas, 'Runner.ipa')]);
  await page.locator('.shipped-path', { hasText: /^App$/ }).waitFor();
  assert.deepEqual(await rowsOf(page), { App: 'covered' });
  assert.match(await page.locator('.shipped-share').innerText(), /^100 % of the code/);
});

test(
  'what is no app, what is broken, and what there is nothing to hold against',
  LIMIT,
  async (t) => {
    const page = await openPage(t, browser, host.url);
    await openView(page);
    const app = await apk(t);
    await drop(page, [app]);
    await page.getByText('There is nothing yet to hold the app against').waitFor();
    const receipt = await send(t, {
      'mapping.txt': MAPPING.toString().replaceAll(MAP_ID, 'fffffff'),
    });
    // the app that was dropped before is held against the receipt that comes after it
    await drop(page, [receipt]);
    await page.getByText('Nothing that was sent is of this build').waitFor();
    const whole = await readFile(app);
    const odd = await folder(t, { 'odd.apk': whole.subarray(0, 200), 'note.txt': 'no app' });
    await drop(page, [path.join(odd, 'note.txt')]);
    await page.getByText('No code was found in what was given').waitFor();
    await page.getByText('Give the package that is shipped: an .apk').waitFor();
    await drop(page, [path.join(odd, 'odd.apk')]);
    await page.locator('.shipped-outcome .notice.error').waitFor();
    const text = await page.locator('.shipped').innerText();
    assert.doesNotMatch(text, /--[a-z]|the option /);
  },
);
