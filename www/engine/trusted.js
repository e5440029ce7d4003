/** Addresses of scripts, for a page that takes none but its own. */

/** @typedef {{ createScriptURL(url: string): string }} Policy */

/** @type {Policy | undefined} Trusted Types, which not all browsers have and TypeScript's library does not know */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('mapship', {
  createScriptURL(/** @type {string} */ url) {
    if (new URL(url).origin !== location.origin) throw new TypeError('a script from elsewhere');
    return url;
  },
});

/**
 * A script of this page.
 * @param {URL} url
 * @returns {string}
 */
export function trusted({ href }) {
  return policy?.createScriptURL(href) ?? href;
}
