// Looking into maps: the picture of what one covers, and both sides of it linked.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';

import { drop, judged, launch, openPage, startHost } from './page-world.js';
import { folder } from './world.js';

/** @import { Browser, BrowserContextOptions, Page } from 'playwright-core' */
/** @import { TestContext } from 'node:test' */

/** What never ends is a failure. */
const LIMIT = { timeout: 90_000 };

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** How many words are in the long line. */
const WORDS = 40_000;

/** Where a word of it comes from: lines of 10 words, sources of 100 lines. @param {number} word */
const originOf = (word) => ({
  source: Math.floor(word / 1000),
  line: Math.floor((word % 1000) / 10),
  column: (word % 10) * 8,
});

const SOURCES = Array.from({ length: WORDS / 1000 }, (_, i) =>
  i === 3 ? '<img src=x onerror=alert(1)>.ts' : `webpack://app/./src/part${i % 4}/file${i}.ts`,
);

/** One long line, of which each word is a segment but for a gap in its middle, and a second line that is not mapped. */
const LONG = {
  script: `${Array.from({ length: WORDS }, (_, i) => `w${String(i).padStart(5, '0')};`).join('')}\n${'// not mapped '.repeat(400)}\n`,
  map: JSON.stringify({
    version: 3,
    sources: SOURCES,
    sourcesContent: SOURCES.map((_, source) =>
      Array.from({ length: 100 }, (_, line) =>
        Array.from(
          { length: 10 },
          (_, i) => `o${String(source * 1000 + line * 10 + i).padStart(5, '0')}; `,
        ).join(''),
      ).join('\n'),
    ),
    names: [],
    mappings: mappingsOf(),
  }),
};

function mappingsOf() {
  const segments = [];
  let [column, last] = [0, { source: 0, line: 0, column: 0 }];
  for (let word = 0; word < WORDS; word += 1) {
    const origin = originOf(word);
    // a segment of one field: from here on, nothing is mapped
    if (word === 20_000) segments.push(vlq(word * 7 - column));
    if (word >= 20_000 && word < 20_100) {
      if (word === 20_000) column = word * 7;
      continue;
    }
    const fields = [
      word * 7 - column,
      origin.source - last.source,
      origin.line - last.line,
      origin.column - last.column,
    ];
    segments.push(fields.map(vlq).join(''));
    [column, last] = [word * 7, origin];
  }
  return segments.join(',');
}

