/** The sources as areas, as large as what they make up of the generated file; one stop for the Tab key, arrows between them. */
import { useMemo, useRef, useState } from 'preact/hooks';

import { number } from '../parts/format.js';
import { LEAST, nextBox, useSize } from './areas.js';
import { shadeOf } from './shade.js';
import { isRoomy, layOut, nameOf } from './tree.js';

/** @import { Box, Node } from './tree.js' */

/**
 * @param {object} props
 * @param {Node} props.tree
 * @param {number} props.units of the whole generated file
 * @param {Set<number>} props.marked sources with findings
 * @param {(source: number) => void} props.onOpen
 * @param {(path: string) => void} props.onFolder
 */
export function Treemap({ tree, units, marked, onOpen, onFolder }) {
  const frame = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [width, height] = useSize(frame);
  const [current, setCurrent] = useState(0);
  const [told, setTold] = useState(/** @type {Node | undefined} */ (undefined));
  const boxes = useMemo(() => {
    const all = width > 0 ? layOut(tree, width, height).descendants().slice(1) : [];
    return all.filter((box) => box.x1 - box.x0 >= LEAST && box.y1 - box.y0 >= LEAST);
  }, [tree, width, height]);
  const total = useMemo(() => sumOf(tree), [tree]);

  const move = (/** @type {KeyboardEvent} */ event) => {
    const next = nextBox(boxes, current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
    const box = frame.current?.querySelector(`[data-box="${next}"]`);
    if (box instanceof HTMLElement) box.focus();
  };
  return (
    <div class="tree">
      <div
        class="tree-frame"
        ref={frame}
        role="group"
        aria-label="Sources by size"
        onKeyDown={move}
      >
        {boxes.map((box, i) => (
          <Area
            key={`${box.depth} ${box.data.path} ${box.data.name} ${box.data.source?.index}`}
            box={box}
            index={i}
            isCurrent={i === current}
            isMarked={box.data.source !== undefined && marked.has(box.data.source.index)}
            label={`${labelOf(box.data)}, ${tell(box.value ?? 0, units)}`}
            onTell={setTold}
            onPress={() => {
              setCurrent(i);
              if (box.data.source) onOpen(box.data.source.index);
              else if (box.children) onFolder(box.data.path);
            }}
          />
        ))}
      </div>
      <p class="tree-told">
        {told
          ? `${labelOf(told)}: ${tell(sumOf(told), units)}`
          : `${labelOf(tree)}: ${tell(total, units)}. Areas are as large as what they make up of the file.`}
      </p>
    </div>
  );
}

/**
 * @param {object} props
 * @param {Box} props.box
 * @param {number} props.index
 * @param {boolean} props.isCurrent
 * @param {boolean} props.isMarked
 * @param {string} props.label
 * @param {(node: Node | undefined) => void} props.onTell
 * @param {() => void} props.onPress
 */
function Area({ box, index, isCurrent, isMarked, label, onTell, onPress }) {
  const { x0, y0, x1, y1, data, children } = box;
  const kind = children ? 'folder' : (data.kind ?? 'source');
  const hasName = children ? isRoomy(box) : x1 - x0 > 44 && y1 - y0 > 18;
  const place = {
    insetInlineStart: `${x0}px`,
    top: `${y0}px`,
    width: `${x1 - x0}px`,
    height: `${y1 - y0}px`,
  };
  const shade = data.source ? shadeOf(data.source.index) : {};
  return (
    <button
      type="button"
      class={`tree-box ${kind}`}
      data-box={index}
      tabIndex={isCurrent ? 0 : -1}
      aria-label={isMarked ? `${label}, has a finding` : label}
      style={{ ...place, ...shade }}
      onClick={onPress}
      onMouseEnter={() => onTell(data)}
      onFocus={() => onTell(data)}
      onMouseLeave={() => onTell(undefined)}
    >
      {hasName && (
        <span class="tree-name">
          {isMarked && '⚑ '}
          {data.name}
        </span>
      )}
    </button>
  );
}

/** @param {Node} node */
function labelOf({ name, path, source, kind }) {
  if (source) return nameOf(source);
  return kind ? name : path || 'All sources';
}

/** @param {Node} node @returns {number} */
function sumOf({ units = 0, children = [] }) {
  return children.reduce((sum, child) => sum + sumOf(child), units);
}

/** @param {number} part @param {number} units */
function tell(part, units) {
  const share = units > 0 ? (part * 100) / units : 0;
  return `${number(part)} characters, ${share < 0.1 ? 'less than 0.1' : share.toFixed(1)} %`;
}
