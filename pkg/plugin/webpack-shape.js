/** What the plugins of webpack, Rspack and Rsbuild have in common: a compilation that lists what it has emitted. */
import path from 'node:path';

import { start } from '../core/index.js';
import { afterBuild } from './after-build.js';
import { IN_HASH, injectIntoCompilation } from './debug-ids.js';
import { setAside } from './late.js';
import { readPluginOptions, uncalled } from './options.js';
import { firstReason, reasonToRest, tellRest } from './rest.js';
import { Sent } from './uploaded.js';
import { shown } from './text.js';

/** @import { Base } from './facts.js' */
/** @import { Finding } from './findings.js' */
/** @import { PluginOptions } from './index.js' */

/** After other plugins that work on what is on disk. */
const LATE = 10_000;

/**
 * What differs between the bundlers.
 * @typedef {object} Bundler
 * @property {string} publicPath what the setting is called
 * @property {string} mapsRemedy
 * @property {(text: string) => void} [info]
 * @property {boolean} [ownMaps] whether the bundler's adapter turns maps on itself
 * @property {boolean} [saysFalse] whether the bundler's command says `devtool: false` where the configuration says nothing
 */

export class WebpackShape {
  #sent = new Sent();

  /** Those of several configurations that it stands in. @type {Set<any>} */
  #compilers = new Set();

  /**
   * @param {PluginOptions} options
   * @param {Bundler} bundler
   */
  constructor(options, bundler) {
    // a function among the plugins is called with the compiler
    if (/** @type {any} */ (options)?.hooks?.run) throw uncalled();
    this.options = options;
    this.bundler = bundler;
  }

  /** @param {any} compiler */
  apply(compiler) {
    this.#compilers.add(compiler);
    const mapsSetting = this.#setMaps(compiler.options);
    // misuse is told before the build has taken its time
    compiler.hooks.run.tapPromise('mapship', async () => {
      readPluginOptions(await start(), this.options);
      const isServer = isForNode(compiler) && this.options.server;
      if (isServer || this.#passedOver(compiler) !== undefined) setAside(compiler.outputPath);
    });
    if (this.options?.debugIds) {
      compiler.hooks.thisCompilation.tap('mapship', (/** @type {any} */ compilation) =>
        this.#putIds(compiler, compilation),
      );
    }
    compiler.hooks.afterEmit.tapPromise(
      { name: 'mapship', stage: LATE },
      (/** @type {any} */ compilation) => this.#afterEmit(compiler, compilation, mapsSetting),
    );
  }

  /**
   * @param {any} compiler
   * @param {any} compilation
   */
  #putIds(compiler, compilation) {
    // without a key too: maps may be uploaded in a later step
    const rests = this.#rests(compiler.options, compiler.watchMode, { dryRun: true });
    if ((rests ?? this.#passedOver(compiler)) !== undefined) return;
    const { Compilation, javascript } = compiler.webpack;
    javascript.JavascriptModulesPlugin.getCompilationHooks(compilation).chunkHash.tap(
      'mapship',
      (/** @type {any} */ _, /** @type {{ update(text: string): void }} */ hash) =>
        hash.update(IN_HASH),
    );
    const stage = Compilation.PROCESS_ASSETS_STAGE_DEV_TOOLING + 1;
    compilation.hooks.processAssets.tapPromise({ name: 'mapship', stage }, async () => {
      const { startLookups } = await import('../core/lookups.js');
      injectIntoCompilation(await startLookups(), compiler, compilation);
    });
  }

  /**
   * Before defaults are applied: what the configuration does not say is undefined.
   * @param {any} settings the compiler's own copy
   * @returns {string | undefined} the setting that says something else than the option
   */
  #setMaps(settings) {
    if (this.bundler.ownMaps || this.options?.sourcemaps !== 'hidden') return undefined;
    if (this.#rests(settings, settings.watch) !== undefined) return undefined;
    const isUnsaid = this.bundler.saysFalse ? !settings.devtool : settings.devtool === undefined;
    if (isUnsaid) settings.devtool = 'hidden-source-map';
    return settings.devtool ? undefined : `devtool: ${settings.devtool}`;
  }

  /**
   * @param {any} settings
   * @param {boolean} watch
   * @param {{ dryRun?: boolean }} [more] than the options say
   */
  #rests({ mode }, watch, more = {}) {
    const notProduction =
      mode === undefined || mode === 'production' ? undefined : `its mode is ${mode}`;
    return reasonToRest({ ...this.options, ...more }, { watch, notProduction }, process.env);
  }

  /**
   * @param {any} compiler
   * @param {any} compilation
   * @param {string | undefined} mapsSetting
   */
  async #afterEmit(compiler, compilation, mapsSetting) {
    const logger = compiler.getInfrastructureLogger('mapship');
    const info = this.bundler.info ?? ((/** @type {string} */ text) => logger.info(text));
    const root = compiler.context;
    const says = (/** @type {Finding} */ finding) => errorOf(compiler, finding, root);
    const voice = {
      info,
      warn: (/** @type {Finding} */ finding) => compilation.warnings.push(says(finding)),
      error: (/** @type {Finding} */ finding) => compilation.errors.push(says(finding)),
    };
    const rest = firstReason(
      this.#rests(compiler.options, compiler.watchMode),
      compilation.getStats().hasErrors() ? 'the build has errors' : undefined,
      this.#passedOver(compiler),
    );
    if (rest !== undefined) return tellRest(rest, this.options, voice);
    const outDir = compilation.getPath(compiler.outputPath, { hash: compilation.hash });
    /** @type {string[]} */
    const files = compilation
      .getAssets()
      .map((/** @type {{ name: string }} */ { name }) =>
        path.resolve(outDir, name.replace(/\?.*$/, '')),
      );
    await afterBuild(
      {
        root,
        outDir,
        files,
        base: baseOf(compilation, this.bundler.publicPath),
        server: isForNode(compiler) && Boolean(this.options?.server),
        forServer: isForNode(compiler),
        mapsRemedy: this.bundler.mapsRemedy,
        mapsSetting,
      },
      this.options ?? {},
      voice,
      this.#sent,
    );
  }

