// What the page says to do can be done on the page: no remedy names a flag of mapship's, or an option of its API.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, test } from 'node:test';

import { sayHow } from '../../pkg/core/how.js';
import { start } from '../../pkg/core/index.js';
import { startLookups } from '../../pkg/core/lookups.js';
import { FLAGS } from '../../pkg/options/declared-flags.js';
import { RULES } from '../../pkg/report/declared-rules.js';
import { howOnPage } from '../../www/worker/how.js';
import { pairs } from './page-builds.js';
import { drop, fillForm, judged, launch, openPage, startHost } from './page-world.js';
import { folder } from './world.js';

/** @import { AddressInfo } from 'node:net' */
/** @import { Browser } from 'playwright-core' */

const LIMIT = { timeout: 90_000 };

/** What only Node can find, which has pages that are live, Git, and files to delete. */
const OF_NODE = /^(?:live|git|map-not)-|^after-/;

const OWN = new Set(
  FLAGS.flatMap(({ flags }) => flags.flatMap(({ flag }) => flag.match(/--[\w-]+/g) ?? [])),
);

// linkers have one of this name, and it is theirs that remedies speak of
OWN.delete('--build-id');

/** What a text names that the page has not. @param {string} text */
function foreignIn(text) {
  const flags = (text.match(/--[a-z][\w-]*/g) ?? []).filter((flag) => OWN.has(flag));
  return [...flags, ...(text.match(/\bthe options? \w+|\bparts\.\w+/g) ?? [])];
}

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

test('a text that names a flag or an option is known by it', () => {
  assert.deepEqual(foreignIn('name both (--minified-file, or parts.minified_file)'), [
    '--minified-file',
    'parts.minified_file',
  ]);
  assert.deepEqual(foreignIn('check the API key (from the option apiKey)'), ['the option apiKey']);
  assert.deepEqual(foreignIn('link with --build-id'), [], 'a flag of another program');
});

test('every finding that the page may show', async () => {
  sayHow(howOnPage);
  const [core, lookups] = await Promise.all([start(), startLookups()]);
  const codes = new Set(RULES.map(({ code }) => code).filter((code) => !OF_NODE.test(code)));
  assert.ok(codes.size > 150, `${codes.size} findings`);
  /** @type {Record<string, string[]>} */
  const wrong = {};
  let said = 0;
  for (const code of codes) {
    for (const one of [core, lookups]) {
      /** @type {import('mapship').Issue | undefined} */
      let issue;
      try {
        issue = one.finding(code, { how: 'minified_url' });
      } catch {
        continue;
      }
      said += 1;
      const texts = Object.values(issue).filter((value) => typeof value === 'string');
      const found = foreignIn(texts.join(' '));
      if (found.length > 0) wrong[code] = found;
    }
  }
  assert.deepEqual(wrong, {});
  assert.ok(said >= codes.size, `${said} of ${codes.size} were said`);
});

test('a refused key names the field that it was typed into', LIMIT, async (t) => {
  const server = createServer((req, res) => {
    req.resume();
    const allow = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };
    res.writeHead(req.method === 'OPTIONS' ? 204 : 403, allow);
    res.end(req.method === 'OPTIONS' ? undefined : '{"errors":["Forbidden"]}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${/** @type {AddressInfo} */ (server.address()).port}`;
  const page = await openPage(t, browser, host.url, {
    allow: [url],
    excuse: (text) => text.startsWith('Failed to load resource'),
  });
  await drop(page, [await folder(t, pairs(2, { broken: false }))]);
  await judged(page);
  await fillForm(page, url);
  await page.getByRole('button', { name: /^Send \d+/ }).click();
  const words = page.locator('.send-words');
  await words.waitFor();
  const text = await words.innerText();
  assert.match(text, /Check the API key \(from the field API key\)/);
  assert.deepEqual(foreignIn(text), []);
});
