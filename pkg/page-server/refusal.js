/** What the relay says no to, each with the code by which the page knows it from what the intake has answered. */

import { Refusal } from '../http/refusal.js';

const STATUSES = /** @type {const} */ ({
  'relay-host': 421,
  'relay-origin': 403,
  'relay-token': 403,
  'relay-session': 403,
  'relay-path': 404,
  'relay-method': 405,
  'relay-body': 400,
  'relay-no-key': 401,
  'relay-no-folder': 404,
  'relay-no-file': 404,
  'relay-changed': 412,
  'relay-range': 416,
  'relay-unreachable': 502,
  'relay-timeout': 504,
  'relay-failed': 500,
});

/** @typedef {keyof typeof STATUSES} RelayCode */

export class RelayRefusal extends Refusal {
  /**
   * @param {RelayCode} code
   * @param {string} sentence With what to do about it.
   * @param {Record<string, string>} [headers] Of the reply.
   */
  constructor(code, sentence, headers) {
    super(STATUSES[code], sentence, headers);
    this.name = 'RelayRefusal';
    this.code = code;
  }
}
