// What the page says and shows in each state: nothing that disagrees with itself, is out of date, or can't be acted on.
import assert from 'node:assert/strict';
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

/** What never ends is a failure. */
const LIMIT = { timeout: 60_000 };

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

/** @param {Page} page */
const sendButton = (page) => page.locator('.send button[type=submit]');

/** @param {Page} page @param {string} name */
const row = (page, name) => page.locator('.row', { hasText: name });

test('Send waits for the fields that are needed, and names them', LIMIT, async (t) => {
  const dir = await folder(t, pairs(2, { broken: false }));
  const page = await openPage(t, browser, host.url);
  await drop(page, [dir]);
  await judged(page);
  const needed = page.locator('.send-needed');
  await needed.waitFor();
  assert.equal(
    await needed.innerText(),
    'Still needed: Service, Version, Minified path prefix, API key',
  );
  assert.ok(await sendButton(page).isDisabled());
  const wrong = page.locator('.send [aria-invalid]');
  assert.equal(await wrong.count(), 0, 'nothing is red before it is asked for');

  await needed.getByRole('button', { name: 'Service' }).click();
  await page.waitForFunction(() => document.activeElement?.id === 'field-service');
  await page.getByText('Service is needed to send these files.').waitFor();
  await page.getByText('Where are these files served? The address is needed.').waitFor();

  await page.getByLabel('Service').fill('web');
  await page.getByLabel('Version').fill('x'.repeat(201));
  await page.getByText('Version is 201 characters; the limit is 200.').waitFor();
  await page.getByLabel('API key').fill(KEY);
  await page.getByLabel('Minified path prefix').fill('no address');
  await needed.filter({ hasText: /^To be corrected: Version, Minified path prefix$/ }).waitFor();
  assert.ok(await sendButton(page).isDisabled());
  const told = await page.locator('.field-said').allInnerTexts();
  assert.doesNotMatch(told.join('\n'), /event\.|js_sourcemap|minified_url/);

  await page.getByLabel('Version').fill('1.0');
  await page.getByLabel('Minified path prefix').fill('/static');
  await needed.waitFor({ state: 'detached' });
  assert.ok(await sendButton(page).isEnabled());
  await page.getByLabel('Version').fill('');
  await needed.getByRole('button', { name: 'Version' }).waitFor();
  assert.ok(await sendButton(page).isDisabled());
});

test('only what will be sent has a tick and an address', LIMIT, async (t) => {
  // the first pair is broken, and two files are without the other of their pair
  const files = pairs(14);
  files['assets/chunk-0000.js.map'] =
    '{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAA!"}';
  const dir = await folder(t, files);
  const page = await openPage(t, browser, host.url);
  await drop(page, [dir]);
  await judged(page);
  const heights = () =>
    page.locator('.row').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
  const before = await heights();
  assert.equal(new Set(before).size, 1, `${before}`);
  await page.getByLabel('Minified path prefix').fill('https://example.com/static');
  await page.locator('.row-url').first().waitFor();
  assert.deepEqual(await heights(), before, 'nothing moves when addresses are known');

  const example = await page.locator('.event-example').innerText();
  assert.match(example, /assets\/chunk-0001\.js$/);
  for (const name of ['chunk-0000.js.map', 'chunk-0003.js.map', 'chunk-0011.js', 'chunk-0013.js']) {
    assert.match(await row(page, name).locator('.row-about').innerText(), /^Not sent: ./, name);
    assert.equal(await row(page, name).locator('.mark.ok').count(), 0, name);
    assert.equal(await row(page, name).locator('.row-url').count(), 0, name);
  }
  const ready = page.getByRole('button', { name: /^Ready/ });
  const sent = Number((await ready.innerText()).replace(/\D/g, ''));
  assert.equal(await page.locator('.row .mark.ok').count(), sent);
  await page.getByText(`${sent} uploads, `, { exact: false }).waitFor();
  await page.getByText(`${14 - sent} others will not be sent.`, { exact: false }).waitFor();
});

