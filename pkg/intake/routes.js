/** Which request is for what, and an answer for those that are for nothing. */

import { sendErrors } from '../http/reply.js';
import { discardBody } from '../http/body.js';
import { printable, shortened } from './wording.js';

/** @typedef {import('../http/server.js').Handler} Handler */

/** Bytes of a body on an unknown path that are read before the answer is sent. */
const MAX_DISCARDED = 64 * 1024 * 1024;

/**
 * @param {object} options
 * @param {Record<string, Handler>} options.routes By method and path: `GET /`.
 * @param {number} options.idleMs How long a body may send nothing.
 * @param {(line: string) => void} options.log
 * @returns {Handler}
 */
export function route({ routes, idleMs, log }) {
  return async (req, res) => {
    // The query is dropped before anything looks at the path: some clients put their API key there.
    const path = (req.url ?? '/').split(/[?#]/, 1)[0];
    const wanted = `${req.method} ${path}`;
    try {
      if (Object.hasOwn(routes, wanted)) return await routes[wanted](req, res);
      await discardBody(req, { idleMs, most: MAX_DISCARDED });
      const sentence = `Not found: ${shown(wanted)} (there is ${Object.keys(routes).join(', ')})`;
      sendErrors(res, 404, [sentence]);
      log(`${req.method} 404 ${shown(path)}`);
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      log(`${req.method} 503 ${shown(path)} the intake itself failed: ${shown(message)}`);
      await discardBody(req, { idleMs, most: MAX_DISCARDED });
      sendErrors(res, 503, [`Service unavailable: the intake itself failed (${code ?? 'bug'})`]);
    }
  };
}

/** @param {string} text From a request. */
function shown(text) {
  return printable(shortened(text));
}
