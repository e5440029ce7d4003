// The adapters of frameworks, and how each is put to the proof: the table that `adapters.test.js` reads.
//
// An adapter is a row. `folder` is the app in tests/apps/frameworks (two routes, a dynamic import, an error on the client and one on
// the server, an image, a style sheet). `config` gives the files that are written over the app's own, with mapship's one line in
// them; `options` in it is the text of an object, to be put where the options belong. The rest says how the app is built and
// run, where its errors are, and what of the build is deployed. Each row is built ten times; of what is expected, nothing is in the row.

/**
 * @typedef {object} Adapter
 * @property {string} name of the framework, with its bundler where there are two
 * @property {string} folder in tests/apps/frameworks
 * @property {string} package whose version is told
 * @property {(options: string) => Record<string, string>} config files, by their paths in the app
 * @property {string[]} build the program in node_modules/.bin or on the PATH, and its arguments
 * @property {string[]} outputs the folders that builds write, which are deleted before each
 * @property {Record<string, string>} [env] more variables of the environment
 * @property {string[]} deployed the folders that browsers are served of
 * @property {string[]} [servers] the folders that servers run
 * @property {(port: number) => string[]} [start] the program that serves the build; without it `deployed[0]` is served as files
 * @property {(port: number) => Record<string, string>} [startEnv] variables of the environment for it
 * @property {(port: number) => string[]} [dev] the program that serves while developing
 * @property {RegExp} [unmapped] the address, or the code below it, of scripts that the framework makes no map of
 * @property {RegExp} [unsaid] what the framework says of maps that are deployed, and is not to say of these
 * @property {RegExp} [renewed] addresses of files that the framework writes anew in each build
 * @property {Failure} client `click`: what is clicked on, one after the other, in a page; the last of them fails
 * @property {Omit<Failure, 'click'> & { says: string }} [server] `says`: the message of the error in the server's log
 *
 * @typedef {object} Failure
 * @property {string} path
 * @property {string[]} click selectors
 * @property {RegExp} source the source that the error came from
 */

const NEXT_ENV = { NEXT_TELEMETRY_DISABLED: '1' };

/** What both bundlers of Next have in common. */
const NEXT = {
  folder: 'next',
  package: 'next',
  config: (/** @type {string} */ options) => ({
    'next.config.mjs': `import { withMapship } from 'mapship/next';

export default withMapship(
  { output: 'standalone', turbopack: { root: import.meta.dirname } },
  ${options},
);
`,
  }),
  outputs: ['.next/static', '.next/server', '.next/standalone'],
  env: NEXT_ENV,
  deployed: ['.next/static'],
  servers: ['.next/server', '.next/standalone/.next'],
  start: (/** @type {number} */ port) => ['next', 'start', '-H', '127.0.0.1', '-p', String(port)],
  // what routes there are; and, for browsers that know no modules, what they lack
  unmapped: /Manifest\.js$|polyfills-|chunks\/0cz1d0mv5g_q7/m,
  client: {
    path: '/',
    click: ['text=Buy', 'text=One item', 'button:text-is("1")'],
    source: /item\.jsx$/,
  },
  server: {
    path: '/api/boom',
    says: 'reported: Error: the server fails',
    source: /boom\/route\.js$/,
  },
};

/** @type {Adapter} */
const SVELTEKIT = {
  name: 'SvelteKit (server)',
  folder: 'sveltekit',
  package: '@sveltejs/kit',
  config: (options) => ({
    'vite.config.js': `import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { mapship } from 'mapship/sveltekit';

export default {
  plugins: [sveltekit({ adapter: adapter(), version: { name: 'shop-1' } }), mapship(${options})],
};
`,
  }),
  build: ['vite', 'build'],
  outputs: ['.svelte-kit', 'build'],
  deployed: ['build/client'],
  servers: ['build'],
  start: () => ['node', 'build'],
  startEnv: (port) => ({ HOST: '127.0.0.1', PORT: String(port) }),
  dev: (port) => ['vite', 'dev', '--host', '127.0.0.1', '--port', String(port)],
  // what Vite preloads with, of which it makes no map
  unmapped: /vite:preloadError/,
  client: {
    path: '/',
    click: ['text=Buy', 'text=About', 'button:has-text("About")'],
    source: /about\/\+page\.svelte$/,
  },
  server: { path: '/boom', says: 'the server fails on purpose', source: /boom\/\+server\.js$/ },
};

/**
 * Into a folder of another name, which the adapter tells nobody: where the server's files lie there is said to mapship.
 * @type {Adapter}
 */
const SVELTEKIT_OUT = {
  ...SVELTEKIT,
  name: 'SvelteKit (server, out)',
  config: (given) => {
    const { server, ...rest } = JSON.parse(given);
    const ssr = `${server}/served/app/server`;
    const options = JSON.stringify(server ? { ...rest, minifiedPathPrefix: { ssr } } : rest);
    return {
      'vite.config.js': `import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { mapship } from 'mapship/sveltekit';

export default {
  plugins: [
    sveltekit({ adapter: adapter({ out: 'served/app' }), version: { name: 'shop-1' } }),
    mapship(${options}),
  ],
};
`,
    };
  },
  outputs: ['.svelte-kit', 'served'],
  deployed: ['served/app/client'],
  servers: ['served/app'],
  start: () => ['node', 'served/app'],
};

