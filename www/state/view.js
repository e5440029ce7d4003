/** Which part of the page is looked at. */
import { signal } from '@preact/signals';

/** On wide screens `files` and `send` stand side by side. */
export const view = signal(/** @type {'files' | 'send' | 'explain' | 'shipped'} */ ('files'));

/** @type {import('@preact/signals').Signal<string | undefined>} the file that is looked into, by the path of its row */
export const looking = signal(undefined);
