/** All that is to be said of an upload. */
import { useSignal } from '@preact/signals';

import { bytes, duration, percent, sentence, words } from '../parts/format.js';
import { Mark } from '../parts/mark.jsx';
import { isSendable } from '../state/build.js';
import { sorted } from '../state/severity.js';
import { looking } from '../state/view.js';
import { placeOf } from './place.js';
import './file-detail.css';

/** @import { Row } from '../state/build.js' */
/** @import { Issue, Outcome } from '../../pkg/index.js' */

/** How many findings are shown before one asks for the rest. */
const SHOWN = 20;

/** @param {{ row: Row, url?: string }} props */
export function FileDetail({ row, url }) {
  const { report, transfer } = row;
  const all = useSignal(false);
  const found = sorted(report);
  const listed = all.value ? found : found.slice(0, SHOWN);
  return (
    <div class="detail" role="group" aria-label={`About ${report.path}`}>
      {transfer?.outcome && <Result outcome={transfer.outcome} />}
      {found.length === 0 && isSendable(row) && <p class="detail-sound">No problems were found.</p>}
      {!isSendable(row) && !transfer?.outcome && (
        <p>
          {report.ok ? 'It will not be sent.' : 'It will not be sent as long as it has errors.'}
        </p>
      )}
      <ul class="detail-findings">
        {listed.map((issue) => (
          <Finding key={`${issue.code} ${placeOf(issue)} ${issue.message}`} issue={issue} />
        ))}
      </ul>
      {listed.length < found.length && (
        <button type="button" class="link" onClick={() => (all.value = true)}>
          Show all {found.length} findings
        </button>
      )}
      <Facts report={report} url={url} />
      {report.parts.some(({ part }) => part === 'source_map') && (
        <button type="button" class="button" onClick={() => (looking.value = report.path)}>
          Look inside
        </button>
      )}
    </div>
  );
}

/** @param {{ issue: Issue }} props */
function Finding({ issue }) {
  const { severity, message, help, code, count } = issue;
  const place = placeOf(issue);
  return (
    <li class="finding">
      <Mark severity={severity} />
      <div class="finding-text">
        <p>
          {sentence(message)}
          {count > 1 && <span class="finding-count"> ({count} times)</span>}
        </p>
        {help && <p class="finding-help">{sentence(help)}</p>}
        <p class="finding-where">
          {place && <span>{place}</span>}
          <code>{code}</code>
        </p>
      </div>
    </li>
  );
}

/** What came of sending it. @param {{ outcome: Outcome }} props */
function Result({ outcome }) {
  const { status, reason, help, httpStatus, id, attempts = 0, ms } = outcome;
  if (status === 'sent' || status === 'already-sent') {
    return (
      <p class="detail-result">
        <Mark severity="ok" label="" />
        <span>
          {status === 'sent' ? `Accepted (HTTP ${httpStatus})` : sentence(reason ?? '')}
          {id && (
            <>
              {' as '}
              <code>{id}</code>
            </>
          )}
          {attempts > 1 && `, at attempt ${attempts}`}
          {ms !== undefined && `, after ${duration(ms)}`}
        </span>
      </p>
    );
  }
  return (
    <div class="detail-result">
      <Mark severity={status === 'failed' ? 'error' : 'note'} label="" />
      <div>
        <p>{sentence(reason ?? status)}</p>
        {help && <p class="finding-help">{sentence(help)}</p>}
        {attempts > 1 && <p class="finding-where">{attempts} attempts</p>}
      </div>
    </div>
  );
}

/** @param {{ report: Row['report'], url?: string }} props */
function Facts({ report, url }) {
  const address = report.event?.minified_url ?? url;
  /** @type {[string, string][]} */
  const facts = [
    ...(report.type ? [/** @type {[string, string]} */ (['Upload type', words(report.type)])] : []),
    ...report.parts.map(
      ({ part, path, size }) =>
        /** @type {[string, string]} */ ([
          sentence(words(part ?? 'file')),
          `${path} (${bytes(size)})`,
        ]),
    ),
    ...Object.entries(report.identity).map(
      ([name, value]) => /** @type {[string, string]} */ ([sentence(words(name)), value]),
    ),
    ...(report.mapped === undefined
      ? []
      : [
          /** @type {[string, string]} */ ([
            'Mapped',
            `${percent(report.mapped)} of the minified file`,
          ]),
        ]),
    ...(typeof address === 'string'
      ? [/** @type {[string, string]} */ (['Address', address])]
      : []),
  ];
  return (
    <dl class="detail-facts">
      {facts.map(([name, value]) => (
        <div key={`${name} ${value}`} class="detail-fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
