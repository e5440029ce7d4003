/** What to do where the browser may not send. */
import { Notice } from '../parts/notice.jsx';
import { intakeOrigin } from '../state/destination.js';
import { Script } from './script.jsx';

export function Refused() {
  return (
    <div class="send-part">
      <Notice
        severity="error"
        message={`This browser may not send to ${new URL(intakeOrigin.value).host}: the intake takes no requests from pages (CORS)`}
        help="Nothing was sent. Your files are as they were."
      />
      <p>Two ways that work:</p>
      <ol class="refused-ways">
        <li>
          Start <code>npx mapship page</code> in the build's folder: the same page, which sends
          through your own machine.
        </li>
        <li>
          Save what would have been sent as a script, and run it in the build's folder.
          <div class="send-row">
            <Script isReady />
          </div>
        </li>
      </ol>
    </div>
  );
}
