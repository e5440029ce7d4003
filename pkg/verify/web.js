/** In browsers there is no `verify`: they let no page read what other hosts answer. */
import { UsageError } from '../errors.js';

/**
 * @param {string | string[]} _what
 * @param {import('../index.js').VerifyOptions} _options
 * @returns {Promise<never>}
 */
export async function verify(_what, _options) {
  throw new UsageError('node-only', 'verify works in Node only', {
    help: 'run it where the deploy runs: npx mapship verify https://example.com/ --against sent.json',
  });
}
