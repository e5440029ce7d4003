/**
 * One build of the application in a folder, for the benchmark of the plugins.
 *
 * Usage: node plugins-worker.js <vite|webpack> <none|mapship|datadog> <folder>
 */
import path from 'node:path';

const [bundler = '', plugin = '', root = ''] = process.argv.slice(2);
const outDir = path.join(root, `dist-${bundler}-${plugin}`);
const API_KEY = 'a-key-for-the-local-server';

/** Without Git: only one of the two would read the maps for it. */
const OWN = {
  apiKey: API_KEY,
  git: false,
  service: 's',
  version: '1',
  minifiedPathPrefix: '/static/',
};
const DATADOG = {
  auth: { apiKey: API_KEY },
  enableGit: false,
  logLevel: /** @type {const} */ ('error'),
  errorTracking: {
    sourcemaps: /** @type {const} */ ({
      bailOnError: true,
      service: 's',
      releaseVersion: '1',
      minifiedPathPrefix: '/static/',
    }),
  },
};

/** @returns {Promise<any[]>} */
async function plugins() {
  if (plugin === 'none') return [];
  if (bundler === 'vite') {
    if (plugin === 'mapship') return [(await import('mapship/vite')).mapship(OWN)];
    return [(await import('@datadog/vite-plugin')).datadogVitePlugin(DATADOG)];
  }
  if (plugin === 'mapship') return [(await import('mapship/webpack')).mapship(OWN)];
  return [(await import('@datadog/webpack-plugin')).datadogWebpackPlugin(DATADOG)];
}

if (bundler === 'vite') {
  const { build } = await import('vite');
  await build({
    root,
    base: '/static/',
    configFile: false,
    logLevel: 'error',
    plugins: await plugins(),
    build: {
      outDir,
      emptyOutDir: true,
      sourcemap: 'hidden',
      reportCompressedSize: false,
      rollupOptions: { input: path.join(root, 'src/main.js') },
    },
  });
} else {
  const { default: webpack } = await import('webpack');
  const compiler = webpack({
    mode: 'production',
    context: root,
    entry: './src/main.js',
    devtool: 'hidden-source-map',
    output: { path: outDir, publicPath: '/static/', clean: true },
    performance: { hints: false },
    infrastructureLogging: { level: 'error' },
    plugins: await plugins(),
  });
  const stats = await new Promise((resolve, reject) =>
    compiler?.run((error, result) => (error ? reject(error) : resolve(result))),
  );
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  await new Promise((resolve) => compiler?.close(resolve));
}
