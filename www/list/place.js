/** Where a finding is, in words. Pure. */

/** @import { Issue } from '../../pkg/index.js' */

/** @param {Issue} issue */
export function placeOf({ at }) {
  const { part, path, offset, line, column, mapping } = at;
  const places = [
    part && part.replaceAll('_', ' '),
    !mapping && path,
    mapping && `mappings: generated line ${mapping.generatedLine}, segment ${mapping.segment}`,
    line !== undefined && `line ${line}${column === undefined ? '' : `, column ${column}`}`,
    line === undefined && offset !== undefined && `byte ${offset}`,
  ];
  return places.filter(Boolean).join(' · ');
}
