/** What both sides share: what is pointed at or chosen on one is marked on the other, and arrows go from stretch to stretch. */
import { useEffect } from 'preact/hooks';

import { chosenKey } from './store.js';

/** @import { Store } from './store.js' */

/** How far keys lead from a stretch. */
const STEPS = /** @type {Record<string, number>} */ ({
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
});

/**
 * Marks what is pointed at and what is chosen. By hand: a thousand stretches are not to be drawn anew for each move of the mouse.
 * @param {{ current: HTMLElement | null }} pane
 * @param {Store} store
 * @param {unknown} drawn what the pane shows: when that changes, marks have to be set again
 */
export function useMarks(pane, store, drawn) {
  const hot = store.hot.value;
  const chosen = chosenKey(store.chosen.value);
  useEffect(() => mark(pane.current, 'hot', hot), [pane, hot, drawn]);
  useEffect(() => mark(pane.current, 'chosen', chosen), [pane, chosen, drawn]);
}

/** @param {HTMLElement | null} pane @param {string} name @param {string} key */
function mark(pane, name, key) {
  for (const old of pane?.querySelectorAll(`.${name}`) ?? []) old.classList.remove(name);
  if (key === '') return;
  for (const piece of pane?.querySelectorAll(`[data-key="${key}"]`) ?? []) {
    piece.classList.add(name);
  }
}

/** @param {Store} store */
export function pointing(store) {
  return {
    onMouseOver: (/** @type {MouseEvent} */ { target }) => {
      const piece = target instanceof Element ? target.closest('[data-key]') : null;
      store.hot.value = piece?.getAttribute('data-key') ?? '';
    },
    onMouseLeave: () => (store.hot.value = ''),
  };
}

/**
 * The stretch that a key leads to from the one that is chosen.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} pane
 * @returns {HTMLElement | undefined}
 */
export function stepped(event, pane) {
  const step = STEPS[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const pieces = [...pane.querySelectorAll('[data-piece]')];
  const at = pieces.findIndex((piece) => piece.classList.contains('here'));
  const chosen = at < 0 ? pieces.findIndex((piece) => piece.classList.contains('chosen')) : at;
  const next = pieces[chosen < 0 ? 0 : Math.max(0, Math.min(pieces.length - 1, chosen + step))];
  if (!(next instanceof HTMLElement)) return undefined;
  event.preventDefault();
  return next;
}

/** Brings a piece in sight, without moving more than its pane. @param {HTMLElement} pane @param {Element | null} piece */
export function bringInSight(pane, piece) {
  if (!piece) return;
  const [outer, inner] = [pane.getBoundingClientRect(), piece.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    pane.scrollTop += inner.top - outer.top - pane.clientHeight / 3;
  }
  if (inner.left < outer.left || inner.left > outer.right - 40) {
    pane.scrollLeft += inner.left - outer.left - pane.clientWidth / 4;
  }
}
