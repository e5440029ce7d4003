/** What the plugins of Rollup, Rolldown and Vite have in common: a hook that is told of every file that was written. */
import path from 'node:path';

import { start } from '../core.js';
import { afterBuild } from './after-build.js';
import { readPluginOptions, reasonToRest } from './options.js';
import { Sent } from './sent.js';
import { textOf } from './text.js';

/** @import { Build } from './after-build.js' */
/** @import { Finding } from './findings.js' */
/** @import { PluginOptions } from './index.js' */

/**
 * What a hook is called with as `this`.
 * @typedef {object} Context
 * @property {{ watchMode?: boolean }} meta
 * @property {(log: object) => void} warn
 * @property {(log: object) => void} [info]
 * @property {(log: object) => never} error
 * @property {any} [environment] only in Vite, from 6 on
 */

/**
 * @typedef {object} Output
 * @property {string} [dir]
 * @property {string} [file]
 * @property {unknown} [sourcemap]
 */

/**
 * @typedef {object} Described
 * @property {boolean} [watch]
 * @property {string} [notProduction]
 * @property {string} [passedOver] why this one of several builds is none to upload
 * @property {(text: string) => void} [info]
 * @property {PluginOptions} [options] where they differ by build
 * @property {Omit<Build, 'files' | 'outDir'> & { outDir?: string }} build
 */

/**
 * @param {PluginOptions} options
 * @param {(context: Context, output: Output) => Described} describe
 */
export function rollupHooks(options, describe) {
  const sent = new Sent();
  /** @type {Set<string>} */
  const said = new Set();
  return {
    name: 'mapship',
    /** @this {Context} */
    async buildStart() {
      // misuse is told before the build has taken its time
      readPluginOptions(await start(), options);
    },
    writeBundle: {
      order: /** @type {const} */ ('post'),
      sequential: true,
      /**
       * @this {Context}
       * @param {Output} output
       * @param {Record<string, unknown>} bundle
       */
      async handler(output, bundle) {
        const described = describe(this, output);
        const { root } = described.build;
        const info = (/** @type {string} */ text) => {
          const line = `mapship: ${text}`;
          if (described.info) described.info(line);
          else if (this.info) this.info({ message: text });
          else console.log(line);
        };
        const rests =
          reasonToRest(options, { watch: this.meta.watchMode, ...described }, process.env) ??
          described.passedOver;
        if (rests !== undefined) {
          if (!said.has(rests)) info(`nothing is uploaded: ${rests}`);
          said.add(rests);
          return;
        }
        const folder = path.resolve(root, output.dir ?? path.dirname(output.file ?? '.'));
        /** @type {Finding[]} */
        const errors = [];
        await afterBuild(
          {
            outDir: folder,
            ...described.build,
            files: Object.keys(bundle).map((name) => path.resolve(folder, name)),
          },
          described.options ?? options,
          {
            info,
            warn: (finding) => this.warn(logOf(finding, root)),
            error: (finding) => errors.push(finding),
          },
          sent,
        );
        if (errors.length > 0) this.error(errorOf(errors, root));
      },
    },
  };
}

/**
 * Its file and place are in the message: as members of their own some of the bundlers would print them a second time.
 * @param {Finding} finding
 * @param {string} root
 */
function logOf(finding, root) {
  const { code, file, line, column } = finding;
  return {
    message: textOf(finding, root),
    code: code.toUpperCase().replaceAll('-', '_'),
    meta: { file, line, column },
  };
}

/**
 * A build ends with one error, so it has to say them all.
 * @param {Finding[]} errors
 * @param {string} root
 */
function errorOf(errors, root) {
  const [first] = errors;
  const log = logOf(/** @type {Finding} */ (first), root);
  const message = errors.map((finding) => textOf(finding, root)).join('\n');
  // where in the plugin it was thrown is of no use to anybody
  return { ...log, message, stack: '' };
}

/**
 * What tells that a build is not for production, where the bundler has no setting for it.
 * @returns {string | undefined}
 */
export function byNodeEnv() {
  const { NODE_ENV: mode } = process.env;
  return mode === 'development' || mode === 'test' ? `NODE_ENV is ${mode}` : undefined;
}
