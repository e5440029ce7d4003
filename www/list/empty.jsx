/** What to do, where nothing was done yet. */
import { relay } from '../state/relay.js';
import { Choose } from '../drop/choose.jsx';
import { RelayFolder } from '../drop/relay-folder.jsx';
import { stack } from '../state/explain.js';
import { view } from '../state/view.js';
import { failure } from '../state/build.js';
import './empty.css';

async function trySample() {
  try {
    const { openSample } = await import('../sample/index.js');
    await openSample();
  } catch {
    failure.value = {
      message: 'The sample could not be loaded.',
      help: 'Reload the page, and try again.',
    };
  }
}

export function Empty() {
  return (
    <div class="empty">
      <div class="empty-target">
        <h2 class="empty-title">
          Drop a build folder, files or a zip here. mapship tells you whether your stack traces will
          be readable.
        </h2>
        <div class="empty-actions">
          {relay.value?.folder !== undefined && <RelayFolder />}
          <Choose isPrimary={relay.value?.folder === undefined} />
        </div>
        <p class="empty-more">
          Source maps, R8 mapping files, dSYMs, ELF, PDB, Breakpad, WebAssembly symbols. They are
          read in this tab; nothing leaves it until you press Send.
        </p>
        <p class="empty-ways">
          <button type="button" class="link" onClick={trySample}>
            Try a sample build
          </button>
          <button
            type="button"
            class="link"
            onClick={() => {
              stack.value = '';
              view.value = 'explain';
            }}
          >
            Explain a stack trace
          </button>
          <button type="button" class="link" onClick={() => (view.value = 'shipped')}>
            Hold an app against what was sent
          </button>
        </p>
      </div>
    </div>
  );
}
