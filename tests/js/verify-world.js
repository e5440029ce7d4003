// What the tests of `verify` share: real builds that were sent, and servers that serve them with one fault each.
import { execFile } from 'node:child_process';
import { readFile, readdir, rm } from 'node:fs/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { upload } from 'mapship';
import { build as vite } from 'vite';
import webpack from 'webpack';

import { folder, intake } from './world.js';

/** @import { TestContext } from 'node:test' */

/** Something for the code of a chunk, so that it is worth one. @param {string} name */
const chunk = (name) =>
  `export function ${name}(list) {\n  const all = [];\n  for (const one of list) all.push({ name: '${name}', one, at: Date.now() });\n  return all.filter(({ at }) => at > 0).map(({ one }) => one);\n}\n`;

const INIT = (/** @type {string} */ version) =>
  `globalThis.rum = { init(options) { this.options = options; } };\nconst version = '${version}';\nrum.init({ applicationId: 'a', clientToken: 'b', service: 'shop', version });\n`;

/** @param {string} version */
export const sources = (version = '1.0.0') => ({
  'index.html':
    '<!doctype html><title>Shop</title><script type="module" src="/src/main.js"></script><button id="a">a</button>',
  'src/main.js': `${INIT(version)}import { shared } from './shared.js';\ndocument.title = shared(['x']).join();\ndocument.querySelector('#a')?.addEventListener('click', () => import('./cart.js').then(({ cart }) => cart([1])));\nnew Worker(new URL('./worker.js', import.meta.url), { type: 'module' });\n`,
  'src/shared.js': chunk('shared'),
  'src/cart.js': `import { shared } from './shared.js';\n${chunk('cart')}export const later = () => import('./pay.js').then(({ pay }) => pay(shared([2])));\nglobalThis.later = later;\n`,
  'src/pay.js': chunk('pay'),
  'src/worker.js': `${chunk('work')}postMessage(work([1]));\n`,
});

/**
 * A build of Vite; its folder.
 * @param {TestContext} t
 * @param {string} [version]
 */
export async function viteBuild(t, version) {
  const root = await folder(t, sources(version));
  await vite({
    root,
    logLevel: 'silent',
    configFile: false,
    build: { sourcemap: true, minify: true },
    worker: { format: 'es' },
  });
  return path.join(root, 'dist');
}

/**
 * A build of webpack, with chunks whose names only its runtime knows.
 * @param {TestContext} t
 * @param {string} [version]
 */
export async function webpackBuild(t, version) {
  const { 'index.html': _, ...files } = sources(version);
  const root = await folder(t, files);
  const dist = path.join(root, 'dist');
  const compiler = webpack({
    context: root,
    mode: 'production',
    devtool: 'source-map',
    entry: './src/main.js',
    output: {
      path: dist,
      publicPath: '/static/',
      filename: '[name].[contenthash:8].js',
      chunkFilename: 'chunks/[id].[contenthash:8].js',
    },
    // as for many builds: the runtime apart
    optimization: { runtimeChunk: 'single', chunkIds: 'deterministic' },
  });
  await promisify(compiler.run.bind(compiler))();
  await promisify(compiler.close.bind(compiler))();
  return dist;
}

/**
 * Sends a build to a local intake; the receipt.
 * @param {TestContext} t
 * @param {string} dist
 * @param {Partial<import('mapship').UploadOptions>} [options]
 */
export async function send(t, dist, options = {}) {
  const { url } = await intake(t);
  const receipt = path.join(await folder(t), 'sent.json');
  const report = await upload(dist, {
    service: 'shop',
    version: '1.0.0',
    minifiedPathPrefix: '/',
    apiKey: 'a'.repeat(32),
    intakeUrl: url,
    git: false,
    receipt,
    ...options,
  });
  if (!report.ok)
    throw new Error(
      JSON.stringify(report.issues.concat(report.files.flatMap((f) => f.issues)), null, 1),
    );
  return receipt;
}

