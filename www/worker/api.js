/** What the page may ask of the worker. Each function gets the call (signal, progress) first. */
import { start } from '../../pkg/core.js';
import { addFiles, clearFiles } from './build.js';
import { addresses, rehearse } from './event.js';
import { explainStack } from './explain.js';
import { checkBuild } from './judge.js';
import { sendBuild, script } from './send.js';

/** What the page needs to know to draw its form. */
export async function facts() {
  const core = await start();
  return { version: core.version(), types: core.types(), sites: core.sites() };
}

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
};

/** @typedef {typeof api} Api */
