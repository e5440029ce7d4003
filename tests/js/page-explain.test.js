// The page's Explain view, in Chromium: traces of other platforms than JavaScript, by the files that were dropped.
import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { drop, judged, launch, openPage, startHost } from './page-world.js';
import { folder } from './world.js';

/** @import { Browser } from 'playwright-core' */

const LIBRARY = fileURLToPath(new URL('../fixtures/symbols/lookups/clang-5.so', import.meta.url));

/** Its build ID, as readelf prints it. */
const BUILD_ID = 'ee94e32fd8336d21ac9b8c94363a992bb4a92014';

const MAPPING = `# compiler: R8
# pg_map_id: 3f2a9c1
com.acme.pay.Cart -> a.b:
# {"id":"sourceFile","fileName":"Cart.kt"}
    4:4:void checkLimit(int):40:40 -> a
    4:4:void add(com.acme.pay.Item):15 -> a
`;

/** @type {Browser} */
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test('one text with frames of the JVM and of native code', { timeout: 60_000 }, async (t) => {
  const host = await startHost();
  t.after(() => host.close());
  const dir = await folder(t, { 'build/mapping.txt': MAPPING });
  await copyFile(LIBRARY, path.join(dir, 'build/libshop.so'));
  const page = await openPage(t, browser, host.url);
  await drop(page, [path.join(dir, 'build')]);
  await judged(page);
  await page.getByRole('button', { name: 'Explain', exact: true }).click();
  await page
    .getByLabel('Stack trace', { exact: true })
    .fill(
      [
        'java.lang.IllegalStateException: too many',
        '\tat a.b.a(SourceFile:4)',
        '\tat a.z.q(SourceFile:2)',
        `      #00 pc 0000000000000433  /data/app/lib/arm64/libshop.so (BuildId: ${BUILD_ID})`,
      ].join('\n'),
    );
  await page.locator('.explain-form').getByRole('button', { name: 'Explain' }).click();
  const frames = page.locator('.frame:not(.words)');
  await frames.nth(2).waitFor();
  const [jvm, lost, native] = await frames.allInnerTexts();
  assert.match(jvm ?? '', /com\.acme\.pay\.Cart\.checkLimit\s*Cart\.kt:40, inlined/);
  assert.match(jvm ?? '', /com\.acme\.pay\.Cart\.add\s*Cart\.kt:15/);
  assert.match(lost ?? '', /has no class that is called a\.z/);
  assert.match(
    native ?? '',
    /shop::Basket<int, 4>::add\(int, int\)\s*\/shop\/\.\/basket\.hpp:8, inlined/,
  );
  assert.match(native ?? '', /shop::total\(shop::Basket<int, 4>&, int\)\s*\/shop\/basket\.cpp:8/);
});