/** Without its maps, as builds are deployed. @param {string} dist */
export async function withoutMaps(dist) {
  const names = await readdir(dist, { recursive: true });
  for (const name of names) if (name.endsWith('.map')) await rm(path.join(dist, name));
  return dist;
}

/** The first file of a build whose name has this in it. @param {string} dist @param {string} part */
export async function named(dist, part) {
  const names = (await readdir(dist, { recursive: true })).sort();
  const found = names.find((name) => name.includes(part) && name.endsWith('.js'));
  if (found === undefined) throw new Error(`${part} is none of ${names.join()}`);
  return found.replaceAll(path.sep, '/');
}

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.map': 'application/json',
});

/**
 * What is answered: `undefined` leaves it to the folder.
 * @typedef {(request: http.IncomingMessage, response: http.ServerResponse, url: URL) => unknown} Fault
 */

/**
 * Serves a folder below a path; what it does not have is a 404.
 * @param {TestContext} t
 * @param {string} dist
 * @param {{ base?: string, fault?: Fault, tls?: https.ServerOptions, encoding?: 'gzip' | 'br', index?: string, host?: string }} [options]
 */
export async function serve(
  t,
  dist,
  { base = '/', fault, tls, encoding, index, host = '127.0.0.1' } = {},
) {
  /** @type {string[]} */
  const asked = [];
  const answer = async (
    /** @type {http.IncomingMessage} */ request,
    /** @type {http.ServerResponse} */ response,
  ) => {
    const url = new URL(request.url ?? '/', 'http://x');
    asked.push(url.pathname);
    if ((await fault?.(request, response, url)) !== undefined) return;
    const isPage = url.pathname === '/';
    if (isPage && index !== undefined) {
      response.setHeader('Content-Type', 'text/html');
      response.end(index);
      return;
    }
    const below = isPage
      ? 'index.html'
      : url.pathname.startsWith(base)
        ? decodeURIComponent(url.pathname.slice(base.length))
        : '\0';
    const bytes = below.includes('\0')
      ? undefined
      : await readFile(path.join(dist, below)).catch(() => undefined);
    if (bytes === undefined) {
      response.writeHead(404, { 'Content-Type': 'text/html' }).end('<!doctype html>not found');
      return;
    }
    response.setHeader('Content-Type', TYPES[path.extname(below)] ?? 'application/octet-stream');
    if (encoding) response.setHeader('Content-Encoding', encoding);
    response.end(
      encoding === 'gzip' ? gzipSync(bytes) : encoding === 'br' ? brotliCompressSync(bytes) : bytes,
    );
  };
  const server = tls ? https.createServer(tls, answer) : http.createServer(answer);
  await /** @type {Promise<void>} */ (new Promise((resolve) => server.listen(0, host, resolve)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${port}/`,
    origin: `${tls ? 'https' : 'http'}://${host}:${port}`,
    host: `${host}:${port}`,
    asked,
  };
}

/**
 * A certificate for 127.0.0.1, and the file of the authority that signs it: made by OpenSSL.
 * @param {TestContext} t
 */
export async function certificate(t) {
  const dir = await folder(t, { 'san.cnf': 'subjectAltName=IP:127.0.0.1,DNS:localhost' });
  const at = (/** @type {string} */ name) => path.join(dir, name);
  const openssl = (/** @type {string[]} */ ...args) => promisify(execFile)('openssl', args);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-subj',
    '/CN=test',
    '-days',
    '2',
  );
  await openssl(
    'req',
    ...key,
    '-keyout',
    at('key.pem'),
    '-out',
    at('csr.pem'),
    '-subj',
    '/CN=127.0.0.1',
  );
  await openssl(
    'x509',
    '-req',
    '-in',
    at('csr.pem'),
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-out',
    at('cert.pem'),
    '-days',
    '2',
    '-extfile',
    at('san.cnf'),
  );
  const [secret, cert] = await Promise.all([readFile(at('key.pem')), readFile(at('cert.pem'))]);
  return { tls: { key: secret, cert }, ca: at('ca.pem') };
}
