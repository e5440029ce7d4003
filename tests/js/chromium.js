// The browser that tests drive.
import { existsSync } from 'node:fs';

import { chromium } from 'playwright-core';

/**
 * Chromium, as it is installed; it asks nobody on the network for anything.
 * @param {{ args?: string[] }} [options] `args`: more of its flags
 */
export async function launch({ args = [] } = {}) {
  const executablePath = process.env.MAPSHIP_BROWSER || '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(
      `there is no browser at ${executablePath}: install Chromium, or set MAPSHIP_BROWSER to the path of a Chrome or Chromium`,
    );
  }
  return chromium.launch({
    executablePath,
    // without a locale it can't read names of files that are not ASCII
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    args: [
      // Chromium's sandbox does not start for root
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      ...args,
    ],
  });
}
