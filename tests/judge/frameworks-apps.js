// The small apps in tests/apps/frameworks, one for each framework or bundler, and how each is built.

/**
 * @typedef {object} App
 * @property {string} name of the framework, with its bundler where there are two
 * @property {string} folder in tests/apps/frameworks
 * @property {string[]} build the program in node_modules/.bin, and its arguments
 * @property {Record<string, string>} [env] more variables of the environment
 * @property {string} package whose version is told
 * @property {Output[]} outputs what the build leaves behind
 * @property {string[]} [upload] how the command line sends it, for what has no hook: arguments of `mapship upload`
 *
 * @typedef {object} Output
 * @property {string} path the folder, from the app's own
 * @property {string} [prefix] where it is served, for what a browser runs
 * @property {number} maps how many maps are ready to be sent at least
 * @property {string[]} [said] warnings that are right: what the framework leaves out of its maps
 */

const AS_SHOP = ['--service', 'shop', '--release-version', '1.0.0'];
const AT_SHOP = ['--minified-path-prefix', 'https://shop.example', ...AS_SHOP];

/** @type {App[]} */
export const APPS = [
  {
    name: 'Next (Turbopack)',
    folder: 'next',
    package: 'next',
    build: ['next', 'build'],
    env: { NEXT_TELEMETRY_DISABLED: '1' },
    outputs: [
      { path: '.next/static', prefix: 'https://shop.example/_next/static', maps: 5 },
      { path: '.next/server', maps: 3 },
    ],
  },
  {
    name: 'Next (webpack)',
    folder: 'next',
    package: 'next',
    build: ['next', 'build', '--webpack'],
    env: { NEXT_TELEMETRY_DISABLED: '1' },
    outputs: [
      { path: '.next/static', prefix: 'https://shop.example/_next/static', maps: 5 },
      { path: '.next/server', maps: 3 },
    ],
  },
  {
    name: 'Nuxt',
    folder: 'nuxt',
    package: 'nuxt',
    build: ['nuxt', 'build'],
    env: { NUXT_TELEMETRY_DISABLED: '1' },
    outputs: [
      { path: '.output/public', prefix: 'https://shop.example', maps: 3 },
      // Nitro's maps have no contents of sources, and none of what it bundles of node_modules
      { path: '.output/server', maps: 3, said: ['fit-content', 'fit-share'] },
    ],
  },
  {
    name: 'SvelteKit',
    folder: 'sveltekit',
    package: '@sveltejs/kit',
    build: ['vite', 'build'],
    outputs: [
      { path: 'build/client', prefix: 'https://shop.example', maps: 5 },
      { path: 'build/server', maps: 3 },
    ],
  },
  {
    name: 'Astro',
    folder: 'astro',
    package: 'astro',
    build: ['astro', 'build'],
    env: { ASTRO_TELEMETRY_DISABLED: '1' },
    outputs: [
      { path: 'dist/client', prefix: 'https://shop.example', maps: 1 },
      { path: 'dist/server', maps: 3 },
    ],
  },
  {
    name: 'React Router',
    folder: 'react-router',
    package: '@react-router/dev',
    build: ['react-router', 'build'],
    outputs: [
      { path: 'build/client', prefix: 'https://shop.example', maps: 4 },
      { path: 'build/server', maps: 1 },
    ],
  },
  {
    name: 'Angular',
    folder: 'angular',
    package: '@angular/core',
    build: ['ng', 'build'],
    env: { NG_CLI_ANALYTICS: 'false' },
    outputs: [{ path: 'dist/browser', prefix: 'https://shop.example', maps: 4 }],
    upload: ['dist/browser', ...AT_SHOP],
  },
  {
    name: 'Parcel',
    folder: 'parcel',
    package: 'parcel',
    build: ['parcel', 'build', 'src/index.html', '--no-cache'],
    outputs: [{ path: 'dist', prefix: 'https://shop.example', maps: 2 }],
    upload: ['dist', ...AT_SHOP],
  },
  {
    name: 'Bun',
    folder: 'bun',
    package: '@oven/bun-linux-x64-baseline',
    // the bare program: the package `bun` would link it by a script of its own
    build: ['../@oven/bun-linux-x64-baseline/bin/bun', 'build', 'src/index.html'].concat(
      ...['--outdir=dist', '--minify', '--splitting', '--sourcemap=linked'],
    ),
    outputs: [{ path: 'dist', prefix: 'https://shop.example', maps: 2 }],
    upload: ['dist', ...AT_SHOP],
  },
  {
    name: 'Farm',
    folder: 'farm',
    package: '@farmfe/core',
    build: ['farm', 'build'],
    outputs: [{ path: 'dist', prefix: 'https://shop.example', maps: 2 }],
    upload: ['dist', ...AT_SHOP],
  },
  {
    name: 'Rsbuild',
    folder: 'rsbuild',
    package: '@rsbuild/core',
    build: ['rsbuild', 'build'],
    outputs: [{ path: 'dist', prefix: 'https://shop.example', maps: 3 }],
  },
  {
    name: 'electron-vite',
    folder: 'electron-vite',
    package: 'electron-vite',
    build: ['electron-vite', 'build'],
    outputs: [{ path: 'out', prefix: 'app://shop', maps: 3 }],
    upload: ['out', '--minified-path-prefix', 'app://shop', ...AS_SHOP],
  },
  {
    name: 'Expo',
    folder: 'expo',
    package: 'expo',
    build: ['expo', 'export', '--platform', 'all', '--source-maps'],
    env: { EXPO_NO_TELEMETRY: '1', EXPO_OFFLINE: '1' },
    outputs: [{ path: 'dist', prefix: 'https://shop.example', maps: 3 }],
    // what is to be sent, and as what, says its mapship.config.mjs
    upload: [],
  },
  {
    name: 'React Native',
    folder: 'react-native',
    package: 'react-native',
    build: ['node', 'build.cjs'],
    outputs: [{ path: 'dist', maps: 1 }],
    upload: [],
  },
];
