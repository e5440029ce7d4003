// Names and contents that were made to do harm: they are text, and nothing but text.
import assert from 'node:assert/strict';
import { unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import JSZip from 'jszip';

import { pairs } from './page-builds.js';
import { drop, judged, launch, openPage, rowsOf, startHost } from './page-world.js';
import { ELF, folder, MAP, SCRIPT } from './world.js';

/** @import { Browser, Page } from 'playwright-core' */

/** What never ends is a failure. */
const LIMIT = { timeout: 60_000 };

const MARKUP = '<img src=x onerror=globalThis.harmed=1>';

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
async function assertUnharmed(page) {
  const found = await page.evaluate(() => ({
    harmed: 'harmed' in globalThis,
    elements: document.querySelectorAll('img, iframe, object, script:not([type=module])').length,
  }));
  assert.deepEqual(found, { harmed: false, elements: 0 });
}

test(
  'what a folder will not give is told, and keeps nothing else from being read',
  LIMIT,
  async (t) => {
    const dir = await folder(t, { 'app.js': SCRIPT, 'app.js.map': MAP, 'kept.js': SCRIPT });
    const page = await openPage(t, browser, host.url);
    await page.evaluate(() => {
      // folders are listed as ever, but one file of theirs is nobody's to read
      const asked = DataTransferItem.prototype.webkitGetAsEntry;
      const refuse = (
        /** @type {unknown} */ _,
        /** @type {(error: DOMException) => void} */ failed,
      ) => failed(new DOMException('Permission denied', 'NotReadableError'));
      const fileOf = (/** @type {any} */ entry) =>
        entry.name === 'kept.js' ? refuse : entry.file.bind(entry);
      /** @type {(entry: any) => any} */
      const wrap = (entry) => {
        if (entry.isFile) return { name: entry.name, isFile: true, file: fileOf(entry) };
        const reader = entry.createReader();
        const readEntries = (/** @type {any} */ found, /** @type {any} */ failed) =>
          reader.readEntries((/** @type {any[]} */ all) => found(all.map(wrap)), failed);
        return { name: entry.name, createReader: () => ({ readEntries }) };
      };
      DataTransferItem.prototype.webkitGetAsEntry = function () {
        return wrap(asked.call(this));
      };
    });
    await drop(page, [dir]);
    await judged(page);
    await page
      .getByText(`${path.basename(dir)}/kept.js can't be read: Permission denied`)
      .waitFor();
    assert.deepEqual(
      (await rowsOf(page)).map((row) => row.path),
      ['app.js.map'],
    );
  },
);

test('a file that is gone by the time it is read is told', LIMIT, async (t) => {
  const dir = await folder(t, { 'app.js': SCRIPT, 'app.js.map': MAP, 'gone.js': SCRIPT });
  const files = ['app.js', 'app.js.map', 'gone.js'].map((name) => path.join(dir, name));
  const page = await openPage(t, browser, host.url);
  // the page hears of the choice once the file is gone
  await page.evaluate(() => {
    const later = (/** @type {Event} */ event) => {
      event.stopImmediatePropagation();
      document.removeEventListener('change', later, true);
      const { target } = event;
      Reflect.set(globalThis, 'goOn', () =>
        target?.dispatchEvent(new Event('change', { bubbles: true })),
      );
    };
    document.addEventListener('change', later, true);
  });
  await page.locator('[data-chooser=files]').first().setInputFiles(files);
  await unlink(path.join(dir, 'gone.js'));
  await page.evaluate(() => Reflect.get(globalThis, 'goOn')());
  await judged(page);
  await page.getByText("gone.js can't be read").waitFor();
  assert.deepEqual(
    (await rowsOf(page)).map((row) => row.path),
    ['app.js.map'],
  );
});

test('names of files are text', LIMIT, async (t) => {
  const names = [
    `${MARKUP}.js`,
    '"><script>globalThis.harmed=1<∕script>.js',
    'javascript:globalThis.harmed=1.js',
    '{{7*7}}${7*7}.js',
    'line\nend\t.js',
    `${'long'.repeat(55)}.js`,
    '‮sj.evil.js',
    '%2e%2e%2f%00.js',
    "'; drop table files.js",
    'constructor.js',
    '__proto__.js',
  ];
  const dir = await folder(t, {
    ...Object.fromEntries(names.map((name) => [name, SCRIPT.replace('app.js.map', '')])),
    ...Object.fromEntries(names.map((name) => [`${name}.map`, MAP])),
  });
  const page = await openPage(t, browser, host.url);
  await drop(page, [dir]);
  await judged(page);
  const rows = await rowsOf(page);
  assert.deepEqual(rows.map((row) => row.path.replace(/\.map$/, '')).sort(), names.sort());
  for (const head of await page.locator('.row-head').all()) await head.click({ timeout: 5000 });
  await page.getByLabel('Minified path prefix').fill(`https://example.com/${MARKUP}`);
  await page.locator('.row-url').first().waitFor();
  await assertUnharmed(page);
});

test('what maps hold is text', LIMIT, async (t) => {
  const map = {
    version: 3,
    sources: [`${MARKUP}.ts`, 'javascript:globalThis.harmed=1'],
    sourcesContent: [`${MARKUP}\n</script>`, ''],
    names: [MARKUP],
    mappings: 'AAAAA',
    file: MARKUP,
    debugId: MARKUP,
  };
  const dir = await folder(t, { 'app.js': SCRIPT, 'app.js.map': JSON.stringify(map) });
  const page = await openPage(t, browser, host.url);
  await drop(page, [dir]);
  await judged(page);
  await page.locator('.row-head').click();
  await page.locator('.detail').waitFor();
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await page
    .getByLabel('Stack trace', { exact: true })
    .fill(`${MARKUP}\n  at ${MARKUP} (app.js:1:1)`);
  await page.locator('.explain-form').getByRole('button', { name: 'Explain' }).click();
  await page.locator('.frame-source').waitFor();
  assert.ok((await page.locator('.frame-source').innerText()).includes(MARKUP));
  assert.ok((await page.locator('.frame-place').innerText()).startsWith(`${MARKUP}.ts`));
  await assertUnharmed(page);
});

/**
 * @param {Record<string, string>} files
 * @param {'STORE' | 'DEFLATE'} compression
 */
function zipped(files, compression = 'DEFLATE') {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(files))
    zip.file(name, content, { createFolders: false });
  return zip.generateAsync({ type: 'nodebuffer', compression });
}

