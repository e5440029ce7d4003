/** Startup, and an upload of many small pairs to a server that takes everything; mapship checks them too. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'vite';

import { compare } from './measure.js';

const MAPSHIP = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));
const DATADOG_CI = createRequire(import.meta.url).resolve('@datadog/datadog-ci');
const APP = fileURLToPath(new URL('../apps/shop', import.meta.url));
const PAIRS = 1000;
const ROUNDS = 5;

export async function run() {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-bench-'));
  const sink = createServer((request, response) => {
    request
      .resume()
      .on('end', () =>
        response.writeHead(202).end('{"data":{"id":"x","type":"sourcemap_upload"}}'),
      );
  });
  await new Promise((resolve) => sink.listen(0, '127.0.0.1', () => resolve(undefined)));
  const url = `http://127.0.0.1:${/** @type {any} */ (sink.address()).port}`;
  try {
    const bytes = await makePairs(path.join(dir, 'dist'));
    const metadata = [
      '--service',
      's',
      '--release-version',
      '1',
      '--minified-path-prefix',
      'https://example.com',
    ];
    const env = {
      PATH: process.env.PATH ?? '',
      HOME: dir,
      DATADOG_API_KEY: 'a-key',
      DATADOG_SOURCEMAP_INTAKE_URL: url,
      DD_CI_SKIP_VERSION_BANNER: '1',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1',
    };
    const { node } = { node: process.execPath };
    console.log(`\n  startup, ${ROUNDS} rounds`);
    await compare(
      {
        'node -e 0': [node, '-e', '0'],
        'mapship --version': [node, MAPSHIP, '--version'],
        'datadog-ci version': [node, DATADOG_CI, 'version'],
      },
      ROUNDS,
      { cwd: dir, env },
    );
    console.log(
      `\n  ${PAIRS} pairs, ${(bytes / 1e6).toFixed(1)} MB, to a local server, no Git, ${ROUNDS} rounds`,
    );
    await compare(
      {
        'mapship upload': [
          node,
          MAPSHIP,
          'upload',
          'dist',
          ...metadata,
          '--disable-git',
          '--quiet',
        ],
        'datadog-ci sourcemaps upload': [
          node,
          DATADOG_CI,
          'sourcemaps',
          'upload',
          'dist',
          ...metadata,
          '--disable-git',
          '--quiet',
        ],
      },
      ROUNDS,
      { cwd: dir, env },
    );
  } finally {
    sink.closeAllConnections();
    sink.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Copies of a real chunk and its map, each with a name of its own.
 * @param {string} dist
 */
async function makePairs(dist) {
  const result = await build({
    root: APP,
    logLevel: 'silent',
    build: { write: false, sourcemap: true },
  });
  const chunks = /** @type {any} */ (Array.isArray(result) ? result[0] : result).output;
  const { code, map } = chunks.find((/** @type {any} */ chunk) => chunk.isEntry);
  await mkdir(dist, { recursive: true });
  let bytes = 0;
  for (let i = 0; i < PAIRS; i += 1) {
    const script = `${code.replace(/\/\/# sourceMappingURL=.*/, '')}//# sourceMappingURL=chunk-${i}.js.map\n`;
    const text = JSON.stringify({ ...map, file: `chunk-${i}.js` });
    await writeFile(path.join(dist, `chunk-${i}.js`), script);
    await writeFile(path.join(dist, `chunk-${i}.js.map`), text);
    bytes += script.length + text.length;
  }
  return bytes;
}
