/** The way through the generated file: on and back, to a line and column, and by a slider. */
import { useEffect, useState } from 'preact/hooks';

import { number } from '../parts/format.js';

/** @import { Position } from '../../pkg/index.js' */
/** @import { Store } from './store.js' */

/** With fewer lines than this, columns are what one moves through. */
const FEW_LINES = 50;

/** How far back a step goes, in UTF-16 units. */
const STEP = 3600;

/** @param {{ store: Store }} props */
export function Mover({ store }) {
  const { coverage } = store.look;
  const { line, column } = store.from.value;
  const shown = store.generated.value;
  const [typed, setTyped] = useState(`${line}:${column + 1}`);
  useEffect(() => setTyped(`${line}:${column + 1}`), [line, column]);
  const end = endOf(store);
  const isByColumn = coverage.lines < FEW_LINES;
  const go = (/** @type {Position} */ to) => void store.goTo(to);
  return (
    <form
      class="mover"
      aria-label="Move through the generated file"
      onSubmit={(event) => {
        event.preventDefault();
        const to = read(typed);
        if (to) void store.goAround(to);
      }}
    >
      <button
        type="button"
        class="button"
        disabled={line === 1 && column === 0}
        onClick={() => go(before({ line, column }, isByColumn))}
      >
        Back
      </button>
      <button
        type="button"
        class="button"
        disabled={end === undefined || !shown?.more}
        onClick={() => end && go(end)}
      >
        On
      </button>
      <label class="mover-jump">
        <span>Line:column</span>
        <input
          class="input"
          inputMode="numeric"
          value={typed}
          aria-invalid={read(typed) === undefined}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button">
        Go
      </button>
      <input
        class="mover-slider"
        type="range"
        min={isByColumn ? 0 : 1}
        max={isByColumn ? coverage.longestLine : coverage.lines}
        value={isByColumn ? column : line}
        aria-label={isByColumn ? `Column in line ${line}` : 'Line'}
        aria-valuetext={isByColumn ? `column ${number(column + 1)}` : `line ${number(line)}`}
        onChange={({ currentTarget: { value } }) =>
          go(isByColumn ? { line, column: Number(value) } : { line: Number(value), column: 0 })
        }
      />
    </form>
  );
}

/** What comes behind the part that is shown. @param {Store} store @returns {Position | undefined} */
function endOf(store) {
  const last = store.generated.value?.lines.at(-1);
  if (last === undefined) return undefined;
  if (last.ends) return { line: last.line + 1, column: 0 };
  return { line: last.line, column: last.column + last.text.length };
}

/** @param {Position} position @param {boolean} isByColumn @returns {Position} */
function before({ line, column }, isByColumn) {
  if (column > 0) return { line, column: Math.max(0, column - STEP) };
  // how long the line before is, is not known: from its end on, or some lines up
  if (isByColumn) return { line: Math.max(1, line - 1), column: 0 };
  return { line: Math.max(1, line - FEW_LINES), column: 0 };
}

/** @param {string} typed @returns {Position | undefined} */
function read(typed) {
  const found = /^\s*(\d+)\s*(?:[:,]\s*(\d+))?\s*$/.exec(typed);
  if (!found || Number(found[1]) < 1) return undefined;
  return { line: Number(found[1]), column: Math.max(0, Number(found[2] ?? 1) - 1) };
}
