/** An error of the running page, as a user's browser would report it. */
import { chromium } from 'playwright-core';

/** Keeps a headless Chromium from calling home. */
const QUIET = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * @param {string} page its address
 * @param {string | undefined} executablePath of a Chromium
 * @returns {Promise<string>} the stack trace
 */
export async function crash(page, executablePath) {
  // as root, in a container, Chromium has no sandbox to start
  const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args: [...QUIET, ...noSandbox] });
  try {
    const tab = await browser.newPage();
    await tab.goto(page);
    const failing = tab.waitForEvent('pageerror', { timeout: 20_000 });
    await tab.click('#pay');
    return (await failing).stack ?? '';
  } finally {
    await browser.close();
  }
}
