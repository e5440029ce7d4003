/** How far reading and judging are; and what came of it. */
import { phase, progress, rows } from '../state/build.js';
import { bytes, number, plural } from '../parts/format.js';
import { Meter } from '../parts/meter.jsx';

export function ProgressLine() {
  const { done, total } = progress.value;
  if (phase.value === 'reading') {
    return <Meter label={`Taking in ${plural(total, 'file')}`} value={done} max={total} />;
  }
  if (phase.value === 'judging') {
    const label =
      total > 0
        ? `Checked ${number(done)} of ${number(total)}`
        : 'Finding out what belongs together';
    return <Meter label={label} value={done} max={total} />;
  }
  const size = rows.value.reduce((sum, row) => sum + row.size, 0);
  const wrong = rows.value.filter(({ report }) => !report.ok).length;
  return (
    <h2 class="files-sum">
      {plural(rows.value.length, 'upload')}, {bytes(size)}
      {wrong > 0 && <span class="files-wrong">{number(wrong)} with errors</span>}
    </h2>
  );
}
