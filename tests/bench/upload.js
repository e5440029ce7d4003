/** Startup; uploads of many small pairs and of a large one to a server that takes everything. mapship checks them too. */
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'vite';

import { CLI_BEFORE } from './before.js';
import { compare } from './measure.js';

const MAPSHIP = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));
const DATADOG_CI = createRequire(import.meta.url).resolve('@datadog/datadog-ci');
const SENTRY_CLI = resolved('@sentry/cli-linux-x64/bin/sentry-cli');
const APP = fileURLToPath(new URL('../apps/shop', import.meta.url));
const PAIRS = 1000;
const ROUNDS = 5;
const ROUNDS_LARGE = 3;

/** Of the large pairs: how often the script is in them, and how many more sources as long as the script each section has. */
const SECTIONS = 4;
const SECTIONS_HUGE = 12;
const VENDORED = 3;

/** What the slow server takes, in bytes per second. */
const SLOW = 10e6;

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
        ...(CLI_BEFORE && { 'mapship before': [process.execPath, CLI_BEFORE, '--version'] }),
        'datadog-ci version': [process.execPath, DATADOG_CI, 'version'],
        ...(SENTRY_CLI && { 'sentry-cli --version': [SENTRY_CLI, '--version'] }),
      },
      ROUNDS,
      where,
    );
    if (SENTRY_CLI === undefined) console.log('\n  sentry-cli: not there for this system');
    const small = await makePairs(path.join(dir, 'small'), PAIRS);
    console.log(`\n  ${PAIRS} pairs, ${megabytes(small)}, to a local server, ${ROUNDS} rounds`);
    await compare(uploads('small', sink.url), ROUNDS, where, sink.taken);
    const { map, script } = await makeLargePair(path.join(dir, 'large'), SECTIONS);
    console.log(
      `\n  one map of ${megabytes(map)} with its file of ${megabytes(script)}, ${ROUNDS_LARGE} rounds`,
    );
    await compare(uploads('large', sink.url), ROUNDS_LARGE, where, sink.taken);
    const huge = await makeLargePair(path.join(dir, 'huge'), SECTIONS_HUGE);
    const slow = await startSink(SLOW);
    console.log(
      `\n  one map of ${megabytes(huge.map)} with its file of ${megabytes(huge.script)}: memory, once`,
    );
    await compare(
      {
        'node -e 0': [process.execPath, '-e', '0'],
        'mapship upload': uploads('huge', sink.url)['mapship upload'] ?? [],
        [`mapship upload, ${megabytes(SLOW)} a second`]: [
          ...(uploads('huge', sink.url)['mapship upload'] ?? []),
          ...['--intake-url', slow.url],
        ],
      },
      1,
      where,
    );
    slow.close();
  } finally {
    sink.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Where a file of a package is, if it is installed.
 * @param {string} name
 */
function resolved(name) {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * The clients on a folder, without Git: only one of them would read the maps for it. sentry-cli, the program itself without its
 * wrapper, sends all files in one archive to another kind of service.
 * @param {string} folder
 * @param {string} url
 */
function uploads(folder, url) {
  const flags = ['--service', 's', '--release-version', '1', '--disable-git', '--quiet'];
  const prefix = ['--minified-path-prefix', 'https://example.com'];
  return {
    'mapship upload': [process.execPath, MAPSHIP, 'upload', folder, ...flags, ...prefix],
    ...(CLI_BEFORE && {
      'mapship before': [process.execPath, CLI_BEFORE, 'upload', folder, ...flags, ...prefix],
    }),
    'datadog-ci sourcemaps upload': [
      ...[process.execPath, DATADOG_CI, 'sourcemaps', 'upload', folder, ...flags, ...prefix],
    ],
    ...(SENTRY_CLI && {
      'sentry-cli sourcemaps upload': [
        ...[SENTRY_CLI, '--url', url, '--auth-token', '0'.repeat(32), 'sourcemaps', 'upload'],
        ...['--org', 'o', '--project', 'p', '--release', '1', folder],
        ...['--url-prefix', 'https://example.com'],
      ],
    }),
  };
}

/**
 * A server that takes everything and keeps nothing.
 * @param {number} [pace] in bytes per second
 */
export async function startSink(pace) {
  let bytes = 0;
  const sentry = sentrySink();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/api/0/')) {
      sentry(request, response, (more) => (bytes += more));
      return;
    }
    request.on('data', (data) => {
      bytes += data.length;
      if (pace === undefined) return;
      request.pause();
      setTimeout(() => request.resume(), (1000 * data.length) / pace);
    });
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
 * What sentry-cli asks of its service: where to send chunks, and which of them are not there yet; each run's are not.
 * @returns {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse, count: (bytes: number) => void) => void}
 */
function sentrySink() {
  let isThere = false;
  return (request, response, count) => {
    let text = '';
    request.on('data', (data) => {
      count(data.length);
      // only the questions are short
      if (text.length < 64 * 1024) text += data;
    });
    request.on('end', () => {
      const answer = (/** @type {unknown} */ body) =>
        response
          .writeHead(200, { 'Content-Type': 'application/json' })
          .end(body === undefined ? '' : JSON.stringify(body));
      if (request.method === 'GET') {
        answer({
          url: `http://${request.headers.host}${request.url}`,
          ...{ chunkSize: 8 * 1024 ** 2, chunksPerRequest: 64, maxRequestSize: 32 * 1024 ** 2 },
          ...{ maxFileSize: 2 * 1024 ** 3, concurrency: 8, hashAlgorithm: 'sha1' },
          ...{
            compression: ['gzip'],
            accept: ['release_files', 'artifact_bundles', 'artifact_bundles_v2'],
          },
        });
      } else if (request.url?.includes('assemble')) {
        const missingChunks = isThere ? [] : JSON.parse(text).chunks;
        answer({ state: isThere ? 'created' : 'not_found', missingChunks });
        isThere = false;
      } else {
        isThere = true;
        answer(undefined);
      }
    });
  };
}

/**
 * Copies of a real chunk and its map, each with a name of its own.
 * @param {string} dist
 * @param {number} count
 * @returns {Promise<number>} their length together, in bytes
 */
export async function makePairs(dist, count) {
  const result = await build({
    root: APP,
    logLevel: 'silent',
    build: { write: false, sourcemap: true },
  });
  const chunks = /** @type {any} */ (Array.isArray(result) ? result[0] : result).output;
  const { code, map } = chunks.find((/** @type {any} */ chunk) => chunk.isEntry);
  await mkdir(dist, { recursive: true });
  let bytes = 0;
  for (let i = 0; i < count; i += 1) {
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
 * @param {number} sections
 */
async function makeLargePair(dist, sections) {
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
  for (let i = 0; i < sections; i += 1) {
    const offset = `${i > 0 ? ',' : ''}{"offset":{"line":${i * lines},"column":0},"map":`;
    await appendFile(files.map, `${offset}${section}}`);
    await appendFile(files.script, script);
  }
  await appendFile(files.map, ']}');
  await appendFile(files.script, '//# sourceMappingURL=large.js.map\n');
  return { map: (await stat(files.map)).size, script: (await stat(files.script)).size };
}
