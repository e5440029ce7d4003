/** The page as a whole. */
import { Announcer } from './parts/announcer.jsx';
import { DropTarget } from './drop/drop-target.jsx';
import { FilesPane } from './list/files-pane.jsx';
import { Header } from './parts/header.jsx';
import { Later } from './parts/later.jsx';
import { LookDialog } from './coverage/dialog.jsx';
import { SendPane } from './send/send-pane.jsx';
import { view } from './state/view.js';
import './app.css';

const explain = async () => (await import('./explain/explain-pane.jsx')).ExplainPane;
const shipped = async () => (await import('./shipped/pane.jsx')).ShippedPane;

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
        {view.value === 'explain' && <Later key="explain" styles="explain" load={explain} />}
        {view.value === 'shipped' && <Later key="shipped" styles="shipped" load={shipped} />}
      </main>
      <LookDialog />
      <Announcer />
    </DropTarget>
  );
}
