// Sending from the page, where something goes wrong: the intake fails, refuses, is not allowed; the user thinks better of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
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
  rowsOf,
  saved,
  startHost,
} from './page-world.js';
import { CLEAN, folder, intake as plainIntake } from './world.js';

/** @import { TestContext } from 'node:test' */
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

/** A browser writes down each status that is an error, and nobody can keep it from that. @param {string} text */
const ofStatus = (text) => text.startsWith('Failed to load resource');

/**
 * A page with a sound build, filled in.
 * @param {TestContext} t
 * @param {string} url of the intake
 * @param {number} count of pairs
 */
async function ready(t, url, count) {
  const dir = await folder(t, pairs(count, { broken: false }));
  const page = await openPage(t, browser, host.url, {
    allow: [url],
    excuse: (text) => ofStatus(text) || text.includes('CORS policy'),
  });
  await drop(page, [dir]);
  await judged(page);
  await fillForm(page, url);
  return { page, dir };
}

/** @param {Page} page */
const press = (page) => page.getByRole('button', { name: /^Send \d+ upload/ }).click();

/** @param {Page} page whether the key stands anywhere that outlives the call, or that can be read */
async function assertNoKey(page) {
  const kept = await page.evaluate(() =>
    JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      location.href,
      document.cookie,
      document.documentElement.outerHTML,
    ]),
  );
  assert.ok(!kept.includes(KEY), kept);
}

test('what fails for a while is tried again', LIMIT, async (t) => {
  const intake = await openIntake(t, { faults: ['503:retry-after=1,times=2'] });
  const { page } = await ready(t, intake.url, 3);
  await press(page);
  await page
    .getByText(/^Attempt 1 failed: HTTP 503/)
    .first()
    .waitFor();
  await page.getByText('3 uploads arrived').waitFor();
  assert.equal((await intake.uploads()).length, 3);
  await assertNoKey(page);
});

test('what the intake has against an upload is shown in its own words', LIMIT, async (t) => {
  const intake = await openIntake(t, { requireKey: 'another-key-altogether' });
  const { page } = await ready(t, intake.url, 4);
  await press(page);
  await page.getByText('4 uploads failed, 0 arrived').waitFor();
  const told = await page.locator('.send').innerText();
  const said = await fetch(`${intake.url}/api/v2/srcmap`, {
    method: 'POST',
    headers: { 'DD-API-KEY': KEY },
  });
  const { errors } = /** @type {{ errors: string[] }} */ (await said.json());
  assert.equal(said.status, 403);
  assert.ok(told.includes(`HTTP 403: ${errors[0]}`), told);
  assert.match(told, /Check the API key/i);
  await assertNoKey(page);

  // the rows say so too, and only they are left when asked for
  await page.getByRole('button', { name: 'Show them' }).click();
  const rows = await rowsOf(page);
  assert.equal(rows.length, 4);
  assert.ok(
    rows.every(({ text }) => /^(failed|not tried)/.test(text)),
    JSON.stringify(rows),
  );
});

test(
  'a run that is cancelled leaves what has arrived, and goes on with the rest',
  LIMIT,
  async (t) => {
    const intake = await gatedIntake(t, 10);
    const { page } = await ready(t, intake.url, 30);
    await press(page);
    await page.getByText(/^10 of 30 uploads/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
    assert.equal((await intake.uploads()).length, 10);
    intake.open();
    await press(page);
    await page.getByText('30 uploads arrived').waitFor();
    const uploads = await intake.uploads();
    const urls = new Set(uploads.map(({ event }) => event?.minified_url));
    assert.equal(urls.size, 30);
    assert.match(await page.locator('.send-facts').innerText(), /Sent before\s+10/);
  },
);

test(
  'where the browser may not send it says so, and offers a script that works',
  LIMIT,
  async (t) => {
    // an intake as Datadog's may be: it answers, but lets no page read it
    const intake = await plainIntake(t);
    const { page, dir } = await ready(t, intake.url, 5);
    await press(page);
    await page.getByText(/takes no requests from pages \(CORS\)/).waitFor();
    assert.equal((await intake.uploads()).length, 0);
    await assertNoKey(page);
    const script = await saved(page, 'Save as curl script');
    assert.ok(!script.includes(KEY));
    await writeFile(path.join(dir, 'upload.sh'), script);
    const ran = await new Promise((resolve) =>
      execFile(
        'sh',
        ['upload.sh'],
        { cwd: dir, env: { ...CLEAN, DATADOG_API_KEY: KEY } },
        (error, stdout, stderr) => resolve({ error, stdout, stderr }),
      ),
    );
    assert.equal(ran.error, null, ran.stderr);
    assert.match(ran.stderr, /5 sent, 0 failed/);
    assert.equal((await intake.uploads()).length, 5);
  },
);

test(
  'a receipt of another day is loaded, and what it tells of is not sent again',
  LIMIT,
  async (t) => {
    const intake = await openIntake(t);
    const { page, dir } = await ready(t, intake.url, 3);
    await press(page);
    await page.getByText('3 uploads arrived').waitFor();
    const receipt = await saved(page, 'Save the receipt');

    await page.reload();
    await writeFile(path.join(dir, 'extra.js'), 'call();\n//# sourceMappingURL=extra.js.map\n');
    await writeFile(path.join(dir, 'extra.js.map'), Object.values(pairs(1))[1] ?? '');
    await drop(page, [dir]);
    await judged(page);
    await fillForm(page, intake.url);
    await page.locator('[data-chooser=receipt]').setInputFiles({
      name: 'receipt.json',
      mimeType: 'application/json',
      buffer: Buffer.from(receipt),
    });
    await press(page);
    await page.getByText('4 uploads arrived').waitFor();
    assert.equal((await intake.uploads()).length, 4);

    // one that is none is told as what it is
    await page.locator('[data-chooser=receipt]').setInputFiles({
      name: 'receipt.json',
      mimeType: 'application/json',
      buffer: Buffer.from('{}'),
    });
    await page.locator('.notice', { hasText: 'is no receipt of mapship' }).waitFor();
  },
);
