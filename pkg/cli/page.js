/** `mapship page`: serves the upload page on a terminal until it is told to stop. */
import { start } from '../core/index.js';
import { stringify } from '../report/json.js';
import { startPageServer } from '../page-server/index.js';
import { writePage } from '../page-server/write-page.js';
import { findKey, resolveUrl } from '../send/destination.js';
import { readFlags } from '../options/flags.js';
import { EXIT } from './exit.js';
import { openLink } from './open-link.js';
import { safe } from '../text/safe.js';
import { count, styleFor } from '../text/style.js';
import { loadFor, mergeOptions } from './targets.js';

/** @import { UploadOptions } from '../index.js' */
/** @import { World } from './run.js' */

/**
 * @param {string | undefined} folder
 * @param {Record<string, any>} given
 * @param {World} world
 * @returns {Promise<number>}
 */
export async function pageCommand(folder, given, world) {
  if (given.write !== undefined) return writeCommand(given, world);
  const { stdout, stderr, env, signal } = world;
  const core = await start();
  const options = await optionsOf(given, world);
  const target = resolveUrl(core, options, env);
  const key = findKey({}, env);
  const isTold = !given.json && !given.quiet;
  const style = styleFor(stdout, env);
  const server = await startPageServer({
    core,
    target,
    apiKey: key?.value,
    folder,
    defaults: defaultsOf(options),
    port: given.port,
    env,
    log: (line) => isTold && stdout.write(`${style('dim', safe(line))}\n`),
  });
  const link = server.link();
  const { site, url: intake, origin } = target;
  if (given.json) {
    const { url } = server;
    const served = folder === undefined ? undefined : { path: folder, files: server.folder?.count };
    const hasKey = key !== undefined;
    const facts = { mapship: core.version(), ok: true, url, link, site, intake, hasKey };
    stdout.write(`${stringify({ ...facts, folder: served })}\n`);
  } else if (given.quiet) {
    stdout.write(`${link}\n`);
  } else {
    const what = folder === undefined ? 'files that are dropped into the page' : safe(folder);
    const files = folder === undefined ? '' : `, ${count(server.folder?.count ?? 0, 'file')}`;
    const to = site === undefined ? intake : `${intake} (${site}, from ${origin})`;
    const by = key
      ? `from ${key.origin}; the page does not get it`
      : 'none: set DATADOG_API_KEY or DD_API_KEY and start again, or type one into the page';
    const lines = [
      `The upload page:  ${style('bold', link)}`,
      '',
      `  reads     ${what}${files}`,
      `  sends to  ${safe(to)}`,
      `  API key   ${by}`,
      '',
      `The link works once.${world.stdin?.isTTY ? ' Enter prints another,' : ''} Ctrl-C stops it.`,
      '',
    ];
    stdout.write(`${lines.join('\n')}\n`);
  }
  if (given.open && !(await openLink(link, env))) {
    stderr.write('no program was found to open the link with: open it yourself\n');
  }
  const deaf = listen(world, () => stdout.write(`${server.link()}\n`));
  await new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', resolve, { once: true });
  });
  deaf();
  await server.close();
  return EXIT.DONE;
}

/**
 * @param {Record<string, any>} given
 * @param {World} world
 * @returns {Promise<number>}
 */
async function writeCommand({ write, json, quiet }, { stdout }) {
  const files = await writePage(write);
  if (json) {
    stdout.write(
      `${stringify({ mapship: (await start()).version(), ok: true, written: write, files })}\n`,
    );
  } else if (!quiet) {
    stdout.write(
      `The page is in ${safe(write)}: ${count(files, 'file')}, for any path of any static host\n`,
    );
  }
  return EXIT.DONE;
}

/**
 * Flags over the environment over the config file, as for an upload.
 * @param {Record<string, any>} given
 * @param {World} world
 * @returns {Promise<UploadOptions>}
 */
async function optionsOf(given, world) {
  const config = await loadFor(given, world);
  const { minifiedPathPrefix } = given;
  return mergeOptions(config?.defaults.options, {
    ...readFlags(given, 'page'),
    minifiedPathPrefix,
  });
}

/** @param {UploadOptions} options */
function defaultsOf({ event, minifiedPathPrefix }) {
  const { service, version } = /** @type {{ service?: string, version?: string }} */ (event ?? {});
  return { service, version, minifiedPathPrefix };
}

/**
 * Calls back for each line that is typed, where somebody can.
 * @param {World} world
 * @param {() => void} onLine
 * @returns {() => void} ends it
 */
function listen({ stdin }, onLine) {
  if (!stdin?.isTTY) return () => {};
  stdin.on('data', onLine);
  return () => {
    stdin.off('data', onLine);
    stdin.pause();
  };
}
