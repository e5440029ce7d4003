/** How the values of an upload are given where mapship runs: by flags, options, or fields of a form. Findings name them so. */

/** @type {Record<string, string>} */
let words = {};
/** @type {(() => Record<string, string>) | undefined} */
let make;

/**
 * From now on findings name the fields and parts of uploads in these words; without them, as the API does.
 * @param {() => Record<string, string>} table made when it is first needed: words by field or part
 */
export function sayHow(table) {
  make = table;
}

/** @returns {Record<string, string>} */
export function howGiven() {
  if (make) [words, make] = [make(), undefined];
  return words;
}
