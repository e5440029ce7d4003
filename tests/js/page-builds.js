// Builds for the tests of the page: some of them broken, each in another way.
import { MAP, SCRIPT } from './world.js';

/** What is wrong with every so-manieth pair. @type {Record<number, (files: Pair) => Pair>} */
const BREAKS = {
  3: ({ map, script }) => ({ map: map.replace('AAAAA', 'AAAA!'), script }),
  5: ({ map, script }) => ({ map: map.slice(0, -9), script }),
  7: ({ map, script }) => ({ map: map.replace('"version":3', '"version":2'), script }),
  // the mappings lead behind the end of the script
  9: ({ map, script }) => ({ map: map.replace('AAAAA', 'AAAAA;;;;AAAAA'), script }),
  11: ({ script }) => ({ script }),
  13: ({ map }) => ({ map }),
};

/** @typedef {{ map?: any, script?: any }} Pair */

/**
 * The files of a build.
 * @param {number} count how many pairs there are
 * @param {{ broken?: boolean }} [options] whether some are
 * @returns {Record<string, string>} by their paths below the build's folder
 */
export function pairs(count, { broken = true } = {}) {
  /** @type {Record<string, string>} */
  const files = {};
  for (let i = 0; i < count; i += 1) {
    const name = `chunk-${String(i).padStart(4, '0')}.js`;
    const whole = {
      map: MAP.replace('"app.js"', `"${name}"`),
      script: SCRIPT.replace('app.js', name),
    };
    const { map, script } = (broken && BREAKS[i % 20]?.(whole)) || whole;
    if (script !== undefined) files[`assets/${name}`] = script;
    if (map !== undefined) files[`assets/${name}.map`] = map;
  }
  return files;
}
