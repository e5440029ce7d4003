/** Styles of what is loaded when it is first asked for: the first load has none of them. */

/** @type {Map<string, Promise<void>>} by name */
const loaded = new Map();

/**
 * Loads a stylesheet that lies beside the scripts, once. What is drawn without it can still be read.
 * @param {string} name
 * @returns {Promise<void>}
 */
export function loadStyles(name) {
  const known = loaded.get(name);
  if (known) return known;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL(`./${name}.css`, import.meta.url).href;
  const done = /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      link.onload = () => resolve();
      link.onerror = () => resolve();
    })
  );
  document.head.append(link);
  loaded.set(name, done);
  return done;
}
