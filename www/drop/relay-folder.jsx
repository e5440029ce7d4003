/** The button that takes in the folder that `mapship page FOLDER` was started with. */
import { relay } from '../state/relay.js';
import { opening, openFolder } from './open-folder.js';

export function RelayFolder() {
  const { folder } = relay.value ?? {};
  if (folder === undefined) return null;
  return (
    <button
      type="button"
      class="button primary"
      disabled={opening.value !== undefined}
      onClick={openFolder}
    >
      {opening.value ?? `Open ${folder.name}`}
    </button>
  );
}
