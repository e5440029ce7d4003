/** The metadata of the uploads, made from what the core declares of their types. */
import { chosenType, judgeAgain, phase } from '../state/build.js';
import { facts } from '../state/facts.js';
import {
  fields,
  hasAddresses,
  leave,
  messagesFor,
  prefix,
  PREFIX,
  prefixIssue,
  shownFor,
  typed,
  urls,
} from '../state/form.js';
import { words } from '../parts/format.js';
import { EventField } from './event-field.jsx';
import { Field } from './field.jsx';
import './event-form.css';

/** @import { UploadType } from '../../pkg/index.js' */

/** What most uploads need, in this order. */
const FIRST = ['service', 'version'];

export function EventForm() {
  const known = fields.value;
  const isAsked = (/** @type {string} */ name) =>
    messagesFor(name).some(({ severity }) => severity === 'error');
  const first = FIRST.flatMap((name) => known.find((field) => field.name === name) ?? []);
  const others = known.filter(({ name }) => !FIRST.includes(name));
  // an address is made of the prefix, unless there is none
  const asked = others.filter(({ name }) => isAsked(name) && name !== 'minified_url');
  const more = others.filter((field) => !asked.includes(field));
  return (
    <fieldset class="event-form" aria-label="Metadata">
      {known.length === 0 && (
        <p class="send-small">
          The fields that your files need are shown here once you have opened a build.
        </p>
      )}
      {[...first, ...asked].map((field) => (
        <EventField key={field.name} field={field} />
      ))}
      {hasAddresses.value && <Prefix />}
      {phase.value !== 'empty' && (
        <details
          class="event-more"
          open={more.some(({ name }) => isAsked(name) && name !== 'minified_url')}
        >
          <summary>More fields</summary>
          <div class="event-form">
            <TypeField />
            {more.map((field) => (
              <EventField key={field.name} field={field} />
            ))}
          </div>
        </details>
      )}
    </fieldset>
  );
}

function Prefix() {
  const [example] = urls.value.values();
  const missing = typed.value.minified_url ? [] : shownFor('minified_url');
  const said = prefixIssue.value ? [prefixIssue.value] : missing.map(asPrefix);
  return (
    <Field
      label={PREFIX.label}
      name={PREFIX.id}
      isRequired
      messages={said}
      help={
        <span class="event-example">
          {example === undefined
            ? 'The address of the folder that files are served from.'
            : 'The first of your files will be known by this address:'}
          <br />
          {example ?? 'It stands before their paths.'}
        </span>
      }
    >
      {(wiring) => (
        <input
          {...wiring}
          type="text"
          inputMode="url"
          placeholder="https://example.com/static"
          spellcheck={false}
          autocomplete="off"
          value={prefix.value}
          onInput={({ currentTarget }) => (prefix.value = currentTarget.value)}
          onBlur={() => leave('minified_url')}
        />
      )}
    </Field>
  );
}

/**
 * A missing address is asked for by its prefix.
 * @param {ReturnType<typeof shownFor>[0]} issue
 */
function asPrefix({ severity, message, help }) {
  if (prefix.value.trim() !== '') return { severity, message, help };
  return { severity, message: 'Where are these files served? The address is needed.' };
}

function TypeField() {
  return (
    <Field label="Type of the files" name="type">
      {(wiring) => (
        <select
          {...wiring}
          value={chosenType.value ?? ''}
          onChange={({ currentTarget }) => {
            chosenType.value = /** @type {UploadType} */ (currentTarget.value) || undefined;
            judgeAgain();
          }}
        >
          <option value="">Recognise each file by its content</option>
          {facts.value?.types.map(({ name }) => (
            <option key={name} value={name}>
              {words(name)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
