/** What came of the run. */
import { Notice } from '../parts/notice.jsx';
import { bytes, duration, number, plural, sentence } from '../parts/format.js';
import { rows } from '../state/build.js';
import { filter } from '../state/filter.js';
import { result, sendFailure, stage } from '../state/sending.js';
import { apiKey } from '../state/destination.js';
import { SaveReceipt } from './receipt-loader.jsx';

/** How many different words of the server's are shown. */
const SHOWN = 3;

export function Result() {
  const now = stage.value;
  return (
    <div class="send-part">
      {now === 'failed' && sendFailure.value && <Notice severity="error" {...sendFailure.value} />}
      {now === 'cancelled' && (
        <Notice
          severity="note"
          message="Cancelled"
          help="What has arrived stays; Send goes on with the rest."
        />
      )}
      {now === 'done' && <Done />}
      <div class="send-row">
        <SaveReceipt />
        {apiKey.value !== '' && (
          <button type="button" class="button" onClick={() => (apiKey.value = '')}>
            Forget the key
          </button>
        )}
      </div>
    </div>
  );
}

function Done() {
  const { summary, issues } = result.value ?? {};
  if (!summary) return null;
  const { sent, failed, skipped, alreadySent, bytesSent, ms } = summary;
  return (
    <>
      <Notice
        severity={failed > 0 ? 'error' : 'ok'}
        message={
          failed > 0
            ? `${plural(failed, 'upload')} failed, ${number(sent + alreadySent)} arrived`
            : `${plural(sent + alreadySent, 'upload')} arrived`
        }
        help={failed > 0 ? 'Send tries those again that failed' : undefined}
      >
        {failed > 0 && <Words />}
      </Notice>
      {issues?.map((issue) => (
        <Notice key={issue.message} {...issue} />
      ))}
      <dl class="send-facts send-small">
        <dt>Sent</dt>
        <dd>{number(sent)}</dd>
        {alreadySent > 0 && (
          <>
            <dt>Sent before</dt>
            <dd>{number(alreadySent)}</dd>
          </>
        )}
        {failed > 0 && (
          <>
            <dt>Failed</dt>
            <dd>{number(failed)}</dd>
          </>
        )}
        {skipped > 0 && (
          <>
            <dt>Not sent</dt>
            <dd>{number(skipped)}</dd>
          </>
        )}
        <dt>On the wire</dt>
        <dd>{bytes(bytesSent)}</dd>
        <dt>Time</dt>
        <dd>{duration(ms)}</dd>
      </dl>
    </>
  );
}

/** What the server said, in its own words, each once. */
function Words() {
  /** @type {Map<string, string | undefined>} */
  const said = new Map();
  for (const { transfer } of rows.value) {
    const { status, reason, help } = transfer?.outcome ?? {};
    if (status === 'failed' && reason) said.set(reason, help);
  }
  return (
    <>
      <ul class="send-words">
        {[...said].slice(0, SHOWN).map(([reason, help]) => (
          <li key={reason}>
            <p>{sentence(reason)}</p>
            {help && <p class="send-small">{sentence(help)}</p>}
          </li>
        ))}
      </ul>
      <button type="button" class="link" onClick={() => (filter.value = 'errors')}>
        Show them
      </button>
    </>
  );
}
