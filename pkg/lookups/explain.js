/** A stack trace of minified code, frame by frame: what it was in the sources, or why that can't be said. */
import { siblings, sourceRoot } from '#host';
import { start } from '../core/index.js';
import { startLookups } from '../core/lookups.js';
import { FileError, UsageError } from '../errors.js';
import { DEFAULTS } from '../options/declared.js';
import { readOptions } from '../options/index.js';
import { openArchives } from '../plan/archives.js';
import { filesOf, isNoSymbol, minifiedUrls, pairsOf } from '../plan/index.js';
import { open, shownOf } from './build-file.js';
import { explainPlatforms } from './platforms.js';
import { summarise } from './summary.js';

/** @import { Core, CodeAt, Found, Lookups, StackFrame } from '../core/types.js' */
/** @import { NamedFile, OpenFile } from '../host/types.js' */
/** @import { HeldFile } from '../plan/archives.js' */
/** @import { BuildFile } from './build-file.js' */
/** @import { ExplainedFrame, ExplainOptions, Explanation, Issue, Original } from '../index.js' */

/** A minified file of the build, and its map. */
/** @typedef {{ file: BuildFile, map?: BuildFile, url?: string }} Script */

/** What a frame's address leads to. @typedef {ReturnType<Lookups['locate']>} Located */

/**
 * @param {string} stack
 * @param {ExplainOptions} options
 * @returns {Promise<Explanation>}
 */
export async function explain(stack, options) {
  const core = await start();
  const settings = readOptions(core, options, 'explain');
  if (typeof stack !== 'string') {
    throw new UsageError('stack-kind', 'the stack trace is not a string', {
      help: 'give it as text: the stack of an Error, or a line of it',
    });
  }
  if (settings.files === undefined) {
    throw new UsageError('files-missing', 'there is nothing to explain the stack trace with', {
      help: 'give the folder of the build, or its files, in files',
    });
  }
  const given = await filesOf(/** @type {import('../index.js').Input} */ (settings.files));
  return explainWith(core, stack, given, settings);
}

/**
 * Explains a stack trace with these files.
 * @param {Core} core
 * @param {string} stack
 * @param {NamedFile[]} given
 * @param {import('../options/index.js').Settings} settings
 * @returns {Promise<Explanation>}
 */
export async function explainWith(core, stack, given, settings) {
  // whether its lines are needed or not: a folder that can't be read is none that was meant
  if (settings.sourceRoot !== undefined) sourceRoot(settings.sourceRoot);
  const lookups = await startLookups();
  const { held } = await openArchives(core, given);
  const parsed = lookups.parseStack(stack);
  const raws = parsed.map(({ raw }) => raw);
  const others = await explainPlatforms(raws, [...given, ...held], { core, lookups, settings });
  const lines = parsed.map(({ raw, frame }, index) => {
    const other = others.lines.get(index);
    return { raw, other, frame: other ? undefined : frame };
  });
  const frames = lines.flatMap(({ frame }) => frame ?? []);
  const isNeeded = frames.length > 0 || others.lines.size === 0;
  const scripts = isNeeded ? await scriptsOf(core, given, held, settings) : [];
  const build = new Build(core, lookups, scripts, settings);
  const told = await build.explain(frames);
  nameFunctions(lookups, told);
  const next = told.values();
  /** @type {ExplainedFrame[]} */
  const explained = lines.map(({ raw, frame, other }) => ({
    raw,
    ...(frame ? next.next().value?.told : other),
  }));
  return summarise(core.version(), explained, [...build.issues, ...others.issues]);
}

/**
 * @param {Core} core
 * @param {NamedFile[]} given
 * @param {HeldFile[]} held in archives among these
 * @param {import('../options/index.js').Settings} settings
 * @returns {Promise<Script[]>}
 */
async function scriptsOf(core, given, held, settings) {
  const files = [...given, ...held].filter(isNoSymbol);
  const [one] = files;
  const all = files.length === 1 && one ? await siblings(one) : files;
  const wanted = all.filter(({ name }) => /\.(?:js|mjs|cjs|map)$/.test(name));
  const prefix = settings.minifiedPathPrefix;
  const about = all === files ? undefined : one?.name;
  const archives = new Set(held.map(({ archive }) => archive));
  const { pairs } = await pairsOf(core, [...wanted, ...archives], { prefix, about });
  const maps = new Map(pairs.map(({ map, minified }) => [minified, map]));
  // a map without its script can be looked into all the same
  const alone = pairs.flatMap(({ map, minified }) =>
    map && !minified ? [{ file: { ...map, name: map.name.replace(/\.map$/, '') }, map }] : [],
  );
  const scripts = wanted
    .filter(({ name }) => !name.endsWith('.map'))
    .filter((file) => all === files || file.name === one?.name || maps.has(file))
    .map((file) => ({ file, map: maps.get(file) }));
  const known = [...scripts, ...alone];
  if (prefix === undefined) return known;
  const urls = minifiedUrls(
    core,
    prefix,
    known.map(({ file }) => file.name),
  );
  return known.map((script, i) => ({ ...script, url: urls[i] }));
}

