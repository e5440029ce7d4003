/** Files and folders, chosen. */
import { useEffect, useRef } from 'preact/hooks';

import { take } from '../state/build.js';
import { filesOfList } from './entries.js';

/** @param {{ isPrimary?: boolean }} props */
export function Choose({ isPrimary = false }) {
  const style = isPrimary ? 'button primary' : 'button';
  return (
    <>
      <Chooser label="Choose a folder" class={style} folder />
      <Chooser label="Choose files" class="button" />
    </>
  );
}

/** @param {{ label: string, class: string, folder?: boolean }} props */
function Chooser({ label, class: style, folder = false }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    if (input.current) input.current.webkitdirectory = folder;
  }, [folder]);
  return (
    <>
      <button type="button" class={style} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        data-chooser={folder ? 'folder' : 'files'}
        onChange={({ currentTarget }) => {
          const files = filesOfList(currentTarget.files ?? []);
          // the same files can be chosen again, say after they were mended
          currentTarget.value = '';
          take(files);
        }}
      />
    </>
  );
}
