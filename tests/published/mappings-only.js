/** A valid map that is little more than mappings, with its file: what would be largest in memory if it were held. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';

/** Segments of a line, and the bytes that one takes in the map. */
const SEGMENTS = 39_000;
const BYTES = 5;

const LINE = `AAAA${',CAAC,CAAD'.repeat(SEGMENTS / 2)}`;
const CODE = `${'a;'.repeat(SEGMENTS / 2)}\n`;

/**
 * @param {string} folder
 * @param {number} size of the map, in bytes, about
 * @returns {Promise<{ map: string, minified: string, lines: number }>}
 */
export async function mappingsOnly(folder, size) {
  const minified = path.join(folder, 'app.js');
  const map = `${minified}.map`;
  const lines = Math.ceil(size / (SEGMENTS * BYTES));
  const [toMap, toFile] = [createWriteStream(map), createWriteStream(minified)];
  toMap.write(
    '{"version":3,"file":"app.js","sources":["../src/a.ts"],"sourcesContent":["one();two();\\n"],"names":[],"mappings":"',
  );
  for (let line = 0; line < lines; line += 1) {
    if (!toMap.write(line === 0 ? LINE : `;${LINE}`)) await once(toMap, 'drain');
    if (!toFile.write(CODE)) await once(toFile, 'drain');
  }
  toMap.end('"}\n');
  toFile.end('//# sourceMappingURL=app.js.map\n');
  await Promise.all([once(toMap, 'close'), once(toFile, 'close')]);
  return { map, minified, lines };
}