/**
 * A frame with what is told of it.
 * @typedef {object} Told
 * @property {StackFrame} frame
 * @property {Script} [script] the file that it is in
 * @property {number} [least] how many names of a source's path must be its own, where it may be in that instead
 * @property {CodeAt} [code] what stands at its place
 * @property {Found} [found] what its map says of it
 * @property {Omit<ExplainedFrame, 'raw'> & { issues: Issue[] }} told
 */

/** The files that frames lead to: each is opened once, with its map, and closed before the next. */
class Build {
  /** Whether a file was met that tells Datadog its service and version. */
  #knowsInit = false;
  /** @type {Issue[]} */
  issues = [];

  /**
   * @param {Core} core
   * @param {Lookups} lookups
   * @param {Script[]} scripts
   * @param {import('../options/index.js').Settings} settings
   */
  constructor(core, lookups, scripts, settings) {
    this.core = core;
    this.lookups = lookups;
    this.scripts = scripts;
    this.settings = settings;
    this.served = scripts.map(({ file, map, url }) => ({
      ...{ path: file.name, shown: shownOf(file), url },
      hasMap: map !== undefined,
    }));
  }

  /**
   * @param {StackFrame[]} frames
   * @returns {Promise<Told[]>}
   */
  async explain(frames) {
    const all = frames.map((frame) => this.#locate(frame));
    await this.#findSources(all.filter(({ least }) => least !== undefined));
    const met = new Set(all.flatMap(({ script }) => script ?? []));
    for (const script of met) {
      this.settings.signal?.throwIfAborted();
      await this.#lookUp(
        script,
        all.filter((one) => one.script === script),
      );
    }
    for (const script of this.scripts) {
      // the entry, which has it, is seldom in the trace of a chunk
      if (!this.#wantsInit()) break;
      this.settings.signal?.throwIfAborted();
      if (!met.has(script)) await using(script, (source) => this.#readInit(script, source));
    }
    return all;
  }

  /**
   * @param {StackFrame} frame
   * @returns {Told}
   */
  #locate(frame) {
    const { place, before, isAsync } = frame;
    const head = { before, isAsync, function: frame.function };
    if (place === undefined) return { frame, told: { ...head, issues: [this.lookups.obstacle()] } };
    /** @type {Told['told']} */
    const told = { ...head, ...place, issues: [] };
    const { index, issue, isSource, least } = this.#fileAt(place.url);
    const script = index === undefined ? undefined : this.scripts[index];
    if (script === undefined) {
      const readable = isSource ? { readable: true } : undefined;
      return { frame, least, told: { ...told, ...readable, issues: issue ? [issue] : [] } };
    }
    const { file, map } = script;
    return { frame, script, least, told: { ...told, file: file.name, map: map?.name } };
  }

  /**
   * @param {string} url
   * @returns {Located}
   */
  #fileAt(url) {
    if (url !== '') return this.lookups.locate(url, this.served);
    // nothing but a line and a column: there is one file that can be meant
    const { length } = this.scripts;
    if (length === 1) return { index: 0, isSource: false };
    throw new UsageError('place-without-file', 'a line and a column alone are in no file', {
      help: `give one file (there are ${length}), or the file's address with them: app.js:1:200`,
    });
  }

