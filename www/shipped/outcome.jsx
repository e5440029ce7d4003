/** How much of an app is covered: the share, the picture, the table. */
import { useMemo } from 'preact/hooks';

import { bytes, percent, plural } from '../parts/format.js';
import { Notice } from '../parts/notice.jsx';
import { PartAreas } from './part-areas.jsx';
import { PartTable } from './part-table.jsx';
import { commonOf, groupOf, GROUPS, partsOf, sizeOf } from './parts.js';

/** @import { VerifyReport } from '../../pkg/index.js' */
/** @import { Group } from './parts.js' */

/** @param {{ report: VerifyReport }} props */
export function Outcome({ report }) {
  const { coverage, issues } = report;
  const files = useMemo(
    () => report.files.toSorted((one, other) => sizeOf(other) - sizeOf(one)),
    [report],
  );
  const common = useMemo(() => commonOf(files), [files]);
  const tree = useMemo(() => partsOf(files, common), [files, common]);
  const total = files.reduce((sum, file) => sum + sizeOf(file), 0);
  return (
    <section class="shipped-outcome" aria-label="Coverage of the app">
      {issues.map((issue) => (
        <Notice key={issue.message} {...issue} />
      ))}
      {coverage.bytes > 0 && (
        <p class="shipped-share">
          <strong>{percent(coverage.share)}</strong> of the code is covered:{' '}
          {bytes(coverage.coveredBytes)} of {bytes(coverage.bytes)}
        </p>
      )}
      {files.length > 0 && (
        <>
          <Legend report={report} />
          {total > 0 && <PartAreas tree={tree} counted={coverage.bytes} />}
          <PartTable files={files} common={common} counted={coverage.bytes} />
        </>
      )}
    </section>
  );
}

/** @param {{ report: VerifyReport }} props */
function Legend({ report }) {
  return (
    <ul class="shipped-legend" aria-label="Legend">
      {Object.entries(GROUPS).map(([group, { sign, word, means }]) => {
        const own = report.files.filter((file) => groupOf(file) === /** @type {Group} */ (group));
        if (own.length === 0) return null;
        const size = own.reduce((sum, file) => sum + sizeOf(file), 0);
        return (
          <li key={group}>
            <span class={`shipped-key ${group}`} aria-hidden="true">
              {sign}
            </span>
            <span>
              {plural(own.length, 'part')} {word}, {bytes(size)}.{' '}
              <span class="shipped-dim">{means}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
