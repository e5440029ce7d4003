/**
 * Measurements, side by side, in one run: `cargo xtask bench [NAME]`.
 *
 * Whole processes, interleaved, so that what else the machine does falls on all alike. The median of the rounds is shown.
 */
import { cpus, totalmem } from 'node:os';

const BENCHES = /** @type {Record<string, () => Promise<{ run(): Promise<void> }>>} */ ({
  explain: () => import('./explain.js'),
  maps: () => import('./maps.js'),
  network: () => import('./network.js'),
  page: () => import('./page.js'),
  plugins: () => import('./plugins.js'),
  shards: () => import('./shards.js'),
  symbols: () => import('./symbols.js'),
  upload: () => import('./upload.js'),
  verify: () => import('./verify.js'),
});

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(
    `there is no benchmark ${unknown.join(', ')}; there is ${Object.keys(BENCHES).join(', ')}`,
  );
  process.exit(2);
}
console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}`,
);
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  console.log(`\n${name}`);
  await (await /** @type {NonNullable<typeof BENCHES[string]>} */ (BENCHES[name])()).run();
}
