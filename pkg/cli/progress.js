/** One line that says how far the work has come; on terminals only. */
import { count, duration, size } from './style.js';

/** @import { Progress } from '../index.js' */

/** The least time between two writings of the line, in ms: a terminal is slow. */
const PAUSE = 80;

/**
 * @param {{ isTTY?: boolean, columns?: number, write(text: string): unknown }} stream
 * @returns {{ onProgress?: (progress: Progress) => void, clear(): void }}
 */
export function progressLine(stream) {
  if (stream.isTTY !== true) return { clear() {} };
  let [checked, ended, bytes, retries, last, shown] = [0, 0, 0, 0, 0, false];
  return {
    onProgress(progress) {
      if (progress.phase === 'check') checked = progress.done;
      if (progress.phase === 'send') ended = progress.done;
      if (progress.phase === 'retry') retries += 1;
      bytes += progress.bytes ?? 0;
      const now = performance.now();
      if (now - last < PAUSE) return;
      last = now;
      const facts = [`checked ${checked} of ${count(progress.total, 'file')}`];
      if (bytes > 0) facts.push(`${ended} uploads done`, `${size(bytes)} read for sending`);
      if (retries > 0) facts.push(count(retries, 'retry', 'retries'));
      if (progress.wait) facts.push(`next attempt in ${duration(progress.wait)}`);
      stream.write(`\r\x1b[K${facts.join(' · ').slice(0, (stream.columns ?? 80) - 1)}`);
      shown = true;
    },
    clear() {
      if (shown) stream.write('\r\x1b[K');
      shown = false;
    },
  };
}
