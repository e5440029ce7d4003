/** A part of the generated file, each stretch in the shade of the source that it comes from. */
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { number } from '../parts/format.js';
import { bringInSight, pointing, stepped, useMarks } from './linked.js';
import { Mover } from './mover.jsx';
import { keyOf, piecesOf } from './segments.js';
import { shadeOf } from './shade.js';

/** @import { Span } from '../../pkg/index.js' */
/** @import { Piece } from './segments.js' */
/** @import { Generated, Store } from './store.js' */
/** @import { Placed } from './where.js' */

/** @param {{ store: Store, placed: Placed[] }} props */
export function GeneratedPane({ store, placed }) {
  const pane = useRef(/** @type {HTMLDivElement | null} */ (null));
  const shown = store.generated.value;
  const { lines, spans } = useMemo(() => drawn(shown), [shown]);
  const chosen = store.chosen.value;
  useMarks(pane, store, lines);
  useEffect(() => {
    const here = pane.current?.querySelector('.here');
    here?.classList.remove('here');
    const index = chosen ? spans.findIndex((span) => isSame(span, chosen)) : -1;
    const piece = pane.current?.querySelector(`[data-piece="${index}"]`) ?? null;
    piece?.classList.add('here');
    if (pane.current) bringInSight(pane.current, piece);
  }, [chosen, spans]);
  useEffect(() => {
    const pin = pane.current?.querySelector('.pin');
    if (pane.current && pin && !chosen) bringInSight(pane.current, pin);
  }, [lines]);

  const chooseAt = (/** @type {Element | null | undefined} */ piece) => {
    const span = spans[Number(piece?.getAttribute('data-piece') ?? -1)];
    if (span) void store.choose(span);
  };
  const isMinified = store.look.coverage.minified;
  return (
    <section class="side" aria-label="Generated file">
      <h3 class="side-head">Generated</h3>
      <Mover store={store} />
      <div
        class="side-text generated"
        ref={pane}
        tabIndex={0}
        role="group"
        aria-label="Generated file: arrow keys go from stretch to stretch"
        {...pointing(store)}
        onClick={({ target }) =>
          chooseAt(target instanceof Element ? target.closest('[data-piece]') : null)
        }
        onKeyDown={(event) => chooseAt(pane.current && stepped(event, pane.current))}
      >
        {!isMinified && (
          <p class="side-none">The minified file is not here. What its map says of it:</p>
        )}
        {lines.map(({ line, column, pieces }) => (
          <div key={`${line}:${column}`} class="line">
            <span class="line-number">{column > 0 ? `${line}:${column + 1}` : line}</span>
            <span class="line-text">
              {pieces.map((piece) => (
                <PieceText key={piece.column} piece={piece} line={line} placed={placed} />
              ))}
            </span>
          </div>
        ))}
      </div>
    </section>
  );
}

/** @param {{ piece: Piece & { index?: number }, line: number, placed: Placed[] }} props */
function PieceText({ piece: { text, span, column, index }, line, placed }) {
  const pins = placed.filter(
    ({ generated: at }) =>
      at?.line === line && at.column >= column && at.column < column + Math.max(text.length, 1),
  );
  const marks = pins.map(({ issue }) => (
    <span key={issue.code} class={`pin ${issue.severity}`} role="img" aria-label={issue.message}>
      ⚑
    </span>
  ));
  if (span === undefined) {
    return (
      <>
        {marks}
        <span class="piece unmapped">{text}</span>
      </>
    );
  }
  const key = keyOf(span);
  return (
    <>
      {marks}
      <span
        class={key === '' ? 'piece sourceless' : 'piece'}
        data-piece={index}
        data-key={key || undefined}
        style={span.source === undefined ? {} : shadeOf(span.source)}
      >
        {text}
      </span>
    </>
  );
}

/**
 * What is drawn of a part of the file: its lines in pieces, and the stretches that these are of, by their numbers.
 * @param {Generated | undefined} shown
 * @returns {{ lines: { line: number, column: number, pieces: (Piece & { index?: number })[] }[], spans: Span[] }}
 */
function drawn(shown) {
  /** @type {Span[]} */
  const spans = [];
  if (shown === undefined) return { lines: [], spans };
  const numbered = (/** @type {Piece} */ piece) =>
    piece.span ? { ...piece, index: spans.push(piece.span) - 1 } : piece;
  if (shown.lines.length > 0) {
    const lines = shown.lines.map((line) => ({
      line: line.line,
      column: line.column,
      pieces: piecesOf(line, shown.spans.get(line.line) ?? []).map(numbered),
    }));
    return { lines, spans };
  }
  // without the text, what is known of it
  const lines = [...shown.spans].map(([line, ofLine]) => ({
    line,
    column: 0,
    pieces: ofLine.map((span) => {
      const { column, endColumn } = span;
      const end = endColumn === undefined ? '…' : number(endColumn);
      return numbered({ column, span, text: span.name ?? `${number(column + 1)}–${end}` });
    }),
  }));
  return { lines, spans };
}

/** @param {Span} one @param {Span} other */
function isSame(one, other) {
  return one.line === other.line && one.column === other.column;
}
