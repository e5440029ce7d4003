/** The files of the relay's folder, fetched from it. */
import { isRelayThere, relay, RELAY_ENDED, relayUrl } from '../state/relay.js';

/** @import { Given } from '../worker/build.js' */

/** How many are fetched at a time: browsers have no more connections to one host. */
const TOGETHER = 6;

/**
 * @param {(count: number, total: number) => void} tell
 * @returns {Promise<Given[]>}
 */
export async function fetchFolder(tell) {
  const { files } = await (await get('folder')).json();
  /** @type {Given[]} */
  const all = [];
  const open = files.values();
  const take = async () => {
    for (const { name, modified } of open) {
      const response = await get(`folder/file?name=${encodeURIComponent(name)}`);
      const file = new File([await response.blob()], name, { lastModified: modified });
      all.push({ file, path: `folder/${name}`, found: true });
      tell(all.length, files.length);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, take));
  return all;
}

/** @param {string} path below the relay */
async function get(path) {
  const session = relay.value?.session ?? '';
  let response;
  try {
    response = await fetch(relayUrl(path), { headers: { 'X-Mapship-Session': session } });
  } catch (error) {
    // all that a browser says is that it failed
    if (!(await isRelayThere())) throw new RelayError(RELAY_ENDED);
    throw error;
  }
  if (response.ok) return response;
  const told = await response.json().catch(() => undefined);
  throw new RelayError({ message: told?.errors?.[0] ?? `HTTP ${response.status}` });
}

/** Why the relay's folder can't be read. */
export class RelayError extends Error {
  /** @param {{ message: string, help?: string }} told */
  constructor({ message, help }) {
    super(message);
    this.help = help;
  }
}
