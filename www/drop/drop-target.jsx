/** The page as a place to drop and paste things. */
import { useEffect, useState } from 'preact/hooks';

import { failure, take } from '../state/build.js';
import { stack } from '../state/explain.js';
import { shipped } from '../state/shipped.js';
import { view } from '../state/view.js';
import { filesOfTransfer } from './entries.js';
import './drop.css';

/** @param {{ children: preact.ComponentChildren }} props */
export function DropTarget({ children }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
  return (
    <div
      class="app"
      onDragEnter={(event) => hasFiles(event) && setOver(true)}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        // also fired on the way from one element to another
        if (event.relatedTarget === null) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!hasFiles(event) || !event.dataTransfer) return;
        event.preventDefault();
        receive(event.dataTransfer);
      }}
    >
      {children}
      {isOver && (
        <div class="drop-veil" aria-hidden="true">
          Drop to check
        </div>
      )}
    </div>
  );
}

/** @param {DragEvent} event */
function hasFiles(event) {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** @param {DataTransfer} data */
async function receive(data) {
  try {
    const taken = await filesOfTransfer(data);
    if (view.value === 'shipped') {
      shipped.value = taken;
      return;
    }
    const { files, lost } = taken;
    view.value = 'files';
    await take(files, lost);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    failure.value = {
      message: `The browser could not read what you dropped: ${message}`,
      help: 'Choose the folder with the button instead.',
    };
  }
}

/** Files are taken in; any other text that is no input's is taken for a stack trace. @param {ClipboardEvent} event */
function paste(event) {
  const data = event.clipboardData;
  const isTyping = event.target instanceof Element && event.target.closest('input, textarea');
  if (!data || isTyping) return;
  if (data.files.length > 0) {
    event.preventDefault();
    receive(data);
    return;
  }
  const text = data.getData('text/plain');
  if (text.trim() === '') return;
  event.preventDefault();
  stack.value = text;
  view.value = 'explain';
}
