// What the tests of `react-native xcode` and `codepush` share: both clients, and what of a request is compared.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

import { CLEAN } from './world.js';

/** @import { Upload } from 'mapship/intake' */

const DATADOG_CI = createRequire(import.meta.url).resolve('@datadog/datadog-ci');
const KEY = '0123456789abcdef0123456789abcdef';
/** A debug ID. */
export const ID = 'b359c38b-eb4b-472d-9dcc-a48f8734dc7a';

/** A map of one line. */
export const MAP = {
  version: 3,
  sources: ['a.ts'],
  sourcesContent: ['f();'],
  names: [],
  mappings: 'AAAA',
};
/** What both are given. @param {string} url */
export function common(url) {
  return {
    DATADOG_API_KEY: KEY,
    DATADOG_SOURCEMAP_INTAKE_URL: url,
    DD_CI_SKIP_VERSION_BANNER: '1',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: '127.0.0.1',
  };
}

/**
 * The official client, which may fail.
 * @param {string[]} args
 * @param {{ cwd: string, env: Record<string, string> }} options
 */
export async function official(args, { cwd, env }) {
  const run = promisify(execFile)(process.execPath, [DATADOG_CI, ...args], {
    cwd,
    env: { ...CLEAN, ...env },
  });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

/** What arrived, but for what each says of itself. @param {Upload} upload */
export async function comparable({ dir, event, parts, encoding }) {
  const { cli_version: _, ...said } = event ?? {};
  const map = parts.find(({ name }) => name === 'source_map');
  return {
    event: Object.fromEntries(Object.entries(said).sort()),
    encoding,
    parts: parts.map(({ name, filename }) => ({ name, filename })),
    map: JSON.parse(await readFile(path.join(dir, String(map?.path)), 'utf8')),
  };
}
