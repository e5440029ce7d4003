/** Lets pages of other origins post to the intake, where it was told to. https://fetch.spec.whatwg.org/#http-cors-protocol */

/** @typedef {import('../http/server.js').Handler} Handler */

/** What a request of an upload may carry that a browser asks about first. */
const HEADERS =
  'Content-Encoding, Content-Type, DD-API-KEY, DD-EVP-ORIGIN, DD-EVP-ORIGIN-VERSION, DD-REQUEST-ID';

/** How long a browser need not ask again, in seconds. */
const MAX_AGE = '600';

/**
 * The same routes; those of the API with an answer to what a browser asks before it uses them, and with leave to read the
 * reply. What the intake holds is for no page to read.
 * @param {Record<string, Handler>} routes By method and path.
 * @returns {Record<string, Handler>}
 */
export function withCors(routes) {
  /** @type {Record<string, Handler>} */
  const open = { ...routes };
  for (const [route, handle] of Object.entries(routes)) {
    const [method, path] = route.split(' ');
    if (!path.startsWith('/api/')) continue;
    open[route] = async (req, res) => {
      res.setHeader('access-control-allow-origin', '*');
      res.setHeader('access-control-expose-headers', 'Retry-After');
      return handle(req, res);
    };
    open[`OPTIONS ${path}`] = async (_req, res) => {
      res.writeHead(204, {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': method,
        'access-control-allow-headers': HEADERS,
        'access-control-max-age': MAX_AGE,
      });
      res.end();
    };
  }
  return open;
}
