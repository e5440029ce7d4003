/** When an upload is tried again, and after how long. Pure: the clock and the dice are the caller's. */

/** Statuses that may be another one next time; all others are final. API page: responses. */
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);

/** Statuses that ask for less work at a time. */
const OVERLOADED = new Set([429, 503]);

/** Statuses that say that the key will not do, for any upload. */
const REFUSES_KEY = new Set([401, 403]);

/** The wait before the second attempt is at most this, in ms; the bound doubles with each one more. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/** @param {number} status */
export const isTransient = (status) => TRANSIENT.has(status);

/** @param {number} status */
export const isOverload = (status) => OVERLOADED.has(status);

/** @param {number} status */
export const isKeyRefused = (status) => REFUSES_KEY.has(status);

/**
 * How long to wait before the next attempt, in ms: exponential backoff with full jitter, so that clients that failed
 * together do not come back together. What the server asked for counts instead.
 * @param {number} attempts made so far, 1 and up
 * @param {{ retryAfter?: number, random: () => number }} how `retryAfter` in ms; `random` from 0 to 1
 */
export function waitAfter(attempts, { retryAfter, random }) {
  if (retryAfter !== undefined) return retryAfter;
  return Math.round(random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempts - 1)));
}

/**
 * The header `Retry-After`, in ms from now; undefined where it says nothing that can be understood.
 * @param {string | null | undefined} value seconds, or a date of HTTP
 * @param {number} now in ms since 1970
 */
export function readRetryAfter(value, now) {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // without a letter first, Date.parse makes years of what are no dates
  if (!/^[A-Za-z]{3}/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
