/** Startup; uploads of many small pairs and of a large one to a server that takes everything. mapship checks them too. */
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
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
const ROUNDS_LARGE = 3;

/** Of the large pair: how often the script is in it, and how many more sources as long as the script each section has. */
const SECTIONS = 4;
const VENDORED = 3;

export async function run() {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-bench-'));
  const sink = await startSink();
  const where = {
    cwd: dir,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: dir,
      DATADOG_API_KEY: 'a-key',
      DATADOG_SOURCEMAP_INTAKE_URL: sink.url,
      DD_CI_SKIP_VERSION_BANNER: '1',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '127.0.0.1',
    },
  };
  try {
    console.log(`\n  startup, ${ROUNDS} rounds`);
    await compare(
      {
        'node -e 0': [process.execPath, '-e', '0'],
        'mapship --version': [process.execPath, MAPSHIP, '--version'],
        'datadog-ci version': [process.execPath, DATADOG_CI, 'version'],
      },
      ROUNDS,
      where,
    );
    const small = await makePairs(path.join(dir, 'small'));
    console.log(`\n  ${PAIRS} pairs, ${megabytes(small)}, to a local server, ${ROUNDS} rounds`);
    await compare(uploads('small'), ROUNDS, where, sink.taken);
    const { map, script } = await makeLargePair(path.join(dir, 'large'));
    console.log(
      `\n  one map of ${megabytes(map)} with its file of ${megabytes(script)}, ${ROUNDS_LARGE} rounds`,
    );
    await compare(uploads('large'), ROUNDS_LARGE, where, sink.taken);
  } finally {
    sink.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * Both clients on a folder, without Git: only one of them would read the maps for it.
 * @param {string} folder
 */
function uploads(folder) {
  const flags = ['--service', 's', '--release-version', '1', '--disable-git', '--quiet'];
  const prefix = ['--minified-path-prefix', 'https://example.com'];
  return {
    'mapship upload': [process.execPath, MAPSHIP, 'upload', folder, ...flags, ...prefix],
    'datadog-ci sourcemaps upload': [
      ...[process.execPath, DATADOG_CI, 'sourcemaps', 'upload', folder, ...flags, ...prefix],
    ],
  };
}

/** A server that takes everything and keeps nothing. */
async function startSink() {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (data) => (bytes += data.length));
    request.on('end', () =>
      response.writeHead(202).end('{"data":{"id":"x","type":"sourcemap_upload"}}'),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return {
    url: `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`,
    taken() {
      const taken = bytes;
      bytes = 0;
      return taken;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
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

/**
 * A large real script several times over, and its map in as many sections. What is far apart does not help compression, so
 * repeating it makes it no easier.
 * @param {string} dist
 */
async function makeLargePair(dist) {
  const code = await readFile(DATADOG_CI, 'utf8');
  const script = `${code.replace(/\/\/# sourceMappingURL=.*/, '').trimEnd()}\n`;
  const map = JSON.parse(await readFile(`${DATADOG_CI}.map`, 'utf8'));
  map.sourcesContent ??= map.sources.map(() => null);
  for (let i = 0; i < VENDORED; i += 1) {
    map.sources.push(`vendor/${i}.js`);
    map.sourcesContent.push(script);
  }
  const lines = script.split('\n').length - 1;
  const section = JSON.stringify(map);
  await mkdir(dist, { recursive: true });
  const files = { map: path.join(dist, 'large.js.map'), script: path.join(dist, 'large.js') };
  await writeFile(files.map, '{"version":3,"file":"large.js","sections":[');
  await writeFile(files.script, '');
  for (let i = 0; i < SECTIONS; i += 1) {
    const offset = `${i > 0 ? ',' : ''}{"offset":{"line":${i * lines},"column":0},"map":`;
    await appendFile(files.map, `${offset}${section}}`);
    await appendFile(files.script, script);
  }
  await appendFile(files.map, ']}');
  await appendFile(files.script, '//# sourceMappingURL=large.js.map\n');
  return { map: (await stat(files.map)).size, script: (await stat(files.script)).size };
}
