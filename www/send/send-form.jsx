/** Where to send, and the buttons that do. */
import { bytes, plural } from '../parts/format.js';
import { Notice } from '../parts/notice.jsx';
import { Field } from '../form/field.jsx';
import { isSample, sendable, rows } from '../state/build.js';
import { facts } from '../state/facts.js';
import { formFailure, isComplete, left, whenChecked } from '../state/form.js';
import { relay } from '../state/relay.js';
import { send, toSend } from '../state/sending.js';
import { apiKey, intakeUrl, site } from '../state/destination.js';
import { leadTo, Needed, openFields } from './needed.jsx';
import { ReceiptLoader } from './receipt-loader.jsx';
import { Script } from './script.jsx';

/** @param {{ isReady: boolean }} props */
export function SendForm({ isReady }) {
  const all = sendable.value.length;
  const many = toSend.value.length;
  const size = toSend.value.reduce((sum, row) => sum + row.size, 0);
  const others = rows.value.length - all;
  const isSent = all > 0 && many === 0;
  const open = openFields();
  const isFilledIn = isReady && many > 0 && !isSample.value && open?.length === 0;
  return (
    <div class="send-part">
      {relay.value?.hasKey ? <Relay /> : <Direct />}
      {formFailure.value && <Notice severity="error" {...formFailure.value} />}
      <p class="send-sum">
        {isSent && `${all === 1 ? 'The upload was' : `All ${plural(all, 'upload')} were`} sent.`}
        {all === 0 && 'There is nothing to send yet.'}
        {many > 0 && `${plural(many, 'upload')}, ${bytes(size)} before compression.`}
        {others > 0 && many > 0 && ` ${plural(others, 'other')} will not be sent.`}
      </p>
      <div class="send-actions">
        <button type="submit" class="button primary" disabled={!isFilledIn}>
          {isSent ? 'Sent' : `Send${many > 0 ? ` ${plural(many, 'upload')}` : ''}`}
        </button>
        {isSample.value && (
          <p class="send-small">This is the sample build. It is for trying out, and is not sent.</p>
        )}
        {isReady && many > 0 && !isSample.value && open && <Needed open={open} />}
        <div class="send-row">
          <Script isReady={isReady && all > 0 && isComplete.value} />
          <ReceiptLoader />
        </div>
      </div>
    </div>
  );
}

/** Sends, or leads to the first field that stands in the way. */
export async function trySend() {
  if (isSample.value || toSend.value.length === 0) return;
  left.value = 'all';
  await whenChecked();
  const [first] = openFields() ?? [];
  if (first === undefined && isComplete.value) send();
  else if (first) leadTo(first.id);
}

function Relay() {
  const { site: domain, intake } = relay.value ?? {};
  return (
    <p class="send-small">
      Uploads go through <code>mapship page</code> on this machine, which has the API key, to{' '}
      {domain ?? intake}.
    </p>
  );
}

function Direct() {
  const sites = facts.value?.sites ?? ['datadoghq.com'];
  const isKeyMissing = left.value === 'all' && apiKey.value.trim() === '';
  return (
    <fieldset class="send-form" aria-label="Where to send">
      <Field label="Site" name="site">
        {(props) => (
          <select
            {...props}
            value={site.value}
            onChange={({ currentTarget }) => (site.value = currentTarget.value)}
          >
            {sites.map((domain) => (
              <option key={domain} value={domain}>
                {domain}
              </option>
            ))}
            <option value="">An intake on this machine</option>
          </select>
        )}
      </Field>
      {site.value === '' && (
        <Field
          label="Intake"
          name="intake"
          help="Where mapship intake --cors listens, for a rehearsal."
        >
          {(props) => (
            <input
              {...props}
              type="url"
              value={intakeUrl.value}
              onInput={({ currentTarget }) => (intakeUrl.value = currentTarget.value)}
            />
          )}
        </Field>
      )}
      <Field
        label="API key"
        name="api-key"
        isRequired
        messages={isKeyMissing ? [{ message: 'An API key is needed to send.' }] : []}
        help="It stays in this tab’s memory until everything has arrived."
      >
        {(props) => (
          <input
            {...props}
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={apiKey.value}
            onInput={({ currentTarget }) => (apiKey.value = currentTarget.value)}
          />
        )}
      </Field>
    </fieldset>
  );
}