test('progress counts the uploads that Send has counted', LIMIT, async (t) => {
  const intake = await gatedIntake(t, 0);
  // some are broken, and two are without the other of their pair
  const dir = await folder(t, pairs(14));
  const page = await openPage(t, browser, host.url, { allow: [intake.url] });
  await drop(page, [dir]);
  await judged(page);
  await fillForm(page, intake.url);
  const [many] = /\d+/.exec(await sendButton(page).innerText()) ?? [];
  await sendButton(page).click();
  await page.getByText(new RegExp(`^0 of ${many} uploads`)).waitFor();
  intake.open();
  await page.getByText(`${many} uploads arrived`).waitFor();
  const states = await page.locator('.row-state').allInnerTexts();
  assert.deepEqual(states, Array(Number(many)).fill('sent'));
});

test('the columns stand over what they name', LIMIT, async (t) => {
  const dir = await folder(t, pairs(60));
  const page = await openPage(t, browser, host.url);
  await drop(page, [dir]);
  await judged(page);
  const left = (/** @type {string} */ of) =>
    page
      .locator(of)
      .first()
      .evaluate((one) => Math.round(one.getBoundingClientRect().left));
  assert.equal(await left('[data-column=name]'), await left('.row-name'));
  assert.equal(await left('[data-column=kind]'), await left('.row-kind'));
  assert.equal(await left('[data-column=findings]'), await left('.row-findings'));
});

test(
  'Send is in sight however long the form is, and what has the focus is not under it',
  LIMIT,
  async (t) => {
    const dir = await folder(t, pairs(3, { broken: false }));
    const page = await openPage(t, browser, host.url);
    await drop(page, [dir]);
    await judged(page);
    await page.getByText('More fields').click();
    const button = sendButton(page);
    const boxOf = async (/** @type {import('playwright-core').Locator} */ one) => {
      const { y = 0, height = 0 } = (await one.boundingBox()) ?? {};
      return { top: y, end: y + height };
    };
    const isLong = () =>
      page.locator('.send').evaluate((pane) => pane.scrollHeight > pane.clientHeight + 200);
    assert.ok(await isLong(), 'the form is longer than the screen');
    assert.ok((await boxOf(button)).end <= 800);
    const { top } = await boxOf(page.locator('.send-actions'));
    const fields = page.locator('.send-form :is(input, select):visible');
    const many = await fields.count();
    assert.ok(many > 5, `${many} fields`);
    for (let i = 0; i < many; i += 1) {
      await fields.nth(i).focus();
      assert.ok((await boxOf(fields.nth(i))).end <= top, `field ${i}`);
    }
  },
);

test('what was looked for among files that were cleared does not hide others', LIMIT, async (t) => {
  const dir = await folder(t, pairs(3, { broken: false }));
  const page = await openPage(t, browser, host.url);
  await drop(page, [dir]);
  await judged(page);
  await page.getByRole('searchbox').fill('nothing like it');
  await page.getByText('Nothing here matches').waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await drop(page, [dir]);
  await judged(page);
  await page.locator('.row-head').nth(2).waitFor();
  assert.equal(await page.getByRole('searchbox').inputValue(), '');
});

test('no field is wider than its column', LIMIT, async (t) => {
  const dir = await folder(t, pairs(3, { broken: false }));
  const page = await openPage(t, browser, host.url);
  await drop(page, [dir]);
  await judged(page);
  const widths = await page
    .locator('.send-form .input:visible')
    .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().width)));
  assert.deepEqual(new Set(widths).size, 1, `${widths}`);
});

