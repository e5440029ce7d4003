// The page for everybody: judged by axe, and used without a mouse.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { pairs } from './page-builds.js';
import {
  drop,
  fillForm,
  gatedIntake,
  judged,
  KEY,
  launch,
  openIntake,
  openPage,
  startHost,
} from './page-world.js';
import { folder } from './world.js';

/** @import { Browser, Page } from 'playwright-core' */

const LIBRARY = new URL('../fixtures/symbols/elf/stripped.so', import.meta.url);
const PLAIN_DEX = Buffer.from('dex\n035\0~~D8{"backend":"dex","compilation-mode":"debug"}\0');

/** What never ends is a failure. */
const LIMIT = { timeout: 90_000 };

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @type {Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof startHost>>} */
let host;

before(async () => {
  [browser, host] = await Promise.all([launch(), startHost()]);
});
after(async () => {
  await browser?.close();
  host?.close();
});

/**
 * @param {Page} page
 * @param {string} state
 */
async function assertAccessible(page, state) {
  // by the debugger: the page's own policy lets no such script in
  const violations = await page.evaluate(async (axe) => {
    // @ts-expect-error it is no module
    if (!globalThis.axe) (0, globalThis['ev' + 'al'])(axe);
    // @ts-expect-error see above
    const { violations } = await globalThis.axe.run();
    return violations.map((/** @type {any} */ { id, impact, nodes }) => ({
      id,
      impact,
      at: nodes.map((/** @type {any} */ node) => node.html.slice(0, 200)),
    }));
  }, AXE);
  assert.deepEqual(violations, [], state);
}

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe has nothing against any state, ${scheme}`, LIMIT, async (t) => {
    const dir = await folder(t, pairs(20));
    const intake = await gatedIntake(t, 3);
    const page = await openPage(t, browser, host.url, {
      allow: [intake.url],
      excuse: (text) => text.startsWith('Failed to load resource'),
      // axe is let in, and nothing else is changed
      context: { colorScheme: scheme, bypassCSP: true, reducedMotion: 'reduce' },
    });
    await page.getByRole('button', { name: 'Choose a folder' }).waitFor();
    await assertAccessible(page, 'empty');
    await drop(page, [dir]);
    await judged(page);
    await page.locator('.row-head').first().click();
    await page.getByText('More fields').click();
    await page.locator('.send-needed').getByRole('button', { name: 'Service' }).click();
    await page.locator('#field-service[aria-invalid]').waitFor();
    await assertAccessible(page, 'findings, and a form with mistakes');
    await fillForm(page, intake.url);
    await page.locator('.row-url').first().waitFor();
    await page.getByRole('button', { name: /^Send \d+/ }).click();
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    await assertAccessible(page, 'sending');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
    await assertAccessible(page, 'cancelled');
    await page.getByRole('button', { name: 'Explain', exact: true }).click();
    await page
      .getByLabel('Stack trace', { exact: true })
      .fill(
        'Error\n at f (https://example.com/static/assets/chunk-0000.js:1:1)\n at g (elsewhere.js:1:1)',
      );
    await page.locator('.explain-form').getByRole('button', { name: 'Explain' }).click();
    await page.locator('.frame-source').waitFor();
    await assertAccessible(page, 'explained');
    await page.getByRole('button', { name: 'App', exact: true }).click();
    await page.getByText('What is shipped.').waitFor();
    const app = await folder(t, { 'app.so': await readFile(LIBRARY), 'classes.dex': PLAIN_DEX });
    await drop(
      page,
      ['app.so', 'classes.dex'].map((name) => path.join(app, name)),
    );
    await page.locator('.shipped-table').waitFor();
    await assertAccessible(page, 'an app that nothing covers');
    await page.setViewportSize({ width: 360, height: 740 });
    for (const view of ['Files', 'Send', 'Explain', 'App']) {
      await page.getByRole('navigation').getByRole('button', { name: view }).click();
      await assertAccessible(page, `${view} on a small screen`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 360, `${view} is ${wide} px wide`);
    }
  });
}

/**
 * Presses Tab until the focus is where it is wanted.
 * @param {Page} page
 * @param {RegExp} name of what is wanted, as a screen reader says it
 */
async function tabTo(page, name) {
  /** @type {string[]} */
  const passed = [];
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return '';
      const label = element.id && document.querySelector(`label[for="${element.id}"]`);
      return (element.getAttribute('aria-label') ?? (label || element).textContent ?? '').trim();
    });
    if (name.test(at)) return;
    passed.push(at);
  }
  assert.fail(`Tab does not lead to ${name}: ${passed.join(' | ')}`);
}

test('from the choice of files to the receipt without a mouse', LIMIT, async (t) => {
  const dir = await folder(t, pairs(20));
  const intake = await openIntake(t);
  const page = await openPage(t, browser, host.url, { allow: [intake.url] });
  const { keyboard } = page;
  // listened for from here on: a press is quicker than the browser is told of a listener
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a folder' }).waitFor();
  await tabTo(page, /^Skip to the files$/);
  await keyboard.press('Enter');
  await tabTo(page, /^Choose a folder$/);
  await keyboard.press('Enter');
  await (await chooser).setFiles(dir);
  await judged(page);

  await tabTo(page, /^1 error/);
  await keyboard.press('Enter');
  await page.locator('.detail').waitFor();
  await keyboard.press('Enter');
  await page.locator('.detail').waitFor({ state: 'detached' });
  const focused = () =>
    page.evaluate(() =>
      document.activeElement?.closest('[data-index]')?.getAttribute('data-index'),
    );
  await keyboard.press('ArrowDown');
  await page.waitForFunction(() => document.activeElement?.closest('[data-index="1"]'));
  await keyboard.press('End');
  await page.waitForFunction(() => document.activeElement?.closest('[data-index="19"]'));
  await keyboard.press('Home');
  await page.waitForFunction(() => document.activeElement?.closest('[data-index="0"]'));
  assert.equal(await focused(), '0');

  await tabTo(page, /^Service/);
  await keyboard.type('web');
  await tabTo(page, /^Version/);
  await keyboard.type('1.0');
  await tabTo(page, /^Minified path prefix/);
  await keyboard.type('https://example.com');
  await tabTo(page, /^Site/);
  await keyboard.press('End');
  await tabTo(page, /^Intake/);
  await keyboard.press('ControlOrMeta+A');
  await keyboard.type(intake.url);
  await tabTo(page, /^API key/);
  await keyboard.type(KEY);
  // as forms are sent
  await keyboard.press('Enter');
  await page.getByText('14 uploads arrived').waitFor();
  assert.equal((await intake.uploads()).length, 14);
  const heard = page.getByRole('status').filter({ hasText: /14 sent, 0 failed/ });
  assert.equal(await heard.count(), 1, 'a screen reader is told');
  await tabTo(page, /^Save the receipt$/);
  const [download] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')]);
  assert.equal(download.suggestedFilename(), 'mapship-receipt.json');
});
