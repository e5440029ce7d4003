/** The folder that `mapship page FOLDER` was started with, taken in. */
import { signal } from '@preact/signals';

import { failure, phase, take } from '../state/build.js';
import { announce } from '../state/announce.js';
import { plural } from '../parts/format.js';
import { fetchFolder } from './relay-files.js';

/** How far that is, in words. */
export const opening = signal(/** @type {string | undefined} */ (undefined));

export async function openFolder() {
  if (opening.value !== undefined) return;
  opening.value = 'Reading the folder…';
  try {
    const files = await fetchFolder((count, total) => {
      opening.value = `Read ${count} of ${plural(total, 'file')}`;
    });
    // what was dropped meanwhile goes first
    if (phase.value === 'empty') await take(files);
  } catch (error) {
    const { message, help } = /** @type {{ message: string, help?: string }} */ (error);
    failure.value = { message, help };
    announce(message);
  } finally {
    opening.value = undefined;
  }
}
