/** A stack trace of minified code, frame by frame: what it was in the sources, or why that can't be said. */
import { openFile, siblings } from '#host';
import { lookup, start } from './core.js';
import { FileError, UsageError } from './errors.js';
import { readOptions } from './options.js';
import { filesOf, isNoSymbol, minifiedUrls, pairsOf } from './plan.js';

/** @import { Core, Lookup, StackFrame } from './core-types.js' */
/** @import { NamedFile, OpenFile } from './host-types.js' */
/** @import { ExplainedFrame, ExplainOptions, Explanation, Issue } from './index.js' */

/** How many lines are shown before and after the one that is meant. */
const CONTEXT = 3;

/** A minified file of the build, and its map. */
/** @typedef {{ file: NamedFile, map?: NamedFile, url?: string }} Script */

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
  const lines = core.parseStack(stack);
  const build = new Build(core, await scriptsOf(core, settings), settings);
  const told = await build.explain(lines.flatMap(({ frame }) => frame ?? []));
  nameFunctions(told);
  const next = told.values();
  /** @type {ExplainedFrame[]} */
  const explained = lines.map(({ raw, frame }) => ({
    raw,
    ...(frame && next.next().value?.told),
  }));
  return summarise(core.version(), explained, build.issues);
}

/**
 * @param {Core} core
 * @param {import('./options.js').Settings} settings
 * @returns {Promise<Script[]>}
 */
async function scriptsOf(core, settings) {
  const given = await filesOf(/** @type {import('./index.js').Input} */ (settings.files));
  const files = given.filter(isNoSymbol);
  const [one] = files;
  const all = files.length === 1 && one ? await siblings(one) : files;
  const wanted = all.filter(({ name }) => /\.(?:js|mjs|cjs|map)$/.test(name));
  const prefix = settings.minifiedPathPrefix;
  const about = all === files ? undefined : one?.name;
  const { pairs } = await pairsOf(core, wanted, { prefix, about });
  const maps = new Map(pairs.map(({ map, minified }) => [minified?.name, map]));
  // a map without its script can be looked into all the same
  const alone = pairs.flatMap(({ map, minified }) =>
    map && !minified ? [{ file: { ...map, name: map.name.replace(/\.map$/, '') }, map }] : [],
  );
  const scripts = wanted
    .filter(({ name }) => !name.endsWith('.map'))
    .filter(({ name }) => all === files || name === one?.name || maps.has(name))
    .map((file) => ({ file, map: maps.get(file.name) }));
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
 * @property {string} [called] the name that stands at its place
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
   * @param {Script[]} scripts
   * @param {import('./options.js').Settings} settings
   */
  constructor(core, scripts, settings) {
    this.core = core;
    this.scripts = scripts;
    this.settings = settings;
    this.served = scripts.map(({ file, url }) => ({ path: file.name, url }));
  }

  /**
   * @param {StackFrame[]} frames
   * @returns {Promise<Told[]>}
   */
  async explain(frames) {
    const all = frames.map((frame) => this.#locate(frame));
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
    const { function: name, place } = frame;
    if (place === undefined) {
      return { frame, told: { function: name, issues: [this.core.obstacle()] } };
    }
    /** @type {Told['told']} */
    const told = { function: name, ...place, issues: [] };
    const script = this.#scriptAt(place.url);
    if ('issue' in script) return { frame, told: { ...told, issues: [script.issue] } };
    const { file, map } = script;
    return { frame, script, told: { ...told, file: file.name, map: map?.name } };
  }

  /**
   * @param {string} url
   * @returns {Script | { issue: Issue }}
   */
  #scriptAt(url) {
    // nothing but a line and a column: there is one file that can be meant
    const [only] = this.scripts;
    if (url === '' && only && this.scripts.length === 1) return only;
    if (url === '') {
      throw new UsageError('place-without-file', 'a line and a column alone are in no file', {
        help: `give one file (there are ${this.scripts.length}), or the file's address with them: app.js:1:200`,
      });
    }
    const located = this.core.locate(url, this.served);
    return 'issue' in located ? located : /** @type {Script} */ (this.scripts[located.index]);
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
      for (const { told } of frames) told.issues = [this.core.obstacle(file.name)];
      return;
    }
    for (const { frame, told } of frames) {
      if (frame.place && frame.place.column === undefined) {
        told.issues.push(this.core.noColumn(file.name, frame.place.line));
      }
    }
    const open = frames.filter(({ told }) => told.issues.length === 0);
    if (open.length === 0) return;
    const { found, issue } = await this.#decode(map);
    try {
      for (const one of open) {
        if (issue) one.told.issues.push(issue);
        if (found) this.#find(file.name, found, one);
      }
    } finally {
      found?.free();
    }
  }

  /**
   * @param {string} name
   * @param {OpenFile} source
   * @param {Told[]} frames
   */
  #checkPlaces(name, source, frames) {
    const placed = frames.filter(({ frame }) => frame.place?.column !== undefined);
    const issues = this.core.checkPlaces(
      source,
      name,
      Uint32Array.from(placed.flatMap(({ told: { line = 0, column = 0 } }) => [line, column - 1])),
    );
    for (const [index, { told }] of placed.entries()) {
      const issue = issues[index];
      if (issue) told.issues.push(issue);
    }
  }

  /**
   * @param {string} name
   * @param {Lookup} lookup
   * @param {Told} one
   */
  #find(name, lookup, one) {
    const { line = 0, column = 0 } = one.told;
    const around = this.settings.context ?? CONTEXT;
    const { original, context, called, issue } = lookup.find(name, line, column - 1, around);
    one.called = called;
    one.told.original = original;
    one.told.context = context;
    if (issue) one.told.issues.push(issue);
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
   * @param {NamedFile} map
   * @returns {Promise<{ found?: Lookup, issue?: Issue }>}
   */
  async #decode(map) {
    const source = await openFile(map.file);
    try {
      const { issues } = this.core.inspect(source, map.name);
      const wrong = issues.find(({ severity }) => severity === 'error');
      if (wrong) return { issue: this.core.obstacle(map.name, wrong.message) };
      return { found: await lookup(source) };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { issue: this.core.obstacle(map.name, error.message) };
    } finally {
      source.close();
    }
  }
}

/**
 * @param {Script} script
 * @param {(source: OpenFile) => void} use
 */
async function using({ file, map }, use) {
  // a map that came without its script stands for both
  if (file.file === map?.file) return;
  const source = await openFile(file.file);
  try {
    use(source);
  } finally {
    source.close();
  }
}

/**
 * A function's own name stands where it is called: in the next frame, unless that was left by an `await`, or is native code
 * that has called it.
 * @param {Told[]} frames
 */
function nameFunctions(frames) {
  for (const [index, { told }] of frames.entries()) {
    if (told.original === undefined) continue;
    const caller = frames[index + 1];
    const name = caller?.frame.isAsync ? undefined : caller?.called;
    told.name = name ?? told.function;
  }
}

/**
 * @param {string} version
 * @param {ExplainedFrame[]} lines
 * @param {Issue[]} issues
 * @returns {Explanation}
 */
function summarise(version, lines, issues) {
  const frames = lines.filter((line) => line.issues !== undefined);
  const resolved = frames.filter(({ original }) => original !== undefined).length;
  const all = [...issues, ...frames.flatMap((frame) => frame.issues ?? [])];
  return {
    mapship: version,
    ok: resolved > 0 && all.every(({ severity }) => severity !== 'error'),
    lines,
    issues,
    // native code is no frame that could ever be readable
    summary: { frames: frames.filter(({ url }) => url !== undefined).length, resolved },
  };
}