/** @param {number} value */
function vlq(value) {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += ALPHABET[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return text;
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

/**
 * Opens the page with a build, and looks into its map.
 * @param {TestContext} t
 * @param {{ map: string, script?: string }} files
 * @param {BrowserContextOptions} [context]
 */
async function openMap(t, { map, script }, context) {
  const dir = await folder(t, { 'a.js.map': map, ...(script !== undefined && { 'a.js': script }) });
  const page = await openPage(t, browser, host.url, { context });
  await page.getByRole('button', { name: 'Choose a folder' }).waitFor();
  await drop(page, [dir]);
  await judged(page);
  await page.locator('.row-head').first().click();
  await page.getByRole('button', { name: 'Look inside' }).click();
  await page.getByRole('region', { name: /^Inside / }).waitFor();
  return page;
}

/**
 * What is chosen is drawn a little later than the texts.
 * @param {Page} page
 * @param {RegExp} expected
 */
async function assertTold(page, expected) {
  const told = page.locator('.sides-told');
  await told
    .filter({ hasText: expected })
    .waitFor()
    .catch(() => {});
  assert.match(await told.innerText(), expected);
}

test('areas and table tell what each source makes up', LIMIT, async (t) => {
  const page = await openMap(t, LONG);
  const frame = page.getByRole('group', { name: 'Sources by size' });
  await frame.getByRole('button').first().waitFor();
  const areas = await frame.getByRole('button').evaluateAll((all) =>
    all.map((one) => ({
      name: one.getAttribute('aria-label') ?? '',
      size: one.clientWidth * one.clientHeight,
    })),
  );
  // all words are 7 characters long, and one source lacks 100 of them
  const shares = areas.filter(({ name }) => /file\d+\.ts, 7,000 characters, 2\.5 %/.test(name));
  assert.equal(shares.length, SOURCES.length - 2, areas.map(({ name }) => name).join('\n'));
  const least = Math.min(...shares.map(({ size }) => size));
  const most = Math.max(...shares.map(({ size }) => size));
  assert.ok(most < least * 2, `${least} to ${most}`);
  assert.ok(areas.some(({ name }) => name.startsWith('From no source, 700 characters')));
  assert.ok(areas.some(({ name }) => name.startsWith('Not mapped, 5,600 characters, 2.0 %')));
  assert.ok(areas.some(({ name }) => name.startsWith('<img src=x onerror=alert(1)>.ts, 7,000')));

  await page.getByRole('button', { name: 'As a table' }).click();
  const rows = await page.getByRole('row').allInnerTexts();
  assert.equal(rows.length, 1 + 2 + SOURCES.length);
  assert.ok(
    rows.some((row) => /file20\.ts\s+6,300\s+2\.21 %\s+900/.test(row)),
    rows.join('\n'),
  );
  await page.getByRole('button', { name: /file30\.ts/ }).click();
  await page.getByText('o30000;').first().waitFor();
  await assertTold(
    page,
    /^Line 1, columns 210,001 to 210,007: from .*file30\.ts, line 1, column 1$/,
  );
});

test('a stretch leads to its source and back, as another decoder says', LIMIT, async (t) => {
  const page = await openMap(t, LONG);
  const trace = new TraceMap(LONG.map);
  await page.getByRole('button', { name: 'Side by side' }).click();
  for (const word of [3, 17_777, 39_999]) {
    await page.getByLabel('Line:column').fill(`1:${word * 7 + 1}`);
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    const text = `w${String(word).padStart(5, '0')};`;
    await page.locator('.generated .piece', { hasText: text }).click();
    const chosen = page.locator('.source .piece.chosen');
    await chosen.waitFor();
    assert.equal(await chosen.innerText(), `o${String(word).padStart(5, '0')}; `);
    await assertInSight(page, '.source .piece.chosen', '.side-text.source');
    const theirs = originalPositionFor(trace, { line: 1, column: word * 7 });
    await assertTold(
      page,
      new RegExp(`line ${Number(theirs.line)}, column ${Number(theirs.column) + 1}$`),
    );
  }
  // and back: another line of the source, whose words are out of sight on the other side
  await page.locator('.source').evaluate((pane) => pane.scrollTo(0, 0));
  await page.locator('.source .piece', { hasText: 'o39000' }).click();
  await page.locator('.generated .piece.here', { hasText: 'w39000;' }).waitFor();
  await assertInSight(page, '.generated .piece.here', '.side-text.generated');
  // what is pointed at shows on both sides
  await page.locator('.source .piece', { hasText: 'o39011' }).hover();
  await page.locator('.generated .piece.hot', { hasText: 'w39011;' }).waitFor();
});

/** @param {Page} page @param {string} inner @param {string} outer */
async function assertInSight(page, inner, outer) {
  const box = async (/** @type {string} */ of) =>
    /** @type {{ x: number, y: number, width: number, height: number }} */ (
      await page.locator(of).first().boundingBox()
    );
  const [one, all] = [await box(inner), await box(outer)];
  assert.ok(one.y >= all.y && one.y + one.height <= all.y + all.height + 1, inner);
}

test('only a window of a long line is drawn', LIMIT, async (t) => {
  const page = await openMap(t, LONG);
  await page.getByRole('button', { name: 'Side by side' }).click();
  await page.locator('.generated .piece').first().waitFor();
  const drawn = async () => (await page.locator('.generated .line-text').allInnerTexts()).join('');
  const first = await drawn();
  assert.ok(first.startsWith('w00000;') && first.length <= 4000, `${first.length}`);
  await page.getByRole('button', { name: 'On', exact: true }).click();
  // one word is cut in two
  await page.locator('.generated .piece', { hasText: 'w00572;' }).waitFor();
  assert.equal(first + (await drawn()), LONG.script.slice(0, 8000));
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await page.locator('.generated .piece', { hasText: 'w00100' }).waitFor();
  // what comes from no source is no stretch of a source
  await page.getByLabel('Line:column').fill('1:140001');
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await page.locator('.generated .piece.sourceless', { hasText: 'w20050' }).waitFor();
  await page.getByLabel('Line:column').fill('2:1');
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await page.locator('.generated .piece.unmapped', { hasText: '// not mapped' }).first().waitFor();
});

test('findings lead to their place, and a broken map is shown up to there', LIMIT, async (t) => {
  const at = LONG.map.indexOf('"mappings":"') + 12;
  const middle = LONG.map.indexOf(',', at + 60_000);
  const map = `${LONG.map.slice(0, middle)},!${LONG.map.slice(middle)}`;
  const page = await openMap(t, { ...LONG, map });
  await page.getByRole('button', { name: /^Not read/ }).waitFor();
  const finding = page.locator('.look-finding', { hasText: 'not a Base64 digit' });
  await finding.getByRole('button', { name: /^Line 1, column/ }).click();
  const pin = page.locator('.generated .pin');
  await pin.waitFor();
  assert.match((await pin.getAttribute('aria-label')) ?? '', /not a Base64 digit/);
  await assertInSight(page, '.generated .pin', '.side-text.generated');
  assert.ok((await page.locator('.generated .piece[data-piece]').count()) > 10);
  const last = page.locator('.generated .piece').last();
  assert.match((await last.getAttribute('class')) ?? '', /unmapped/);
});

test('without a mouse', LIMIT, async (t) => {
  const page = await openMap(t, LONG);
  const frame = page.getByRole('group', { name: 'Sources by size' });
  await frame.locator('[tabindex="0"]').focus();
  const names = new Set();
  for (const key of [
    'End',
    'ArrowLeft',
    'ArrowUp',
    'ArrowLeft',
    'ArrowDown',
    'Home',
    'ArrowRight',
  ]) {
    await page.keyboard.press(key);
    names.add(await page.locator(':focus').getAttribute('aria-label'));
  }
  assert.ok(names.size >= 4, [...names].join('\n'));
  while (!/\.ts, /.test((await page.locator(':focus').getAttribute('aria-label')) ?? '')) {
    await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('Enter');
  await page.locator('.source .piece.chosen').waitFor();
  const before = await page.locator('.sides-told').innerText();
  await page.locator('.side-text.generated').focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(
    (text) => document.querySelector('.sides-told')?.textContent !== text,
    before,
  );
  await page.locator('.side-text.source').focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('.generated .piece.here').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.look').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Look inside' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.locator('.look').waitFor({ state: 'detached' });
});

test('a map alone is looked at too', LIMIT, async (t) => {
  const page = await openMap(t, { map: LONG.map });
  await page.getByText('The minified file is not here: its text can’t be shown').waitFor();
  await page.getByRole('button', { name: 'Side by side' }).click();
  await page.locator('.generated .piece[data-piece]').nth(5).click();
  await page.locator('.source .piece.chosen', { hasText: 'o00005' }).waitFor();
});

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe has nothing against it, and it fits small screens, ${scheme}`, LIMIT, async (t) => {
    const page = await openMap(t, LONG, {
      colorScheme: scheme,
      bypassCSP: true,
      reducedMotion: 'reduce',
    });
    await page.locator('.tree-box').first().waitFor();
    await assertSound(page, 'areas');
    await page.getByRole('button', { name: 'As a table' }).click();
    await assertSound(page, 'table');
    await page.getByRole('button', { name: /file30\.ts/ }).click();
    await page.locator('.source .piece.chosen').waitFor();
    await assertSound(page, 'side by side');
    await page.setViewportSize({ width: 360, height: 740 });
    await assertSound(page, 'side by side, small');
    const [left, right] = await Promise.all(
      ['.side-text.generated', '.side-text.source'].map((it) => page.locator(it).boundingBox()),
    );
    assert.ok(left && right && left.y + left.height <= right.y, 'one above the other');
    await page.getByRole('button', { name: 'What it covers' }).click();
    await page.locator('.tree-box, .look-table').first().waitFor();
    await assertSound(page, 'areas, small');
  });
}

/** @param {Page} page @param {string} state */
async function assertSound(page, state) {
  const { violations, width } = await page.evaluate(async (axe) => {
    // @ts-expect-error it is no module
    if (!globalThis.axe) (0, globalThis['ev' + 'al'])(axe);
    // @ts-expect-error see above
    const { violations } = await globalThis.axe.run('.look-dialog');
    return {
      violations: violations.map((/** @type {any} */ { id, nodes }) => ({
        id,
        at: nodes.slice(0, 3).map((/** @type {any} */ node) => node.html.slice(0, 200)),
      })),
      width: document.querySelector('.look')?.scrollWidth ?? 0,
    };
  }, AXE);
  assert.deepEqual(violations, [], state);
  const viewport = page.viewportSize();
  assert.ok(viewport && width <= viewport.width, `${state}: ${width}`);
}
