/** A report in plain text. */
import { beginsWith } from '../report/findings.js';
import { safe } from '../text/safe.js';
import { count, duration, size } from '../text/style.js';
import { brief, groupBy, isCalm } from './brief.js';
import { excerptOf } from './excerpt.js';
import { COLOUR, findingLines, remedyLines } from './finding-lines.js';

/** @import { FileReport, Issue, Outcome, Report, RunIssue } from '../index.js' */
/** @import { Style } from '../text/style.js' */

/**
 * @param {Report} report
 * @param {{ style: Style, quiet?: boolean, verbose?: boolean, command: 'check' | 'inspect' | 'upload' }} options
 */
export function render(report, { style, quiet = false, verbose = false, command }) {
  const lines = [];
  const { files, shared } = withoutShared(report.files);
  const wanted = quiet ? files.filter((file) => !isCalm(file)) : files;
  for (const [target, some] of groupBy(wanted, (file) => file.target)) {
    if (target !== undefined) {
      if (lines.length > 0) lines.push('');
      lines.push(style('bold', `target ${safe(target)}`));
    }
    const { shown, before, after } = verbose
      ? { shown: some, before: [], after: [] }
      : brief(some, style);
    lines.push(...before, ...shown.flatMap((file) => fileLines(file, style)), ...after);
  }
  if (lines.length > 0) lines.push('');
  if (shared.length > 0) {
    lines.push(style('bold', `all ${shared[0]?.times} uploads`));
    lines.push(...shared.flatMap(({ issue }) => issueLines(issue, style, '    ')), '');
  }
  for (const issue of report.issues) lines.push(...issueLines(issue, style, ''), '');
  lines.push(summary(report, style, command));
  return `${lines.join('\n')}\n`;
}

/**
 * What stands against the event of every upload alike, a missing service say, is said once and not per file.
 * @param {FileReport[]} files
 */
function withoutShared(files) {
  const events = files.filter((file) => file.event !== undefined);
  const key = (/** @type {Issue} */ issue) => `${issue.code} ${issue.message}`;
  /** @type {Map<string, { issue: Issue, times: number }>} */
  const seen = new Map();
  for (const issue of events.flatMap((file) => file.issues)) {
    if (!issue.at.path?.startsWith('event.')) continue;
    const known = seen.get(key(issue)) ?? { issue, times: 0 };
    seen.set(key(issue), { issue, times: known.times + 1 });
  }
  const shared = [...seen.values()].filter(({ times }) => times > 1 && times === events.length);
  const said = new Set(shared.map(({ issue }) => key(issue)));
  return {
    shared,
    files: files.map((file) => ({
      ...file,
      issues: file.issues.filter((issue) => !said.has(key(issue))),
    })),
  };
}

/** @param {FileReport} file @param {Style} style */
function fileLines(file, style) {
  const bad = !file.ok || file.upload?.status === 'failed';
  const skipped = file.upload?.status === 'skipped';
  const mark = bad ? style('red', '✖') : skipped ? style('yellow', '-') : style('green', '✔');
  const bytes = file.parts.reduce((sum, part) => sum + part.size, 0);
  const facts = [file.type ?? file.format ?? '', size(bytes), ...identity(file)];
  const lines = [
    `${mark} ${style('bold', safe(file.path))}  ${style('dim', facts.filter(Boolean).join(' · '))}`,
  ];
  if (file.upload) lines.push(`    ${outcome(file.upload, style)}`);
  for (const issue of file.issues) lines.push(...issueLines(issue, style, '    ', file));
  return lines;
}

/** @param {FileReport} file */
function identity(file) {
  const url = file.event?.minified_url;
  const ids = Object.entries(file.identity).map(([name, value]) => `${name} ${safe(value)}`);
  const words = (/** @type {string} */ name) =>
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const counts = Object.entries(file.counts ?? {}).map(
    ([name, value]) => `${value} ${words(name)}`,
  );
  const mapped = file.mapped === undefined ? [] : [`${Math.round(100 * file.mapped)} % mapped`];
  return [...(typeof url === 'string' ? [safe(url)] : []), ...ids, ...counts, ...mapped];
}

