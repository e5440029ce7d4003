// The page as `mapship page` serves it: the folder read and sent through the relay, with the key on this side of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { start } from '../../pkg/core/index.js';
import { startPageServer } from '../../pkg/page-server/index.js';
import { pairs } from './page-builds.js';
import { drop, judged, launch, openPage, PAGE, rowsOf } from './page-world.js';
import { folder, intake as startedIntake } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { Browser, Page } from 'playwright-core' */

/** What never ends is a failure. */
const LIMIT = { timeout: 60_000 };

const SECRET = 'deadbeef0123456789abcdef01234567';

/** @type {Browser} */
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/**
 * @param {TestContext} t
 * @param {Partial<import('../../pkg/page-server/index.js').PageOptions>} [options]
 */
async function served(t, options = {}) {
  const intake = await startedIntake(t, { requireKey: SECRET });
  const server = await startPageServer({
    core: await start(),
    target: { url: `${intake.url}/api/v2/srcmap` },
    apiKey: SECRET,
    page: PAGE,
    env: {},
    log: () => {},
    ...options,
  });
  t.after(() => server.close());
  return { intake, server };
}

/** @param {Page} page */
async function sendAll(page) {
  await page.getByLabel('Service').fill('web');
  await page.getByLabel('Version').fill('1.4.2');
  await page.getByLabel('Minified path prefix').fill('https://example.com/static');
  await page.getByRole('button', { name: /^Send \d+ upload/ }).click();
}

test(
  'the folder is opened, judged and sent, and the key stays with the relay',
  LIMIT,
  async (t) => {
    const dir = await folder(t, pairs(20));
    const { intake, server } = await served(t, { folder: dir });
    const page = await openPage(t, browser, server.link());
    /** @type {string[]} */
    const seen = [];
    page.context().on('request', (request) => {
      seen.push(request.url(), JSON.stringify(request.headers()));
    });
    // the folder that was named is opened without another click
    await judged(page);
    assert.equal(new URL(page.url()).hash, '', 'the token is taken out of the address');
    assert.equal((await rowsOf(page)).length, 20);
    assert.equal(await page.getByLabel('API key').count(), 0, 'no key is asked for');
    await sendAll(page);
    await page.getByText('14 uploads arrived').waitFor();
    const uploads = await intake.uploads();
    assert.equal(uploads.length, 14);
    assert.ok(uploads.every(({ event }) => event?.service === 'web'));
    assert.ok(!seen.some((text) => text.includes(SECRET)));
    assert.ok(!(await page.content()).includes(SECRET));
  },
);

test(
  'a reload goes on with the session; a link that was used is told as such',
  LIMIT,
  async (t) => {
    const dir = await folder(t, pairs(2, { broken: false }));
    const { intake, server } = await served(t);
    const link = server.link();
    const page = await openPage(t, browser, link);
    await page.getByText(/^Sends to 127\.0\.0\.1:/).waitFor();
    // A worker whose script is still on its way when the page goes is told as an error.
    await page.waitForLoadState('networkidle');
    await page.reload();
    await page.getByText(/^Sends to 127\.0\.0\.1:/).waitFor();
    await drop(page, [dir]);
    await judged(page);
    await sendAll(page);
    await page.getByText('2 uploads arrived').waitFor();
    assert.equal((await intake.uploads()).length, 2);

    const second = await openPage(t, browser, link, {
      excuse: (text) => text.startsWith('Failed to load resource'),
    });
    await second.locator('.notice', { hasText: /link|token/i }).waitFor();
  },
);

test('once mapship page has ended, the page says so, and what to do', LIMIT, async (t) => {
  const dir = await folder(t, pairs(3, { broken: false }));
  const { intake, server } = await served(t, { folder: dir });
  const page = await openPage(t, browser, server.link(), {
    excuse: (text) => text.startsWith('Failed to load resource'),
  });
  await judged(page);
  // a trace can be explained only with the build: the way to it stands there
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await page
    .locator('.explain')
    .getByRole('button', { name: /^Open / })
    .click();
  await page.getByRole('button', { name: 'Files', exact: true }).click();
  await judged(page);
  await server.close();

  await sendAll(page);
  const notice = page.locator('.send .notice', { hasText: 'mapship page has ended' });
  await notice.waitFor();
  assert.match(await notice.innerText(), /Start it again in the terminal/);
  assert.ok(!(await page.locator('body').innerText()).includes('Failed to fetch'));
  assert.equal((await intake.uploads()).length, 0);

  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('button', { name: /^Open / }).click();
  await page.locator('.files .notice', { hasText: 'mapship page has ended' }).waitFor();
  assert.ok(!(await page.locator('body').innerText()).includes('Failed to fetch'));
});
