/** A stack trace of minified code, frame by frame: what it was in the sources, or why that can't be said. */
import { openFile, siblings } from '#host';
import { lookup, start } from './core.js';
import { FileError, UsageError } from './errors.js';
import { readOptions } from './options.js';
import { filesOf, minifiedUrls, pairsOf } from './plan.js';

/** @import { Core, Lookup, StackFrame } from './core-types.js' */
/** @import { NamedFile } from './host-types.js' */
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
  const build = new Build(core, await scriptsOf(core, settings), settings);
  try {
    /** @type {ExplainedFrame[]} */
    const lines = [];
    for (const line of core.parseStack(stack)) {
      settings.signal?.throwIfAborted();
      lines.push(
        line.frame ? { raw: line.raw, ...(await build.explain(line.frame)) } : { raw: line.raw },
      );
    }
    nameCallers(lines);
    return summarise(core.version(), lines, build.issues);
  } finally {
    build.free();
  }
}

/**
 * @param {Core} core
 * @param {import('./options.js').Settings} settings
 * @returns {Promise<Script[]>}
 */
async function scriptsOf(core, settings) {
  const files = await filesOf(/** @type {import('./index.js').Input} */ (settings.files));
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

/** The files that frames lead to, each opened once. */
class Build {
  /** @type {Map<Script, Promise<{ found?: Lookup, issue?: Issue }>>} */
  #maps = new Map();
  /** @type {Set<Script>} */
  #met = new Set();
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
  }

  /**
   * @param {StackFrame} frame
   * @returns {Promise<Omit<ExplainedFrame, 'raw'>>}
   */
  async explain({ function: name, place }) {
    if (place === undefined) return { function: name, issues: [this.core.obstacle()] };
    const frame = { function: name, ...place };
    const located = this.#locate(place.url);
    if ('issue' in located) return { ...frame, issues: [located.issue] };
    const { script } = located;
    const { file, map } = script;
    await this.#meet(script);
    const known = { ...frame, file: file.name, map: map?.name };
    if (map === undefined) return { ...known, issues: [this.core.obstacle(file.name)] };
    if (place.column === undefined) {
      return { ...known, issues: [this.core.noColumn(file.name, place.line)] };
    }
    const column = place.column - 1;
    const outside = await this.#open(file, map, (source) =>
      this.core.checkPlace(source, file.name, place.line, column),
    );
    if (outside) return { ...known, issues: [outside] };
    const { found, issue } = await this.#read(script, map);
    if (found === undefined) return { ...known, issues: issue ? [issue] : [] };
    const around = this.settings.context ?? CONTEXT;
    const result = found.find(file.name, place.line, column, around);
    const { original, context } = result;
    return { ...known, original, context, issues: result.issue ? [result.issue] : [] };
  }

  /**
   * @param {string} url
   * @returns {{ script: Script } | { issue: Issue }}
   */
  #locate(url) {
    // nothing but a line and a column: there is one file that can be meant
    const [only] = this.scripts;
    if (url === '' && only && this.scripts.length === 1) return { script: only };
    if (url === '') {
      throw new UsageError('place-without-file', 'a line and a column alone are in no file', {
        help: `give one file (there are ${this.scripts.length}), or the file's address with them: app.js:1:200`,
      });
    }
    const files = this.scripts.map(({ file, url: served }) => ({ path: file.name, url: served }));
    const located = this.core.locate(url, files);
    if ('issue' in located) return located;
    return { script: /** @type {Script} */ (this.scripts[located.index]) };
  }

  /**
   * Reads what a file says of itself when the first frame leads to it.
   * @param {Script} script
   */
  async #meet(script) {
    if (this.#met.has(script)) return;
    this.#met.add(script);
    const { service, version } = this.settings;
    const init = await this.#open(script.file, script.map, (source) =>
      this.core.checkInit(source, script.file.name, service, version),
    );
    this.issues.push(...(init?.issues ?? []));
  }

  /**
   * @template T
   * @param {NamedFile} file
   * @param {NamedFile | undefined} map
   * @param {(source: import('./host-types.js').OpenFile) => T} use
   * @returns {Promise<T | undefined>}
   */
  async #open(file, map, use) {
    // a map that came without its script stands for both
    if (file.file === map?.file) return undefined;
    const source = await openFile(file.file);
    try {
      return use(source);
    } finally {
      source.close();
    }
  }

  /**
   * @param {Script} script
   * @param {NamedFile} map
   */
  #read(script, map) {
    const reading = this.#maps.get(script) ?? this.#decode(map);
    this.#maps.set(script, reading);
    return reading;
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

  free() {
    for (const reading of this.#maps.values()) {
      reading.then(({ found }) => found?.free()).catch(() => {});
    }
  }
}

/**
 * A function's own name stands where it is called: in the next frame that has one.
 * @param {ExplainedFrame[]} lines
 */
function nameCallers(lines) {
  const frames = lines.filter(({ original }) => original !== undefined);
  for (const [index, frame] of frames.entries()) {
    const caller = lines[lines.indexOf(frame) + 1];
    const name = caller === frames[index + 1] ? caller?.original?.name : undefined;
    frame.name = name ?? frame.function;
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
