/** What came of a map, as far as it tells whether the map may go. Pure. */

/** @import { Outcome } from '../../index.js' */

/**
 * It `arrived`, by all uploads that it is in; one of these `failed`; or one was not to be sent (`unsent`).
 * @typedef {'arrived' | 'failed' | 'unsent'} Fate
 */

/**
 * @param {Outcome | undefined} outcome
 * @returns {Fate}
 */
export function fateOf(outcome) {
  switch (outcome?.status) {
    // a reply that names no upload is no sign that there is one: a proxy may have answered
    case 'sent':
      return outcome.id === undefined ? 'failed' : 'arrived';
    // the intake has acknowledged it under an ID, and the receipt's digest holds of the same bytes
    case 'already-sent':
      return 'arrived';
    // if all goes well
    case 'dry-run':
      return 'arrived';
    case 'failed':
      return 'failed';
    default:
      return 'unsent';
  }
}

/**
 * A map that is in several uploads has arrived when all of them have.
 * @param {Fate} one @param {Fate} other
 * @returns {Fate}
 */
export function worst(one, other) {
  if (one === 'failed' || other === 'failed') return 'failed';
  return one === 'unsent' ? one : other;
}
