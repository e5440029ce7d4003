/** How a source is told from the others: a colour, and a line under its text that needs none. Pure. */

const COLOURS = 8;
const LINES = ['solid', 'dashed', 'dotted'];

/** @param {number} source its index @returns {Record<string, string>} */
export function shadeOf(source) {
  return {
    '--shade': `var(--data-${(source % COLOURS) + 1})`,
    '--shade-line': LINES[Math.floor(source / COLOURS) % LINES.length] ?? 'solid',
  };
}
