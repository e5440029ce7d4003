/** What the page may do: its Content-Security-Policy, and the headers that go with it. Pure. */

/**
 * For the page itself, in a meta element: it holds on hosts too that send no headers.
 *
 * Requests go to where the page is from, to the sites' intakes, and to this machine, for rehearsals against `mapship intake`.
 * @param {string[]} sites their domains
 */
export function policyOf(sites) {
  const intakes = sites.map((site) => `https://sourcemap-intake.${site}`);
  return Object.entries({
    'default-src': ["'none'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'style-src': ["'self'"],
    'img-src': ["'self'"],
    'worker-src': ["'self'"],
    'connect-src': ["'self'", ...intakes, 'http://127.0.0.1:*', 'http://localhost:*'],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    // no text ever becomes markup or a script's address
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['mapship'],
  })
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}

/**
 * For servers. What may frame the page can only be said in a header.
 * @param {string[]} sites
 * @returns {Record<string, string>}
 */
export function headersOf(sites) {
  return {
    'Content-Security-Policy': `${policyOf(sites)}; frame-ancestors 'none'`,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  };
}
