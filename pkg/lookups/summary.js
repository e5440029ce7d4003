/** How much of a stack trace is readable. */

/** @import { ExplainedFrame, Explanation, Issue } from '../index.js' */

/**
 * @param {string} version
 * @param {ExplainedFrame[]} lines
 * @param {Issue[]} issues
 * @returns {Explanation}
 */
export function summarise(version, lines, issues) {
  const frames = lines.filter((line) => line.issues !== undefined);
  // what the sources do not have is no frame that could be readable
  const isThere = (/** @type {ExplainedFrame} */ { originals }) => originals?.length !== 0;
  const resolved = frames.filter(
    ({ original, originals = [] }) => original !== undefined || originals.length > 0,
  ).length;
  const readable = frames.filter((frame) => frame.readable).length;
  const all = [...issues, ...frames.flatMap((frame) => frame.issues ?? [])];
  return {
    mapship: version,
    ok: resolved + readable > 0 && all.every(({ severity }) => severity !== 'error'),
    lines,
    issues,
    // native code is no frame that could ever be readable
    summary: {
      frames: frames.filter((one) => one.url !== undefined || (one.platform && isThere(one)))
        .length,
      ...{ resolved, readable },
    },
  };
}
