/** What the core declares: upload types with their fields, and the sites. */
import { signal } from '@preact/signals';

import { engine } from '../engine/engine.js';

/** @import { TypeDeclaration } from '../../pkg/index.js' */

/** @type {import('@preact/signals').Signal<{ version: string, types: TypeDeclaration[], sites: string[] } | undefined>} */
export const facts = signal(undefined);

/** Asks for them; the page is drawn before they are there. */
export async function loadFacts() {
  facts.value = await engine().facts();
}
