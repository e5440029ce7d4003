/** An app that is shipped, held against what was sent. */
import { useEffect, useRef } from 'preact/hooks';

import { filesOfList } from '../drop/entries.js';
import { plural } from '../parts/format.js';
import { Notice } from '../parts/notice.jsx';
import { ReceiptLoader } from '../send/receipt-loader.jsx';
import { phase, rows } from '../state/build.js';
import { receipt } from '../state/sending.js';
import { shipped } from '../state/shipped.js';
import { forget, held, holdFailure, holding, holdNow, takeReceipt } from './hold.js';
import { Outcome } from './outcome.jsx';

/** @param {unknown} error */
const told = (error) => /** @type {{ message: string, help?: string }} */ (error);

export function ShippedPane() {
  const given = shipped.value;
  const hasBuild = phase.value === 'judged' && rows.value.length > 0;
  const hasSent = receipt.value !== undefined || hasBuild;
  useEffect(() => {
    let isLate = false;
    const run = async () => {
      if (given === undefined) return;
      forget();
      try {
        const rest = await takeReceipt(given.files);
        if (isLate) return;
        if (rest.length < given.files.length) {
          // what was given before stays, where only a receipt was dropped
          shipped.value = rest.length + given.lost.length > 0 ? { ...given, files: rest } : before;
          return;
        }
        before = given;
        if (hasSent) await holdNow();
      } catch (error) {
        const { message, help } = told(error);
        holdFailure.value = { message, help };
      }
    };
    void run();
    return () => void (isLate = true);
  }, [given, hasSent, receipt.value, rows.value]);
  const names = given ? topsOf(given.files.map(({ path }) => path)) : [];
  return (
    <section class="shipped" aria-label="Coverage of an app">
      <div class="shipped-inner">
        <h2>Does what was sent cover the app that you ship?</h2>
        <p class="shipped-dim">
          Each library and bundle in the package is held against what was sent, by its build ID,
          debug ID or hash. The package stays in this tab.
        </p>
        <ol class="shipped-steps">
          <li>
            <p>
              <strong>What was sent.</strong>{' '}
              {receipt.value === undefined
                ? hasBuild
                  ? `No receipt is loaded: ${plural(rows.value.length, 'upload')} under Files count as sent.`
                  : 'Load the receipt of the upload, or drop the files that were sent under Files.'
                : 'A receipt is loaded.'}
            </p>
            <div class="shipped-actions">
              <ReceiptLoader />
            </div>
          </li>
          <li>
            <p>
              <strong>What is shipped.</strong>{' '}
              {names.length > 0
                ? names.join(', ')
                : 'Drop an .apk, .aab, .ipa, .xcarchive or .asar here, or its folder.'}
            </p>
            <div class="shipped-actions">
              <PackageChooser label="Choose a package" />
              <PackageChooser label="Choose its folder" folder />
            </div>
          </li>
        </ol>
        {holding.value && <p role="status">Looking into the package…</p>}
        {given && !hasSent && !holding.value && (
          <Notice
            severity="note"
            message="There is nothing yet to hold the app against"
            help="Load a receipt, or drop the files that were sent under Files"
          />
        )}
        {holdFailure.value && <Notice severity="error" {...holdFailure.value} />}
        {held.value && <Outcome report={held.value} />}
      </div>
    </section>
  );
}

/** @type {typeof shipped.value} the app that was given last */
let before;

/** The names of what was given: files, and folders with all that is in them. @param {string[]} paths */
function topsOf(paths) {
  return [...new Set(paths.map((path) => path.split('/')[0] ?? path))];
}

/** @param {{ label: string, folder?: boolean }} props */
function PackageChooser({ label, folder = false }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    if (input.current) input.current.webkitdirectory = folder;
  }, [folder]);
  return (
    <>
      <button type="button" class="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        data-chooser={folder ? 'package-folder' : 'package'}
        onChange={({ currentTarget }) => {
          const files = filesOfList(currentTarget.files ?? []);
          currentTarget.value = '';
          if (files.length > 0) shipped.value = { files, lost: [] };
        }}
      />
    </>
  );
}
