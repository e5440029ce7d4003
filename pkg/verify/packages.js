/** What is shipped in packages: one look at it. */
import { readPackage } from './package-files.js';
import { makePackageResult } from './result.js';
import { readSymbols } from './symbols.js';

/** @import { VerifyOptions, VerifyReport } from '../index.js' */
/** @import { Tools } from './index.js' */

/**
 * @param {Tools} tools
 * @param {string[]} paths
 * @param {VerifyOptions} settings
 * @param {number} begin
 * @returns {Promise<VerifyReport>}
 */
export async function lookAtPackages({ core, verifier, sayer }, paths, settings, begin) {
  const { service, version, minCoverage, signal } = settings;
  const shipped = [];
  for (const one of paths) shipped.push(...(await readPackage(core, verifier, one, signal)));
  const known = await readSymbols(core, verifier, settings.against, { service, version });
  const verdict = verifier.judgePackage({ shipped, known, least: minCoverage });
  const isSaid = [...verdict.issues, ...verdict.files.flatMap(({ issues }) => issues)].length > 0;
  // most packages are as they should be, and nothing is to be said
  const { finding } = isSaid ? await sayer() : { finding: never };
  return makePackageResult({ core, finding, shipped, known, verdict, begin });
}

/** @returns {never} */
function never() {
  throw new Error('there is nothing to say');
}
