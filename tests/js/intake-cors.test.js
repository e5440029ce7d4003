// The local intake and pages of other origins, judged by Chromium.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { launch } from './chromium.js';
import { freshIntake, JS_EVENT, JS_FILES, KEY, multipart, upload } from './intake-client.js';

/** @import { Browser, Page } from 'playwright-core' */

/** @type {Browser} */
let browser;
/** @type {Page} of an origin of its own */
let page;
const server = createServer((_req, res) => {
  res
    .writeHead(200, { 'content-type': 'text/html' })
    .end('<!doctype html><title>elsewhere</title>');
});

before(async () => {
  browser = await launch();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${/** @type {any} */ (server.address()).port}/`);
});

after(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

/**
 * What a page gets to read.
 * @param {string} url
 * @param {{ key?: string, post?: boolean }} [how]
 */
function ask(url, { key = KEY, post = true } = {}) {
  const body = multipart(upload(JS_EVENT, JS_FILES)).toString('latin1');
  return page.evaluate(
    async ({ url, key, body }) => {
      const init = body && {
        method: 'POST',
        headers: {
          'DD-API-KEY': key,
          'DD-EVP-ORIGIN': 'page',
          'Content-Type': 'multipart/form-data; boundary=b0undary',
        },
        body,
      };
      try {
        const reply = await fetch(url, init || {});
        return {
          status: reply.status,
          text: await reply.text(),
          after: reply.headers.get('retry-after'),
        };
      } catch (error) {
        return { refused: String(error) };
      }
    },
    { url, key, body: post ? body : undefined },
  );
}

test('a page may neither post to it nor read it, unless it was told to let it', async (t) => {
  const intake = await freshIntake(t);
  const refused = { refused: 'TypeError: Failed to fetch' };
  assert.deepEqual(await ask(`${intake.url}/api/v2/srcmap`), refused);
  assert.deepEqual(await ask(`${intake.url}/uploads`, { post: false }), refused);
  assert.deepEqual(await intake.uploads(), []);
});

test('with cors a page posts, and reads what is answered', async (t) => {
  const intake = await freshIntake(t, {
    cors: true,
    requireKey: KEY,
    faults: ['429:retry-after=7,times=1'],
  });
  const url = `${intake.url}/api/v2/srcmap`;
  const busy = await ask(url);
  assert.deepEqual([busy.status, busy.after], [429, '7']);
  const taken = await ask(url);
  assert.equal(taken.status, 202);
  const [kept] = await intake.uploads();
  assert.equal(JSON.parse(taken.text ?? '').data.id, kept?.id);
  assert.equal(kept?.client.origin, 'page');
  const wrong = await ask(url, { key: 'x'.repeat(32) });
  assert.equal(wrong.status, 403);
  assert.match(wrong.text ?? '', /is not the one this intake requires/);
  // what it holds is not the page's to read
  assert.deepEqual(await ask(`${intake.url}/uploads`, { post: false }), {
    refused: 'TypeError: Failed to fetch',
  });
});
