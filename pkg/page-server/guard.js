/**
 * Who may ask: programs and pages of this very address. A page from elsewhere can make a browser send requests to this
 * machine, and by a name that it has led here (DNS rebinding) even have them look like its own.
 */

import { RelayRefusal } from './refusal.js';

/** @typedef {import('node:http').IncomingHttpHeaders} IncomingHttpHeaders */

/** The names that this machine has for itself alone. */
const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses what was sent to another name than this machine's own.
 * @param {IncomingHttpHeaders} headers
 * @param {number} port
 * @throws {RelayRefusal}
 */
export function checkHost({ host = '' }, port) {
  if (hostsOf(port).includes(host.toLowerCase())) return;
  throw new RelayRefusal(
    'relay-host',
    `This is served for this machine only, at http://${NAMES[0]}:${port}: open the link that mapship page has printed`,
  );
}

/**
 * Refuses what a page of another origin has caused. Programs say nothing of an origin; all browsers do.
 * @param {IncomingHttpHeaders} headers
 * @throws {RelayRefusal}
 */
export function checkOrigin({ host = '', origin, 'sec-fetch-site': site }) {
  const isOwn = origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
  // another port of this machine is the same site, and not the same origin
  if (isOwn && (site === undefined || site === 'same-origin')) return;
  throw new RelayRefusal(
    'relay-origin',
    'Only the page that mapship page serves may use its relay: open the link that it has printed',
  );
}

/** @param {number} port */
function hostsOf(port) {
  const named = NAMES.map((name) => `${name}:${port}`);
  // browsers leave the port of the scheme out
  return port === 80 ? [...NAMES, ...named] : named;
}
