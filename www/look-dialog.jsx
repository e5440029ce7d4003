/** A file, looked into: its picture over the whole page, loaded when it is first asked for. */
import { looking } from './state/view.js';

export function LookDialog() {
  if (looking.value === undefined) return null;
  return null;
}
