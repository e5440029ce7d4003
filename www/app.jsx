/** The page as a whole. */
import { Announcer } from './parts/announcer.jsx';
import { DropTarget } from './drop/drop-target.jsx';
import { ExplainPane } from './explain/explain-pane.jsx';
import { FilesPane } from './list/files-pane.jsx';
import { Header } from './parts/header.jsx';
import { Shipped } from './shipped/lazy.jsx';
import { LookDialog } from './coverage/dialog.jsx';
import { SendPane } from './send/send-pane.jsx';
import { view } from './state/view.js';
import './app.css';

export function App() {
  return (
    <DropTarget>
      <a class="skip" href="#main">
        Skip to the files
      </a>
      <Header />
      <main id="main" class="main" data-view={view.value} tabIndex={-1}>
        <FilesPane />
        <SendPane />
        {view.value === 'explain' && <ExplainPane />}
        {view.value === 'shipped' && <Shipped />}
      </main>
      <LookDialog />
      <Announcer />
    </DropTarget>
  );
}
