/** What came of the maps in a report. */
import { fateOf, worst } from '../send/after-upload/fate.js';

/** @import { Report } from '../index.js' */
/** @import { Fate } from '../send/after-upload/fate.js' */

/**
 * @typedef {object} MapUploads
 * @property {string[]} minified the files that name it
 * @property {Fate} fate
 */

/**
 * @param {Report | undefined} report
 * @returns {Map<string, MapUploads>} by the path of the map
 */
export function uploadsByMap(report) {
  /** @type {Map<string, MapUploads>} */
  const maps = new Map();
  for (const { parts, upload } of report?.files ?? []) {
    const minified = parts.find(({ part }) => part === 'minified_file')?.path;
    const map = parts.find(({ part }) => part === 'source_map')?.path;
    if (map === undefined) continue;
    const known = maps.get(map);
    const fate = fateOf(upload);
    maps.set(map, {
      minified: [...(known?.minified ?? []), ...(minified ? [minified] : [])],
      fate: known ? worst(known.fate, fate) : fate,
    });
  }
  return maps;
}
