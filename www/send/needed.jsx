/** The fields that keep the build from being sent, each a way to it. */
import { left, obstacles } from '../state/form.js';
import { relay } from '../state/relay.js';
import { targetObstacles } from '../state/destination.js';

/** @import { Obstacle } from '../state/form.js' */

/** The fields between the build and its being sent; undefined until that is known. */
export const openFields = () =>
  obstacles.value && [...obstacles.value, ...(relay.value?.hasKey ? [] : targetObstacles.value)];

/** @param {{ open: Obstacle[] }} props */
export function Needed({ open }) {
  const empty = open.filter(({ isEmpty }) => isEmpty);
  const wrong = open.filter(({ isEmpty }) => !isEmpty);
  if (open.length === 0) return null;
  return (
    <p class="send-small send-needed">
      {empty.length > 0 && <Ways before="Still needed: " fields={empty} />}
      {wrong.length > 0 && <Ways before="To be corrected: " fields={wrong} />}
    </p>
  );
}

/** @param {{ before: string, fields: Obstacle[] }} props */
function Ways({ before, fields }) {
  return (
    <span class="send-ways">
      {before}
      {fields.map(({ id, label }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <button type="button" class="link" onClick={() => leadTo(id)}>
            {label}
          </button>
        </span>
      ))}
    </span>
  );
}

/** Brings a field in sight, and says what it lacks. @param {string} id */
export function leadTo(id) {
  left.value = 'all';
  const field = document.getElementById(`field-${id}`);
  const hidden = field?.closest('details');
  if (hidden) hidden.open = true;
  field?.focus();
}
