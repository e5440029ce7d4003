/** The files: nothing yet, on their way, or the list. */
import { clear, failure, isSample, phase, rows, runIssues } from '../state/build.js';
import { relayFailure } from '../state/relay.js';
import { stage } from '../state/sending.js';
import { Choose } from '../drop/choose.jsx';
import { Empty } from './empty.jsx';
import { FileList } from './file-list.jsx';
import { Notice } from '../parts/notice.jsx';
import { ProgressLine } from './progress-line.jsx';
import { Toolbar } from './toolbar.jsx';
import './files-pane.css';

export function FilesPane() {
  if (phase.value === 'empty') {
    return (
      <section class="files" aria-label="Files">
        {relayFailure.value && <Notice severity="warning" {...relayFailure.value} />}
        {failure.value && <Notice severity="error" {...failure.value} />}
        <Empty />
      </section>
    );
  }
  return (
    <section class="files" aria-label="Files">
      <div class="files-top">
        <ProgressLine />
        <div class="files-actions">
          <Choose />
          <button
            type="button"
            class="button plain"
            disabled={stage.value === 'running'}
            onClick={clear}
          >
            Clear
          </button>
        </div>
      </div>
      {failure.value && <Notice severity="error" {...failure.value} />}
      {isSample.value && (
        <Notice
          severity="note"
          message="This is a sample build. One of its maps is sound, the other was cut off. Nothing is sent."
          help="Open a row to see what was found. Choose your own build when you are done."
        />
      )}
      {runIssues.value.map((issue) => (
        <Notice key={issue.message} {...issue} />
      ))}
      <Toolbar />
      {rows.value.length > 0 && <FileList />}
      {rows.value.length === 0 && phase.value === 'judged' && !failure.value && (
        <p class="files-none">Nothing in these files can be sent.</p>
      )}
    </section>
  );
}
