/** Debug IDs for scripts and maps on disk: which files belong together, what becomes of each, and that it is written whole. Node only. */
import { withFile } from '../host/with-file.js';
import { FileError, UsageError } from '../errors.js';
import { INJECT } from '../options/declared.js';
import { readGiven } from '../options/index.js';
import { filesOf, pairsOf } from '../plan/index.js';
import { Pages, staleCopies } from './around.js';
import { writeAll } from './write.js';

/** @import { Core, Injection } from '../core/types.js' */
/** @import { InjectedFile, InjectOptions, InjectReport, Input, Issue } from '../index.js' */

/** A script and its map, by their paths. @typedef {{ script: string, map: string }} Pair */

/**
 * @param {Core} core
 * @param {Input} input
 * @param {InjectOptions} [given]
 * @returns {Promise<InjectReport>}
 */
export async function injectAll(core, input, given = {}) {
  const options = /** @type {InjectOptions} */ (readGiven(core, given, INJECT));
  const files = await filesOf(input);
  const inMemory = files.find(({ file }) => typeof file !== 'string');
  if (inMemory) {
    throw new UsageError('input-kind', `${inMemory.name} is not on disk`, {
      help: 'give the paths of folders or files: they are changed where they are',
    });
  }
  const pairs = await pairsToInject(core, files, options);
  const pages = await Pages.around(input);
  /** @type {InjectedFile[]} */
  const done = [];
  for (const [map, scripts] of byMap(pairs)) {
    options.signal?.throwIfAborted();
    for (const file of await injectInto(core, scripts, map, options, pages)) {
      done.push(file);
      options.onFile?.(file);
    }
  }
  done.sort((one, other) => (one.path < other.path ? -1 : 1));
  return {
    ok: done.every(({ status }) => status !== 'failed'),
    dryRun: options.dryRun ?? false,
    files: done,
  };
}

/**
 * Of files that a build has written: what the build has not done itself.
 * @param {Core} core
 * @param {{ file: string, name: string }[]} files
 * @param {boolean} all whether scripts get IDs that carry none; otherwise only maps get those of their scripts
 * @returns {Promise<InjectedFile[]>}
 */
export async function injectBuilt(core, files, all) {
  const done = [];
  for (const [map, scripts] of byMap(await pairsToInject(core, files, {}))) {
    done.push(...(await injectInto(core, scripts, map, {}, new Pages(), !all)));
  }
  return done;
}

/**
 * @param {Core} core
 * @param {import('../host/types.js').NamedFile[]} files
 * @param {InjectOptions} options
 * @returns {Promise<Pair[]>}
 */
async function pairsToInject(core, files, { reactNative }) {
  const path = (/** @type {import('../host/types.js').NamedFile | undefined} */ named) =>
    typeof named?.file === 'string' ? named.file : undefined;
  if (reactNative) {
    // no bundle names its map: it lies beside it, or is named behind it
    const given = files.flatMap((file) => path(file) ?? []);
    const maps = given.filter((file) => file.endsWith('.map'));
    const bundles = given.filter((file) => !file.endsWith('.map'));
    if (bundles.length === 1 && maps.length === 1) {
      return [{ script: String(bundles[0]), map: String(maps[0]) }];
    }
    return bundles.map((script) => ({ script, map: `${script}.map` }));
  }
  const { pairs } = await pairsOf(core, files, {});
  return pairs.flatMap(({ map, minified }) => {
    const [script, ofIt] = [path(minified), path(map)];
    return script === undefined || ofIt === undefined || core.isMapOfStyle(ofIt)
      ? []
      : [{ script, map: ofIt }];
  });
}

/** @param {Pair[]} pairs @returns {Map<string, string[]>} the scripts of each map */
function byMap(pairs) {
  const scripts = new Map();
  for (const { script, map } of pairs) scripts.set(map, [...(scripts.get(map) ?? []), script]);
  return scripts;
}

/**
 * @param {Core} core
 * @param {string[]} scripts that name this map: several only where they are copies
 * @param {string} map
 * @param {InjectOptions} options
 * @param {Pages} pages
 * @param {boolean} [onlyCarried] whether scripts that carry no ID stay without
 * @returns {Promise<InjectedFile[]>}
 */
async function injectInto(core, scripts, map, options, pages, onlyCarried = false) {
  /** @type {Map<string, Injection>} */
  const made = new Map();
  /** @type {Issue[]} */
  const issues = [];
  const { startLookups } = await import('../core/lookups.js');
  const lookups = await startLookups();
  try {
    await withFile(map, async (mapSource) => {
      for (const script of scripts) {
        const injection = await withFile(script, (source) =>
          lookups.inject(source, mapSource, options),
        );
        made.set(script, injection);
        if (injection.script) issues.push(...(await pages.naming(core, script)));
      }
      const all = [...made.values()];
      if (onlyCarried && !all.every(({ isCarried }) => isCarried)) return made.clear();
      issues.push(...all.flatMap((injection) => injection.issues));
      if (new Set(all.map(({ id }) => id)).size > 1) {
        issues.push(core.finding('inject-map-shared', { scripts: scripts.length, map }));
      }
      const fails = issues.some(({ severity }) => severity === 'error');
      if (!fails && !options.dryRun) await writeAll(made, map, mapSource);
    });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    issues.push(error.finding(core));
  }
  const failed = issues.some(({ severity }) => severity === 'error');
  return scripts.map((path) => {
    const injection = made.get(path);
    const copies = injection?.script && !failed ? staleCopies(core, path) : [];
    return {
      path,
      map,
      ...(injection?.id !== undefined && !failed && { debugId: injection.id }),
      status: failed ? 'failed' : statusOf(injection),
      issues: [...issues, ...copies],
    };
  });
}

/** @param {Injection | undefined} injection @returns {InjectedFile['status']} */
function statusOf(injection) {
  if (injection?.id === undefined) return 'skipped';
  if (injection.script) return 'injected';
  return injection.map ? 'recorded' : 'unchanged';
}
