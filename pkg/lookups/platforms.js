/**
 * Stack traces of other platforms than JavaScript: who reads their frames, and with which files. To add one, write a file like `jvm.js` and
 * name it here.
 */
import { withOpen } from '../host/with-file.js';
import { openBeginning } from './build-file.js';
import { JVM } from './jvm.js';
import { NATIVE } from './native.js';

/** @import { Core, Lookups } from '../core/types.js' */
/** @import { ExplainedFrame, Issue } from '../index.js' */
/** @import { Settings } from '../options/index.js' */
/** @import { BuildFile } from './build-file.js' */

/**
 * What becomes of lines, by their indices: the frames of the platform, and what else of its traces reads otherwise now.
 * @typedef {{ lines: Map<number, Omit<ExplainedFrame, 'raw'>>, issues: Issue[] }} Answer
 */

/** @typedef {{ core: Core, lookups: Lookups, settings: Settings }} About */

/**
 * @typedef {object} Platform
 * @property {RegExp} [hint] what a text has in it that holds its frames: for other texts its module is not loaded
 * @property {string[]} formats those of the files that it reads, as the core names them
 * @property {(lines: string[], files: BuildFile[], about: About) => Promise<Answer>} explain
 */

/** @type {Platform[]} */
const PLATFORMS = [JVM, NATIVE];

/**
 * @param {string[]} lines
 * @param {BuildFile[]} files all that were given
 * @param {About} about
 * @returns {Promise<Answer>}
 */
export async function explainPlatforms(lines, files, about) {
  /** @type {Answer} */
  const all = { lines: new Map(), issues: [] };
  const meant = PLATFORMS.filter(({ hint }) => !hint || lines.some((line) => hint.test(line)));
  const known = await formatsOf(files, about);
  for (const { formats, explain } of meant) {
    const own = files.filter((file) => formats.includes(known.get(file) ?? ''));
    const answer = await explain(lines, own, about);
    // a line is the first one's that reads it
    for (const [index, line] of answer.lines) {
      if (!all.lines.has(index)) all.lines.set(index, line);
    }
    all.issues.push(...answer.issues);
  }
  return all;
}

/**
 * What files are that are no scripts and no source maps.
 * @param {BuildFile[]} files
 * @param {About} about
 */
async function formatsOf(files, { core, settings: { signal } }) {
  /** @type {Map<BuildFile, string>} */
  const known = new Map();
  for (const file of files) {
    if (/\.(?:[cm]?js(?:\.map)?|css(?:\.map)?)$/.test(file.name)) continue;
    signal?.throwIfAborted();
    const format = await withOpen(await openBeginning(file), (source) =>
      core.formatOf(source, file.name),
    );
    known.set(file, format);
  }
  return known;
}
