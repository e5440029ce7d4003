/** How far reading and judging are; and what came of it. */
import { phase, progress, rows } from '../state/build.js';
import { counts } from '../state/filter.js';
import { bytes, number, plural } from '../parts/format.js';
import { Meter } from '../parts/meter.jsx';

export function ProgressLine() {
  const { done, total } = progress.value;
  if (phase.value === 'reading') {
    return <Meter label={`Reading ${plural(total, 'file')}`} value={done} max={total} />;
  }
  if (phase.value === 'judging') {
    const label =
      total > 0
        ? `Checked ${number(done)} of ${number(total)}`
        : 'Finding out which files belong together';
    return <Meter label={label} value={done} max={total} />;
  }
  const size = rows.value.reduce((sum, row) => sum + row.size, 0);
  const { errors: wrong = 0 } = counts.value;
  return (
    <h2 class="files-sum">
      {plural(rows.value.length, 'upload')}, {bytes(size)}
      {wrong > 0 && <span class="files-wrong">{number(wrong)} with errors</span>}
    </h2>
  );
}
