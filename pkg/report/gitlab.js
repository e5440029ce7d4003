/** GitLab's Code Quality report. */
import { findingsOf, sentence } from './findings.js';
import { fingerprints } from './fingerprint.js';

/** @import { Report } from '../index.js' */
/** @import { Context } from './findings.js' */

const SEVERITY = { error: 'major', warning: 'minor', note: 'info' };

/**
 * @param {Report} report
 * @param {Context} context
 */
export function gitlab(report, context) {
  const findings = findingsOf(report, context);
  const prints = fingerprints(findings);
  const violations = findings.map((finding, i) => ({
    description: `${sentence(finding)} → ${finding.help}`,
    check_name: finding.code,
    fingerprint: prints[i],
    severity: finding.ofUpload ? 'critical' : SEVERITY[finding.severity],
    // GitLab leaves out what has no path and no line
    location: { path: finding.path ?? '.', lines: { begin: finding.line ?? 1 } },
  }));
  return `${JSON.stringify(violations, null, 2)}\n`;
}
