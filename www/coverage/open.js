/** A picture of a map, as the page has it: every question goes to the worker. */
import { engine } from '../engine/engine.js';

/** @import { FileReport, Look } from '../../pkg/index.js' */

/**
 * Looks at the map of an upload; rejects where it has none.
 * @param {FileReport} report
 * @returns {Promise<Look>}
 */
export async function openLook({ path, parts }) {
  const map = parts.find(({ part }) => part === 'source_map')?.path ?? path;
  const minified = parts.find(({ part }) => part === 'minified_file')?.path;
  const { id, coverage } = await engine().openLook(map, minified);
  const ask = (/** @type {string} */ question, /** @type {unknown[]} */ ...args) =>
    /** @type {Promise<any>} */ (/** @type {any} */ (engine()).askLook(id, question, args));
  return {
    coverage,
    generated: (...args) => ask('generated', ...args),
    original: (...args) => ask('original', ...args),
    content: (...args) => ask('content', ...args),
    text: (...args) => ask('text', ...args),
    close: () => void engine().closeLook(id),
  };
}
