/** Zip archives of a build: what is of use in them, unpacked. */
import { start } from '../../pkg/core/index.js';
import { openArchive } from '../../pkg/plan/archives.js';
import { FileError } from '../../pkg/errors.js';
import { cut } from '../../pkg/host/byte-ranges.js';

/** @import { RunIssue } from '../../pkg/index.js' */
/** @import { Given } from './build.js' */

/**
 * What is of use in an archive. One of dSYMs stays as it is: it goes on as it is packed.
 * @param {Given} given
 * @param {AbortSignal} signal
 * @returns {Promise<{ files: Given[], issues: RunIssue[] }>} the file itself, where it is no archive, or one that is broken and judged so
 */
export async function unpackArchive(given, signal) {
  const core = await start();
  const { file, path: name, found } = given;
  const [candidate] = core.mayBeArchives([name], Uint8Array.of(Number(found ?? false)));
  if (candidate === undefined) return { files: [given], issues: [] };
  const archive = { name, file, ...(found && { inFolder: /** @type {const} */ (true) }) };
  const { held, issues, hasBundles } = await openArchive(core, archive);
  if (hasBundles) return { files: [given], issues: [] };
  /** @type {Given[]} */
  const files = [];
  for (const { entry } of held) {
    signal.throwIfAborted();
    try {
      const { file: unpacked, pieces } = await entry.take();
      // a Blob of a browser's, or a range of one
      const blob = pieces?.[0] ? cut(pieces[0]) : unpacked;
      files.push({ file: /** @type {Blob} */ (blob), path: entry.shown, found: true });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      issues.push(error.finding(core));
    }
  }
  const isNone = files.length === 0 && issues.length === 0;
  return { files: isNone ? [given] : files, issues };
}