/** With the adapter that makes files alone, so that no server runs anything. @type {Adapter} */
const SVELTEKIT_STATIC = {
  ...SVELTEKIT,
  name: 'SvelteKit (static)',
  config: (options) => ({
    'vite.config.js': `import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { mapship } from 'mapship/sveltekit';

export default {
  plugins: [
    mapship(${options}),
    sveltekit({
      adapter: adapter({ fallback: 'index.html', strict: false }),
      version: { name: 'shop-1' },
    }),
  ],
};
`,
  }),
  deployed: ['build'],
  servers: [],
  start: undefined,
  server: undefined,
};

const ASTRO_ENV = {
  ASTRO_TELEMETRY_DISABLED: '1',
  // without it each build has a key of its own
  ASTRO_KEY: 'ZmlmdGVlbiBieXRlcyBvciBtb3JlIG9mIGEga2V5ISE=',
};

/** What both ways to build have in common. */
const ASTRO = {
  folder: 'astro',
  package: 'astro',
  build: ['astro', 'build'],
  outputs: ['dist'],
  env: ASTRO_ENV,
  dev: (/** @type {number} */ port) => [
    'astro',
    'dev',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
  ],
  client: { path: '/', click: ['text=Buy', 'text=Sell'], source: /src\/lib\/total\.ts$/ },
};

const NUXT = {
  folder: 'nuxt',
  package: 'nuxt',
  config: (/** @type {string} */ options) => ({
    'nuxt.config.ts': `export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  telemetry: false,
  buildId: 'shop-1',
  modules: [['mapship/nuxt', ${options}]],
});
`,
  }),
  outputs: ['.output', '.nuxt', 'node_modules/.cache/nuxt'],
  env: { NUXT_TELEMETRY_DISABLED: '1' },
  deployed: ['.output/public'],
  dev: (/** @type {number} */ port) => [
    'nuxt',
    'dev',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
  ],
  client: {
    path: '/',
    click: ['text=Buy', 'text=About', 'button:has-text("About")'],
    source: /pages\/about\.vue$/,
  },
};

/** @type {Adapter[]} */
export const ADAPTERS = [
  {
    ...NEXT,
    name: 'Next (Turbopack)',
    build: ['next', 'build'],
    dev: (port) => ['next', 'dev', '-H', '127.0.0.1', '-p', String(port)],
  },
  {
    ...NEXT,
    name: 'Next (webpack)',
    build: ['next', 'build', '--webpack'],
    dev: (port) => ['next', 'dev', '--webpack', '-H', '127.0.0.1', '-p', String(port)],
  },
  {
    name: 'React Router',
    folder: 'react-router',
    package: '@react-router/dev',
    config: (options) => ({
      'vite.config.js': `import { reactRouter } from '@react-router/dev/vite';
import { mapship } from 'mapship/react-router';

export default { plugins: [reactRouter(), mapship(${options})] };
`,
    }),
    build: ['react-router', 'build'],
    outputs: ['build'],
    deployed: ['build/client'],
    servers: ['build/server'],
    start: () => ['react-router-serve', 'build/server/index.js'],
    startEnv: (port) => ({ HOST: '127.0.0.1', PORT: String(port) }),
    dev: (port) => ['react-router', 'dev', '--host', '127.0.0.1', '--port', String(port)],
    // what routes there are
    unmapped: /\/manifest-\w+\.js$/m,
    unsaid: /Source maps are enabled in production/,
    client: {
      path: '/',
      click: ['text=Buy', 'a:text-is("About")', 'button:text-is("About")'],
      source: /about\.jsx$/,
    },
    server: { path: '/about?boom', says: 'the server fails on purpose', source: /about\.jsx$/ },
  },
  SVELTEKIT,
  SVELTEKIT_OUT,
  SVELTEKIT_STATIC,
  {
    ...ASTRO,
    name: 'Astro (server)',
    config: (options) => ({
      'astro.config.mjs': `import node from '@astrojs/node';
import { defineConfig } from 'astro/config';
import { mapship } from 'mapship/astro';

export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  integrations: [mapship(${options})],
});
`,
    }),
    deployed: ['dist/client'],
    servers: ['dist/server'],
    start: () => ['node', 'dist/server/entry.mjs'],
    startEnv: (port) => ({ HOST: '127.0.0.1', PORT: String(port) }),
    server: {
      path: '/about?boom',
      says: 'the server fails on purpose',
      source: /pages\/about\.astro$/,
    },
  },
  {
    ...ASTRO,
    name: 'Astro (static)',
    config: (options) => ({
      'astro.config.mjs': `import { defineConfig } from 'astro/config';
import { mapship } from 'mapship/astro';

export default defineConfig({ integrations: [mapship(${options})] });
`,
    }),
    deployed: ['dist'],
  },
  {
    ...NUXT,
    name: 'Nuxt (server)',
    build: ['nuxt', 'build'],
    // beside them there are packages as they were published
    servers: ['.output/server/chunks'],
    // the times of public files are in one, and what they import in no order in others
    renewed: /\/chunks\/(?:nitro\/nitro|virtual\/\w+)\.mjs$/,
    start: () => ['node', '.output/server/index.mjs'],
    startEnv: (port) => ({ HOST: '127.0.0.1', PORT: String(port) }),
    server: {
      path: '/api/boom',
      says: 'the server fails on purpose',
      source: /server\/api\/boom\.ts$/,
    },
  },
  { ...NUXT, name: 'Nuxt (static)', build: ['nuxt', 'generate'] },
];