  /**
   * Which frames are in sources, as Node and browsers show them: these are readable already.
   * @param {Told[]} frames
   */
  async #findSources(frames) {
    const urls = [...new Set(frames.flatMap(({ told }) => told.url ?? []))];
    const least = Uint32Array.from(urls, (url) => {
      return frames.find(({ told }) => told.url === url)?.least ?? 0;
    });
    for (const { map } of this.scripts) {
      if (map === undefined || urls.length === 0) continue;
      this.settings.signal?.throwIfAborted();
      const { found } = await this.#read(map, (source) => ({
        found: this.lookups.findSources(source, map.name, shownOf(map), urls, least),
      }));
      for (const [at, { issue, shared } = {}] of found?.entries() ?? []) {
        if (issue === undefined || shared === undefined) continue;
        // only what has more of the address is the better one
        least[at] = shared + 1;
        for (const one of frames) {
          if (one.told.url !== urls[at]) continue;
          one.script = undefined;
          one.told = {
            ...one.told,
            file: undefined,
            map: map.name,
            readable: true,
            issues: [issue],
          };
        }
      }
    }
  }

  /**
   * @param {Script} script
   * @param {Told[]} frames those in this file
   */
  async #lookUp(script, frames) {
    const { file, map } = script;
    await using(script, (source) => {
      this.#readInit(script, source);
      this.#checkPlaces(file.name, source, frames);
    });
    if (map === undefined) {
      for (const { told } of frames) told.issues = [this.lookups.obstacle(file.name)];
      return;
    }
    for (const { frame, told } of frames) {
      if (frame.place && frame.place.column === undefined) {
        told.issues.push(this.lookups.noColumn(file.name, frame.place.line));
      }
    }
    const open = frames.filter(({ told }) => told.issues.length === 0);
    if (open.length > 0) await this.#find(file.name, map, open);
  }

  /**
   * @param {string} name
   * @param {OpenFile} source
   * @param {Told[]} frames
   */
  #checkPlaces(name, source, frames) {
    const placed = frames.filter(({ frame }) => frame.place?.column !== undefined);
    const read = this.lookups.readPlaces(source, name, placesOf(placed));
    for (const [index, one] of placed.entries()) {
      const { issue, code } = read[index] ?? {};
      one.code = code;
      if (issue) one.told.issues.push(issue);
    }
  }

  /**
   * @param {string} name
   * @param {NamedFile} map
   * @param {Told[]} frames those that can be looked up
   */
  async #find(name, map, frames) {
    const { found, reason } = await this.#read(map, (source) => {
      const around = this.settings.context ?? DEFAULTS.context;
      const result = this.lookups.lookUp(source, name, placesOf(frames), around);
      return result.issue ? { reason: result.issue.message } : { found: result.found };
    });
    for (const [index, one] of frames.entries()) {
      if (reason !== undefined) one.told.issues.push(this.lookups.obstacle(map.name, reason));
      one.found = found?.[index];
      if (one.found === undefined) continue;
      const { original, context, issue } = one.found;
      one.told.original = original && this.#withPath(original, map);
      one.told.context = context;
      if (issue) one.told.issues.push(issue);
    }
  }

  /**
   * @param {Original} original
   * @param {NamedFile} map
   * @returns {Original}
   */
  #withPath(original, map) {
    const path = this.lookups.pathOfSource(original.source, map.name, shownOf(map));
    return path === undefined ? original : { ...original, path };
  }

  #wantsInit() {
    const { service, version } = this.settings;
    return !this.#knowsInit && (service !== undefined || version !== undefined);
  }

  /**
   * @param {Script} script
   * @param {OpenFile} source
   */
  #readInit(script, source) {
    if (!this.#wantsInit()) return;
    const { service, version } = this.settings;
    const init = this.core.checkInit(source, script.file.name, service, version);
    if (init === undefined) return;
    this.#knowsInit = true;
    this.issues.push(...init.issues);
  }

  /**
   * @template T
   * @param {BuildFile} map
   * @param {(source: OpenFile) => T} use
   * @returns {Promise<T | { reason: string, found?: undefined }>}
   */
  async #read(map, use) {
    try {
      const source = await open(map);
      try {
        return use(source);
      } finally {
        source.close();
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { reason: error.message };
    }
  }
}

/**
 * Line (1-based) and column (0-based) of each.
 * @param {Told[]} frames
 */
function placesOf(frames) {
  return Uint32Array.from(
    frames.flatMap(({ told: { line = 0, column = 0 } }) => [line, column - 1]),
  );
}

/**
 * @param {Script} script
 * @param {(source: OpenFile) => void} use
 */
async function using({ file, map }, use) {
  // a map that came without its script stands for both
  if (map && file.file === map.file && file.entry === map.entry) return;
  const source = await open(file);
  try {
    use(source);
  } finally {
    source.close();
  }
}

/**
 * @param {Lookups} lookups
 * @param {Told[]} frames
 */
function nameFunctions(lookups, frames) {
  const names = lookups.nameFrames(
    frames.map(({ frame, found, code, told }) => ({
      function: frame.function,
      scope: found?.function,
      name: found?.original?.name,
      begins: found?.begins,
      column: (told.column ?? 1) - 1,
      code,
      isResolved: found?.original !== undefined,
      isApart: frame.isAsync === true || frame.starts === true,
    })),
  );
  for (const [index, { told }] of frames.entries()) {
    if (told.original !== undefined) told.name = names[index];
  }
}
