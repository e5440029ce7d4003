/** How fields and parts of an upload are given on the page: what is missing is said beside its field. */
import { TYPES } from '../../pkg/core/declared-types.js';

/** @returns {Record<string, string>} */
export function howOnPage() {
  const fields = TYPES.flatMap((type) => type.fields);
  const parts = TYPES.flatMap((type) => type.parts);
  return Object.fromEntries([
    ...parts.map(({ name }) => [name, 'that file too: drop it on the page']),
    ...fields.map(({ name }) => [name, 'it in this field']),
    ['against', 'drop it on the page under Files'],
  ]);
}
