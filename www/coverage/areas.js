/** Areas that are walked by arrows, and the room that they have. */
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

/** @import { Box } from './tree.js' */

/** Smaller than this, in px, nothing can be seen of an area or pointed at. */
export const LEAST = 5;

/**
 * Where an arrow leads: to the nearest area whose middle lies in its direction.
 * @param {Pick<Box, 'x0' | 'x1' | 'y0' | 'y1'>[]} boxes
 * @param {number} from
 * @param {string} key
 * @returns {number | undefined}
 */
export function nextBox(boxes, from, key) {
  const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  if (key === 'Home' || key === 'End') return key === 'Home' ? 0 : boxes.length - 1;
  const start = boxes[from];
  if (way === undefined || start === undefined) return undefined;
  const [x = 0, y = 0] = way;
  const middle = (/** @type {Pick<Box, 'x0' | 'x1' | 'y0' | 'y1'>} */ box) => [
    (box.x0 + box.x1) / 2,
    (box.y0 + box.y1) / 2,
  ];
  const [startX = 0, startY = 0] = middle(start);
  let [best, nearest] = [/** @type {number | undefined} */ (undefined), Infinity];
  for (const [i, box] of boxes.entries()) {
    const [boxX = 0, boxY = 0] = middle(box);
    const [dx, dy] = [boxX - startX, boxY - startY];
    const along = dx * x + dy * y;
    const across = Math.abs(dx * y) + Math.abs(dy * x);
    const distance = along + 2 * across;
    if (i !== from && along > 1 && distance < nearest) [best, nearest] = [i, distance];
  }
  // past the last in this direction, on in their order: nothing is out of reach
  const step = x + y;
  return best ?? Math.max(0, Math.min(boxes.length - 1, from + step));
}

/** @param {{ current: HTMLElement | null }} frame @returns {[width: number, height: number]} in px */
export function useSize(frame) {
  const [size, setSize] = useState(/** @type {[number, number]} */ ([0, 0]));
  const measure = () => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = frame.current ?? {};
    setSize((known) => (known[0] === width && known[1] === height ? known : [width, height]));
  };
  useLayoutEffect(measure);
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return size;
}
