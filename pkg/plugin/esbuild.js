/** The plugin for esbuild. */
import path from 'node:path';

import { start } from '../core/index.js';
import { afterBuild } from './after-build.js';
import { readPluginOptions } from './options.js';
import { firstReason, reasonToRest, tellRest } from './rest.js';
import { Sent } from './uploaded.js';
import { shown } from './text.js';

/** @import { Base } from './facts.js' */
/** @import { Finding } from './findings.js' */
/** @import { PluginOptions } from './index.js' */

/** The levels at which esbuild says nothing but what is wrong. */
const QUIET = new Set(['silent', 'error']);

/** @param {PluginOptions} [options] */
export function mapship(options = {}) {
  const sent = new Sent();
  return {
    name: 'mapship',
    /** @param {any} build */
    async setup(build) {
      readPluginOptions(await start(), options);
      const settings = build.initialOptions;
      const rests = firstReason(
        reasonToRest(options, { notProduction: notProduction(settings) }, process.env),
        settings.write === false ? 'the build writes no files' : undefined,
      );
      const wantsMaps = options.sourcemaps === 'hidden' && rests === undefined;
      const wantsList = Boolean(settings.metafile);
      // the metafile is the one list of what was written
      const set = {
        ...(wantsMaps && settings.sourcemap === undefined && { sourcemap: 'external' }),
        ...(rests === undefined && !wantsList && { metafile: true }),
      };
      Object.assign(settings, set);
      const noMaps = wantsMaps && !settings.sourcemap;
      // they are read by then, and are the user's own object
      build.onStart(() => Object.keys(set).forEach((name) => delete settings[name]));
      let builds = 0;
      build.onEnd(async (/** @type {any} */ result) => {
        builds += 1;
        const reason = firstReason(
          rests,
          builds > 1 ? 'this is a rebuild, of a context or in watch mode' : undefined,
          result.errors.length > 0 ? 'the build has errors' : undefined,
        );
        const info = (/** @type {string} */ text) => {
          if (!QUIET.has(settings.logLevel)) console.log(`mapship: ${text}`);
        };
        const root = settings.absWorkingDir ?? process.cwd();
        /** @type {{ errors: object[], warnings: object[] }} */
        const messages = { errors: [], warnings: [] };
        const voice = {
          info,
          warn: (/** @type {Finding} */ found) => messages.warnings.push(messageOf(found, root)),
          error: (/** @type {Finding} */ found) => messages.errors.push(messageOf(found, root)),
        };
        if (reason !== undefined) {
          if (builds <= 2) await tellRest(reason, options, voice);
          return messages;
        }
        const files = Object.keys(result.metafile.outputs).map((file) => path.resolve(root, file));
        if (!wantsList) delete result.metafile;
        await afterBuild(
          {
            root,
            outDir: path.resolve(root, settings.outdir ?? path.dirname(settings.outfile ?? '.')),
            files,
            base: baseOf(settings.publicPath),
            injects: true,
            server: settings.platform === 'node' && Boolean(options.server),
            mapsRemedy:
              "set sourcemap: 'external', or sourcemaps: 'hidden' in the options of mapship",
            mapsSetting: noMaps ? `sourcemap: ${settings.sourcemap}` : undefined,
          },
          options,
          voice,
          sent,
        );
        return messages;
      });
    },
  };
}

/**
 * esbuild takes what is minified for production, unless NODE_ENV says otherwise.
 * @param {any} settings
 * @returns {string | undefined}
 */
function notProduction({ minify, define }) {
  const defined = define?.['process.env.NODE_ENV']?.replace(/^(['"])(.*)\1$/, '$2');
  const mode = defined ?? process.env.NODE_ENV;
  if (mode === 'production' || (mode === undefined && minify)) return undefined;
  return mode === undefined ? 'minify is not set' : `NODE_ENV is ${mode}`;
}

/**
 * @param {string | undefined} publicPath
 * @returns {Base}
 */
function baseOf(publicPath) {
  if (!publicPath) return { unknown: 'esbuild has no publicPath set' };
  if (publicPath.startsWith('.')) {
    return { unknown: `esbuild's publicPath is "${publicPath}", relative to each page` };
  }
  return { value: publicPath, origin: "esbuild's publicPath" };
}

/**
 * @param {Finding} finding
 * @param {string} root
 */
function messageOf({ code, message, help, file, line, column = 1 }, root) {
  const at = file === undefined ? undefined : shown(file, root);
  const isPlace = at !== undefined && line !== undefined;
  return {
    id: code,
    text: `${at !== undefined && !isPlace ? `${at}: ` : ''}${message} [${code}]`,
    location: isPlace ? { file: at, line, column: column - 1 } : null,
    notes: [{ text: help }],
  };
}

export default mapship;
