// Names the files whose tests failed, one on each line, for `cargo xtask test` to run them once more.
import path from 'node:path';

/**
 * @param {AsyncIterable<{ type: string, data: any }>} events
 * @returns {AsyncGenerator<string>}
 */
export default async function* failedFiles(events) {
  const named = new Set();
  for await (const { type, data } of events) {
    if (type !== 'test:fail') continue;
    // a file that could not be run at all is named as the test itself
    const file = path.relative('.', data.file ?? data.name);
    if (named.has(file)) continue;
    named.add(file);
    yield `${file}\n`;
  }
}
