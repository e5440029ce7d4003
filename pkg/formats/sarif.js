/** SARIF 2.1.0, which code scanning services read. */
import { findingsOf, sentence, UPLOAD_FAILED } from './findings.js';
import { fingerprints } from './fingerprint.js';

/** @import { CatalogueEntry } from '../core-types.js' */
/** @import { Report } from '../index.js' */
/** @import { Context, Finding } from './findings.js' */

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * @param {Report} report
 * @param {Context} context
 */
export function sarif(report, context) {
  const findings = findingsOf(report, context);
  const prints = fingerprints(findings);
  // what is about the run, or about sending, is no result: a result has a place in a file
  const isResult = ({ path, code }) => path !== undefined && code !== UPLOAD_FAILED;
  const results = findings.flatMap((finding, i) => (isResult(finding) ? [{ finding, print: prints[i] }] : []));
  const rules = rulesOf(results.map(({ finding }) => finding), context.catalogue ?? []);
  const index = new Map(rules.map(({ id }, i) => [id, i]));
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mapship', version: report.mapship, semanticVersion: report.mapship, rules } },
        invocations: [invocation(report, context, findings.filter((one) => !isResult(one)))],
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
