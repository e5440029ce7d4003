/** Findings by how bad they are. */

/** @import { FileReport, Issue } from '../../pkg/index.js' */

/** The worst first. */
export const SEVERITIES = /** @type {const} */ (['error', 'warning', 'note']);

/**
 * @param {FileReport} report
 * @param {Issue['severity']} severity
 * @returns {number} how many there are, repeats not counted
 */
export function count({ issues }, severity) {
  return issues.reduce((sum, issue) => sum + (issue.severity === severity ? 1 : 0), 0);
}

/**
 * How bad it is with a file: one error is worse than any number of warnings.
 * @param {FileReport} report
 */
export function weight(report) {
  const failed = report.upload?.status === 'failed' ? 1 : 0;
  const [errors, warnings, notes] = SEVERITIES.map((severity) => count(report, severity));
  return ((errors ?? 0) + failed) * 1e6 + (warnings ?? 0) * 1e3 + (notes ?? 0);
}

/** The worst that there is. @param {FileReport} report */
export function worst(report) {
  return SEVERITIES.find((severity) => count(report, severity) > 0);
}

/** What was found, the worst first. @param {FileReport} report */
export function sorted({ issues }) {
  return SEVERITIES.flatMap((severity) => issues.filter((issue) => issue.severity === severity));
}
