/** The headers that keep the page, and what the relay gives it, from being used for something else. */

/** With every reply. */
const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** With every reply but the page's files: should one be shown as a page, it can do nothing. */
export const RELAY = {
  ...ALWAYS,
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
};

/**
 * With every file of the page.
 * @param {string[]} intakes The origins that it may post to besides its own.
 */
export function pageHeaders(intakes) {
  return {
    ...ALWAYS,
    // an ETag saves the transfer; the next version may be at the same address
    'cache-control': 'no-cache',
    'content-security-policy': contentSecurityPolicy(intakes),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
}

/** @param {string[]} intakes Origins. */
function contentSecurityPolicy(intakes) {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src ${["'self'", ...new Set(intakes)].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * @param {import('node:http').ServerResponse} res
 * @param {Record<string, string>} headers
 */
export function setHeaders(res, headers) {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
}
