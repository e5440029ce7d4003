/**
 * A picture of what a source map covers: `look({ map, minified }, options)` gives a `Look`.
 *
 * The core passes over the files once and remembers a thousand places; each question then reads what it needs from the nearest of
 * them on. The methods are asynchronous so that a page can hand them on to a Worker, where files are read by ranges. Their types and
 * bounds are in `index.d.ts`.
 */
import { openFile } from '#host';
import { guarded, lookAt } from '../core/lookups.js';
import { UsageError } from '../errors.js';
import { readWindow } from './text-window.js';
import { DEFAULTS, LOOK } from '../options/declared.js';
import { readGiven } from '../options/index.js';
import { isObject } from '../options/kinds.js';

/** @import { Core, LookedAt } from '../core/types.js' */
/** @import { OpenFile } from '../host/types.js' */
/** @import { FileInput, Look, LookOptions, MapCoverage, Position, SourceCoverage, Span, Spans } from '../index.js' */

/** How many stretches are given at once. */
const SPANS = 1000;

/** How much of a content is given, in bytes. */
const CONTENT = 8 * 1024 * 1024;

/** How much text is given at once at most, in UTF-16 units. */
const TEXT = 2 ** 20;

/** What the core takes for a number: unsigned, of 32 bits. */
const MOST = 2 ** 32 - 1;

/**
 * @param {Core} core
 * @param {{ map: FileInput, minified?: FileInput }} files
 * @param {LookOptions} [options]
 * @returns {Promise<Look>}
 */
export async function openLook(core, files, options = {}) {
  const given = readGiven(core, options, LOOK);
  const { limit = DEFAULTS.limit, signal } = /** @type {LookOptions} */ (given);
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
    return new Picture(looked, open, minified);
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
  #minified;

  /**
   * @param {LookedAt} looked
   * @param {OpenFile[]} files
   * @param {OpenFile | undefined} minified
   */
  constructor(looked, files, minified) {
    this.#looked = looked;
    this.#files = files;
    this.#minified = minified;
    this.coverage = coverageOf(
      guarded(() => looked.coverage()),
      minified !== undefined,
    );
  }

  /** @param {Position} from @param {Position} to @param {number} [limit] */
  async generated(from, to, limit = SPANS) {
    return this.#spans(undefined, from, to, limit);
  }

  /** @param {number} source @param {Position} from @param {Position} to @param {number} [limit] */
  async original(source, from, to, limit = SPANS) {
    return this.#spans(whole('source', source), from, to, limit);
  }

  /** @param {number | undefined} source @param {Position} from @param {Position} to @param {number} limit */
  #spans(source, from, to, limit) {
    const most = whole('limit', limit);
    return spansOf(this.#ask((it) => it.spans(source, ...place(from), ...place(to), most)));
  }

  /** @param {number} source @param {number} [limit] */
  async content(source, limit = CONTENT) {
    const [index, most] = [whole('source', source), whole('limit', limit)];
    const { sourceCount } = this.coverage;
    if (index >= sourceCount) {
      throw new UsageError('source-unknown', `there is no source ${index}`, {
        help: `the map has ${sourceCount}, counted from 0`,
      });
    }
    const [name, text, isCut] = this.#ask((it) => it.content(index, most));
    return { index, name, text, isCut };
  }

  /** @param {Position} from @param {number} length */
  async text(from, length) {
    const units = Math.min(whole('length', length), TEXT);
    const [line, column] = place(from);
    const found = this.#ask((it) => it.byteOf(line, column));
    const minified = this.#minified;
    if (found === undefined || minified === undefined) return { lines: [], more: false };
    return guarded(() => readWindow(minified, found[0], { line, column: found[1] }, units));
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

/** The numbers of the whole, in the core's order. */
const WHOLE = /** @type {const} */ ([
  'lines',
  'longestLine',
  'units',
  'mapped',
  'sourceless',
  'unmapped',
  'unread',
  'segments',
  'backward',
  'beyond',
  'openEnds',
  'sourceCount',
]);

/**
 * @param {ReturnType<LookedAt['coverage']>} told
 * @param {boolean} minified
 * @returns {MapCoverage}
 */
function coverageOf([numbers, ofSources, names, issue], minified) {
  const whole = Object.fromEntries(WHOLE.map((name, i) => [name, numbers[i]]));
  const [sources = 0, units = 0, segments = 0, more, line = 0, column = 0] = numbers.subarray(
    WHOLE.length,
  );
  const told = names.map((name, i) => sourceOf(name, ofSources.subarray(5 * i)));
  told.sort((one, other) => other.units - one.units || one.index - other.index);
  return /** @type {MapCoverage} */ ({
    minified,
    ...whole,
    sources: told,
    others: { sources, units, segments },
    hasMoreSections: more === 1,
    issue,
    issueAt: line < 0 ? undefined : { line, column },
  });
}

/** @param {string | undefined} name @param {Float64Array} numbers @returns {SourceCoverage} */
function sourceOf(name, [index = 0, units = 0, segments = 0, bytes = 0, ignored]) {
  return { index, name, units, segments, contentBytes: some(bytes), ignored: ignored === 1 };
}

/** @param {ReturnType<LookedAt['spans']>} told @returns {Spans} */
function spansOf([numbers, names, indexes, sourceNames, more]) {
  const spans = names.map((name, i) => spanOf(name, numbers.subarray(6 * i)));
  const sources = sourceNames.map((name, i) => ({ index: Number(indexes[i]), name }));
  return { spans, sources, more };
}

/** @param {string | undefined} name @param {Float64Array} numbers @returns {Span} */
function spanOf(name, [line = 0, column = 0, end = 0, source = 0, atLine = 0, atColumn = 0]) {
  const [originalLine, originalColumn] = [some(atLine), some(atColumn)];
  return {
    line,
    column,
    endColumn: some(end),
    source: some(source),
    originalLine,
    originalColumn,
    name,
  };
}

/** @param {number} number the core's, -1 where there is none */
function some(number) {
  return number < 0 ? undefined : number;
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
