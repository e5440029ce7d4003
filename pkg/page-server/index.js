/** Serves the upload page to this machine, with a relay that has the API key, so that the page need not have it. */

import { UsageError } from '../errors.js';
import { HOST, listen, openServer } from '../http/server.js';
import { Folder } from './folder.js';
import { pageHeaders } from './headers.js';
import { PAGE, pageFiles } from './page-files.js';
import { Relay } from './relay.js';
import { handler } from './routes.js';
import { Sessions } from './sessions.js';

/**
 * @typedef {object} PageOptions
 * @property {import('../core/types.js').Core} core
 * @property {{ url: string, site?: string }} target The intake: the one place that the relay sends to.
 * @property {string} [apiKey]
 * @property {string} [folder] That the page may read.
 * @property {import('./routes.js').About['defaults']} [defaults] For the page's form.
 * @property {number} [port] 0, the default, takes a free one.
 * @property {string} [page] The folder with the page; by default the package's.
 * @property {number} [timeout] After how long without a move an upload is given up, in ms; 60 000 by default.
 * @property {Record<string, string | undefined>} [env] For the proxies that it names.
 * @property {(line: string) => void} [log] Gets a line per upload and per refusal.
 *
 * @typedef {object} PageServer
 * @property {string} url Such as `http://127.0.0.1:8700`.
 * @property {Folder} [folder]
 * @property {() => string} link The address that opens a session, once; an earlier one that was not used is void.
 * @property {() => Promise<void>} close Breaks off what is under way.
 */

/**
 * @param {PageOptions} options
 * @returns {Promise<PageServer>}
 * @throws {import('../errors.js').MapshipError} When the page, the folder, a proxy or the port cannot be used.
 */
export async function startPageServer({
  core,
  target: { url: intake, site },
  apiKey,
  folder: root,
  defaults = {},
  port = 0,
  page = PAGE,
  timeout = 60_000,
  env = process.env,
  log = () => {},
}) {
  const version = core.version();
  const intakes = core.sites().map((one) => intakeOf(core, one));
  const serve = pageFiles(page, pageHeaders([new URL(intake).origin, ...intakes]));
  const folder = root === undefined ? undefined : new Folder(root);
  const sessions = new Sessions();
  const relay = new Relay({ intake, apiKey, version, timeout, env });
  /** @type {number} */
  let bound;
  const handle = handler({
    ...{ page: serve, sessions, relay, folder, timeout, log },
    about: { version, site, intake, hasKey: apiKey !== undefined, defaults },
    port: () => bound,
  });
  const { server, close } = openServer(handle);
  try {
    bound = await listen(server, port);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new UsageError('port-unusable', message, { help: 'give another one with --port' });
  }
  const url = `http://${HOST}:${bound}`;
  return {
    url,
    folder,
    link: () => `${url}/#token=${sessions.newToken()}`,
    async close() {
      await close();
      relay.close();
    },
  };
}

/**
 * @param {import('../core/types.js').Core} core
 * @param {string} site
 */
function intakeOf(core, site) {
  const resolved = core.resolveSite(site);
  return 'url' in resolved ? new URL(resolved.url).origin : '';
}
