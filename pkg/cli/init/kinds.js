/** The kinds of project that `mapship init` knows, as data: by what each is recognised, and what it needs. */
import { configFile } from './config-file.js';

/** @import { Project } from './project.js' */
/** @import { Change } from './edit.js' */

/**
 * What the user says of the project, by a flag or an answer.
 * @typedef {{ service?: string, prefix?: string }} Answers
 */

/**
 * @typedef {object} Kind
 * @property {string} name as it is given by `--kind`
 * @property {string} title
 * @property {(project: Project) => boolean} is
 * @property {RegExp} [config] the names of its config files
 * @property {(answers: Answers, project: Project) => Change} [change] what is put into the config file
 * @property {(answers: Answers, project: Project) => { name: string, text: string }} [file] the file that is written where there is no plugin
 * @property {boolean} [asksPrefix] whether the address of scripts has to be told
 * @property {boolean} [asksService] whether the service has to be told
 * @property {RegExp} [build] the command that builds it on CI
 * @property {string} [upload] what sends it, where there is no plugin
 * @property {(answers: Answers) => string[]} [steps] what is left to do by hand
 * @property {string} guide in the docs
 */

const CONFIG = '\\.config\\.(?:js|mjs|cjs|ts|mts|cts)$';
const has = (/** @type {string} */ name) => (/** @type {Project} */ project) => project.uses(name);
const config = (/** @type {string} */ name) => new RegExp(`^${name}${CONFIG}`);

/** What packages and their scripts call a build. */
const BUILDS = /^(?:npm|pnpm|yarn|bun)(?: run)? build$/;

/**
 * The options of a plugin, as they are written.
 * @param {Answers} answers
 * @param {Record<string, string>} more
 */
function optionsOf({ service, prefix }, more) {
  const given = { service, minifiedPathPrefix: prefix, ...more };
  const members = Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${quoted(String(value))}`);
  return members.length === 0 ? '' : `{ ${members.join(', ')} }`;
}

/** @param {string} text */
function quoted(text) {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

/** What plugins are told besides: adapters of frameworks do it by themselves. */
const HIDDEN = { sourcemaps: 'hidden', afterUpload: 'delete' };

/**
 * A bundler with a plugin.
 * @param {string} name
 * @param {string} title
 * @param {string} found the package by which it is recognised
 * @param {Partial<Kind>} [more]
 * @returns {Kind}
 */
function bundler(name, title, found, more) {
  return {
    name,
    title,
    is: has(found),
    config: config(name),
    change: (answers) => ({
      imports: { name: 'mapship', from: `mapship/${name}` },
      adds: { property: 'plugins', element: `mapship(${optionsOf(answers, HIDDEN)})` },
    }),
    build: BUILDS,
    guide: `plugins.md#${name}`,
    ...more,
  };
}

/**
 * A framework with an adapter.
 * @param {string} name
 * @param {string} title
 * @param {string} found
 * @param {Partial<Kind>} more
 * @returns {Kind}
 */
function framework(name, title, found, more) {
  return { name, title, is: has(found), build: BUILDS, guide: `frameworks.md#${name}`, ...more };
}

/** @param {string} from @param {string} property */
const adapter = (from, property) => (/** @type {Answers} */ answers) => ({
  imports: { name: 'mapship', from },
  adds: { property, element: `mapship(${optionsOf(answers, {})})` },
});

/**
 * The configuration is what a function of mapship makes of it.
 * @param {string} from
 */
const wrapper = (from) => () => ({
  imports: { name: 'withMapship', from },
  wraps: 'withMapship',
});

/** Those that build on others come first: a project of Nuxt has Vite, too. @type {Kind[]} */
export const KINDS = [
  framework('next', 'Next', 'next', { config: config('next'), change: wrapper('mapship/next') }),
  framework('nuxt', 'Nuxt', 'nuxt', {
    config: config('nuxt'),
    change: (answers) => {
      const options = optionsOf(answers, {});
      const name = quoted('mapship/nuxt');
      return { adds: { property: 'modules', element: options ? `[${name}, ${options}]` : name } };
    },
  }),
  framework('sveltekit', 'SvelteKit', '@sveltejs/kit', {
    config: config('vite'),
    change: adapter('mapship/sveltekit', 'plugins'),
  }),
  framework('react-router', 'React Router', '@react-router/dev', {
    config: config('vite'),
    change: adapter('mapship/react-router', 'plugins'),
  }),
  framework('astro', 'Astro', 'astro', {
    config: config('astro'),
    change: adapter('mapship/astro', 'integrations'),
  }),
  framework('expo', 'Expo', 'expo', {
    file: configFile.expo,
    build: /expo export/,
    upload: 'upload --after-upload delete',
    steps: () => ['build by: npx expo export --platform all --source-maps'],
  }),
  {
    name: 'react-native',
    title: 'React Native',
    is: has('react-native'),
    config: config('metro'),
    change: wrapper('mapship/metro'),
    steps: () => ['add the build phase of Xcode and the task of Gradle: they send the maps'],
    guide: 'react-native.md',
  },
  framework('angular', 'Angular', '@angular/core', {
    file: configFile.angular,
    asksPrefix: true,
    upload: 'upload --after-upload delete',
    steps: () => [
      'in angular.json, give the production configuration of the build: "sourceMap": { "scripts": true, "hidden": true }',
    ],
    guide: 'frameworks.md#commands-for-what-has-no-hook',
  }),
  bundler('rsbuild', 'Rsbuild', '@rsbuild/core'),
  bundler('vite', 'Vite', 'vite'),
  bundler('rspack', 'Rspack', '@rspack/core'),
  framework('parcel', 'Parcel', 'parcel', {
    file: configFile.dist,
    asksPrefix: true,
    upload: 'upload --after-upload delete',
    guide: 'frameworks.md#commands-for-what-has-no-hook',
  }),
  bundler('webpack', 'webpack', 'webpack'),
  bundler('rolldown', 'Rolldown', 'rolldown', { asksPrefix: true }),
  bundler('rollup', 'Rollup', 'rollup', { asksPrefix: true }),
  bundler('esbuild', 'esbuild', 'esbuild', { config: undefined }),
  {
    name: 'flutter',
    title: 'Flutter',
    is: ({ files }) => files.has('pubspec.yaml'),
    file: configFile.flutter,
    asksService: true,
    build: /^flutter build .*--split-debug-info/,
    upload: 'upload',
    steps: () => [
      'build by: flutter build apk --obfuscate --split-debug-info=build/symbols (or ipa, appbundle)',
    ],
    guide: 'symbols.md',
  },
  {
    name: 'android',
    title: 'Android (Gradle)',
    is: ({ files }) =>
      ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'].some((name) =>
        files.has(name),
      ),
    file: configFile.android,
    asksService: true,
    build: /^\.\/gradlew .*(?:assemble|bundle)\w*Release/,
    upload: 'upload',
    guide: 'symbols.md',
  },
  {
    name: 'xcode',
    title: 'Xcode',
    is: ({ files }) => [...files].some((name) => /\.(?:xcodeproj|xcworkspace)$/.test(name)),
    file: configFile.xcode,
    build: /^xcodebuild .*archive/,
    upload: 'upload',
    steps: () => [
      'archive by: xcodebuild -scheme App -archivePath build/App.xcarchive archive, with DEBUG_INFORMATION_FORMAT dwarf-with-dsym',
    ],
    guide: 'symbols.md',
  },
];
