/** Archives among the files of a build, looked into: the core says which files may be one, and what in them may be of use. */
import { breathe } from '#host';
import { FileError } from '../errors.js';
import { withFile } from '../host/with-file.js';
import { Entry } from './unzip.js';

/** @import { Core } from '../core/types.js' */
/** @import { NamedFile } from '../host/types.js' */
/** @import { RunIssue } from '../index.js' */

/**
 * An entry as a file of the build; `file` is its archive.
 * @typedef {NamedFile & { entry: Entry, archive: NamedFile }} HeldFile
 */

/** How much of a file tells what it is, in bytes. */
const HEAD = 4096;

/**
 * What is in the archives among some files.
 * @param {Core} core
 * @param {NamedFile[]} files
 * @returns {Promise<{ held: HeldFile[], issues: RunIssue[] }>}
 */
export async function openArchives(core, files) {
  // what was found as a script or a map is none: of most builds no name has to cross the border
  const asked = files.filter(({ inFolder, aside }) => !inFolder || aside);
  const found = Uint8Array.from(asked, ({ inFolder }) => Number(inFolder ?? false));
  const names = asked.map(({ name }) => name);
  /** @type {HeldFile[]} */
  const held = [];
  /** @type {RunIssue[]} */
  const issues = [];
  for (const index of core.mayBeArchives(names, found)) {
    const file = /** @type {NamedFile} */ (asked[index]);
    try {
      const one = await openArchive(core, file);
      held.push(...one.held);
      issues.push(...one.issues);
    } catch (error) {
      // nobody asked for what was found
      if (!(error instanceof FileError) || !file.inFolder) throw error;
    }
    await breathe();
  }
  return { held, issues };
}

/**
 * What is in a file, where that is an archive. `hasBundles`: what goes on as it is packed is in it.
 * @param {Core} core
 * @param {NamedFile} archive
 * @returns {Promise<{ held: HeldFile[], issues: RunIssue[], hasBundles: boolean }>}
 */
export async function openArchive(core, archive) {
  const { name, shown = name, file, inFolder = false } = archive;
  const contents = await withFile(file, (source) => core.contents(source, inFolder));
  const { names = [], numbers = [], issues: broken = [], hasBundles = false } = contents ?? {};
  const issues = broken.map(({ code, severity, message, help }) => ({
    ...{ code, severity, help },
    message: `${shown}: ${message}`,
  }));
  /** @type {HeldFile[]} */
  const held = [];
  for (const [i, inside] of names.entries()) {
    const [packed, start = 0, length = 0, size = 0, crc = 0, aside, fits] = numbers.slice(
      7 * i,
      7 * i + 7,
    );
    const place = { packed: packed === 1, start, length, size, crc, fits: fits === 1 };
    const entry = new Entry(file, `${shown}/${inside}`, place);
    if (fits === 0) {
      const head = await entry.beginning(HEAD, false);
      if (core.isOfUse(head, inside)) {
        issues.push(core.finding('archive-too-large', { entry: entry.shown, size }));
      }
      continue;
    }
    held.push({
      // one that was named stands for the folder that was packed
      ...{ name: inFolder ? `${name}/${inside}` : inside, shown: entry.shown },
      root: inFolder ? archive.root : shown,
      ...{ file, entry, archive, inFolder: true, ...(aside === 1 && { aside: true }) },
    });
  }
  return { held, issues, hasBundles };
}
