/** The files: nothing yet, on their way, or the list. */
import { clear, failure, phase, rows, runIssues } from '../state/build.js';
import { relayFailure } from '../state/relay.js';
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
        {relayFailure.value && <Notice severity="warning" message={relayFailure.value} />}
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
          <button type="button" class="button plain" onClick={clear}>
            Clear
          </button>
        </div>
      </div>
      {failure.value && <Notice severity="error" {...failure.value} />}
      {runIssues.value.map((issue) => (
        <Notice key={issue.message} {...issue} />
      ))}
      {rows.value.length > 0 && <Toolbar />}
      {rows.value.length > 0 && <FileList />}
    </section>
  );
}
