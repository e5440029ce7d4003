// The upload page in a real browser, from a static host: files dropped, judged, sent.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { pairs } from './page-builds.js';
import {
  drop,
  fillForm,
  judged,
  KEY,
  launch,
  openIntake,
  openPage,
  rowsOf,
  saved,
  startHost,
} from './page-world.js';
import { folder, mapship } from './world.js';

/** @import { Browser } from 'playwright-core' */
/** @import { FileReport, ReceiptDocument } from 'mapship' */

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

/**
 * What the command line says of a folder.
 * @param {string} dir
 * @returns {Promise<FileReport[]>} with paths relative to the folder
 */
async function checked(dir) {
  const { files } = (await mapship(['check', dir, '--json'])).json();
  return files.map((/** @type {FileReport} */ file) => ({
    ...file,
    path: path.relative(dir, file.path).replaceAll('\\', '/'),
  }));
}

/** @param {FileReport} file @param {string} severity */
const having = (file, severity) =>
  file.issues.filter((issue) => issue.severity === severity).length;

test('a dropped folder gets the findings that the command line has', LIMIT, async (t) => {
  const dir = await folder(t, pairs(200));
  const [page, files] = await Promise.all([openPage(t, browser, host.url), checked(dir)]);
  await drop(page, [dir]);
  await judged(page);
  const expected = files.map((file) => ({
    path: file.path,
    errors: having(file, 'error'),
    warnings: having(file, 'warning'),
    notes: having(file, 'note'),
  }));
  assert.equal(expected.length, 200);
  assert.ok(expected.filter(({ errors }) => errors > 0).length >= 40);
  const rows = await rowsOf(page);
  const seen = rows.map(({ text: _, ...row }) => row);
  const byPath = (/** @type {{ path: string }} */ a, /** @type {{ path: string }} */ b) =>
    a.path < b.path ? -1 : 1;
  assert.deepEqual(seen.toSorted(byPath), expected.toSorted(byPath));
  // the worst come first
  assert.ok(rows[0]?.errors);
  assert.equal(rows.at(-1)?.errors, 0);

  for (const { path: name, issues } of files.filter((file) => !file.ok).slice(0, 8)) {
    await page.getByRole('searchbox').fill(name);
    await page.locator('.row-head').first().click();
    const detail = await page.locator('.detail').innerText();
    for (const { message, help, code } of issues) {
      for (const words of [message, help, code]) {
        // where a sentence begins in lower case, the page begins it in upper case
        assert.ok(detail.toLowerCase().includes(words.toLowerCase()), `${words}\nin\n${detail}`);
      }
    }
    await page.locator('.row-head').first().click();
  }
});

test('what is sound is sent, with progress, and a receipt is kept', LIMIT, async (t) => {
  const dir = await folder(t, pairs(40));
  const sound = (await checked(dir)).filter(({ ok, parts }) => ok && parts.length === 2);
  const intake = await openIntake(t);
  const page = await openPage(t, browser, host.url, { allow: [intake.url] });
  await drop(page, [dir]);
  await judged(page);
  await fillForm(page, intake.url);
  // each address is shown before anything is sent
  await page
    .getByText('https://example.com/static/assets/chunk-0000.js', { exact: true })
    .waitFor();
  await page.getByRole('button', { name: `Send ${sound.length} uploads` }).click();
  await page.getByText(`${sound.length} uploads arrived`).waitFor();

  const uploads = await intake.uploads();
  assert.deepEqual(
    uploads.map(({ event }) => event?.minified_url).sort(),
    sound
      .map(({ path: name }) => `https://example.com/static/${name.replace(/\.map$/, '')}`)
      .sort(),
  );
  for (const { event, parts, errors } of uploads) {
    assert.equal(event?.service, 'web');
    assert.equal(event?.version, '1.4.2');
    assert.deepEqual(parts.map(({ name }) => name).sort(), [
      'event',
      'minified_file',
      'source_map',
    ]);
    assert.deepEqual(errors, []);
  }
  assert.equal(await page.getByLabel('API key').inputValue(), '', 'the key is forgotten');

  const receipt = await saved(page, 'Save the receipt');
  assert.ok(!receipt.includes(KEY));
  /** @type {ReceiptDocument} */
  const document = JSON.parse(receipt);
  assert.equal(document.uploads.filter(({ status }) => status === 'sent').length, sound.length);
});
