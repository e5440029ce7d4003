/** JUnit XML, which CI systems show as test results: a test case per file. */
import { safeLines } from '../text/safe.js';
import { findingsOfFile, findingsOf, placeOf, sentence } from './findings.js';

/** @import { FileReport, Report } from '../index.js' */
/** @import { Context, Finding } from './findings.js' */

/**
 * A test case: the elements in it, and what it counts as.
 * @typedef {{ xml: string, counts?: 'failures' | 'errors' | 'skipped' }} TestCase
 */

/**
 * @param {Report} report
 * @param {Context} context
 */
export function junit(report, context) {
  const run = findingsOf({ ...report, files: [] }, context);
  const cases = report.files.map((file) => ofFile(file, context));
  if (run.length > 0) cases.unshift(ofRun(run, context));
  const counted = (/** @type {string} */ kind) =>
    cases.filter(({ counts }) => counts === kind).length;
  const all = {
    name: `mapship ${context.command}`,
    tests: cases.length,
    failures: counted('failures'),
    errors: counted('errors'),
    time: seconds(report.summary.ms),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes(all)}>`,
    `  <testsuite${attributes({ ...all, skipped: counted('skipped') })}>`,
    ...cases.map(({ xml }) => xml),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/**
 * @param {FileReport} file
 * @param {Context} context
 * @returns {TestCase}
 */
function ofFile(file, context) {
  const { pathOf = (path) => path } = context;
  const { status, reason, ms = 0 } = file.upload ?? {};
  const path = pathOf(file.path);
  return testCase(
    {
      name: path,
      classname: `mapship.${file.type ?? file.format ?? 'file'}`,
      file: path,
      time: seconds(ms),
    },
    findingsOfFile(file, context),
    status === 'skipped' && file.ok ? (reason ?? 'not sent') : undefined,
  );
}

/**
 * What is said of the run as a whole has no file; it is a case of its own.
 * @param {Finding[]} findings
 * @param {Context} context
 */
function ofRun(findings, { command }) {
  return testCase(
    { name: `the run of mapship ${command}`, classname: 'mapship.run', time: '0' },
    findings,
  );
}

/**
 * @param {Record<string, string>} about the attributes
 * @param {Finding[]} findings
 * @param {string} [skipped] why the file was left out
 * @returns {TestCase}
 */
function testCase(about, findings, skipped) {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const others = findings.filter(({ severity }) => severity !== 'error');
  const [first] = errors;
  const lines = [];
  /** @type {TestCase['counts']} */
  let counts;
  if (first) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    const says = attributes({ message: `${sentence(first)}${more}`, type: first.code });
    // a file that is wrong is a failure; a file that could not be sent is not what was tested
    const element = first.ofUpload ? 'error' : 'failure';
    counts = element === 'error' ? 'errors' : 'failures';
    lines.push(`<${element}${says}>${text(errors.map(paragraph).join('\n\n'))}</${element}>`);
  } else if (skipped !== undefined) {
    counts = 'skipped';
    lines.push(`<skipped${attributes({ message: skipped })}/>`);
  }
  if (others.length > 0) {
    lines.push(`<system-out>${text(others.map(paragraph).join('\n\n'))}</system-out>`);
  }
  const head = `    <testcase${attributes(about)}`;
  if (lines.length === 0) return { xml: `${head}/>` };
  return {
    xml: [`${head}>`, ...lines.map((line) => `      ${line}`), '    </testcase>'].join('\n'),
    counts,
  };
}

/** @param {Finding} finding */
function paragraph(finding) {
  const { severity, code, path, help } = finding;
  const place = [path, placeOf(finding)].filter(Boolean).join(', ');
  return [`${severity}: ${sentence(finding)} [${code}]`, place && `at ${place}`, `→ ${help}`]
    .filter(Boolean)
    .join('\n');
}

/** @param {number} ms */
function seconds(ms) {
  return (ms / 1000).toFixed(3);
}

/** @param {Record<string, string | number>} values */
function attributes(values) {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${text(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** What a name for each character is that can't stand for itself. */
const NAMED = /** @type {Record<string, string>} */ ({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\t': '&#9;',
});

/**
 * Text for XML 1.0. Characters that it has no way to say become U+FFFD; those that CI systems would obey are escaped.
 * @param {string} raw
 */
function text(raw) {
  return safeLines(
    raw.replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd'),
  ).replaceAll(/[&<>"\r\t]/g, (character) => NAMED[character] ?? '');
}
