/** A labelled control with what is to be said of it. */
import { fullSentence } from '../parts/format.js';
import './field.css';

/** @import { Issue } from '../../pkg/index.js' */

/**
 * What the control gets.
 * @typedef {object} Wiring
 * @property {string} id
 * @property {string} class
 * @property {'true' | undefined} aria-invalid
 * @property {string | undefined} aria-describedby
 * @property {boolean | undefined} [aria-required]
 */

/**
 * @param {object} props
 * @param {string} props.label
 * @param {string} props.name made part of its id
 * @param {preact.ComponentChildren} [props.help]
 * @param {boolean} [props.isRequired]
 * @param {{ severity?: Issue['severity'], message: string, help?: string }[]} [props.messages]
 * @param {(wiring: Wiring) => preact.ComponentChildren} props.children
 */
export function Field({ label, name, help, isRequired, messages = [], children }) {
  const id = `field-${name}`;
  const described = [help && `${id}-help`, messages.length > 0 && `${id}-said`].filter(Boolean);
  const isWrong = messages.some(({ severity = 'error' }) => severity === 'error');
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
        {isRequired && <span class="field-required"> required</span>}
      </label>
      {children({
        id,
        class: 'input',
        'aria-invalid': isWrong ? 'true' : undefined,
        'aria-describedby': described.length > 0 ? described.join(' ') : undefined,
        'aria-required': isRequired || undefined,
      })}
      {messages.length > 0 && (
        <ul id={`${id}-said`} class="field-said">
          {messages.map(({ severity = 'error', message, help: remedy }) => (
            <li key={message} class={severity}>
              {fullSentence(message)}
              {remedy && <span class="field-remedy"> {fullSentence(remedy)}</span>}
            </li>
          ))}
        </ul>
      )}
      {help && (
        <p id={`${id}-help`} class="field-help">
          {help}
        </p>
      )}
    </div>
  );
}
