// Real builds of the application: every bundler that has a plugin, at its current and its oldest supported version.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { transform } from 'esbuild';

/** @import { PluginOptions } from 'mapship/vite' */

const require = createRequire(import.meta.url);
const LOADER = fileURLToPath(new URL('../apps/esbuild-loader.cjs', import.meta.url));

/**
 * @typedef {object} Wanted
 * @property {'hidden' | 'linked' | 'inline' | false} [maps] what the configuration says of maps; nothing where it is missing
 * @property {string} [base] what the bundler calls `base`, `publicPath` or `assetPrefix`; `/static/` otherwise
 * @property {boolean} [development]
 * @property {object} [config] more of the configuration, in the bundler's own words
 */

/**
 * @typedef {object} Built
 * @property {string} [failed] how the build ended, if not well
 * @property {string} said what the bundler printed
 * @property {string} dist
 */

/** @typedef {(root: string, options: PluginOptions | object, wanted?: Wanted) => Promise<Built>} Build */

/**
 * What is printed is taken from where it is printed to.
 * @param {string} root
 * @param {(said: string[]) => Promise<string | undefined | void>} run gives why it failed, or throws
 * @returns {Promise<Built>}
 */
async function listen(root, run) {
  /** @type {string[]} */
  const said = [];
  const { log, warn, info, error } = console;
  const { NODE_ENV } = process.env;
  const take = (/** @type {unknown[]} */ ...args) => void said.push(args.join(' '));
  Object.assign(console, { log: take, warn: take, info: take, error: take });
  const before = process.cwd();
  process.chdir(root);
  let failed;
  try {
    failed = (await run(said)) ?? undefined;
  } catch (thrown) {
    failed = String(/** @type {Error} */ (thrown).message ?? thrown);
  } finally {
    process.chdir(before);
    Object.assign(console, { log, warn, info, error });
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
  // without colours
  return {
    failed,
    said: said.join('\n').replace(/\x1b\[\d+m/g, ''),
    dist: path.join(root, 'dist'),
  };
}

/** @param {string} name @returns {Build} */
function vite(name) {
  return (root, options, { maps, base = '/static/', development, config } = {}) =>
    listen(root, async (said) => {
      const { build, createLogger } = await import(name);
      const { mapship } = await import('mapship/vite');
      if (development) process.env.NODE_ENV = 'development';
      const levels = ['info', 'warn', 'warnOnce', 'error'];
      const say = (/** @type {string} */ text) => void said.push(text);
      await build({
        root,
        base,
        configFile: false,
        customLogger: {
          ...createLogger(),
          ...Object.fromEntries(levels.map((level) => [level, say])),
        },
        plugins: [mapship(options)],
        ...config,
        build: {
          assetsInlineLimit: 0,
          ...(maps !== undefined && { sourcemap: maps === 'linked' ? true : maps }),
          .../** @type {any} */ (config)?.build,
        },
      });
    });
}

/** What Rollup has no means for itself: TypeScript, and style sheets, which are left out. */
const languages = {
  name: 'languages',
  resolveId(/** @type {string} */ source, /** @type {string | undefined} */ importer) {
    if (!source.startsWith('.') || importer === undefined) return null;
    const file = path.resolve(path.dirname(importer), source);
    return existsSync(file) ? file : `${file}.ts`;
  },
  async transform(/** @type {string} */ code, /** @type {string} */ id) {
    if (id.endsWith('.css')) return { code: '', map: null, moduleType: 'js' };
    const { code: script, map } = await transform(code, {
      loader: 'ts',
      sourcemap: 'external',
      sourcefile: id,
    });
    return { code: script, map: JSON.parse(map), moduleType: 'js' };
  },
};

/** @param {string} name @param {'rollup' | 'rolldown'} kind @returns {Build} */
function rollup(name, kind) {
  return (root, options, { maps, base = '/static/', development, config } = {}) =>
    listen(root, async (said) => {
      const bundler = /** @type {any} */ (await import(name))[kind];
      const { mapship } = await import(`mapship/${kind}`);
      if (development) process.env.NODE_ENV = 'development';
      const take = (/** @type {any} */ log) => void said.push(log.message ?? String(log));
      const bundle = await bundler({
        input: path.join(root, 'src/main.ts'),
        plugins: [
          languages,
          mapship(base === '' ? options : { minifiedPathPrefix: base, ...options }),
        ],
        ...(name === 'rollup-3'
          ? { onwarn: take }
          : { onLog: (/** @type {string} */ _, /** @type {any} */ log) => take(log) }),
        ...config,
      });
      await bundle.write({
        dir: path.join(root, 'dist'),
        format: 'es',
        ...(kind === 'rolldown' ? { minify: true } : { compact: true }),
        ...(maps !== undefined && { sourcemap: maps === 'linked' ? true : maps }),
      });
      await bundle.close();
    });
}

const DEVTOOL = /** @type {const} */ ({
  hidden: 'hidden-source-map',
  linked: 'source-map',
  inline: 'inline-source-map',
});

/** @param {string} name @param {'webpack' | 'rspack'} kind @returns {Build} */
function webpack(name, kind) {
  return (root, options, { maps, base = '/static/', development, config } = {}) =>
    listen(root, async (said) => {
      const bundler = require(name);
      const { mapship } = await import(`mapship/${kind}`);
      const stats = await new Promise((resolve, reject) => {
        const compiler = bundler({
          mode: development ? 'development' : 'production',
          context: root,
          entry: './src/main.ts',
          output: { publicPath: base },
          resolve: { extensions: ['.ts', '.js'] },
          module: { rules: [{ test: /\.(?:ts|css)$/, use: LOADER }] },
          plugins: [mapship(options)],
          infrastructureLogging: {
            stream: { write: (/** @type {string} */ text) => said.push(text) },
          },
          ...(maps !== undefined && { devtool: maps && DEVTOOL[maps] }),
          ...(development && maps === undefined && { devtool: false }),
          ...config,
        });
        compiler.run((/** @type {unknown} */ error, /** @type {any} */ result) =>
          compiler.close(() => (error ? reject(error) : resolve(result))),
        );
      });
      said.push(stats.toString({ all: false, warnings: true, errors: true }));
      return stats.hasErrors() ? stats.toString({ all: false, errors: true }) : undefined;
    });
}

/** @param {string} name @returns {Build} */
function rsbuild(name) {
  return (root, options, { maps, base = '/static/', development, config } = {}) =>
    listen(root, async () => {
      const { createRsbuild } = await import(name);
      // where it is, scripts of TypeScript are found without their ending
      await writeFile(path.join(root, 'tsconfig.json'), '{}');
      const { mapship } = await import('mapship/rsbuild');
      process.env.NODE_ENV = development ? 'development' : 'production';
      const running = await createRsbuild({
        cwd: root,
        rsbuildConfig: {
          mode: development ? 'development' : 'production',
          source: { entry: { index: './src/main.ts' } },
          output: {
            assetPrefix: base,
            ...(maps !== undefined && { sourceMap: { js: maps && DEVTOOL[maps] } }),
          },
          ...(development && { dev: { assetPrefix: base } }),
          plugins: [mapship(options)],
          ...config,
        },
      });
      const result = await running.build();
      await result?.close();
    });
}

/** @param {string} name @returns {Build} */
function esbuild(name) {
  return (root, options, { maps, base = '/static/', development, config } = {}) =>
    listen(root, async (said) => {
      const { build } = await import(name);
      const { mapship } = await import('mapship/esbuild');
      const KIND = { hidden: 'external', linked: 'linked', inline: 'inline' };
      const take = (/** @type {any[]} */ messages) =>
        messages.forEach(({ text, notes }) => said.push(text, notes[0]?.text));
      const result = await build({
        absWorkingDir: root,
        entryPoints: ['src/main.ts'],
        bundle: true,
        splitting: true,
        format: 'esm',
        minify: !development,
        outdir: 'dist',
        publicPath: base,
        logLevel: 'warning',
        plugins: [mapship(options)],
        ...(maps !== undefined && { sourcemap: maps && KIND[maps] }),
        ...config,
      }).catch((/** @type {any} */ error) => {
        take([...error.errors, ...error.warnings]);
        throw error;
      });
      take(result.warnings);
    });
}

/** Those at their current versions. @type {Record<string, Build>} */
export const CURRENT = {
  vite: vite('vite'),
  rollup: rollup('rollup', 'rollup'),
  rolldown: rollup('rolldown', 'rolldown'),
  webpack: webpack('webpack', 'webpack'),
  rspack: webpack('@rspack/core', 'rspack'),
  rsbuild: rsbuild('@rsbuild/core'),
  esbuild: esbuild('esbuild'),
};

/** The oldest that are supported. @type {Record<string, Build>} */
export const OLDEST = {
  'vite 5.0': vite('vite-5'),
  'rollup 3.0': rollup('rollup-3', 'rollup'),
  'rolldown 1.0': rollup('rolldown-1.0', 'rolldown'),
  'webpack 5.61': webpack('webpack-5.61', 'webpack'),
  'rspack 1.0': webpack('rspack-1', 'rspack'),
  'rsbuild 1.0': rsbuild('rsbuild-1'),
  'esbuild 0.17': esbuild('esbuild-0.17'),
};
