/** The upload page with 5,000 files, and with one of 500 MB: times, the longest task of the page's own thread, memory. */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';

import { startIntake } from 'mapship/intake';

import { pairs } from '../js/page-builds.js';
import { drop, fillForm, judged, launch, startHost } from '../js/page-world.js';

/** @import { Browser, Page } from 'playwright-core' */

const PAIRS = 2500;

/** Of the large pair: lines of the script, and what its map holds of sources, in bytes. */
const LINES = 5_000_000;
const SOURCES = 445;
const SOURCE = 1_000_000;

/** How often memory is looked at, in ms. */
const PAUSE = 100;

export async function run() {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-bench-page-'));
  const host = await startHost();
  try {
    await many(dir, host.url);
    await large(dir, host.url);
  } finally {
    host.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** @param {string} dir @param {string} url */
async function many(dir, url) {
  const folder = path.join(dir, 'many');
  for (const [name, content] of Object.entries(pairs(PAIRS))) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  const browser = await launch();
  const page = await open(browser, url);
  const start = performance.now();
  await drop(page, [folder]);
  await page.locator('.row-head').first().waitFor();
  const first = performance.now() - start;
  await judged(page);
  const all = performance.now() - start;
  console.log(`\n  ${PAIRS} pairs dropped`);
  console.log(`    the first rows after ${Math.round(first)} ms, all after ${Math.round(all)} ms`);
  console.log(`    longest task of the page's thread: ${await longest(page)} ms`);
  const frames = await page.locator('.list-scroll').evaluate(async (list) => {
    /** @type {number[]} */
    const times = [];
    for (let i = 0; i < 120; i += 1) {
      list.scrollTop += 400;
      times.push(await new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    return times.slice(1).map((time, i) => time - (times[i] ?? time));
  });
  frames.sort((a, b) => a - b);
  console.log(
    `    scrolling, per frame: median ${round(frames[frames.length >> 1])} ms, 95 % within ${round(frames[Math.floor(frames.length * 0.95)])} ms`,
  );
  const typed = performance.now();
  await page.getByRole('searchbox').fill('chunk-0003');
  await page.getByText('1 upload shown').waitFor({ state: 'attached' });
  console.log(`    search: ${Math.round(performance.now() - typed)} ms`);
  await browser.close();
}

/** @param {string} dir @param {string} url */
async function large(dir, url) {
  const folder = path.join(dir, 'large');
  const size = await makeLargePair(folder);
  const intake = await startIntake({ dir: path.join(dir, 'received'), cors: true });
  const browser = await launch();
  const page = await open(browser, url);
  await page.getByRole('option', { name: 'us3.datadoghq.com' }).waitFor({ state: 'attached' });
  const before = await memory(browser);
  const judging = watch(browser);
  const start = performance.now();
  await drop(page, [folder]);
  await judged(page);
  const took = performance.now() - start;
  console.log(`\n  one pair of ${Math.round(size / 1e6)} MB dropped`);
  console.log(`    judged after ${Math.round(took)} ms`);
  report(before, await judging());
  console.log(`    longest task of the page's thread: ${await longest(page)} ms`);
  await fillForm(page, intake.url);
  const sending = watch(browser);
  const sent = performance.now();
  await page.getByRole('button', { name: /^Send 1 upload/ }).click();
  await page.getByText('1 upload arrived').waitFor({ timeout: 300_000 });
  console.log(
    `    judged again, hashed, compressed and sent after ${Math.round(performance.now() - sent)} ms`,
  );
  report(before, await sending());
  console.log(`    longest task of the page's thread: ${await longest(page)} ms`);
  await browser.close();
  await intake.close();
}

/** @param {Browser} browser @param {string} url */
async function open(browser, url) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    serviceWorkers: 'block',
  });
  context.setDefaultTimeout(300_000);
  await context.addInitScript(() => {
    Reflect.set(globalThis, 'longest', 0);
    new PerformanceObserver((list) => {
      const all = list.getEntries().map(({ duration }) => duration);
      Reflect.set(globalThis, 'longest', Math.max(Reflect.get(globalThis, 'longest'), ...all));
    }).observe({ type: 'longtask' });
  });
  const page = await context.newPage();
  await page.goto(url);
  // what it takes to start is another matter
  await page.waitForTimeout(500);
  await page.evaluate(() => Reflect.set(globalThis, 'longest', 0));
  return page;
}

/** Below 50 ms a browser tells of no task. @param {Page} page */
async function longest(page) {
  const found = await page.evaluate(() => Reflect.get(globalThis, 'longest'));
  return found === 0 ? 'under 50' : Math.round(found);
}

/**
 * Resident memory of the browser's processes, in bytes: Linux only.
 * @typedef {{ tab: number, browser: number }} Memory `tab`: of the largest renderer; `browser`: of the process that keeps blobs
 */

/** @param {Browser} browser @returns {Promise<Memory>} */
async function memory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const of = async (/** @type {string} */ type) => {
    const sizes = processInfo.filter((one) => one.type === type).map(({ id }) => resident(id));
    return Math.max(0, ...(await Promise.all(sizes)));
  };
  return { tab: await of('renderer'), browser: await of('browser') };
}

/** @param {number} id of a process */
async function resident(id) {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/**
 * Looks at memory until told to stop.
 * @param {Browser} browser
 * @returns {() => Promise<Memory>} the most that there was
 */
function watch(browser) {
  const most = { tab: 0, browser: 0 };
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const now = await memory(browser);
      most.tab = Math.max(most.tab, now.tab);
      most.browser = Math.max(most.browser, now.browser);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    return most;
  };
}

/** @param {Memory} before @param {Memory} most */
function report(before, most) {
  const mb = (/** @type {number} */ bytes) => Math.round(bytes / 1e6);
  console.log(
    `    memory of the tab: ${mb(before.tab)} MB before, ${mb(most.tab)} MB at most; of the browser: ${mb(before.browser)} and ${mb(most.browser)} MB`,
  );
}

/** @param {string} folder @returns {Promise<number>} how large it is, in bytes */
async function makeLargePair(folder) {
  await mkdir(folder, { recursive: true });
  const script = await writer(path.join(folder, 'app.js'));
  await script.write('a()\n'.repeat(LINES));
  await script.write('//# sourceMappingURL=app.js.map\n');
  const map = await writer(path.join(folder, 'app.js.map'));
  const names = Array.from({ length: SOURCES }, (_, i) => `"src/${i}.js"`).join();
  await map.write(`{"version":3,"file":"app.js","sources":[${names}],"names":[],"mappings":"`);
  await map.write(`AAAA${';AACA'.repeat(LINES - 1)}`);
  await map.write('","sourcesContent":[');
  // each another text, and of words: one that repeats would be compressed to nothing
  for (let i = 0; i < SOURCES; i += 1) await map.write(`${i === 0 ? '' : ','}"${words(i)}"`);
  await map.write(']}');
  return (await script.end()) + (await map.end());
}

/** @param {number} seed */
function words(seed) {
  let state = seed + 1;
  let text = '';
  while (text.length < SOURCE) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += `${(state >>> 8).toString(36)} `;
  }
  return text;
}

/** @param {string} file */
async function writer(file) {
  const stream = createWriteStream(file);
  return {
    async write(/** @type {string} */ text) {
      if (!stream.write(text)) await once(stream, 'drain');
    },
    async end() {
      stream.end();
      await once(stream, 'close');
      return stream.bytesWritten;
    },
  };
}

/** @param {number | undefined} ms */
const round = (ms = 0) => ms.toFixed(1);
