/** What is looked at: where in the generated file, where in which source, and what is chosen. One for each picture. */
import { signal } from '@preact/signals';

import { said } from '../engine/engine.js';
import { keyOf, tokensOf } from './segments.js';
import { nameOf } from './tree.js';

/** @import { Look, Position, Span, TextWindow } from '../../pkg/index.js' */
/** @import { Token } from './segments.js' */

/** How much of the generated file is drawn at once, in UTF-16 units. */
const WINDOW = 4000;

/** How many stretches are asked for with it: more are not legible. */
const SPANS = 4000;

/** How much stands before what is jumped to, in UTF-16 units. */
const LEAD = 400;

/** How many lines of a source are asked about at once. */
export const CHUNK = 100;

/**
 * A part of the generated file.
 * @typedef {object} Generated
 * @property {TextWindow['lines']} lines
 * @property {boolean} more whether the file goes on behind it
 * @property {Map<number, Span[]>} spans by line
 */

/**
 * A source that is shown.
 * @typedef {object} Shown
 * @property {number} index
 * @property {string} name
 * @property {string[]} [lines] missing where the map has no content
 * @property {boolean} isCut
 */

export class Store {
  tab = signal(/** @type {'overview' | 'code'} */ ('overview'));
  /** Where the part of the generated file begins. */
  from = signal(/** @type {Position} */ ({ line: 1, column: 0 }));
  generated = signal(/** @type {Generated | undefined} */ (undefined));
  source = signal(/** @type {Shown | undefined} */ (undefined));
  /** The line of the source to be brought in sight; a new object each time. */
  wanted = signal(/** @type {{ line: number, column: number } | undefined} */ (undefined));
  /** Places in the source that are led to, by the chunk of lines they are in. */
  tokens = signal(/** @type {ReadonlyMap<number, Map<number, Token[]>>} */ (new Map()));
  /** The stretch that was chosen. */
  chosen = signal(/** @type {Span | undefined} */ (undefined));
  /** What is pointed at, by its place in the source. */
  hot = signal('');
  failure = signal(/** @type {{ message: string, help?: string } | undefined} */ (undefined));
  #turn = 0;
  #sourceTurn = 0;
  /** @type {Set<number>} chunks that were asked for */
  #asked = new Set();

  /** @param {Look} look */
  constructor(look) {
    this.look = look;
  }

  /** Shows the generated file from a position on. @param {Position} from */
  async goTo(from) {
    this.#turn += 1;
    const turn = this.#turn;
    this.from.value = from;
    await this.#attempt(async () => {
      const { look } = this;
      const text = look.coverage.minified
        ? await look.text(from, WINDOW)
        : { lines: [], more: false };
      const last = text.lines.at(-1);
      const to = last
        ? { line: last.line, column: last.column + Math.max(last.text.length, 1) }
        : { line: from.line + CHUNK, column: 0 };
      const { spans } = await look.generated(from, to, SPANS);
      // a later call has overtaken this one
      if (turn !== this.#turn) return;
      this.generated.value = { ...text, spans: byLine(spans) };
    });
  }

  /** Shows what stands around a position. @param {Position} position */
  goAround({ line, column }) {
    return this.goTo({ line, column: Math.max(0, column - LEAD) });
  }

  /** Whether a position is in the part that is shown. @param {Position} position */
  isShown({ line, column }) {
    const lines = this.generated.value?.lines ?? [];
    return lines.some(
      (one) => one.line === line && one.column <= column && column < one.column + one.text.length,
    );
  }

  /** Chooses a stretch of the generated file: its place in the source comes in sight. @param {Span} span */
  async choose(span) {
    this.chosen.value = span;
    this.tab.value = 'code';
    const { source, originalLine = 1, originalColumn = 0 } = span;
    if (source !== undefined) await this.showSource(source, originalLine, originalColumn);
  }

  /** Chooses a place in the source: the first stretch that leads there comes in sight. @param {Token} token */
  async chooseToken(token) {
    const shown = token.spans.find((span) => this.isShown(span));
    const [first] = token.spans;
    if (first === undefined) return;
    if (!shown) await this.goAround(first);
    this.chosen.value = shown ?? first;
  }

  /**
   * Shows a source.
   * @param {number} index
   * @param {number} [line]
   * @param {number} [column]
   */
  async showSource(index, line = 1, column = 0) {
    if (this.source.value?.index !== index) {
      this.#sourceTurn += 1;
      const turn = this.#sourceTurn;
      await this.#attempt(async () => {
        const { name, text, isCut } = await this.look.content(index);
        if (turn !== this.#sourceTurn) return;
        this.#asked.clear();
        this.tokens.value = new Map();
        const lines = text?.split(/\r\n|[\n\r\u2028\u2029]/);
        this.source.value = { index, name: nameOf({ index, name }), lines, isCut };
      });
    }
    if (this.source.value?.index === index) this.wanted.value = { line, column };
  }

  /** Shows a source and what of the generated file comes from it first. @param {number} index */
  async openSource(index) {
    this.tab.value = 'code';
    await this.showSource(index);
    await this.#attempt(async () => {
      const end = { line: Infinity, column: Infinity };
      const { spans } = await this.look.original(index, { line: 1, column: 0 }, end, 1);
      const [first] = spans;
      if (first === undefined) return;
      await this.goAround(first);
      this.chosen.value = first;
    });
  }

  /**
   * Asks what leads to some lines of the source, unless that was asked before.
   * @param {number} first 1-based
   * @param {number} last
   */
  async learnLines(first, last) {
    const index = this.source.value?.index;
    if (index === undefined) return;
    for (let chunk = Math.floor((first - 1) / CHUNK); chunk * CHUNK < last; chunk += 1) {
      if (this.#asked.has(chunk)) continue;
      this.#asked.add(chunk);
      await this.#attempt(async () => {
        const from = { line: chunk * CHUNK + 1, column: 0 };
        const to = { line: (chunk + 1) * CHUNK + 1, column: 0 };
        const { spans } = await this.look.original(index, from, to, SPANS);
        if (this.source.value?.index !== index) return;
        this.tokens.value = new Map(this.tokens.value).set(chunk, tokensOf(spans));
      });
    }
  }

  /** @param {() => Promise<void>} work */
  async #attempt(work) {
    try {
      await work();
      this.failure.value = undefined;
    } catch (error) {
      this.failure.value = said(error);
    }
  }
}

/** What a chosen stretch is known by on both sides. @param {Span | undefined} span */
export const chosenKey = (span) => (span ? keyOf(span) : '');

/** @param {Span[]} spans @returns {Map<number, Span[]>} */
function byLine(spans) {
  /** @type {Map<number, Span[]>} */
  const lines = new Map();
  for (const span of spans) {
    const line = lines.get(span.line);
    if (line) line.push(span);
    else lines.set(span.line, [span]);
  }
  return lines;
}
