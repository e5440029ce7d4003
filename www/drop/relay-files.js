/** The files of the relay's folder, fetched from it. */
import { relay, relayUrl } from '../state/relay.js';

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
  const response = await fetch(relayUrl(path), { headers: { 'X-Mapship-Session': session } });
  if (!response.ok) throw new Error(`the folder can't be read: HTTP ${response.status}`);
  return response;
}
