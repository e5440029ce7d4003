/** SARIF 2.1.0, which code scanning services read. */
import { findingsOf, sentence } from './findings.js';
import { fingerprints } from './fingerprint.js';
import { RULES } from './declared-rules.js';

/** @import { Report } from '../index.js' */
/** @import { Context, Finding } from './findings.js' */

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * @param {Report} report
 * @param {Context} context
 */
export function sarif(report, context) {
  const findings = findingsOf(report, context);
  const prints = fingerprints(findings);
  // what is about the run, or about sending, is no result: a result has a place in a file
  const isResult = (/** @type {Finding} */ { path, ofUpload }) => path !== undefined && !ofUpload;
  const results = findings.flatMap((finding, i) =>
    isResult(finding) ? [{ finding, print: prints[i] }] : [],
  );
  const rules = rulesOf(results.map(({ finding }) => finding));
  const index = new Map(rules.map(({ id }, i) => [id, i]));
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'mapship',
            version: report.mapship,
            semanticVersion: report.mapship,
            rules,
          },
        },
        invocations: [
          invocation(
            report,
            context,
            findings.filter((one) => !isResult(one)),
          ),
        ],
        columnKind: 'utf16CodeUnits',
        artifacts: artifacts(report, context),
        results: results.map(({ finding, print }) => ({
          ruleId: finding.code,
          ruleIndex: index.get(finding.code),
          level: finding.severity,
          message: message(finding),
          locations: [location(finding)],
          occurrenceCount: finding.count,
          partialFingerprints: { 'mapshipFinding/v1': print },
          ...(finding.mapping && { properties: { mapping: finding.mapping } }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/**
 * The rules that results refer to.
 * @param {Finding[]} findings
 */
function rulesOf(findings) {
  const used = new Set(findings.map(({ code }) => code));
  // a code may have several sentences: of these the first is the rule's
  const known = new Map(RULES.toReversed().map((entry) => [entry.code, entry]));
  const rules = [...known.values()].reverse().filter(({ code }) => used.has(code));
  return rules.map(({ code, severity, message, help, rule }) => ({
    id: code,
    name: code.replaceAll(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase()),
    shortDescription: { text: literal(message) },
    fullDescription: { text: literal(`${message}. Rule: ${rule}.`) },
    // of some findings all of the remedy is a value
    help: { text: help === '…' ? 'each result says what to do' : literal(help) },
    defaultConfiguration: { level: severity },
  }));
}

/**
 * How the run went, and what is to be said of it rather than of a file.
 * @param {Report} report
 * @param {Context} context
 * @param {Finding[]} findings
 */
function invocation(report, { exitCode }, findings) {
  const suppressed = report.suppressedExitCode;
  return {
    executionSuccessful: findings.every(({ severity }) => severity !== 'error'),
    exitCode,
    ...(suppressed !== undefined && {
      exitCodeDescription: `without --warn-only it would have been ${suppressed}`,
    }),
    toolExecutionNotifications: findings.map((finding) => ({
      descriptor: { id: finding.code },
      level: finding.severity,
      message: message(finding),
      ...(finding.path !== undefined && { locations: [location(finding)] }),
    })),
  };
}

/**
 * Every file that was looked at: a log without results tells by them that there was something to find.
 * @param {Report} report
 * @param {Context} context
 */
function artifacts(report, { pathOf = (path) => path }) {
  /** @type {Map<string, number>} */
  const sizes = new Map();
  for (const part of report.files.flatMap(({ parts }) => parts)) {
    sizes.set(pathOf(part.path), part.size);
  }
  return [...sizes].map(([path, length]) => ({
    location: artifact(path),
    length,
    roles: ['analysisTarget'],
  }));
}

/** @param {Finding} finding */
function message(finding) {
  return { text: literal(`${sentence(finding)}\n${finding.help}`) };
}

/** @param {Finding} finding */
function location({ path = '', line = 1, column, offset, member }) {
  return {
    physicalLocation: {
      artifactLocation: artifact(path),
      // code scanning services want a line even of a finding that is about the whole file
      region: {
        startLine: line,
        ...(column !== undefined && { startColumn: column }),
        ...(offset !== undefined && { byteOffset: offset }),
      },
    },
    ...(member !== undefined && { logicalLocations: [{ fullyQualifiedName: member }] }),
  };
}

/** @param {string} path */
function artifact(path) {
  const uri = uriOf(path);
  return /^(?:file|https?):/.test(uri) ? { uri } : { uri, uriBaseId: '%SRCROOT%' };
}

/**
 * A path as a URI reference; a lone surrogate, which no URI can hold, as U+FFFD.
 * @param {string} path
 */
function uriOf(path) {
  if (/^https?:\/\//.test(path) && URL.canParse(path)) return new URL(path).href;
  const escaped = path
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  if (/^[A-Za-z]%3A\//.test(escaped)) return `file:///${escaped.replace('%3A', ':')}`;
  return escaped.startsWith('/') ? `file://${escaped}` : escaped;
}

/**
 * A text of which no reader makes a placeholder (braces) or a link (brackets before parentheses): SARIF 2.1.0, 3.11.5 and
 * 3.11.6. Other brackets stay, as JSON paths are full of them.
 * @param {string} text
 */
function literal(text) {
  const braced = text.replaceAll(/[{}]/g, '$&$&');
  return braced.includes('](') ? braced.replaceAll(/[[\]\\]/g, '\\$&') : braced;
}
