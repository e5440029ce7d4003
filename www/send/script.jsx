/** The same requests for a terminal, as a script. */
import { useSignal } from '@preact/signals';

import { engine, said } from '../engine/engine.js';
import { Notice } from '../parts/notice.jsx';
import { target } from '../state/destination.js';
import { filled } from '../state/form.js';
import { save } from './save.js';

/** @param {{ isReady: boolean }} props */
export function Script({ isReady }) {
  const isMaking = useSignal(false);
  const failure = useSignal(
    /** @type {{ message: string, help?: string } | undefined} */ (undefined),
  );
  const make = async () => {
    isMaking.value = true;
    try {
      const { site: domain, intakeUrl: url } = target();
      const text = await engine().script(filled.value, { site: domain, intakeUrl: url });
      save('mapship-upload.sh', text, 'text/x-shellscript');
      failure.value = undefined;
    } catch (error) {
      failure.value = said(error);
    } finally {
      isMaking.value = false;
    }
  };
  return (
    <>
      <button type="button" class="button" disabled={!isReady || isMaking.value} onClick={make}>
        Save as curl script
      </button>
      {failure.value && <Notice severity="error" {...failure.value} />}
    </>
  );
}
