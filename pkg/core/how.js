/**
 * How options, fields and parts of uploads are given where mapship runs: by flags, options, or fields of a form. Remedies name
 * them so.
 */
import { GIVES } from '../options/declared.js';

/** As the API has it: what an option makes is given by the option; of all else the core knows the API's own words. @type {Record<string, string>} */
const OF_API = Object.fromEntries(
  Object.entries(GIVES).map(([option, field]) => [field, `the option ${option}`]),
);

let words = OF_API;
/** @type {(() => Record<string, string>) | undefined} */
let make;

/**
 * From now on remedies name options, fields and parts in these words; without them, as the API does.
 * @param {() => Record<string, string>} table made when it is first needed: words by name
 */
export function sayHow(table) {
  make = table;
}

/** @returns {Record<string, string>} */
export function howGiven() {
  if (make) [words, make] = [make(), undefined];
  return words;
}

/**
 * How an option is given, for remedies that are not written in the core.
 * @param {string} name
 */
export function wayOf(name) {
  return howGiven()[name] ?? `the option ${name}`;
}

/**
 * Where the value of an option came from, in words, where it was given as one.
 * @param {string} name
 */
export function originOf(name) {
  return howGiven()[`from ${name}`] ?? `the option ${name}`;
}
