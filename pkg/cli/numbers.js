/** Flags that are numbers, and how each is refused. */
import { UsageError } from '../errors.js';
import { safe } from './style.js';

/** @param {string} text */
export function wholeNumber(text) {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1) {
    throw new UsageError('flag-value', `"${safe(text)}" is not a whole number of 1 or more`, {
      help: 'give 1 or more',
    });
  }
  return number;
}

/** @param {string} text */
export function retries(text) {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new UsageError('flag-value', `"${safe(text)}" is not a number of retries`, {
    help: 'give 0 to 999',
  });
}

/** @param {string} text */
export function lines(text) {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 1000) {
    throw new UsageError('flag-value', `"${safe(text)}" is not a number of lines`, {
      help: 'give 0 to 1000',
    });
  }
  return number;
}

/** @param {string} text */
export function port(text) {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65535) {
    throw new UsageError('flag-value', `"${safe(text)}" is not a number from 0 to 65535`, {
      help: 'give a free port, or 0',
    });
  }
  return number;
}
