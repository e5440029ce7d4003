/** A stack trace made readable. */
import { failure, phase } from '../state/build.js';
import { Choose } from '../drop/choose.jsx';
import { RelayFolder } from '../drop/relay-folder.jsx';
import { explainFailure, explaining, explainNow, explanation, stack } from '../state/explain.js';
import { Notice } from '../parts/notice.jsx';
import { Frame } from './frame.jsx';

const EXAMPLE = `TypeError: Cannot read properties of undefined (reading 'total')
    at n (https://example.com/static/assets/app.js:1:2451)
    at https://example.com/static/assets/app.js:1:3102`;

export function ExplainPane() {
  const hasFiles = phase.value !== 'empty';
  return (
    <section class="explain" aria-label="Explain a stack trace">
      <form
        class="explain-form"
        onSubmit={(event) => {
          event.preventDefault();
          explainNow();
        }}
      >
        <h2>
          <label for="stack">Stack trace</label>
        </h2>
        <textarea
          id="stack"
          class="input explain-stack"
          rows={8}
          spellcheck={false}
          autocomplete="off"
          placeholder={EXAMPLE}
          aria-describedby="stack-help"
          value={stack.value}
          onInput={({ currentTarget }) => (stack.value = currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) explainNow();
          }}
        />
        <p id="stack-help" class="explain-help">
          As Chromium, Firefox, Safari, Node or Datadog prints it. It is held against the files you
          gave, and stays in this tab.
        </p>
        <div class="explain-actions">
          <button
            type="submit"
            class="button primary"
            disabled={!hasFiles || stack.value.trim() === '' || explaining.value}
          >
            {explaining.value ? 'Reading…' : 'Explain'}
          </button>
          {!hasFiles && (
            <>
              <span class="explain-need">First open the build that the trace is from:</span>
              <RelayFolder />
              <Choose />
            </>
          )}
        </div>
      </form>
      {failure.value && <Notice severity="error" {...failure.value} />}
      {explainFailure.value && <Notice severity="error" {...explainFailure.value} />}
      {explanation.value && <Told />}
    </section>
  );
}

function Told() {
  const told = explanation.value;
  if (!told) return null;
  const { frames, resolved, readable } = told.summary;
  return (
    <div class="explain-told">
      <h2 class="explain-sum">
        {frames === 0
          ? 'No line of this is a frame of a stack trace.'
          : `${resolved + readable} of ${frames} frame${frames === 1 ? ' is' : 's are'} readable`}
      </h2>
      {told.issues.map((issue) => (
        <Notice key={issue.message} {...issue} />
      ))}
      <ol class="explain-frames">
        {told.lines.map((line, index) => (
          <Frame key={`${index} ${line.raw}`} line={line} />
        ))}
      </ol>
    </div>
  );
}
