/** What a reply means for the upload. Pure. */

import { withoutKey } from '../text/redact.js';

/** @import { Reply } from '../host/types.js' */
/** @import { Outcome } from '../index.js' */
/** @import { Target } from './destination.js' */

/** What is said of an upload that may as well have been lost: the API names each that it takes. */
const NO_ID = 'the reply names no upload';

/** How much of a reply that is not JSON is shown, in characters. */
const SHOWN = 200;

/**
 * @param {Reply} reply
 * @param {Target} target
 * @returns {Partial<Outcome>}
 */
export function readReply({ status: httpStatus, broken, location, text }, target) {
  // a server that repeats what it was sent must not make the key be shown
  const clean = (/** @type {string} */ words) => withoutKey(words, secretOf(target));
  if (broken !== undefined) return { httpStatus, reason: clean(`the reply broke off: ${broken}`) };
  const reply = parse(text);
  const isObject = typeof reply === 'object' && reply !== null;
  const isWell = httpStatus >= 200 && httpStatus < 300;
  const hasErrors = isObject && Array.isArray(reply.errors) && reply.errors.length > 0;
  if (isWell && !hasErrors && (isObject || text.trim() === '')) {
    const id = isObject ? textOf(reply.data?.id ?? undefined, clean) : undefined;
    return { status: 'sent', httpStatus, id, reason: id === undefined ? NO_ID : undefined };
  }
  // a browser does not say which redirect it was
  if (httpStatus < 200 || (httpStatus >= 300 && httpStatus < 400)) {
    return {
      httpStatus,
      reason: `the intake answered with a redirect${location ? ` to ${shown(clean(location))}` : ''}, which is not followed: it would carry the key along`,
      help: 'give the site or the intake URL that it leads to',
    };
  }
  const errors =
    isObject && Array.isArray(reply.errors)
      ? reply.errors.map((/** @type {unknown} */ error) => textOf(error, clean))
      : [];
  const said =
    errors.length > 0
      ? errors.join('; ')
      : `the reply is not the API's: ${shown(clean(text)) || '(empty)'}`;
  return {
    httpStatus,
    errors: errors.length > 0 ? errors : undefined,
    reason: `HTTP ${httpStatus}: ${said}`,
    // what the relay itself says has its remedy in it
    help:
      (target.relay && isOfRelay(reply)) || (isWell && hasErrors)
        ? undefined
        : remedy(httpStatus, target),
  };
}

/**
 * What to do about a status. API page: responses.
 * @param {number} status
 * @param {Target} target
 */
function remedy(status, target) {
  switch (status) {
    case 401:
    case 403:
      return keyRemedy(target);
    case 404:
      return `check the intake URL ${target.url}`;
    case 413:
      return 'the limit is 500 MB for all files of an upload together';
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return 'try again later, or with fewer uploads at a time';
    default:
      return status < 300
        ? 'something between here and the intake answered in its place; check proxies'
        : undefined;
  }
}

/**
 * A key is good for one site, and the wrong site is the likeliest of reasons.
 * @param {Target} target
 */
function keyRemedy({ site, origin, url, otherSites, keyOrigin, relay }) {
  const from = keyOrigin ? ` (from ${keyOrigin})` : '';
  const key = relay ? 'the API key that the relay was started with' : `the API key${from}`;
  if (site === undefined) return `check ${key}, and that it belongs to ${url}`;
  const others = otherSites.length > 0 ? `; the other sites are ${otherSites.join(', ')}` : '';
  return `check ${key}, and that it belongs to the site ${site} (from ${origin})${others}`;
}

/** Whether a reply is the relay's own, and not what the intake has answered. @param {any} reply */
function isOfRelay(reply) {
  return typeof reply?.code === 'string' && reply.code.startsWith('relay-');
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} value
 * @param {(words: string) => string} clean
 */
function textOf(value, clean) {
  if (value === undefined) return undefined;
  return clean(typeof value === 'string' ? value : JSON.stringify(value));
}

/** What gives a request leave, and is shown nowhere. @param {Target} target */
export function secretOf({ apiKey, relay }) {
  return apiKey ?? relay?.session;
}

/** Safe to print: one line, no control characters, cut. @param {string} text */
function shown(text) {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
