// What another decoder says of a map and its file.
import { readFile } from 'node:fs/promises';

import { TraceMap, decodedMappings } from '@jridgewell/trace-mapping';

/** A greater share of segments that lead nowhere is a map of another file. */
const MISFIT = 0.05;

/**
 * The share of a map's segments that lead past the end of a line, or into the middle of a word. Where most segments stand side by side,
 * every character is mapped, and words are no sign.
 * @param {string} map
 * @param {string} script
 */
export function strayShare(map, script) {
  const lines = script.split(/\r\n|[\n\r\u2028\u2029]/);
  const decoded = decodedMappings(new TraceMap(map));
  const sum = { all: 0, pastEnd: 0, inWords: 0, adjacent: 0 };
  for (const [index, segments] of decoded.entries()) {
    const line = lines[index];
    let last = -2;
    for (const [column] of segments) {
      sum.all += 1;
      if (line === undefined || column > line.length) sum.pastEnd += 1;
      else if (isInWord(line, column)) sum.inWords += 1;
      if (column === last + 1) sum.adjacent += 1;
      last = column;
    }
  }
  const strays = sum.pastEnd + (sum.adjacent > sum.all / 2 ? 0 : sum.inWords);
  return sum.all === 0 ? 0 : strays / sum.all;
}

/** @param {string} line @param {number} column */
function isInWord(line, column) {
  return /^[\w$]{2}$/.test(line.slice(Math.max(column - 1, 0), column + 1));
}

/**
 * What is wrong with a map; undefined where nothing is.
 * @param {string} [map] its path
 * @param {string} [script] the path of its file
 * @returns {Promise<{ reason: string, share: number } | undefined>} `share`: of the segments that lead nowhere
 */
export async function reasonAgainst(map, script) {
  if (map === undefined) return { reason: 'the map is not there', share: 1 };
  let text;
  try {
    text = await readFile(map, 'utf8');
    decodedMappings(new TraceMap(text));
  } catch (error) {
    return { reason: `it cannot be decoded: ${error}`, share: 1 };
  }
  if (script === undefined) return { reason: 'its file is not there', share: 1 };
  const share = strayShare(text, await readFile(script, 'utf8'));
  const reason = `${(share * 100).toFixed(1)} % of its segments lead nowhere`;
  return share > MISFIT ? { reason, share } : undefined;
}
