/** Names as JavaScript and the command line write them. */

/** `minifiedPathPrefix` → `minified-path-prefix`, and so `minified_path_prefix`. @param {string} name */
export function dashed(name) {
  return name.replace(/_/g, '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `minified-path-prefix` → `minifiedPathPrefix`. @param {string} name */
export function camel(name) {
  return name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}
