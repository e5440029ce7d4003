/** A map, looked into: its picture over the whole page, loaded when it is first asked for. */
import { useEffect, useRef, useState } from 'preact/hooks';

import { said } from '../engine/engine.js';
import { loadStyles } from '../parts/late-styles.js';
import { Notice } from '../parts/notice.jsx';
import { byPath } from '../state/build.js';
import { looking } from '../state/view.js';

/** @import { FileReport, Look } from '../../pkg/index.js' */

/** What is drawn, once it is loaded. @typedef {{ look: Look, View: typeof import('./index.js').LookView }} Loaded */

export function LookDialog() {
  const report = byPath.value.get(looking.value ?? '')?.report;
  if (report === undefined) return null;
  return <Dialog key={report.path} report={report} onClose={() => (looking.value = undefined)} />;
}

/** @param {{ report: FileReport, onClose: () => void }} props */
function Dialog({ report, onClose }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const [loaded, setLoaded] = useState(/** @type {Loaded | undefined} */ (undefined));
  const [failure, setFailure] = useState(
    /** @type {{ message: string, help?: string } | undefined} */ (undefined),
  );
  useEffect(() => {
    /** @type {Look | undefined} */
    let look;
    let isClosed = false;
    void loadStyles('coverage').then(() => isClosed || dialog.current?.showModal());
    load(report)
      .then((it) => {
        look = it.look;
        if (isClosed) look.close();
        else setLoaded(it);
      })
      .catch((error) => isClosed || setFailure(said(error)));
    return () => {
      isClosed = true;
      look?.close();
    };
  }, [report]);
  return (
    <dialog ref={dialog} class="look-dialog" aria-label={`Inside ${report.path}`} onClose={onClose}>
      {loaded ? (
        <loaded.View
          look={loaded.look}
          name={report.path}
          issues={report.issues}
          onClose={() => dialog.current?.close()}
        />
      ) : (
        <div class="look">
          <button type="button" class="button look-close" onClick={() => dialog.current?.close()}>
            Close
          </button>
          {failure ? <Notice severity="error" {...failure} /> : <p role="status">Looking…</p>}
        </div>
      )}
    </dialog>
  );
}

/** @param {FileReport} report @returns {Promise<Loaded>} */
async function load(report) {
  const { LookView, openLook } = await import('./index.js');
  return { look: await openLook(report), View: LookView };
}
