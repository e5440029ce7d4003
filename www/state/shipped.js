/** The app that is shipped, as it was given to be held against what was sent. */
import { signal } from '@preact/signals';

/** @import { Taken } from '../drop/entries.js' */

export const shipped = signal(/** @type {Taken | undefined} */ (undefined));