test('after success there is nothing to send; an empty list has no results', LIMIT, async (t) => {
  const intake = await openIntake(t);
  const dir = await folder(t, pairs(3, { broken: false }));
  const page = await openPage(t, browser, host.url, { allow: [intake.url] });
  await drop(page, [dir]);
  await judged(page);
  await fillForm(page, intake.url);
  await page.getByRole('button', { name: 'Send 3 uploads' }).click();
  await page.getByText('3 uploads arrived').waitFor();
  assert.equal(await sendButton(page).innerText(), 'Sent');
  assert.ok(await sendButton(page).isDisabled());
  assert.equal(await page.locator('.send-needed').count(), 0, 'no key is asked for');

  // another version is another upload
  await page.getByLabel('Version').fill('1.4.3');
  await page.locator('.send-needed').getByRole('button', { name: 'API key' }).waitFor();
  assert.equal(await sendButton(page).innerText(), 'Send 3 uploads');

  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await page
    .getByLabel('Stack trace', { exact: true })
    .fill('Error\n at f (https://example.com/static/assets/chunk-0000.js:1:1)');
  await page.locator('.explain-form').getByRole('button', { name: 'Explain' }).click();
  await page.locator('.explain-told').waitFor();
  await page.getByRole('button', { name: 'Files', exact: true }).click();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('button', { name: 'Choose a folder' }).waitFor();
  assert.equal(await page.getByText('3 uploads arrived').count(), 0);
  await page.getByText('There is nothing to send yet.').waitFor();
  await page.getByRole('button', { name: 'Save the receipt' }).waitFor();
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  assert.equal(await page.locator('.explain-told').count(), 0);
});

test('Explain fits a small screen, whatever is pasted', LIMIT, async (t) => {
  const dir = await folder(t, pairs(2, { broken: false }));
  const page = await openPage(t, browser, host.url, {
    context: { viewport: { width: 390, height: 844 } },
  });
  const width = () =>
    page
      .locator('.explain')
      .evaluate((one) => [one.scrollWidth - one.clientWidth, one.clientWidth]);
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  assert.deepEqual(await width(), [0, 390]);
  await drop(page, [dir]);
  await judged(page);
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  const long = 'long'.repeat(60);
  await page
    .getByLabel('Stack trace', { exact: true })
    .fill(
      `Error: ${long}\n at ${long} (https://example.com/static/assets/chunk-0000.js:1:1)\n at ${long} (https://example.com/${long}.js:1:1)`,
    );
  await page.locator('.explain-form').getByRole('button', { name: 'Explain' }).click();
  await page.locator('.frame-source').waitFor();
  assert.deepEqual(await width(), [0, 390]);
});

test('a sample build can be tried with one click, and is never sent', LIMIT, async (t) => {
  const own = await folder(t, pairs(1, { broken: false }));
  // no request may go anywhere but to the host: see openPage
  const page = await openPage(t, browser, host.url);
  await page.getByRole('button', { name: 'Try a sample build' }).click();
  await judged(page);
  await page.locator('.notice', { hasText: 'This is a sample build' }).waitFor();
  assert.equal(await page.locator('.row').count(), 2);
  assert.match(await row(page, 'search.js.map').innerText(), /1 error[^]*ends too early/);
  assert.equal(await row(page, 'shop.js.map').locator('.mark.ok').count(), 1);
  await page.getByLabel('Service').fill('web');
  await page.getByLabel('Version').fill('1');
  await page.getByLabel('Minified path prefix').fill('/assets');
  await page.getByLabel('API key').fill(KEY);
  await page.locator('.row-url').waitFor();
  await page.waitForTimeout(300);
  assert.ok(await sendButton(page).isDisabled());

  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await page.locator('.explain-form').getByRole('button', { name: 'Explain' }).click();
  await page.getByRole('heading', { name: '3 of 3 frames are readable' }).waitFor();
  const frames = await page.locator('.frame:not(.words)').allInnerTexts();
  assert.match(frames[0] ?? '', /src\/cart\.js:6:/);
  assert.match(frames[1] ?? '', /src\/shop\.js:6:/);

  await page.getByRole('button', { name: 'Files', exact: true }).click();
  await drop(page, [own]);
  await page.locator('.row', { hasText: 'chunk-0000' }).waitFor();
  assert.equal(await page.locator('.row').count(), 1, 'the sample makes room for a build');
  assert.equal(await page.locator('.notice', { hasText: 'sample' }).count(), 0);
});
