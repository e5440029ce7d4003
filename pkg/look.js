/**
 * A picture of what a source map covers: `look({ map, minified }, options)` gives a `Look`.
 *
 * The core passes over the files once and remembers a thousand places; each question then reads what it needs from the nearest of
 * them on. The methods are asynchronous so that a page can hand them on to a Worker, where files are read by ranges. Their types and
 * bounds are in `index.d.ts`.
 */
import { openFile } from '#host';
import { guarded, lookAt } from './core.js';
import { UsageError } from './errors.js';
import { LOOK, isObject, readGiven } from './options.js';

/** @import { Core, LookedAt } from './core-types.js' */
/** @import { OpenFile } from './host-types.js' */
/** @import { FileInput, Look, LookOptions, MapCoverage, Position } from './index.js' */

/** How many sources are told of one by one. */
const SOURCES = 10_000;

/** How many stretches are given at once. */
const SPANS = 1000;

/** How much of a content is given, in bytes. */
const CONTENT = 8 * 1024 * 1024;

/** What the core takes for a number: unsigned, of 32 bits. */
const MOST = 2 ** 32 - 1;

/**
 * @param {Core} core
 * @param {{ map: FileInput, minified?: FileInput }} files
 * @param {LookOptions} [options]
 * @returns {Promise<Look>}
 */
export async function openLook(core, files, options = {}) {
  const { limit = SOURCES, signal } = /** @type {LookOptions} */ (readGiven(core, options, LOOK));
  signal?.throwIfAborted();
  if (!isObject(files) || files.map === undefined) {
    throw new UsageError('files-missing', 'there is no map to look at', {
      help: 'give { map, minified }',
    });
  }
  /** @type {OpenFile[]} */
  const open = [];
  try {
    const map = await openFile(files.map);
    open.push(map);
    const minified = files.minified === undefined ? undefined : await openFile(files.minified);
    if (minified) open.push(minified);
    const looked = await lookAt(map, minified, Math.min(limit, MOST));
    return new Picture(looked, open);
  } catch (error) {
    for (const file of open) file.close();
    throw error;
  }
}

/** @implements {Look} */
class Picture {
  /** @type {LookedAt | undefined} */
  #looked;
  #files;

  /**
   * @param {LookedAt} looked
   * @param {OpenFile[]} files
   */
  constructor(looked, files) {
    this.#looked = looked;
    this.#files = files;
    /** @type {MapCoverage} */
    this.coverage = guarded(() => looked.coverage());
    this.coverage.sources.sort((one, other) => other.units - one.units || one.index - other.index);
  }

  /** @param {Position} from @param {Position} to @param {number} [limit] */
  async generated(from, to, limit = SPANS) {
    const most = whole('limit', limit);
    return this.#ask((looked) => looked.generated(...place(from), ...place(to), most));
  }

  /** @param {number} source @param {Position} from @param {Position} to @param {number} [limit] */
  async original(source, from, to, limit = SPANS) {
    const [index, most] = [whole('source', source), whole('limit', limit)];
    return this.#ask((looked) => looked.original(index, ...place(from), ...place(to), most));
  }

  /** @param {number} source @param {number} [limit] */
  async content(source, limit = CONTENT) {
    const [index, most] = [whole('source', source), whole('limit', limit)];
    return this.#ask((looked) => looked.content(index, most));
  }

  /** @param {Position} from @param {number} length */
  async text(from, length) {
    const units = whole('length', length);
    return this.#ask((looked) => looked.text(...place(from), units));
  }

  close() {
    this.#looked?.free();
    this.#looked = undefined;
    for (const file of this.#files.splice(0)) file.close();
  }

  /**
   * @template T
   * @param {(looked: LookedAt) => T} question
   * @returns {T}
   */
  #ask(question) {
    const looked = this.#looked;
    if (looked === undefined) {
      throw new UsageError('look-closed', 'what is looked at was closed', {
        help: 'call close() when nothing more is asked',
      });
    }
    return guarded(() => question(looked));
  }
}

/** @param {Position} position @returns {[line: number, column: number]} */
function place(position) {
  const { line, column } = Object(position);
  return [Math.max(whole('line', line), 1), whole('column', column)];
}

/**
 * A number of the caller's, as the core takes it.
 * @param {string} name
 * @param {number} number
 */
function whole(name, number) {
  if (number === Infinity) return MOST;
  if (!Number.isInteger(number) || number < 0) {
    throw new UsageError('number-kind', `${name} is not a whole number of 0 or more`, {
      help: 'lines are counted from 1; columns, sources and lengths from 0',
    });
  }
  return Math.min(number, MOST);
}
