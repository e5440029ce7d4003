/** In browsers nothing is written to disk. The same names as in `index.js`. */
import { UsageError } from '../errors.js';

/** @returns {Promise<never>} */
export async function injectAll() {
  throw new UsageError('inject-in-browser', "a browser can't write into files", {
    help: 'call inject in Node, or run mapship sourcemaps inject',
  });
}
