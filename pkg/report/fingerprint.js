/** What a finding is known by from one run to the next. */
import { createHash } from 'node:crypto';

/** @import { Finding } from './findings.js' */

/**
 * The fingerprints of findings, in their order. Lines, columns and counts have no part in them: they change with every build
 * while the finding stays. Findings that are alike but for those are told apart by their order.
 * @param {Finding[]} findings
 * @returns {string[]} 32 hexadecimal digits each
 */
export function fingerprints(findings) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return findings.map(({ code, path, member }) => {
    const key = JSON.stringify([code, path ?? null, member ?? null]);
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return createHash('sha256').update(`${key} ${times}`).digest('hex').slice(0, 32);
  });
}
