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
    const text = JSON.stringify(value, (_, member) =>
      typeof member === 'bigint' ? `${member}n` : member,
    );
    if (last?.text !== text) last = { value, text };
    return last.value;
  });
}
