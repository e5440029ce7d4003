/** A receipt of an earlier run: what it says has arrived is not sent again. */
import { useRef } from 'preact/hooks';

import { announce } from '../state/announce.js';
import { receipt } from '../state/sending.js';

export function ReceiptLoader() {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  return (
    <>
      <button type="button" class="button" onClick={() => input.current?.click()}>
        {receipt.value === undefined ? 'Load a receipt' : 'Load another receipt'}
      </button>
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
          receipt.value = await file.text();
          announce('The receipt was loaded.');
        }}
      />
    </>
  );
}
