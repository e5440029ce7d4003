/** Stack traces, held against the build. */
import { explain } from '../../pkg/index.js';
import { input } from './build.js';

/** @import { Call } from '../engine/messages.js' */
/** @import { Explanation } from '../../pkg/index.js' */

/**
 * @param {Call} call
 * @param {string} stack
 * @param {{ service?: string, version?: string, minifiedPathPrefix?: string }} options
 * @returns {Promise<Explanation>}
 */
export async function explainStack({ signal }, stack, options) {
  return explain(stack, { ...options, files: input(), signal });
}