/** @param {Outcome} outcome @param {Style} style */
function outcome(
  { status, httpStatus, id, reason, help, bytes, bytesSent, attempts = 1, ms, url },
  style,
) {
  const tries = attempts > 1 ? count(attempts, 'attempt') : '';
  switch (status) {
    case 'sent': {
      const facts = [
        `HTTP ${httpStatus}`,
        id ? `id ${safe(id)}` : safe(reason ?? ''),
        `${size(bytesSent ?? 0)} sent`,
        tries,
        duration(ms ?? 0),
      ];
      return style('dim', facts.filter(Boolean).join(' · '));
    }
    case 'already-sent':
      return style('dim', `${safe(reason ?? '')}${id ? `, id ${safe(id)}` : ''}: not sent again`);
    case 'deferred':
      return style('dim', `planned: ${size(bytes ?? 0)}`);
    case 'dry-run':
      return style('dim', `would post ${size(bytes ?? 0)} to ${url}`);
    case 'skipped':
      return `${style('yellow', 'not sent')}: ${safe(reason ?? '')}`;
    default:
      return `${style('red', 'failed')}${tries && ` after ${tries}`}: ${safe(reason ?? '')}${help ? `\n${remedyLines(safe(help), style, '    ').join('\n')}` : ''}`;
  }
}

/**
 * @param {Issue | RunIssue} issue
 * @param {Style} style
 * @param {string} indent
 * @param {FileReport} [file]
 */
function issueLines(issue, style, indent, file) {
  const times = 'count' in issue && issue.count > 1 ? ` (${issue.count} times)` : '';
  const place =
    'at' in issue ? placeOf(issue, file) : issue.target && `target ${safe(issue.target)}`;
  const width = style.width - indent.length - 4;
  const excerpt =
    'at' in issue && file && issue.severity !== 'note'
      ? excerptOf(issue, file, { style, colour: COLOUR[issue.severity], width })
      : [];
  const message = issue.message + times;
  return findingLines({ ...issue, message }, style, { indent, place, excerpt });
}

/** @param {Issue} issue @param {FileReport} [file] */
function placeOf({ at, message }, file) {
  const places = [];
  const part = file?.parts.find((one) => one.part === at.part);
  if (part && part.path !== file?.path) places.push(safe(part.path));
  if (at.path && !beginsWith(message, at.path)) places.push(safe(at.path));
  if (at.mapping) {
    const { generatedLine, segment, byte } = at.mapping;
    places.push(`generated line ${generatedLine}, segment ${segment} (byte ${byte} of mappings)`);
  }
  if (at.line !== undefined) places.push(`line ${at.line}, column ${at.column}`);
  if (at.offset !== undefined) places.push(`byte ${at.offset}`);
  return places.join(', ');
}

/**
 * What became of the maps. Who has them moved, moves all to one folder.
 * @param {import('../index.js').Cleared} cleared
 * @param {boolean} isDry
 */
function clearing({ maps }, isDry) {
  const verb = maps.some(({ to }) => to !== undefined) ? 'moved' : 'deleted';
  return `${count(maps.length, 'map')} ${isDry ? 'would be ' : ''}${verb}`;
}

/** @param {Report} report @param {Style} style @param {string} command */
function summary({ ok, files, summary: sum, cleared, suppressedExitCode }, style, command) {
  const findings = [
    sum.errors > 0 && count(sum.errors, 'error'),
    sum.warnings > 0 && count(sum.warnings, 'warning'),
    sum.notes > 0 && count(sum.notes, 'note'),
  ].filter(Boolean);
  const having = (/** @type {string} */ status) =>
    files.filter(({ upload }) => upload?.status === status).length;
  const [prepared, planned] = [having('dry-run'), having('deferred')];
  const uploads = [
    prepared > 0
      ? `${count(prepared, 'upload')} prepared, nothing sent (dry run)`
      : planned > 0
        ? `${count(planned, 'upload')} planned, nothing sent`
        : `${sum.sent} sent`,
    sum.alreadySent > 0 && `${sum.alreadySent} sent before`,
    sum.failed > 0 && style('red', `${sum.failed} failed`),
    sum.skipped > 0 && style('yellow', `${sum.skipped} not sent`),
    sum.bytesSent > 0 && `${size(sum.bytesSent)} on the wire`,
    cleared && clearing(cleared, prepared > 0),
  ];
  const facts = [
    ...(command === 'upload' ? uploads : [`${count(sum.files, 'file')}`]),
    command !== 'upload' && sum.invalid > 0 && style('red', `${sum.invalid} invalid`),
    findings.length > 0 && findings.join(', '),
    duration(sum.ms),
    suppressedExitCode && `--warn-only: ends with 0, not with ${suppressedExitCode}`,
  ].filter(Boolean);
  const head = ok
    ? style('green', sum.files === 0 ? 'nothing to do' : 'ok')
    : style('red', 'not ok');
  return `${head}: ${facts.join(' · ')}`;
}
