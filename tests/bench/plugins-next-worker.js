/**
 * One build of Next in the current folder, for the benchmark of the plugins.
 *
 * Usage: node plugins-next-worker.js <none|mapship|sentry>
 */
import { copyFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [adapter = ''] = process.argv.slice(2);
const dir = process.cwd();
process.env.DIST = `.next-${adapter}`;
await rm(path.join(dir, process.env.DIST), { recursive: true, force: true });
await copyFile(path.join(dir, `${adapter}.config.mjs`), path.join(dir, 'next.config.mjs'));

const bin = createRequire(path.join(dir, 'package.json')).resolve('next/dist/bin/next');
process.argv = [process.execPath, bin, 'build'];
await import(pathToFileURL(bin).href);
