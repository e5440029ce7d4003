/** The page's entry. */
import { render } from 'preact';

import './styles/index.css';

import { App } from './app.jsx';
import { openFolder } from './drop/open-folder.js';
import { startEngine } from './engine/engine.js';
import { registerOffline } from './offline/register.js';
import { loadFacts } from './state/facts.js';
import { fillIn, watchForm } from './state/form.js';
import { openSession } from './state/relay.js';

// the core loads beside everything else; nothing of the page waits for it
startEngine();
loadFacts().catch(() => {});
watchForm();
render(<App />, /** @type {HTMLElement} */ (document.getElementById('app')));
openSession().then((session) => {
  // what is served by a program on this machine ends with it
  if (!session) {
    registerOffline();
    return;
  }
  fillIn(session.defaults);
  if (session.folder) void openFolder();
});
