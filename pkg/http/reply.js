/** Writes replies, at most one per request. */

/** @typedef {import('node:http').ServerResponse} ServerResponse */

/**
 * @param {ServerResponse} res
 * @param {number} status
 * @param {string} text
 * @param {Record<string, string>} headers
 */
export function sendText(res, status, text, headers) {
  if (res.headersSent || res.destroyed) return;
  // A connection on which a body is still coming could not carry another request.
  if (!res.req.complete) res.setHeader('connection', 'close');
  res.writeHead(status, {
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  });
  res.end(text);
}

/**
 * @param {ServerResponse} res
 * @param {number} status
 * @param {unknown} body
 * @param {Record<string, string>} [headers]
 */
export function sendJson(res, status, body, headers = {}) {
  sendText(res, status, `${JSON.stringify(body)}\n`, {
    'content-type': 'application/json',
    ...headers,
  });
}

/**
 * The body of every error of the API.
 * @param {ServerResponse} res
 * @param {number} status
 * @param {string[]} errors Sentences.
 * @param {Record<string, string>} [headers]
 */
export function sendErrors(res, status, errors, headers = {}) {
  sendJson(res, status, { errors }, headers);
}
