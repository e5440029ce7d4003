/** Makes the sample build that the page has with it: two scripts, of which one has a sound map and one a map that was cut off. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

/** Where the sample says that it is served. */
const SERVED = 'https://shop.example/assets';

/** The end of a map that an interrupted copy has lost, in bytes. */
const LOST = 80;

const here = fileURLToPath(new URL('./', import.meta.url));

/** @returns {Promise<{ files: Record<string, string>, trace: string }>} the files by their paths, and an error of one */
export async function makeSample() {
  const { outputFiles } = await build({
    entryPoints: ['src/shop.js', 'src/search.js'],
    // beside the sources, as far as the maps go: nothing is written
    outdir: '.',
    absWorkingDir: here,
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    format: 'iife',
    write: false,
    logLevel: 'warning',
  });
  const files = Object.fromEntries(
    outputFiles.map(({ path: file, text }) => {
      const name = path.basename(file);
      return [`sample/${name}`, name === 'search.js.map' ? text.slice(0, -LOST) : text];
    }),
  );
  return { files, trace: traceOf(files['sample/shop.js'] ?? '') };
}

/** What Chrome would print of an error in it. @param {string} script */
function traceOf(script) {
  const behind = (/** @type {RegExp} */ text) => {
    const found = text.exec(script);
    if (!found) throw new Error(`the sample has no ${text}`);
    return `${SERVED}/shop.js:1:${found.index + found[0].length + 1}`;
  };
  return [
    'RangeError: The cart is empty.',
    `    at n (${behind(/throw /)})`,
    `    at o (${behind(/"To pay: "\+/)})`,
    `    at ${behind(/\}(?=\w+\(\);\}\)\(\))/)}`,
  ].join('\n');
}
