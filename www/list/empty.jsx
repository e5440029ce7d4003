/** What to do, where nothing was done yet. */
import { relay } from '../state/relay.js';
import { Choose } from '../drop/choose.jsx';
import { RelayFolder } from '../drop/relay-folder.jsx';
import { stack } from '../state/explain.js';
import { view } from '../state/view.js';
import './empty.css';

export function Empty() {
  return (
    <div class="empty">
      <div class="empty-target">
        <h2 class="empty-title">
          Drop a build folder, files or a zip here to see what is wrong with them.
        </h2>
        <div class="empty-actions">
          {relay.value?.folder !== undefined && <RelayFolder />}
          <Choose isPrimary={relay.value?.folder === undefined} />
        </div>
        <p class="empty-more">
          Source maps, R8 mapping files, dSYMs, ELF, PDB, Breakpad, WebAssembly symbols. They are
          read in this tab; nothing leaves it until you press Send. Have an unreadable stack trace?{' '}
          <button
            type="button"
            class="link"
            onClick={() => {
              stack.value = '';
              view.value = 'explain';
            }}
          >
            Explain it
          </button>
        </p>
      </div>
    </div>
  );
}
