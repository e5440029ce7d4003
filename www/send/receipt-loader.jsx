/** A receipt of an earlier run: what it says has arrived is not sent again. */
import { signal } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { readEntries } from '../../pkg/receipt/entries.js';
import { Notice } from '../parts/notice.jsx';
import { announce } from '../state/announce.js';
import { receipt, stage } from '../state/sending.js';
import { save } from './save.js';

/** What is larger, in bytes, is read by nobody: it may be the build itself. */
const LARGEST = 256 * 1024 * 1024;

/** Why the last file that was chosen is no receipt. */
const failure = signal(/** @type {{ message: string, help?: string } | undefined} */ (undefined));

/** Saves it as a file. It outlives the list that it is of, so that it can be saved still. */
export function SaveReceipt() {
  if (receipt.value === undefined) return null;
  return (
    <button
      type="button"
      class="button"
      onClick={() => save('mapship-receipt.json', receipt.value ?? '', 'application/json')}
    >
      Save the receipt
    </button>
  );
}

export function ReceiptLoader() {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  return (
    <>
      <button type="button" class="button" onClick={() => input.current?.click()}>
        {receipt.value === undefined ? 'Load a receipt' : 'Load another receipt'}
      </button>
      {stage.value === 'idle' && <SaveReceipt />}
      <input
        ref={input}
        type="file"
        hidden
        accept="application/json,.json"
        data-chooser="receipt"
        onChange={async ({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (!file) return;
          try {
            if (file.size > LARGEST) throw new Error(`${file.name} is too large for a receipt`);
            const text = await file.text();
            readEntries(text, file.name);
            receipt.value = text;
            announce('The receipt was loaded.');
            failure.value = undefined;
          } catch (error) {
            const { message, help } = /** @type {{ message: string, help?: string }} */ (error);
            failure.value = { message, help };
            announce(message);
          }
        }}
      />
      {failure.value && <Notice severity="error" {...failure.value} />}
    </>
  );
}
