/** A source, with each place marked that the generated file leads to. Only the lines in sight are in the document. */
import { useEffect, useRef } from 'preact/hooks';

import { useVirtual } from '../list/virtual.js';
import { bringInSight, pointing, stepped, useMarks } from './linked.js';
import { cutAtTokens } from './segments.js';
import { shadeOf } from './shade.js';
import { CHUNK } from './store.js';

/** @import { Shown, Store } from './store.js' */
/** @import { Token } from './segments.js' */

/** Height of a line, in px. */
const HEIGHT = 20;

/** Of a longer line, only so much is drawn around what is chosen, in UTF-16 units. */
const LONGEST = 2000;

/** @param {{ store: Store }} props */
export function SourcePane({ store }) {
  const source = store.source.value;
  return (
    <section class="side" aria-label="Source">
      <h3 class="side-head">
        {source ? source.name : 'Source'}
        {source?.isCut && <span class="look-dim"> (its beginning)</span>}
      </h3>
      {source?.lines ? (
        <Lines key={source.index} store={store} source={source} lines={source.lines} />
      ) : (
        <p class="side-none">
          {source
            ? 'The map does not hold the content of this source.'
            : 'Choose a stretch of the generated file, or a source in the overview.'}
        </p>
      )}
    </section>
  );
}

/** @param {{ store: Store, source: Shown, lines: string[] }} props */
function Lines({ store, source, lines }) {
  const pane = useRef(/** @type {HTMLDivElement | null} */ (null));
  const tokens = store.tokens.value;
  const wanted = store.wanted.value;
  const virtual = useVirtual(pane, {
    count: lines.length,
    height: HEIGHT,
    keyOf: (index) => String(index),
  });
  const items = virtual.getVirtualItems();
  const [first = 0, last = 0] = [items[0]?.index, items.at(-1)?.index];
  useEffect(() => void store.learnLines(first + 1, last + 1), [store, source, first, last]);
  useEffect(() => {
    if (wanted) virtual.scrollToIndex(Math.min(wanted.line, lines.length) - 1, { align: 'center' });
  }, [wanted]);
  const drawn = `${first} ${last} ${tokens.size}`;
  useMarks(pane, store, tokens.size === 0 ? tokens : drawn);
  useEffect(() => {
    const chosen = pane.current?.querySelector('.chosen');
    if (pane.current && chosen && wanted) bringInSight(pane.current, chosen);
  }, [wanted, drawn]);

  const tokenOf = (/** @type {Element | null | undefined} */ piece) => {
    const key = piece?.getAttribute('data-key');
    const line = Number(piece?.getAttribute('data-line'));
    return tokensOn(tokens, line).find((token) => token.key === key);
  };
  const chooseAt = (/** @type {Element | null | undefined} */ piece) => {
    const token = tokenOf(piece);
    if (token) void store.chooseToken(token);
    if (pane.current && piece) bringInSight(pane.current, piece);
  };
  return (
    <div
      class="side-text source"
      ref={pane}
      tabIndex={0}
      role="group"
      aria-label={`${source.name}: arrow keys go from place to place`}
      {...pointing(store)}
      onClick={({ target }) =>
        chooseAt(target instanceof Element ? target.closest('[data-piece]') : null)
      }
      onKeyDown={(event) => chooseAt(pane.current && stepped(event, pane.current))}
    >
      <div class="source-all" style={{ height: `${virtual.getTotalSize()}px` }}>
        {items.map(({ index, key, start }) => (
          <div key={key} class="line" style={{ transform: `translateY(${start}px)` }}>
            <span class="line-number">{index + 1}</span>
            <span class="line-text">
              <LineText
                source={source.index}
                line={index + 1}
                text={lines[index] ?? ''}
                tokens={tokensOn(tokens, index + 1)}
                focus={wanted?.line === index + 1 ? wanted.column : 0}
              />
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** @param {{ source: number, line: number, text: string, tokens: Token[], focus: number }} props */
function LineText({ source, line, text, tokens, focus }) {
  const from = text.length > LONGEST ? Math.max(0, focus - LONGEST / 2) : 0;
  const to = from + LONGEST;
  const inside = tokens.filter(({ column }) => column >= from && column < to);
  const moved = inside.map((token) => ({ ...token, column: token.column - from }));
  return (
    <>
      {from > 0 && <span class="look-dim">…</span>}
      {cutAtTokens(text.slice(from, to), moved).map(({ text: part, token }, i) =>
        token ? (
          <span
            key={i}
            class="piece"
            data-piece={i}
            data-key={token.key}
            data-line={line}
            style={shadeOf(source)}
          >
            {part === '' ? ' ' : part}
          </span>
        ) : (
          <span key={i} class="piece unmapped">
            {part}
          </span>
        ),
      )}
      {to < text.length && <span class="look-dim">…</span>}
    </>
  );
}

/** @param {ReadonlyMap<number, Map<number, Token[]>>} tokens @param {number} line */
function tokensOn(tokens, line) {
  return tokens.get(Math.floor((line - 1) / CHUNK))?.get(line) ?? [];
}
