/** The folder that `mapship page FOLDER` was started with, taken in. */
import { useSignal } from '@preact/signals';

import { failure, take } from '../state/build.js';
import { plural } from '../parts/format.js';
import { relay } from '../state/relay.js';
import { fetchFolder } from './relay-files.js';

export function RelayFolder() {
  const done = useSignal(/** @type {string | undefined} */ (undefined));
  const open = async () => {
    done.value = 'Reading the folder…';
    try {
      const files = await fetchFolder((count, total) => {
        done.value = `Read ${count} of ${plural(total, 'file')}`;
      });
      await take(files);
    } catch (error) {
      failure.value = { message: /** @type {Error} */ (error).message };
    }
    done.value = undefined;
  };
  return (
    <button type="button" class="button primary" disabled={done.value !== undefined} onClick={open}>
      {done.value ?? `Open ${relay.value?.folder?.name}`}
    </button>
  );
}
