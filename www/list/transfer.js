/** What becomes of an upload, in a word or two. */
import { bytes } from '../parts/format.js';

/** @import { Transfer } from '../state/build.js' */

/**
 * @param {Transfer} transfer
 * @param {number} size of its files, in bytes
 * @returns {{ text: string, mark: { severity: 'error' | 'ok' | 'note' | 'waiting' | 'sending', label: string } }}
 */
export function transferText(transfer, size) {
  const { state, outcome } = transfer;
  if (state === 'waiting') return told('waiting', 'waiting');
  if (state === 'retry') return told('tries again', 'sending');
  if (state === 'sending') {
    const share = size > 0 ? Math.min(1, transfer.bytes / size) : 0;
    return told(share < 1 ? `${bytes(transfer.bytes)} read` : 'sending', 'sending');
  }
  switch (outcome?.status) {
    case 'sent':
      return told('sent', 'ok');
    case 'already-sent':
      return told('sent before', 'ok');
    case 'failed':
      return told(outcome.attempts === 0 ? 'not tried' : 'failed', 'error');
    default:
      return told('not sent', 'note');
  }
}

/** @param {string} text @param {'error' | 'ok' | 'note' | 'waiting' | 'sending'} severity */
function told(text, severity) {
  return { text, mark: { severity, label: '' } };
}
