/**
 * By which names the intake is asked. A page can have a name of its own lead to this machine, and is then, for the browser, of one
 * origin with the intake: it would read what that holds. It can't do so with a name that is nobody's on the internet.
 */

import { isIP } from 'node:net';

import { discardBody } from '../http/body.js';
import { sendErrors } from '../http/reply.js';
import { printable, shortened } from './wording.js';

/** @typedef {import('../http/server.js').Handler} Handler */

/** Endings that are kept for private networks: no page of the internet has such a name. RFC 6761, RFC 6762, ICANN's decision on .internal */
const PRIVATE = /\.(?:localhost|local|internal|test)$/;

/** Bytes of a refused body that are read before the answer is sent. */
const MAX_DISCARDED = 64 * 1024 * 1024;

/** Whether only this machine reaches an address. @param {string} address */
export function isThisMachine(address) {
  return address === '::1' || address.startsWith('127.');
}

/**
 * Whether a `Host` header can't be the name of a page that was led here: an address, a name without a dot, or one of a private network.
 * @param {string | undefined} header
 */
export function isPrivateName(header = '') {
  const name = header
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[|\]$|\.$/g, '');
  return isIP(name) !== 0 || !name.includes('.') || PRIVATE.test(name);
}

/**
 * The same, for requests by such names only.
 * @param {Handler} handle
 * @param {number} idleMs
 * @param {(line: string) => void} log
 * @returns {Handler}
 */
export function byPrivateNames(handle, idleMs, log) {
  return async (req, res) => {
    if (isPrivateName(req.headers.host)) return handle(req, res);
    const name = printable(shortened(req.headers.host ?? ''));
    log(`${req.method} 421 a request for ${name}, which is no name of this machine`);
    await discardBody(req, { idleMs, most: MAX_DISCARDED });
    sendErrors(res, 421, [
      `Misdirected: ${name} is no name of this machine; ask for it by its address, such as 127.0.0.1`,
    ]);
  };
}
