/** The parts of an app as areas, as large as their code; one stop for the Tab key, arrows between them. */
import { useMemo, useRef, useState } from 'preact/hooks';

import { LEAST, nextBox, useSize } from '../coverage/areas.js';
import { isRoomy, layOut } from '../coverage/tree.js';
import { bytes } from '../parts/format.js';
import { groupOf, GROUPS, shareOf } from './parts.js';

/** @import { Part, PartBox } from './parts.js' */

/** @param {{ tree: Part, counted: number }} props `counted`: the bytes that count */
export function PartAreas({ tree, counted }) {
  const frame = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [width, height] = useSize(frame);
  const [current, setCurrent] = useState(0);
  const [told, setTold] = useState(/** @type {string | undefined} */ (undefined));
  const boxes = useMemo(() => {
    const laid = /** @type {any} */ (width > 0 ? layOut(tree, width, height) : undefined);
    const all = /** @type {PartBox[]} */ (laid?.descendants().slice(1) ?? []);
    return all.filter((box) => box.x1 - box.x0 >= LEAST && box.y1 - box.y0 >= LEAST);
  }, [tree, width, height]);
  const move = (/** @type {KeyboardEvent} */ event) => {
    const next = nextBox(boxes, current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
    const box = frame.current?.querySelector(`[data-box="${next}"]`);
    if (box instanceof HTMLElement) box.focus();
  };
  return (
    <>
      <div
        class="shipped-frame"
        ref={frame}
        role="group"
        aria-label="Parts of the app by size"
        onKeyDown={move}
      >
        {boxes.map((box, i) => (
          <Area
            key={`${box.depth} ${box.data.path}`}
            box={box}
            index={i}
            isCurrent={i === current}
            counted={counted}
            onTell={setTold}
            onFocus={setCurrent}
          />
        ))}
      </div>
      <p class="shipped-told">{told ?? 'An area is as large as the code of its part.'}</p>
    </>
  );
}

/**
 * @param {object} props
 * @param {PartBox} props.box
 * @param {number} props.index
 * @param {boolean} props.isCurrent
 * @param {number} props.counted
 * @param {(text: string | undefined) => void} props.onTell
 * @param {(index: number) => void} props.onFocus
 */
function Area({ box, index, isCurrent, counted, onTell, onFocus }) {
  const { x0, y0, x1, y1, data, value = 0, children } = box;
  const share = shareOf(data, counted);
  const group = data.file ? groupOf(data.file) : undefined;
  const { sign = '', word = '' } = group ? GROUPS[group] : {};
  const hasName = children ? isRoomy(box) : x1 - x0 > 44 && y1 - y0 > 18;
  const hasMore = !children && x1 - x0 > 90 && y1 - y0 > 36;
  const shown = `${data.name} · ${share}`;
  // what is seen is the beginning of what is read out
  const label = [shown, word, bytes(value), data.path].filter(Boolean).join(', ');
  const place = {
    insetInlineStart: `${x0}px`,
    top: `${y0}px`,
    width: `${x1 - x0}px`,
    height: `${y1 - y0}px`,
  };
  return (
    <div
      class={`shipped-area ${group ?? 'folder'}`}
      role="img"
      aria-label={label}
      data-box={index}
      tabIndex={isCurrent ? 0 : -1}
      style={place}
      onMouseEnter={() => onTell(label)}
      onMouseLeave={() => onTell(undefined)}
      onFocus={() => {
        onTell(label);
        onFocus(index);
      }}
    >
      {hasName && <span class="shipped-area-name">{shown}</span>}
      {hasMore && (
        <span class="shipped-area-word">
          <span aria-hidden="true">{sign} </span>
          {word}
        </span>
      )}
    </div>
  );
}
