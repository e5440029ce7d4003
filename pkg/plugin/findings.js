/** Findings as the plugins tell them: with absolute paths, and no more of them than a person reads. */

/** @import { Core } from '../core/types.js' */
/** @import { Issue, RunIssue } from '../index.js' */

/**
 * @typedef {object} Finding
 * @property {string} code stable, kebab-case
 * @property {'error' | 'warning' | 'note'} severity
 * @property {string} message
 * @property {string} help
 * @property {string} [file] absolute
 * @property {number} [line] 1-based
 * @property {number} [column] 1-based, in bytes
 */

/**
 * What was thrown; mapship's own errors, and those of the system, have a code.
 * @param {Core} core
 * @param {unknown} thrown
 * @returns {Finding}
 */
export function failure(core, thrown) {
  const { code, message, help, path } = /** @type {any} */ (thrown ?? {});
  const other = core.finding('plugin-failed', { reason: String(message ?? thrown) });
  const isKnown = typeof code === 'string';
  return {
    code: isKnown ? code.toLowerCase() : other.code,
    severity: other.severity,
    message: isKnown ? String(message ?? thrown) : other.message,
    help: help ?? other.help,
    ...(typeof path === 'string' && path !== '' && { file: path }),
  };
}

/**
 * @param {Issue | RunIssue} issue
 * @param {string} [file] absolute
 * @returns {Finding}
 */
export function ofIssue(issue, file) {
  const { code, severity, help } = issue;
  const { count = 1, at = {} } = /** @type {Partial<Issue>} */ (issue);
  const message = count > 1 ? `${issue.message} (${count} times)` : issue.message;
  return { code, severity, message, help, file, line: at.line, column: at.column };
}

/** How many findings of one code are told one by one. */
const TOLD = 10;

/**
 * A large build has the same said of a thousand files: it is said once.
 * @param {Finding[]} findings
 * @returns {Finding[]}
 */
export function condense(findings) {
  const same = groups(findings, ({ code, message }) => `${code} ${message}`).map(
    ([first, ...others]) =>
      others.length === 0
        ? [first]
        : [{ ...first, message: `${first.message} (and in ${count(others.length, 'more file')})` }],
  );
  return groups(same.flat(), ({ code }) => code).flatMap((group) => {
    const last = group[TOLD - 1];
    if (last === undefined || group.length === TOLD) return group;
    const more = `${last.message} (and ${group.length - TOLD} more of this kind)`;
    return [...group.slice(0, TOLD - 1), { ...last, message: more }];
  });
}

/**
 * @param {Finding[]} findings
 * @param {(finding: Finding) => string} key
 * @returns {[Finding, ...Finding[]][]} in the order of their first
 */
function groups(findings, key) {
  /** @type {Map<string, [Finding, ...Finding[]]>} */
  const found = new Map();
  for (const finding of findings) {
    const group = found.get(key(finding));
    if (group) group.push(finding);
    else found.set(key(finding), [finding]);
  }
  return [...found.values()];
}

/** @param {number} number @param {string} noun */
export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