test('a zip is gone through as a folder is', LIMIT, async (t) => {
  const files = pairs(40);
  const extra = { 'node_modules/x/x.js.map': MAP, '.git/config': 'x', 'logo.png': 'png' };
  const dir = await folder(
    t,
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`plain/${name}`, text])),
  );
  for (const compression of /** @type {const} */ (['STORE', 'DEFLATE'])) {
    await writeFile(
      path.join(dir, `${compression}.zip`),
      await zipped({ ...files, ...extra }, compression),
    );
  }
  /** @type {unknown[]} */
  const all = [];
  for (const what of ['plain', 'STORE.zip', 'DEFLATE.zip']) {
    const page = await openPage(t, browser, host.url);
    await drop(page, [path.join(dir, what)]);
    await judged(page);
    all.push(await rowsOf(page));
    await page.close();
  }
  const [plain, stored, deflated] = all;
  assert.equal(/** @type {unknown[]} */ (plain).length, 40);
  assert.deepEqual(stored, plain);
  assert.deepEqual(deflated, plain);
});

test('archives that lead elsewhere, lie or are broken do no harm', LIMIT, async (t) => {
  const packed = await zipped({ 'app.js': SCRIPT, 'app.js.map': MAP + ' '.repeat(100_000) });
  // its central directory says that the map is shorter than what comes out
  const lying = Buffer.from(packed);
  const at = lying.lastIndexOf('app.js.map') - 46;
  lying.writeUInt32LE(1000, at + 24);
  const damaged = Buffer.from(packed);
  damaged.writeUInt32LE(0x12345678, at + 16);
  const zeros = Buffer.concat([ELF, Buffer.alloc(200_000_000)]);
  const bomb = new JSZip().file('lib.so', zeros);
  const dir = await folder(t, {
    'bomb.zip': await bomb.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' }),
    'slip.zip': await zipped({ '../../slip.js': SCRIPT, '../../slip.js.map': MAP }),
    'lying.zip': lying,
    'damaged.zip': damaged,
    'cut.zip': packed.subarray(0, 200),
    'none.zip': 'PK\x03\x04 and nothing more',
  });
  for (const [name, words] of /** @type {const} */ ([
    ['bomb.zip', /has 200004760 bytes when it is unpacked/],
    ['slip.zip', /outside of the folder/],
    ['lying.zip', /longer than the archive says|can't be unpacked|differ/],
    ['damaged.zip', /checksum/],
    ['cut.zip', /cut off|no record that ends an archive/],
    ['none.zip', /no record that ends an archive/],
  ])) {
    const page = await openPage(t, browser, host.url);
    await drop(page, [path.join(dir, name)]);
    await judged(page);
    for (const head of await page.locator('.row-head').all()) await head.click();
    const text = await page.locator('.files').innerText();
    assert.match(text, words, `${name}: ${text}`);
    await assertUnharmed(page);
    await page.close();
  }
});
