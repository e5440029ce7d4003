/** What is said to people who listen to the page rather than look at it. */
import { signal } from '@preact/signals';

export const announced = signal('');

/** @param {string} text a sentence */
export function announce(text) {
  announced.value = text;
}
