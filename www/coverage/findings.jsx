/** What was found in the map, each finding leading to its place in the picture. */
import { sentence } from '../parts/format.js';
import { Mark } from '../parts/mark.jsx';

/** @import { Store } from './store.js' */
/** @import { Placed } from './where.js' */

/** @param {{ store: Store, placed: Placed[] }} props */
export function Findings({ store, placed }) {
  if (placed.length === 0) return null;
  return (
    <ul class="look-findings" aria-label="Findings">
      {placed.map(({ issue, generated, source }) => (
        <li key={`${issue.code} ${issue.at.offset} ${issue.message}`} class="look-finding">
          <Mark severity={issue.severity} />
          <span>{sentence(issue.message)}</span>
          {generated && (
            <button
              type="button"
              class="link"
              onClick={() => {
                store.tab.value = 'code';
                void store.goAround(generated);
              }}
            >
              Line {generated.line}, column {generated.column + 1}
            </button>
          )}
          {source !== undefined && (
            <button type="button" class="link" onClick={() => void store.openSource(source)}>
              Its source
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
