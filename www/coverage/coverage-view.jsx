/** The picture of a map: what it covers, side by side with its sources. */
import { useEffect, useMemo, useState } from 'preact/hooks';

import { number, plural } from '../parts/format.js';
import { Notice } from '../parts/notice.jsx';
import { Findings } from './findings.jsx';
import { Overview } from './overview.jsx';
import { SideBySide } from './side-by-side.jsx';
import { Store } from './store.js';
import { placeAll } from './where.js';

/** @import { Issue, Look, MapCoverage } from '../../pkg/index.js' */
/** @import { Placed } from './where.js' */

const TABS = /** @type {const} */ ({ overview: 'What it covers', code: 'Side by side' });

/**
 * @param {object} props
 * @param {Look} props.look
 * @param {string} props.name of the map
 * @param {Issue[]} props.issues what was found in it
 * @param {() => void} props.onClose
 */
export function LookView({ look, name, issues, onClose }) {
  const store = useMemo(() => new Store(look), [look]);
  const [placed, setPlaced] = useState(
    /** @type {Placed[]} */ (issues.map((issue) => ({ issue }))),
  );
  useEffect(() => {
    let isLate = false;
    void store.goTo({ line: 1, column: 0 });
    void placeAll(look, issues).then((all) => isLate || setPlaced(all));
    return () => void (isLate = true);
  }, [look, issues, store]);
  const tab = store.tab.value;
  const failure = store.failure.value;
  return (
    <section class="look" aria-label={`Inside ${name}`}>
      <header class="look-head">
        <h2 class="look-name">{name}</h2>
        <div class="look-tabs" role="group" aria-label="Views of the map">
          {Object.entries(TABS).map(([key, text]) => (
            <button
              key={key}
              type="button"
              class="look-tab"
              aria-pressed={tab === key}
              onClick={() => (store.tab.value = /** @type {keyof typeof TABS} */ (key))}
            >
              {text}
            </button>
          ))}
        </div>
        <button type="button" class="button look-close" onClick={onClose}>
          Close
        </button>
      </header>
      <Summary coverage={look.coverage} />
      {failure && <Notice severity="error" {...failure} />}
      <Findings store={store} placed={placed} />
      {tab === 'overview' ? (
        <Overview store={store} placed={placed} />
      ) : (
        <SideBySide store={store} placed={placed} />
      )}
    </section>
  );
}

/** @param {{ coverage: MapCoverage }} props */
function Summary({ coverage }) {
  const { units, mapped, sourceCount, segments, lines, minified, openEnds } = coverage;
  const share = units > 0 ? `${((mapped * 100) / units).toFixed(1)} % mapped` : 'nothing to map';
  const facts = [
    plural(sourceCount, 'source'),
    plural(segments, 'segment'),
    `${plural(lines, 'line')} of ${number(units)} characters`,
    share,
    ...(minified ? [] : [`${plural(openEnds, 'stretch')} to an end of line that is not known`]),
  ];
  return (
    <ul class="look-facts">
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
      {!minified && (
        <li class="look-warn">The minified file is not here: its text can’t be shown</li>
      )}
    </ul>
  );
}
