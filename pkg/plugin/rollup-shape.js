/** What the plugins of Rollup, Rolldown and Vite have in common: a hook that is told of every file that was written. */
import path from 'node:path';

import { isInside } from '../send/after-upload/paths.js';
import { start } from '../core/index.js';
import { afterBuild } from './after-build.js';
import { debugIdHooks } from './debug-ids.js';
import { setAside, snapshot, writtenSince } from './late.js';
import { readPluginOptions } from './options.js';
import { firstReason, reasonToRest, tellRest } from './rest.js';
import { Sent } from './uploaded.js';
import { textOf } from './text.js';

/** @import { Build, Voice } from './after-build.js' */
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
 * @property {string} [elsewhere] what does it all in place of this plugin
 * @property {string} [passedOver] why this one of several builds is none to upload
 * @property {(text: string) => void} [info]
 * @property {PluginOptions} [options] where they differ by build
 * @property {Omit<Build, 'files' | 'outDir'> & { outDir?: string }} build
 */

/**
 * An output folder as it was when its bundle had been written and told of.
 * @typedef {{ environment: unknown, described: Described, build: Build, before: Map<string, string> }} Written
 */

/**
 * @param {PluginOptions} options
 * @param {(context: Context, output: Output) => Described} describe
 */
export function rollupHooks(options, describe) {
  const sent = new Sent();
  /** @type {Set<string>} */
  const said = new Set();
  /** Output folders that others may yet write to. @type {Set<Written>} */
  const written = new Set();

  /**
   * @param {Context} context
   * @param {Described} described
   * @param {Build} build
   * @returns {Promise<string[]>} the maps that are gone
   */
  async function work(context, described, build) {
    return telling(context, described, (voice) =>
      afterBuild(build, described.options ?? options, voice, sent),
    );
  }

  return {
    name: 'mapship',
    /** @this {Context} */
    async buildStart() {
      // misuse is told before the build has taken its time
      readPluginOptions(await start(), options);
    },
    ...debugIdHooks(
      options?.debugIds,
      (/** @type {Context} */ context, /** @type {Output} */ output) => {
        const described = describe(context, output);
        const facts = { watch: context.meta.watchMode, ...described };
        // without a key too: maps may be uploaded in a later step
        const rests = reasonToRest({ ...options, dryRun: true }, facts, process.env);
        return (described.elsewhere ?? rests ?? described.passedOver) === undefined;
      },
    ),
    // here, so that what others make of the files is made without maps, and what they copy is copied so
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
        const folder = path.resolve(root, output.dir ?? path.dirname(output.file ?? '.'));
        const isAside = described.passedOver !== undefined || described.build.server;
        if (isAside && described.elsewhere === undefined) setAside(folder);
        const rest = firstReason(
          described.elsewhere,
          reasonToRest(options, { watch: this.meta.watchMode, ...described }, process.env),
          described.passedOver,
        );
        if (rest !== undefined) {
          const isNew = !said.has(rest.text);
          said.add(rest.text);
          if (isNew) await telling(this, described, (voice) => tellRest(rest, options, voice));
          return;
        }
        const nameOf = new Map(
          Object.keys(bundle).map((name) => [path.resolve(folder, name), name]),
        );
        const build = { outDir: folder, ...described.build, files: [...nameOf.keys()] };
        for (const file of await work(this, described, build)) {
          // who reads in the bundle what was written, finds it
          delete bundle[nameOf.get(file) ?? ''];
        }
        // a build into the project's own folder has it full of others' files
        if (isInside(root, build.outDir)) return;
        const before = await snapshot(build.outDir);
        for (const one of written) if (one.build.outDir === build.outDir) written.delete(one);
        written.add({ environment: this.environment, described, build, before });
      },
    },
    // and here for what others write when all bundles are there
    closeBundle: {
      order: /** @type {const} */ ('post'),
      sequential: true,
      /**
       * @this {Context}
       * @param {unknown} [error] how the build ended, if not well
       */
      async handler(error) {
        if (error) return;
        for (const one of written) {
          if (one.environment !== this.environment) continue;
          written.delete(one);
          const files = await writtenSince(one.build.outDir, one.before);
          if (files.length > 0)
            await work(this, one.described, { ...one.build, files, late: true });
        }
      },
    },
  };
}

/**
 * Work that tells of what it finds: what is wrong fails the build once all of it is known.
 * @template T
 * @param {Context} context
 * @param {Described} described
 * @param {(voice: Voice) => Promise<T>} work
 */
async function telling(context, described, work) {
  const { root } = described.build;
  /** @type {Finding[]} */
  const errors = [];
  const done = await work({
    info: (text) => say(context, described, text),
    warn: (finding) => context.warn(logOf(finding, root)),
    error: (finding) => void errors.push(finding),
  });
  if (errors.length > 0) context.error(errorOf(errors, root));
  return done;
}

/**
 * @param {Context} context
 * @param {Described} described
 * @param {string} text
 */
function say(context, { info }, text) {
  const line = `mapship: ${text}`;
  if (info) info(line);
  else if (context.info) context.info({ message: text });
  else console.log(line);
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
