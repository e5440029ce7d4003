/** What came of holding an app against what was sent. */
import { batch, signal } from '@preact/signals';

import { readEntries } from '../../pkg/receipt/entries.js';
import { engine, said } from '../engine/engine.js';
import { percent } from '../parts/format.js';
import { announce } from '../state/announce.js';
import { receipt } from '../state/sending.js';
import { shipped } from '../state/shipped.js';

/** @import { VerifyReport } from '../../pkg/index.js' */
/** @import { Given } from '../worker/build.js' */

/** @type {import('@preact/signals').Signal<VerifyReport | undefined>} */
export const held = signal(undefined);
export const holding = signal(false);
export const holdFailure = signal(
  /** @type {{ message: string, help?: string } | undefined} */ (undefined),
);

/** What is larger, in bytes, is no receipt. */
const LARGEST = 256 * 1024 * 1024;

/** How much of a file tells that it is a receipt, in bytes. */
const HEAD = 256;

let controller = new AbortController();

/** Forgets what came of the app before: what it was held against, or it itself, is another. */
export function forget() {
  controller.abort();
  controller = new AbortController();
  batch(() => {
    held.value = undefined;
    holding.value = false;
    holdFailure.value = undefined;
  });
}

/**
 * A receipt may lie among what is dropped: it is taken for what was sent, and the rest for the app.
 * @param {Given[]} files
 * @returns {Promise<Given[]>} the rest
 */
export async function takeReceipt(files) {
  /** @type {Given[]} */
  const rest = [];
  for (const given of files) {
    const { file, found } = given;
    const isReceipt =
      !found && file.size <= LARGEST && /^\s*\{\s*"receipt"\s*:/.test(await headOf(file));
    if (!isReceipt) {
      rest.push(given);
      continue;
    }
    const text = await file.text();
    readEntries(text, given.path);
    receipt.value = text;
    announce('The receipt was loaded.');
  }
  return rest;
}

/** @param {Blob} file */
async function headOf(file) {
  return file.slice(0, HEAD).text();
}

/** Holds the app that was given against the receipt that is loaded, or the build in the list. */
export async function holdNow() {
  forget();
  const { signal: ends } = controller;
  const { files = [], lost = [] } = shipped.value ?? {};
  const [first] = lost;
  if (first) {
    holdFailure.value = {
      message: `${first.path} can’t be read: ${first.why}`,
      help: 'Choose it again; it may have been moved since.',
    };
    return;
  }
  holding.value = true;
  try {
    const report = await engine({ signal: ends }).holdApp(files, receipt.value);
    held.value = report;
    announce(`${percent(report.coverage.share)} of the app’s code is covered.`);
  } catch (error) {
    if (ends.aborted) return;
    holdFailure.value = said(error);
    announce(holdFailure.value.message);
  }
  holding.value = false;
}
