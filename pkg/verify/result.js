/** The document that `verify` returns. */
import { makeReport } from '../report/index.js';

/** @import { Core, Lookups, ShippedFile, Unsaid, Verifier } from '../core/types.js' */
/** @import { Issue, VerifiedFile, VerifyOptions, VerifyReport } from '../index.js' */
/** @import { Page, Script, Site } from './crawl.js' */
/** @import { Explained } from './frames.js' */
/** @import { Sent } from './sent.js' */

/**
 * @typedef {object} Made
 * @property {Core} core
 * @property {Verifier} verifier
 * @property {Lookups['finding']} finding
 * @property {Site} site
 * @property {Sent[]} sent
 * @property {Script[]} scripts
 * @property {ReturnType<Verifier['judge']>} verdict
 * @property {number} begin by the platform's clock, in ms
 * @property {VerifyOptions} settings
 * @property {Map<string, Explained>} [frames] of scripts that a browser ran
 */

/**
 * @param {Made} made
 * @returns {VerifyReport}
 */
export function makeResult(made) {
  const { core, finding, site, sent, scripts, verdict, begin, settings, frames } = made;
  /** @type {VerifiedFile[]} */
  const files = [];
  for (const page of site.pages) {
    const issues = pageIssues(made, page);
    if (issues.length > 0)
      files.push(rowOf(page.url, page, issues, page.failed ? 'unreachable' : 'page', 'pages'));
  }
  for (const [i, script] of scripts.entries()) {
    const judged = verdict.files[i];
    if (judged === undefined) continue;
    const own = judged.sent === undefined ? undefined : sent[judged.sent];
    const issues = [...judged.issues.map(said(finding)), ...initIssues(made, script, own)];
    const told = frames?.get(script.url) ?? frames?.get(script.arrived);
    if (told && told.frame.original === undefined) {
      const frame = told.frame.raw.trim();
      issues.push(finding('live-frame', { positions: told.positions, frame }));
    }
    const row = {
      ...rowOf(script.url, script, issues, judged.status, judged.group),
      ...(told && { frame: told.frame }),
    };
    files.push(
      own
        ? { ...row, sent: { file: own.file, ...(own.url !== undefined && { url: own.url }) } }
        : row,
    );
  }
  files.sort((one, other) => (one.path < other.path ? -1 : 1));
  const issues = verdict.issues.map(said(finding));
  if (sent.length === 0) {
    const against = [settings.against]
      .flat()
      .map((one) => (typeof one === 'string' ? one : 'what was given'))
      .join(', ');
    issues.splice(0, issues.length, finding('live-receipt-empty', { against }));
  }
  if (sent.some(({ isBare }) => isBare)) issues.push(finding('live-folder-bare'));
  for (const what of site.left) issues.push(finding('live-bounded', { what }));
  const report = makeReport(core.version(), files, issues, begin);
  const count = (/** @type {string} */ group) =>
    files.filter((file) => file.group === group).length;
  const { covered, total } = verdict;
  return {
    ...report,
    files,
    summary: {
      ...report.summary,
      failed: files.filter(({ status }) => status === 'unreachable').length,
    },
    coverage: {
      bytes: total,
      coveredBytes: covered,
      share: total === 0 ? 0 : covered / total,
      ...{ covered: count('covered'), changed: count('changed'), unsent: count('unsent') },
      ...{ missing: count('missing'), foreign: count('foreign') },
      leaked: settings.allowMaps
        ? 0
        : scripts.filter(({ own, leaks }) => own && leaks.length > 0).length,
      readable: count('readable'),
    },
    pages: site.pages.map(({ url, arrived, failed }) => ({
      url,
      ...(arrived !== url && { arrived }),
      ...(failed !== undefined && { failed }),
    })),
  };
}

/**
 * The same for packages.
 * @param {object} made
 * @param {Core} made.core
 * @param {Lookups['finding']} made.finding
 * @param {ShippedFile[]} made.shipped
 * @param {{ file: string }[]} made.known
 * @param {ReturnType<Verifier['judgePackage']>} made.verdict
 * @param {number} made.begin
 * @returns {VerifyReport}
 */
export function makePackageResult({ core, finding, shipped, known, verdict, begin }) {
  const files = shipped.map(({ path, size, identity = {} }, i) => {
    const { status = '', group = '', sent = -1, issues = [] } = verdict.files[i] ?? {};
    const row = {
      ...rowOf(path, { arrived: path, size }, issues.map(said(finding)), status, group),
      identity,
    };
    const own = known[sent];
    return own ? { ...row, sent: { file: own.file } } : row;
  });
  files.sort((one, other) => (one.path < other.path ? -1 : 1));
  const { covered, total, issues } = verdict;
  const report = makeReport(core.version(), files, issues.map(said(finding)), begin);
  const count = (/** @type {string} */ group) =>
    files.filter((file) => file.group === group).length;
  return {
    ...report,
    files,
    coverage: {
      bytes: total,
      coveredBytes: covered,
      share: total === 0 ? 0 : covered / total,
      ...{ covered: count('covered'), changed: count('changed'), unsent: count('unsent') },
      ...{ missing: 0, foreign: 0, leaked: 0, readable: count('readable') },
    },
    pages: [],
  };
}

/**
 * @param {string} url
 * @param {{ arrived: string, size?: number }} about
 * @param {Issue[]} issues
 * @param {string} status
 * @param {string} group
 * @returns {VerifiedFile}
 */
function rowOf(url, { arrived, size = 0 }, issues, status, group) {
  return {
    path: url,
    ok: issues.every(({ severity }) => severity !== 'error'),
    ...{ status, group },
    ...(arrived !== url && { arrived }),
    identity: {},
    parts: [{ path: url, size }],
    issues,
  };
}

/**
 * @param {Made} made
 * @param {Page} page
 */
function pageIssues(made, page) {
  if (page.failed !== undefined) {
    return [made.finding('live-unreachable', { reason: page.failed })];
  }
  const unrun =
    page.unrun === undefined ? [] : [made.finding('live-browser', { reason: page.unrun })];
  const inits = page.inits.flatMap((init) =>
    initIssues(made, { url: page.url, init, own: true }, undefined),
  );
  return [...unrun, ...inits];
}

/**
 * What a script tells Datadog of its service and version, held against what was sent: it has to be that of an upload.
 * @param {Made} made
 * @param {Pick<Script, 'url' | 'init' | 'own'>} script
 * @param {Sent | undefined} sent
 * @returns {Issue[]}
 */
function initIssues({ finding, verifier, site, settings }, { url, init, own }, sent) {
  if (init === undefined || !own) return [];
  const known = site.sent.filter(({ isAsked }) => isAsked);
  const uploads = [...(sent ? [sent] : []), ...known].map(({ service, version }) => ({
    service: settings.service ?? service,
    version: settings.version ?? version,
  }));
  return verifier.judgeInit(init, url, uploads).map(said(finding));
}

/**
 * @param {Lookups['finding']} finding
 * @returns {(unsaid: Unsaid) => Issue}
 */
function said(finding) {
  return ({ code, values }) => finding(code, values);
}
