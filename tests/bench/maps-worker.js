/** `maps-worker.js READER MAP TIMES`: reads a map from its bytes so many times, and prints how long each took, in ms. */
import { readFileSync } from 'node:fs';

import { API_BEFORE } from './before.js';

/** @type {Record<string, () => Promise<(bytes: Buffer) => unknown>>} */
const READERS = {
  mapship: () => mapship('mapship'),
  'mapship before': () => mapship(API_BEFORE ?? ''),
  'JSON.parse': async () => (bytes) => JSON.parse(bytes.toString('utf8')),
  async 'trace-mapping'() {
    const { TraceMap, decodedMappings } = await import('@jridgewell/trace-mapping');
    return (bytes) => decodedMappings(new TraceMap(JSON.parse(bytes.toString('utf8'))));
  },
  async 'source-map'() {
    const { SourceMapConsumer } = await import('source-map');
    return async (bytes) => {
      const consumer = await new SourceMapConsumer(JSON.parse(bytes.toString('utf8')));
      // it decodes when it is first asked
      consumer.originalPositionFor({ line: 1, column: 0 });
      consumer.destroy();
    };
  },
  // what any reader must do: is it UTF-8?
  async 'UTF-8 scan'() {
    const { isUtf8 } = await import('node:buffer');
    return (bytes) => isUtf8(bytes);
  },
};

/**
 * The whole check of the package, findings included.
 * @param {string} api what to import
 */
async function mapship(api) {
  /** @type {typeof import('mapship')} */
  const { inspect } = await import(api);
  return async (/** @type {Buffer} */ bytes) => {
    const report = await inspect([{ file: bytes, name: 'a.js.map' }]);
    if (!report.ok) throw new Error(JSON.stringify(report.files[0]?.issues));
  };
}

const [name = '', file = '', times = '1'] = process.argv.slice(2);
const read = await /** @type {NonNullable<(typeof READERS)[string]>} */ (READERS[name])();
const bytes = readFileSync(file);
const ms = [];
for (let i = 0; i < Number(times); i += 1) {
  const start = performance.now();
  await read(bytes);
  ms.push(performance.now() - start);
}
process.stdout.write(`${JSON.stringify({ ms })}\n`);
