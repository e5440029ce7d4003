/** The list of uploads: one stop for the Tab key, arrows from row to row, and only what is in sight in the document. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import { isReversed, query, shown, sort, sortBy } from '../state/filter.js';
import { urls } from '../state/form.js';
import { FileRow } from './file-row.jsx';
import { useVirtual } from './virtual.js';
import './file-list.css';

/** Height of a row that is closed, in px: always two lines, so that nothing moves when addresses become known. */
const HEIGHT = 54;

/** How far keys lead from a row. */
const STEPS = /** @type {Record<string, number>} */ ({
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 12,
  PageUp: -12,
  Home: -Infinity,
  End: Infinity,
});

const COLUMNS = /** @type {const} */ ({
  findings: 'Findings',
  name: 'File',
  kind: 'Kind',
  size: 'Size',
});

export function FileList() {
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [open, setOpen] = useState(/** @type {ReadonlySet<string>} */ (new Set()));
  const [current, setCurrent] = useState(0);
  // the row that is to get the focus: an effect of an earlier drawing may come in between
  const wanted = useRef(/** @type {number | undefined} */ (undefined));
  const list = shown.value;
  const at = Math.min(current, list.length - 1);
  const virtual = useVirtual(scroller, {
    count: list.length,
    height: HEIGHT,
    keyOf: (index) => list[index]?.report.path ?? String(index),
  });

  const move = (/** @type {KeyboardEvent} */ event) => {
    const step = STEPS[event.key];
    const isHead = event.target instanceof Element && event.target.matches('.row-head');
    if (step === undefined || !isHead || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(list.length - 1, at + step));
    wanted.current = next;
    setCurrent(next);
    virtual.scrollToIndex(next);
  };
  useEffect(() => {
    if (wanted.current === undefined) return;
    // a row that was out of sight is drawn a little later
    const row = scroller.current?.querySelector(`[data-index="${wanted.current}"] .row-head`);
    if (row instanceof HTMLElement) {
      wanted.current = undefined;
      row.focus({ preventScroll: true });
    }
  });
  // whether there is a scrollbar, which takes room of the rows
  const [isLong, setLong] = useState(false);
  useLayoutEffect(() => {
    const { offsetWidth = 0, clientWidth = 0 } = scroller.current ?? {};
    setLong(offsetWidth > clientWidth);
  });
  const toggle = (/** @type {string} */ path) => {
    const next = new Set(open);
    if (!next.delete(path)) next.add(path);
    setOpen(next);
  };
  if (list.length === 0) {
    return <p class="files-none">Nothing here matches{query.value ? ` “${query.value}”` : ''}.</p>;
  }
  return (
    <div class={isLong ? 'list long' : 'list'}>
      <Columns />
      <div class="list-scroll" ref={scroller} onKeyDown={move}>
        <ul class="list-all" aria-label="Uploads" style={{ height: `${virtual.getTotalSize()}px` }}>
          {virtual.getVirtualItems().map((item) => {
            const row = list[item.index];
            if (row === undefined) return null;
            const { path } = row.report;
            return (
              <li
                key={item.key}
                class="list-item"
                ref={virtual.measureElement}
                data-index={item.index}
                aria-setsize={list.length}
                aria-posinset={item.index + 1}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <FileRow
                  row={row}
                  url={urls.value.get(path)}
                  isOpen={open.has(path)}
                  isCurrent={item.index === at}
                  onToggle={() => {
                    setCurrent(item.index);
                    toggle(path);
                  }}
                />
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

function Columns() {
  return (
    <div class="list-columns row-grid" role="group" aria-label="Sort by">
      <span />
      {Object.entries(COLUMNS).map(([name, text]) => (
        <button
          key={name}
          type="button"
          class="list-column"
          data-column={name}
          aria-pressed={sort.value === name}
          onClick={() => sortBy(/** @type {keyof typeof COLUMNS} */ (name))}
        >
          {text}
          {sort.value === name && (
            <span aria-label={isReversed.value ? ', turned around' : ''}>
              {isReversed.value ? ' ↑' : ' ↓'}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
