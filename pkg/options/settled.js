/** The options that a plan has settled: given besides it, they would contradict it. */
import { CHECK } from './declared.js';

/** What says nothing of the uploads. */
const NEUTRAL = new Set(['signal', 'onProgress', 'allowEmpty']);

export const SETTLED = new Set(
  [...Object.keys(CHECK), 'git', 'afterUpload', 'defer'].filter((name) => !NEUTRAL.has(name)),
);
