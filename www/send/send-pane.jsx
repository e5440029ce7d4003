/** The side of the page that sends: what, under which metadata, where to; then how it goes. */
import { phase } from '../state/build.js';
import { stage } from '../state/sending.js';
import { EventForm } from '../form/event-form.jsx';
import { Progress } from './progress.jsx';
import { Refused } from './refused.jsx';
import { Result } from './result.jsx';
import { SendForm, trySend } from './send-form.jsx';
import './send.css';

export function SendPane() {
  const now = stage.value;
  const isForm =
    now === 'idle' ||
    now === 'failed' ||
    now === 'cancelled' ||
    now === 'done' ||
    now === 'refused';
  return (
    <section class="send" aria-labelledby="send-title">
      <h2 id="send-title" class="send-title">
        Send to Datadog
      </h2>
      {now === 'running' && <Progress />}
      {(now === 'done' || now === 'cancelled' || now === 'failed') && <Result />}
      {now === 'refused' && <Refused />}
      {isForm && (
        <form
          class="send-form"
          noValidate
          autocomplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            trySend();
          }}
          onKeyDown={(event) => {
            // while Send waits for what was typed to be judged, a browser would let this key do nothing
            if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
            event.preventDefault();
            trySend();
          }}
        >
          <EventForm />
          <SendForm isReady={phase.value === 'judged'} />
        </form>
      )}
    </section>
  );
}
