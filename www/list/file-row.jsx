/** An upload in the list: in one line what it is, and opened, all that is to be said of it. */
import { Mark } from '../parts/mark.jsx';
import { bytes, sentence, words } from '../parts/format.js';
import { isSendable } from '../state/build.js';
import { count, SEVERITIES, sorted, worst } from '../state/severity.js';
import { FileDetail } from './file-detail.jsx';
import { transferText } from './transfer.js';

/** @import { Row } from '../state/build.js' */

/**
 * @param {object} props
 * @param {Row} props.row
 * @param {string} [props.url] where its minified file is served
 * @param {boolean} props.isOpen
 * @param {boolean} props.isCurrent whether the Tab key leads to it
 * @param {() => void} props.onToggle
 */
export function FileRow({ row, url, isOpen, isCurrent, onToggle }) {
  const { report, size, transfer } = row;
  const cut = report.path.lastIndexOf('/') + 1;
  const state = transfer && transferText(transfer, size);
  return (
    <div class={isOpen ? 'row open' : 'row'}>
      <button
        type="button"
        class="row-head row-grid"
        aria-expanded={isOpen}
        tabIndex={isCurrent ? 0 : -1}
        onClick={onToggle}
      >
        <Mark {...(state?.mark ?? markOf(row))} />
        <span class="row-findings">
          {state ? (
            <span class={`row-state ${state.mark.severity}`}>{state.text}</span>
          ) : (
            <Counts report={report} />
          )}
        </span>
        <span class="row-name">
          <span class="row-path">
            <span class="row-folder">{report.path.slice(0, cut)}</span>
            <span class="row-base">{report.path.slice(cut)}</span>
          </span>
          <About row={row} url={url} />
        </span>
        <span class="row-kind">
          {words(report.format ?? report.parts[0]?.part ?? report.type ?? 'unknown')}
        </span>
        <span class="row-size">{bytes(size)}</span>
      </button>
      {isOpen && <FileDetail row={row} url={url} />}
    </div>
  );
}

/** @param {Row} row @returns {{ severity: 'error' | 'warning' | 'skipped' | 'ok' }} */
function markOf(row) {
  const { report } = row;
  const severity = worst(report);
  if (!isSendable(row) && (severity === undefined || severity === 'note')) {
    return { severity: 'skipped' };
  }
  // a sound file with notes is a sound file
  return { severity: severity === undefined || severity === 'note' ? 'ok' : severity };
}

/** A second line: why it is not sent, or its address, or what it belongs to. @param {{ row: Row, url?: string }} props */
function About({ row, url }) {
  const { report } = row;
  if (!isSendable(row)) {
    const [first] = sorted(report);
    return <span class="row-about">Not sent{first && `: ${first.message}`}</span>;
  }
  if (url) return <span class="row-about row-url">{url}</span>;
  return <span class="row-about">{partnerOf(report) ?? identityOf(report)}</span>;
}

/** What a map belongs to. @param {Row['report']} report */
function partnerOf({ path, parts }) {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const others = parts.filter((part) => part.path !== path).map((part) => part.path);
  if (others.length === 0) return undefined;
  const names = others.map((name) => (name.startsWith(folder) ? name.slice(folder.length) : name));
  return `with ${names.join(', ')}`;
}

/** @param {Row['report']} report */
function identityOf({ identity }) {
  const [first] = Object.entries(identity);
  return first && `${sentence(words(first[0]))} ${first[1]}`;
}

/** @param {Pick<Row, 'report'>} props */
function Counts({ report }) {
  const all = SEVERITIES.map((severity) => ({ severity, many: count(report, severity) }));
  return (
    <>
      {all
        .filter(({ many }) => many > 0)
        .map(({ severity, many }) => (
          <span key={severity} class={`row-count ${severity}`}>
            {many} {severity}
            {many === 1 ? '' : 's'}
          </span>
        ))}
    </>
  );
}
