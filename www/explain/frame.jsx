/** A line of a stack trace: a frame with its source, a frame with the reason why not, or words. */
import { sentence } from '../parts/format.js';
import { Mark } from '../parts/mark.jsx';

/** @import { ExplainedFrame } from '../../pkg/index.js' */

/** @param {{ line: ExplainedFrame }} props */
export function Frame({ line }) {
  const { raw, original, originals, rewritten, issues, name } = line;
  if (issues === undefined) {
    const words = rewritten?.join('\n') ?? raw;
    return words.trim() === '' ? null : <li class="frame words">{words}</li>;
  }
  // a tool has made it, and the sources have no such call
  if (originals?.length === 0) return null;
  return (
    <li class={original || originals || line.readable ? 'frame' : 'frame lost'}>
      {originals?.map((one, depth) => (
        <p key={depth} class="frame-head">
          <span class="frame-name">{one.function}</span>
          <span class="frame-place">
            {one.source}
            {one.line === undefined ? '' : `:${one.line}`}
            {depth < originals.length - 1 && ', inlined'}
          </span>
        </p>
      ))}
      {!originals && (
        <p class="frame-head">
          <span class="frame-name">{name ?? line.function ?? '(anonymous)'}</span>
          {original && (
            <span class="frame-place">
              {original.path ?? original.source}:{original.line}:{original.column + 1}
            </span>
          )}
        </p>
      )}
      <p class="frame-raw">{raw.trim()}</p>
      {original && line.context && <Source line={line} />}
      {issues.map((issue) => (
        <div key={issue.message} class="frame-issue">
          <Mark severity={issue.severity} />
          <div>
            <p>{sentence(issue.message)}</p>
            {issue.help && !line.readable && <p class="frame-help">{sentence(issue.help)}</p>}
          </div>
        </div>
      ))}
    </li>
  );
}

/** The lines around the place, with a caret under it. @param {{ line: ExplainedFrame }} props */
function Source({ line: { original, context } }) {
  if (!original || !context) return null;
  const { firstLine, lines } = context;
  return (
    <pre
      class="frame-source"
      tabIndex={0}
      aria-label={`${original.path ?? original.source}, around line ${original.line}`}
    >
      {lines.map((text, index) => {
        const number = firstLine + index;
        const isMeant = number === original.line;
        return (
          <span key={number} class={isMeant ? 'frame-line meant' : 'frame-line'}>
            <span class="frame-number">{number}</span>
            <span class="frame-text">
              {text}
              {'\n'}
              {isMeant && (
                <span class="frame-caret" aria-hidden="true">
                  {blank(text.slice(0, original.column))}^{'\n'}
                </span>
              )}
            </span>
          </span>
        );
      })}
    </pre>
  );
}

/** As wide as the text, with nothing in it. @param {string} text */
function blank(text) {
  return text.replace(/[^\t]/gu, ' ');
}
