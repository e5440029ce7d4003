/** What the list shows: a search, a choice of rows, an order. */
import { counts, filter, FILTERS, query, shown, sort, SORTS, sortBy } from '../state/filter.js';
import { number, plural } from '../parts/format.js';
import './toolbar.css';

export function Toolbar() {
  return (
    <div class="toolbar" role="search" aria-label="The list">
      <input
        type="search"
        class="input toolbar-search"
        placeholder="Search names, IDs, codes"
        aria-label="Search names, IDs and codes"
        autocomplete="off"
        spellcheck={false}
        value={query.value}
        onInput={({ currentTarget }) => (query.value = currentTarget.value)}
      />
      <div class="toolbar-filters" role="group" aria-label="Show">
        {Object.entries(FILTERS).map(([name, text]) => (
          <button
            key={name}
            type="button"
            class="toolbar-filter"
            aria-pressed={filter.value === name}
            onClick={() => (filter.value = /** @type {keyof typeof FILTERS} */ (name))}
          >
            {text} <span class="toolbar-count">{number(counts.value[name] ?? 0)}</span>
          </button>
        ))}
      </div>
      <label class="toolbar-sort">
        <span class="unseen">Sort by</span>
        <select
          class="input"
          value={sort.value}
          onChange={({ currentTarget }) =>
            sortBy(/** @type {keyof typeof SORTS} */ (currentTarget.value))
          }
        >
          {Object.entries(SORTS).map(([name, text]) => (
            <option key={name} value={name}>
              {`Sort: ${text.toLowerCase()}`}
            </option>
          ))}
        </select>
      </label>
      <span class="unseen" role="status">
        {plural(shown.value.length, 'upload')} shown
      </span>
    </div>
  );
}
