/** A stack trace, and what the build makes of it. */
import { batch, signal } from '@preact/signals';

import { engine, said } from '../engine/engine.js';
import { announce } from './announce.js';
import { generation } from './build.js';
import { filled } from './form.js';

/** @import { Explanation } from '../../pkg/index.js' */

export const stack = signal('');

/** @type {import('@preact/signals').Signal<Explanation | undefined>} */
export const explanation = signal(undefined);
export const explaining = signal(false);
export const explainFailure = signal(
  /** @type {{ message: string, help?: string } | undefined} */ (undefined),
);

let controller = new AbortController();

// what other files made of the trace does not hold for these
generation.subscribe(() => {
  controller.abort();
  batch(() => {
    explaining.value = false;
    explainFailure.value = undefined;
    explanation.value = undefined;
  });
});

/** Explains what was pasted, with the files that are there. */
export async function explainNow() {
  controller.abort();
  controller = new AbortController();
  const { signal: ends } = controller;
  batch(() => {
    explaining.value = true;
    explainFailure.value = undefined;
    explanation.value = undefined;
  });
  const { event, prefix } = filled.value;
  try {
    const told = await engine({ signal: ends }).explainStack(stack.value, {
      service: textOf(event.service),
      version: textOf(event.version),
      minifiedPathPrefix: prefix,
    });
    explanation.value = told;
    const { frames, resolved, readable } = told.summary;
    announce(`${resolved + readable} of ${frames} frames are readable.`);
  } catch (error) {
    if (ends.aborted) return;
    explainFailure.value = said(error);
    announce(explainFailure.value.message);
  }
  explaining.value = false;
}

/** @param {unknown} value */
const textOf = (value) => (typeof value === 'string' ? value : undefined);
