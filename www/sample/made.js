/** What `make.js` has made. The bundler writes it in. */

/** @type {Record<string, string>} by their paths */
export const files = {};
export const trace = '';
