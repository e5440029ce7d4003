/** Something to be said of the whole: a sentence and what to do. */
import { sentence } from './format.js';
import { Mark } from './mark.jsx';
import './notice.css';

/** @param {{ severity: 'error' | 'warning' | 'note' | 'ok', message: string, help?: string, children?: preact.ComponentChildren }} props */
export function Notice({ severity, message, help, children }) {
  return (
    <div class={`notice ${severity}`}>
      <Mark severity={severity} />
      <div class="notice-text">
        <p class="notice-message">{sentence(message)}</p>
        {help && <p class="notice-help">{sentence(help)}</p>}
        {children}
      </div>
    </div>
  );
}
