/** The generated file and a source beside each other; what is pointed at or chosen on one side shows on the other. */
import { number } from '../parts/format.js';
import { GeneratedPane } from './generated-pane.jsx';
import { SourcePane } from './source-pane.jsx';
import { nameOf } from './tree.js';

/** @import { Span } from '../../pkg/index.js' */
/** @import { Store } from './store.js' */
/** @import { Placed } from './where.js' */

/** @param {{ store: Store, placed: Placed[] }} props */
export function SideBySide({ store, placed }) {
  const span = store.chosen.value;
  return (
    <div class="sides">
      <GeneratedPane store={store} placed={placed} />
      <SourcePane store={store} />
      <p class="sides-told" role="status">
        {span
          ? told(span, store)
          : 'Choose a stretch on either side, or go from one to the next with the arrow keys.'}
      </p>
    </div>
  );
}

/** @param {Span} span @param {Store} store */
function told(
  { line, column, endColumn, source, originalLine = 0, originalColumn = 0, name },
  store,
) {
  const end = endColumn === undefined ? 'the end of the line' : number(endColumn);
  const place = `Line ${number(line)}, columns ${number(column + 1)} to ${end}`;
  if (source === undefined) return `${place}: from no source`;
  const shown = store.source.value;
  const known = store.look.coverage.sources.find(({ index }) => index === source);
  const file = shown?.index === source ? shown.name : nameOf(known ?? { index: source });
  const called = name === undefined ? '' : `, where it is called ${name}`;
  return `${place}: from ${file}, line ${number(originalLine)}, column ${number(originalColumn + 1)}${called}`;
}
