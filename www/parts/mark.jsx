/** A severity as a sign that does not need its colour to be told from the others. */
import './mark.css';

const SHAPES = /** @type {const} */ ({
  error: ['Error', 'M5 5l6 6M11 5l-6 6'],
  warning: ['Warning', 'M8 4v5M8 11.6v.2'],
  note: ['Note', 'M8 7.2V12M8 4.4v.2'],
  ok: ['No problems found', 'M4.6 8.4l2.3 2.4 4.6-5.2'],
  skipped: ['Will not be sent', 'M4.6 8h6.8'],
  waiting: ['Waiting', 'M4.6 8h6.8'],
  sending: ['Sending', 'M8 12V4.6M4.8 7.6L8 4.4l3.2 3.2'],
});

/** @param {{ severity: keyof typeof SHAPES, label?: string }} props */
export function Mark({ severity, label = SHAPES[severity][0] }) {
  // one that stands beside a word for the same is for the eye only
  const named =
    label === ''
      ? { 'aria-hidden': /** @type {const} */ (true) }
      : { role: /** @type {const} */ ('img'), 'aria-label': label };
  return (
    <svg class={`mark ${severity}`} viewBox="0 0 16 16" {...named}>
      <circle cx="8" cy="8" r="8" />
      <path d={SHAPES[severity][1]} />
    </svg>
  );
}
