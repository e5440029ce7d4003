/** What came of the maps in a report. */

/** @import { Report } from '../index.js' */

/**
 * @typedef {object} MapUploads
 * @property {string[]} minified the files that name it
 * @property {boolean} arrived by all uploads that it is in
 * @property {boolean} ofStyle of a style sheet, which is never sent
 */

/**
 * @param {Report | undefined} report
 * @returns {Map<string, MapUploads>} by the path of the map
 */
export function uploadsByMap(report) {
  /** @type {Map<string, MapUploads>} */
  const maps = new Map();
  for (const { path: about, parts, issues, upload } of report?.files ?? []) {
    const minified = parts.find(({ part }) => part === 'minified_file')?.path;
    const ofStyle = issues.some(({ code }) => code === 'pair-map-of-css');
    const map =
      parts.find(({ part }) => part === 'source_map')?.path ?? (ofStyle ? about : undefined);
    if (map === undefined) continue;
    const arrived = ['sent', 'already-sent'].includes(upload?.status ?? '');
    const known = maps.get(map) ?? { minified: [], arrived: true, ofStyle };
    maps.set(map, {
      minified: [...known.minified, ...(minified ? [minified] : [])],
      arrived: known.arrived && arrived,
      ofStyle,
    });
  }
  return maps;
}
