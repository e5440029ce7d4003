/** Where to send, and the buttons that do. */
import { useSignal } from '@preact/signals';

import { engine } from '../engine/engine.js';
import { bytes, plural } from '../parts/format.js';
import { Notice } from '../parts/notice.jsx';
import { Field } from '../form/field.jsx';
import { sendable, rows } from '../state/build.js';
import { facts } from '../state/facts.js';
import { filled, formFailure, isComplete, left, whenChecked } from '../state/form.js';
import { relay } from '../state/relay.js';
import { send } from '../state/sending.js';
import { apiKey, hasTarget, intakeUrl, site, target } from '../state/destination.js';
import { save } from './save.js';
import { ReceiptLoader } from './receipt-loader.jsx';

/** @param {{ isReady: boolean }} props */
export function SendForm({ isReady }) {
  const many = sendable.value.length;
  const size = sendable.value.reduce((sum, row) => sum + row.size, 0);
  const others = rows.value.length - many;
  return (
    <div class="send-part">
      {relay.value?.hasKey ? <Relay /> : <Direct />}
      {formFailure.value && <Notice severity="error" {...formFailure.value} />}
      <p class="send-sum">
        {many === 0
          ? 'Nothing to send yet.'
          : `${plural(many, 'upload')}, ${bytes(size)} before compression.`}
        {others > 0 && many > 0 && ` ${plural(others, 'other')} will not be sent.`}
      </p>
      <div class="send-actions">
        <button type="submit" class="button primary" disabled={!isReady || many === 0}>
          Send{many > 0 ? ` ${plural(many, 'upload')}` : ''}
        </button>
        <div class="send-row">
          <Script isReady={isReady && many > 0} />
          <ReceiptLoader />
        </div>
      </div>
    </div>
  );
}

/** Sends, or leads to the first field that stands in the way. */
export async function trySend() {
  left.value = 'all';
  await whenChecked();
  const hasWay = relay.value?.hasKey || hasTarget.value;
  if (isComplete.value && hasWay) {
    send();
    return;
  }
  // what is wrong is drawn a moment later
  requestAnimationFrame(() => {
    const wrong = document.querySelector('.send [aria-invalid]');
    if (wrong instanceof HTMLElement) wrong.focus();
  });
}

function Relay() {
  const { site: domain, intake } = relay.value ?? {};
  return (
    <p class="send-small">
      Through <code>mapship page</code> on this machine, which holds the API key, to{' '}
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
          help="Such as one of mapship intake --cors, for rehearsals."
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
        messages={isKeyMissing ? [{ message: 'there is no API key' }] : []}
        help="Kept in this tab's memory until all has arrived, and nowhere else."
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

/** The same requests for a terminal. @param {{ isReady: boolean }} props */
export function Script({ isReady }) {
  const isMaking = useSignal(false);
  const make = async () => {
    isMaking.value = true;
    try {
      const { site: domain, intakeUrl: url } = target();
      const text = await engine().script(filled.value, { site: domain, intakeUrl: url });
      save('mapship-upload.sh', text, 'text/x-shellscript');
    } finally {
      isMaking.value = false;
    }
  };
  return (
    <button type="button" class="button" disabled={!isReady || isMaking.value} onClick={make}>
      Save as curl script
    </button>
  );
}
