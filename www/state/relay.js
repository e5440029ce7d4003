/** The relay of `mapship page`, where the page is served by it: requests go through it, and it holds the key. */
import { signal } from '@preact/signals';

/**
 * What the relay says of itself.
 * @typedef {object} Session
 * @property {string} session what each request carries
 * @property {string} version of mapship
 * @property {string} [site]
 * @property {string} intake what is posted to
 * @property {boolean} hasKey whether it has an API key
 * @property {{ name: string, files: number }} [folder] the folder that it serves, and how many files are in it
 * @property {{ service?: string, version?: string, minifiedPathPrefix?: string }} defaults for the form
 */

const KEPT = 'mapship session';

/** @type {import('@preact/signals').Signal<Session | undefined>} */
export const relay = signal(undefined);

/** Why there is no relay, though the page was opened to have one. */
export const relayFailure = signal(
  /** @type {{ message: string, help?: string } | undefined} */ (undefined),
);

/** What is said where the relay does not answer any more. */
export const RELAY_ENDED = {
  message: 'mapship page has ended: it does not answer any more.',
  help: 'Start it again in the terminal, and open the link that it prints.',
};

/** Whether the relay is there still. */
export async function isRelayThere() {
  try {
    await fetch(relayUrl('session'), {
      headers: { 'X-Mapship-Session': relay.value?.session ?? '' },
    });
    return true;
  } catch {
    return false;
  }
}

/** The relay's own folder of requests. @param {string} path */
export const relayUrl = (path) => new URL(`relay/${path}`, document.baseURI).href;

/**
 * Opens a session with the one-time token of the link, or goes on with the one that this tab has.
 * @returns {Promise<Session | undefined>}
 */
export async function openSession() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  const before = sessionStorage.getItem(KEPT);
  if (token !== null) {
    // it is good for one use, but has no business in the history all the same
    history.replaceState(null, '', location.pathname);
    relay.value = await ask({ method: 'POST', headers: { 'X-Mapship-Token': token } });
  } else if (before !== null) {
    relay.value = await ask({ headers: { 'X-Mapship-Session': before } });
  }
  if (relay.value) sessionStorage.setItem(KEPT, relay.value.session);
  else sessionStorage.removeItem(KEPT);
  return relay.value;
}

/**
 * @param {RequestInit} how
 * @returns {Promise<Session | undefined>}
 */
async function ask(how) {
  try {
    const response = await fetch(relayUrl('session'), how);
    const told = await response.json();
    if (response.ok) return told;
    relayFailure.value = { message: told.errors[0] };
  } catch {
    relayFailure.value = RELAY_ENDED;
  }
  return undefined;
}