  /** @param {any} compiler */
  #passedOver(compiler) {
    const { minifiedPathPrefix, server } = this.options ?? {};
    // the address of what browsers run is none for a server
    const hasAddress = minifiedPathPrefix !== undefined && [...this.#compilers].every(isForNode);
    return isForNode(compiler) && !hasAddress && !server
      ? 'no browser runs what is built for Node; the option server uploads it all the same'
      : undefined;
  }
}

/** @param {any} compiler */
function isForNode({ options }) {
  return Boolean(options.externalsPresets?.node) || options.target === 'node';
}

/**
 * @param {any} compilation
 * @param {string} setting
 * @returns {Base}
 */
function baseOf(compilation, setting) {
  /** @type {string} */
  const base = compilation.getPath(compilation.outputOptions.publicPath ?? '', {
    hash: compilation.hash,
  });
  if (base === 'auto') {
    return { unknown: `${setting} is "auto", which each page finds out for itself` };
  }
  if (base === '' || base.startsWith('.')) {
    return { unknown: `${setting} is "${base}", relative to each page` };
  }
  return { value: base, origin: setting };
}

/**
 * @param {any} compiler
 * @param {Finding} finding
 * @param {string} root
 */
function errorOf(compiler, { code, message, help, file, line, column = 1 }, root) {
  const { WebpackError = Error } = compiler.webpack ?? {};
  const error = new WebpackError(`${message} [mapship: ${code}]\n  → ${help}`);
  error.name = 'MapshipError';
  error.hideStack = true;
  if (file !== undefined) error.file = shown(file, root);
  if (line !== undefined) error.loc = { start: { line, column: column - 1 } };
  return error;
}
