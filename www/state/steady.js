/** Values that are made anew again and again, and seldom differ. */
import { computed } from '@preact/signals';

/**
 * A computed value that stays the same object as long as nothing in it changes: what depends on it is left in peace.
 * @template T
 * @param {() => T} make
 * @returns {import('@preact/signals').ReadonlySignal<T>}
 */
export function steady(make) {
  /** @type {{ value: T, text: string } | undefined} */
  let last;
  return computed(() => {
    const value = make();
    const text = textOf(value);
    if (last?.text !== text) last = { value, text };
    return last.value;
  });
}

/** What a value holds, to be compared. @param {unknown} value */
export function textOf(value) {
  return JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? `${member}n` : member));
}
