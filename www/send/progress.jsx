/** How the run goes. */
import { useEffect, useState } from 'preact/hooks';

import { bytes, number, plural } from '../parts/format.js';
import { Meter } from '../parts/meter.jsx';
import { cancel, totals } from '../state/sending.js';

/** How many retries are told one by one. */
const TOLD = 3;

export function Progress() {
  const { uploads, ended, arrived, bytes: all, taken, retrying } = totals.value;
  return (
    <div class="send-part">
      <Meter
        label={`${number(ended)} of ${plural(uploads, 'upload')}, ${bytes(taken)} of ${bytes(all)} read`}
        // half of the way is to read and compress it, the other half until the intake has answered
        value={taken + arrived}
        max={2 * all}
      />
      {retrying.slice(0, TOLD).map(({ transfer }, index) => (
        <Retry key={index} {...transfer} />
      ))}
      {retrying.length > TOLD && (
        <p class="send-small">{retrying.length - TOLD} more will be tried again.</p>
      )}
      <button type="button" class="button" onClick={cancel}>
        Cancel
      </button>
    </div>
  );
}

/** @param {import('../state/build.js').Transfer} transfer */
function Retry({ retryAt = 0, attempts, reason }) {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <p class="send-small">
      Attempt {attempts} failed: {reason}. Next in {seconds} s.
    </p>
  );
}
