/** The request headers that may be written down. */

import { printable } from './wording.js';

/** @typedef {import('node:http').IncomingHttpHeaders} IncomingHttpHeaders */

/** Headers that carry, or may carry, something that only the client may know. */
const SECRET = /key|auth|token|secret|cookie|password|signature/;
const WITHHELD = '(not recorded)';

/** A key this short is a stand-in of somebody's rehearsal, and could be part of any word. */
const SHORTEST_KEY = 8;

/**
 * Every header; of one whose name or value may give something secret away, the name only.
 * @param {IncomingHttpHeaders} headers
 * @returns {Record<string, string>}
 */
export function recordable(headers) {
  const key = apiKeyOf(headers);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
      const secret = SECRET.test(name) || (key.length >= SHORTEST_KEY && text.includes(key));
      return [name, secret ? WITHHELD : printable(text)];
    }),
  );
}

/**
 * @param {IncomingHttpHeaders} headers
 * @returns {string} Empty when there is none.
 */
export function apiKeyOf(headers) {
  const value = headers['dd-api-key'];
  return (Array.isArray(value) ? value[0] : (value ?? '')).trim();
}

/**
 * Who sent the request, as far as it says.
 * @param {IncomingHttpHeaders} headers
 */
export function clientOf(headers) {
  const safe = recordable(headers);
  return {
    origin: safe['dd-evp-origin'] ?? null,
    originVersion: safe['dd-evp-origin-version'] ?? null,
    userAgent: safe['user-agent'] ?? null,
  };
}
