/** What the page may ask of the worker. Each function gets the call (signal, progress) first. */
import { start } from '../../pkg/core/index.js';
import { addFiles, clearFiles } from './build.js';
import { addresses, rehearse } from './event.js';
import { explainStack } from './explain.js';
import { checkBuild } from './check.js';
import { sendBuild, script } from './send.js';

/** What the page needs to know to draw its form. */
export async function facts() {
  const core = await start();
  return { version: core.version(), types: core.types(), sites: core.sites() };
}

/** Looking into maps is loaded when it is first asked for. */
const looks = () => import('./coverage.js');

export const api = {
  facts,
  addFiles,
  clearFiles,
  checkBuild,
  addresses,
  rehearse,
  sendBuild,
  script,
  explainStack,
  openLook: async (/** @type {Parameters<typeof import('./coverage.js').openLook>} */ ...args) =>
    (await looks()).openLook(...args),
  askLook: async (/** @type {Parameters<typeof import('./coverage.js').askLook>} */ ...args) =>
    (await looks()).askLook(...args),
  closeLook: async (/** @type {Parameters<typeof import('./coverage.js').closeLook>} */ ...args) =>
    (await looks()).closeLook(...args),
  holdApp: async (/** @type {Parameters<typeof import('./shipped.js').holdApp>} */ ...args) =>
    (await import('./shipped.js')).holdApp(...args),
};

/** @typedef {typeof api} Api */
