/** What has changed, for screen readers. */
import { announced } from '../state/announce.js';

export function Announcer() {
  return (
    <div class="unseen" role="status" aria-live="polite">
      {announced.value}
    </div>
  );
}
