/** Who has come by a link: the token in it is good for one session, and the session for as long as the server runs. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { RelayRefusal } from './refusal.js';

/** Of tokens and sessions, in bytes. */
const LENGTH = 32;

const ANOTHER =
  'press Enter in the terminal where mapship page runs, and open the link that it prints';

export class Sessions {
  /** @type {Buffer | undefined} the digest of the token that may be used */
  #token;
  /** @type {Buffer[]} their digests; each has taken a link */
  #sessions = [];

  /** A token for a link. It takes the place of one that was not used. */
  newToken() {
    const token = secret();
    this.#token = digest(token);
    return token;
  }

  /**
   * @param {unknown} token
   * @returns {string} The session.
   * @throws {RelayRefusal}
   */
  begin(token) {
    if (!isSame(token, this.#token)) {
      throw new RelayRefusal(
        'relay-token',
        `This link was used already, or is an older one: ${ANOTHER}`,
      );
    }
    this.#token = undefined;
    const session = secret();
    this.#sessions.push(digest(session));
    return session;
  }

  /**
   * @param {unknown} session
   * @throws {RelayRefusal}
   */
  check(session) {
    if (this.#sessions.some((known) => isSame(session, known))) return;
    throw new RelayRefusal(
      'relay-session',
      `This page has no session of the mapship page that runs now: ${ANOTHER}`,
    );
  }
}

function secret() {
  return randomBytes(LENGTH).toString('base64url');
}

/** @param {string} text */
function digest(text) {
  return createHash('sha256').update(text).digest();
}

/**
 * Takes the same time whatever is given: digests are of one length, and tell nothing of how much is right.
 * @param {unknown} given
 * @param {Buffer | undefined} known
 */
function isSame(given, known) {
  return typeof given === 'string' && known !== undefined && timingSafeEqual(digest(given), known);
}
