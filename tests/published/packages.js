/** Published packages with large maps of many tools: what the reader is measured on, and must find sound. */
import { execFile } from 'node:child_process';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FOLDER = fileURLToPath(new URL('../../target/published', import.meta.url));

/** Package, version, minified file; its map stands beside it unless a third path is given. */
const PACKAGES = [
  ['@angular/core', '21.2.26', 'fesm2022/core.mjs'],
  ['antd', '6.6.8', 'dist/antd-with-locales.min.js'],
  ['babylonjs', '9.34.0', 'babylon.js'],
  ['echarts', '6.1.0', 'dist/echarts.js'],
  ['element-plus', '2.14.8', 'dist/index.full.min.js'],
  ['firebase', '13.2.0', 'firebase-compat.js'],
  ['mapbox-gl', '3.32.0', 'dist/mapbox-gl.js'],
  ['maplibre-gl', '6.17.0', 'dist/maplibre-gl.mjs'],
  ['mermaid', '11.17.2', 'dist/mermaid.min.js'],
  [
    'monaco-editor',
    '0.52.2',
    'min/vs/editor/editor.main.js',
    'min-maps/vs/editor/editor.main.js.map',
  ],
  ['pdfjs-dist', '5.6.205', 'build/pdf.worker.mjs'],
  ['swagger-ui-dist', '5.35.0', 'swagger-ui-bundle.js'],
  ['@tensorflow/tfjs', '4.22.0', 'dist/tf.js'],
];

/**
 * @typedef {object} Published
 * @property {string} name of the package
 * @property {string} version
 * @property {string} map path of its map
 * @property {string} minified path of the file that the map is of
 */

/**
 * The maps, fetched from the registry unless they are here already.
 * @returns {Promise<Published[]>}
 */
export async function published() {
  const all = [];
  for (const [name = '', version = '', minified = '', map = `${minified}.map`] of PACKAGES) {
    const folder = path.join(FOLDER, `${name.replace('/', '-')}-${version}`);
    await access(folder).catch(() => fetchPackage(`${name}@${version}`, folder, [minified, map]));
    const at = (/** @type {string} */ file) => path.join(folder, 'package', file);
    all.push({ name, version, map: at(map), minified: at(minified) });
  }
  return all;
}

/**
 * @param {string} spec
 * @param {string} folder
 * @param {string[]} wanted
 */
async function fetchPackage(spec, folder, wanted) {
  const aside = `${folder}.part`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await run(npm, ['pack', '--silent', spec], { cwd: aside, shell: process.platform === 'win32' });
  const [tarball = ''] = await readdir(aside);
  await run('tar', ['-xzf', tarball, ...wanted.map((file) => `package/${file}`)], { cwd: aside });
  await rm(path.join(aside, tarball));
  // whole, or not there at all
  await rename(aside, folder);
}

/** Where maps are made that nobody publishes. */
export const MADE = path.join(FOLDER, 'made');
