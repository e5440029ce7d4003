/** How fields, parts and options of an upload are given on the page: what is missing is said beside its field. */
import { TYPES } from '../../pkg/core/declared-types.js';

/** Options that are fields or buttons of the page, by their labels; `from` where a value of theirs came from. */
const OPTIONS = {
  against: 'drop it on the page under Files',
  minifiedPathPrefix: 'the field Minified path prefix',
  type: 'the field Type of the files',
  dryRun: 'the button Save as curl script',
  receipt: 'the button Load a receipt',
  'from apiKey': 'the field API key',
  'from site': 'the field Site',
  'from intakeUrl': 'the field Intake',
  'from relay': 'mapship page',
};

/** @returns {Record<string, string>} */
export function howOnPage() {
  const fields = TYPES.flatMap((type) => type.fields);
  const parts = TYPES.flatMap((type) => type.parts);
  return {
    ...Object.fromEntries([
      ...parts.map(({ name }) => [name, 'that file too: drop it on the page']),
      ...fields.map(({ name }) => [name, 'it in this field']),
    ]),
    ...OPTIONS,
  };
}
