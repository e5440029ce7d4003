/**
 * Long lists: only the rows in sight are in the document.
 *
 * By TanStack Virtual's core, which keeps the measures of rows whose height changes.
 */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';

/**
 * @typedef {object} Options
 * @property {number} count how many rows there are
 * @property {number} height what a row is likely to be high, in px
 * @property {(index: number) => string} keyOf stays with the row when the order changes
 */

/**
 * @param {{ current: HTMLElement | null }} scroller
 * @param {Options} options
 * @returns {Virtualizer<HTMLElement, HTMLElement>}
 */
export function useVirtual(scroller, { count, height, keyOf }) {
  const [, redraw] = useReducer((/** @type {number} */ times) => times + 1, 0);
  const kept = useRef(/** @type {Virtualizer<HTMLElement, HTMLElement> | undefined} */ (undefined));
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: keyOf,
    overscan: 12,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(undefined),
  };
  kept.current ??= new Virtualizer(options);
  const virtual = kept.current;
  virtual.setOptions({ ...virtual.options, ...options });
  useLayoutEffect(() => virtual._didMount(), [virtual]);
  useLayoutEffect(() => virtual._willUpdate());
  return virtual;
}
