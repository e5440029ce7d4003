/** What is live, held against what was sent. Node only. */
import { wayOf } from '../core/how.js';
import { start } from '../core/index.js';
import { startLookups } from '../core/lookups.js';
import { startVerifier } from '../core/verify.js';
import { UsageError } from '../errors.js';
import { VERIFY } from '../options/declared.js';
import { readGiven } from '../options/index.js';

/** @import { Core, Lookups, Verifier } from '../core/types.js' */
/** @import { VerifyOptions, VerifyReport } from '../index.js' */

/**
 * What a look works with; `sayer` loads what makes sentences of findings.
 * @typedef {{ core: Core, verifier: Verifier, sayer: () => Promise<Pick<Lookups, 'finding'>> }} Tools
 */

/** How long until it is looked again, in ms, where a deploy is waited for. */
const AGAIN = 3000;

/**
 * @param {string | string[]} what
 * @param {VerifyOptions} options
 * @returns {Promise<VerifyReport>}
 */
export async function verify(what, options) {
  const begin = performance.now();
  const core = await start();
  const settings = /** @type {VerifyOptions} */ (
    /** @type {unknown} */ (readGiven(core, options, VERIFY))
  );
  if (settings.against === undefined) {
    throw new UsageError('against-missing', 'there is nothing to hold what is live against', {
      help: `give the receipt of the upload, or the folder of the build, by ${wayOf('against')}`,
    });
  }
  const { wait = 0, signal } = settings;
  const verifier = await startVerifier();
  const tools = { core, verifier, sayer: startLookups };
  const paths = [what].flat().filter((one) => !isAddress(one));
  if (paths.length > 0) {
    if (paths.length < [what].flat().length) {
      throw new UsageError('verify-both', 'both addresses and files are given', {
        help: 'verify what is live and what is packed by two commands',
      });
    }
    const { lookAtPackages } = await import('./packages.js');
    return lookAtPackages(tools, paths, settings, begin);
  }
  const { lookAtPages } = await import('./live.js');
  for (;;) {
    const report = await lookAtPages(tools, what, settings, begin);
    const left = begin + wait - performance.now();
    if (report.ok || left <= 0) return report;
    const { pause } = await import('./client.js');
    await pause(Math.min(AGAIN, left), signal);
  }
}

/** @param {string} text */
function isAddress(text) {
  return /^https?:\/\//i.test(text);
}
