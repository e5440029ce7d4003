// Lighthouse's word on the page, as a static host serves it: `node tests/page/lighthouse.js`, by hand, after `cargo xtask build`.
// It is fetched by npx, and by nothing else: nobody who builds or tests needs it.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { startHost } from '../js/page-world.js';

const LIGHTHOUSE = 'lighthouse@12.8.2';

/** What is asked for, of 100. */
const LEAST = { accessibility: 100, 'best-practices': 100, performance: 95 };

const work = await mkdtemp(path.join(tmpdir(), 'mapship-lighthouse-'));
const host = await startHost('/');
let isGood = true;
try {
  for (const preset of ['mobile', 'desktop']) {
    const scores = await judge(preset);
    console.log(
      `${preset}: ${Object.entries(scores)
        .map(([name, score]) => `${name} ${score}`)
        .join(', ')}`,
    );
    for (const [name, least] of Object.entries(LEAST)) {
      if ((scores[name] ?? 0) < least) isGood = false;
    }
  }
} finally {
  host.close();
  await rm(work, { recursive: true, force: true });
}
if (!isGood) process.exitCode = 1;

/**
 * @param {string} preset the device that is played
 * @returns {Promise<Record<string, number>>} of 100, by category
 */
async function judge(preset) {
  const report = path.join(work, `${preset}.json`);
  const flags = [
    '--headless=new',
    // Chromium's sandbox does not start for root
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  await promisify(execFile)(
    'npx',
    [
      ...['--yes', LIGHTHOUSE, host.url, '--quiet', '--output=json', `--output-path=${report}`],
      ...(preset === 'desktop' ? ['--preset=desktop'] : []),
      `--only-categories=${Object.keys(LEAST).join(',')}`,
      `--chrome-flags=${flags.join(' ')}`,
    ],
    {
      env: { ...process.env, CHROME_PATH: process.env.MAPSHIP_BROWSER || '/usr/bin/chromium' },
      timeout: 240_000,
    },
  );
  const { categories, audits } = JSON.parse(await readFile(report, 'utf8'));
  for (const { auditRefs } of Object.values(categories)) {
    for (const { id, weight } of auditRefs) {
      const { score, title, displayValue = '' } = audits[id];
      if (weight > 0 && score !== null && score < 0.9) {
        console.log(`  ${preset}: ${title} ${displayValue}`.trimEnd());
      }
    }
  }
  return Object.fromEntries(
    Object.entries(categories).map(([name, { score }]) => [name, Math.round(score * 100)]),
  );
}
