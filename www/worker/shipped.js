/** An app as it is shipped, held against what was sent: a receipt, or the build that is here. */
import { start } from '../../pkg/core/index.js';
import { startLookups } from '../../pkg/core/lookups.js';
import { startVerifier } from '../../pkg/core/verify.js';
import { openFile, sha256 } from '../../pkg/host/web.js';
import { withOpen } from '../../pkg/host/with-file.js';
import { readEntries } from '../../pkg/receipt/entries.js';
import { idsOf, ofBuild, ofEntries } from '../../pkg/verify/known.js';
import { lookAtFiles } from '../../pkg/verify/package.js';
import { makePackageResult } from '../../pkg/verify/result.js';
import { unpacker } from '../../pkg/verify/unpack-web.js';
import { input } from './build.js';

/** @import { Core } from '../../pkg/core/types.js' */
/** @import { ReceiptEntry, VerifyReport } from '../../pkg/index.js' */
/** @import { Call } from '../engine/messages.js' */
/** @import { Given } from './build.js' */

/**
 * @param {Call} call
 * @param {Given[]} files
 * @param {string} [receipt] its text; without one the files of the list count as sent
 * @returns {Promise<VerifyReport>}
 */
export async function holdApp({ signal }, files, receipt) {
  const begin = performance.now();
  const core = await start();
  const verifier = await startVerifier();
  const isShipped = (/** @type {Given} */ { path, found }) =>
    !found || (verifier.mayHoldCode(belowTop(path)) && !path.includes('.dSYM/'));
  const named = files.filter(isShipped).map(({ path, file }) => ({ name: path, file }));
  const shipped = await lookAtFiles({ core, verifier, unpacker }, named, signal);
  const build = input();
  const fileAt = (/** @type {string} */ path) => build.find(({ name }) => name === path)?.file;
  const known =
    receipt === undefined
      ? []
      : await ofEntries(core, readEntries(receipt, 'the receipt'), {}, (entry) =>
          idsOfSent(core, entry, build),
        );
  if (build.length > 0) {
    known.push(
      ...(await ofBuild(core, verifier, build, receipt === undefined, (path) => {
        const file = fileAt(path);
        if (file === undefined) throw new Error(`${path} is not among the files any more`);
        return file;
      })),
    );
  }
  const verdict = verifier.judgePackage({ shipped, known });
  const isSaid = [...verdict.issues, ...verdict.files.flatMap(({ issues }) => issues)].length > 0;
  const finding = isSaid ? (await startLookups()).finding : core.finding;
  signal.throwIfAborted();
  return makePackageResult({ core, finding, shipped, known, verdict, begin });
}

/** A path below the folder that was given. @param {string} path */
function belowTop(path) {
  return path.slice(path.indexOf('/') + 1);
}

/**
 * What a file says of itself that was sent, where it is in the list as it was: receipts of early versions do not tell.
 * @param {Core} core
 * @param {ReceiptEntry} entry
 * @param {{ file: Blob, name: string }[]} build
 * @returns {Promise<string[]>}
 */
async function idsOfSent(core, { parts = [] }, build) {
  for (const { file, name } of build) {
    const own = parts.find(({ size }) => size === file.size);
    if (own === undefined) continue;
    const ids = await withOpen(await openFile(file), async (source) =>
      (await sha256(source, core)) === own.sha256 ? idsOf(core.inspect(source, name).identity) : [],
    );
    if (ids.length > 0) return ids;
  }
  return [];
}
