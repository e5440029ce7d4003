/** Whether a host answers at all, though a page may not read what. */

/**
 * Asks without the key and without anything of the user's.
 * @param {string} url
 * @returns {Promise<boolean>}
 */
export async function isReachable(url) {
  try {
    await fetch(new URL(url).origin, { mode: 'no-cors', credentials: 'omit' });
    return true;
  } catch {
    return false;
  }
}
