/** Which rows are shown, and in which order. */
import { computed, signal } from '@preact/signals';

import { isSendable, phase, rows } from './build.js';
import { count, weight } from './severity.js';

/** @import { Row } from './build.js' */

export const FILTERS = /** @type {const} */ ({
  all: 'All',
  errors: 'Errors',
  warnings: 'Warnings',
  ready: 'Ready',
});
export const SORTS = /** @type {const} */ ({
  findings: 'Findings',
  name: 'Name',
  kind: 'Kind',
  size: 'Size',
});

export const filter = signal(/** @type {keyof typeof FILTERS} */ ('all'));
export const sort = signal(/** @type {keyof typeof SORTS} */ ('findings'));
export const isReversed = signal(false);
export const query = signal('');

// what was looked for among other files would hide these
phase.subscribe((now) => {
  if (now === 'empty') [query.value, filter.value] = ['', 'all'];
});

/** @type {Record<keyof typeof FILTERS, (row: Row) => boolean>} */
const PASSES = {
  all: () => true,
  errors: ({ report }) => !report.ok || failed(report),
  warnings: ({ report }) => count(report, 'warning') > 0,
  ready: isSendable,
};

/** @type {Record<keyof typeof SORTS, (a: Row, b: Row) => number>} */
const ORDERS = {
  findings: (a, b) => weight(b.report) - weight(a.report),
  name: () => 0,
  kind: (a, b) => compare(a.report.type ?? a.report.format, b.report.type ?? b.report.format),
  size: (a, b) => b.size - a.size,
};

export const counts = computed(() =>
  Object.fromEntries(
    Object.entries(PASSES).map(([name, passes]) => [name, rows.value.filter(passes).length]),
  ),
);

export const shown = computed(() => {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = rows.value.filter(
    (row) => PASSES[filter.value](row) && (words.length === 0 || isFound(row, words)),
  );
  const order = ORDERS[sort.value];
  const sorted = matching.sort((a, b) => order(a, b) || compare(a.report.path, b.report.path));
  return isReversed.value ? sorted.reverse() : sorted;
});

/** @param {Row['report']} report */
function failed({ upload }) {
  return upload?.status === 'failed';
}

/**
 * Whether every word stands in what the row is about, or in a finding's code.
 * @param {Row} row
 * @param {string[]} words in lower case
 */
function isFound({ report }, words) {
  const { path, format, type, identity, parts, issues } = report;
  const text = [
    path,
    format,
    type,
    ...Object.values(identity),
    ...parts.map((part) => part.path),
    ...issues.map(({ code }) => code),
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** @param {string | undefined} a @param {string | undefined} b */
function compare(a = '', b = '') {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** @param {keyof typeof SORTS} by a second time turns the order around */
export function sortBy(by) {
  if (sort.value === by) isReversed.value = !isReversed.value;
  else {
    sort.value = by;
    isReversed.value = false;
  }
}
