/** The build, sent; or what would be sent, as a script. */
import { curlScript } from '../../pkg/send/curl.js';
import { upload, version } from '../../pkg/index.js';
import { Batch } from './batch.js';
import { input } from './build.js';

/** @import { Call } from '../engine/messages.js' */
/** @import { Progress, Report, ReceiptStore, UploadEvent, UploadOptions } from '../../pkg/index.js' */
/** @import { Filled } from './event.js' */

/**
 * Where to send. The key comes with the call and is kept nowhere.
 * @typedef {object} Way
 * @property {string} [apiKey]
 * @property {string} [site]
 * @property {string} [intakeUrl]
 * @property {{ url: string, session: string }} [relay]
 */

/**
 * How far sending is: steps of the package, without those that would be too many.
 * @typedef {{ steps: Progress[] } | { receipt: string }} Sent
 */

/**
 * Sends what is sound.
 * @param {Call} call tells `Sent`
 * @param {Filled} filled
 * @param {Way} way
 * @param {string} [receipt] of an earlier run
 * @returns {Promise<Report>}
 */
export async function sendBuild({ signal, tell }, filled, way, receipt) {
  const batch = new Batch((/** @type {Progress[]} */ steps) => tell({ steps }));
  const report = await upload(input(), {
    ...optionsOf(filled),
    ...way,
    signal,
    receipt: store(receipt, (text) => tell({ receipt: text })),
    onProgress: (step) => {
      batch.put(step);
      // what a person should not wait for
      if (step.phase === 'send' || step.phase === 'retry') batch.flush();
    },
  });
  batch.flush();
  return { ...report, files: [] };
}

/**
 * The requests as a shell script for curl, to be run in the build's folder.
 * @param {Call} call
 * @param {Filled} filled
 * @param {Way} way
 * @returns {Promise<string>}
 */
export async function script({ signal }, filled, { site, intakeUrl }) {
  /** @type {import('../../pkg/index.js').PreparedRequest[]} */
  const requests = [];
  const files = input();
  await upload(files, {
    ...optionsOf(filled),
    site,
    intakeUrl,
    signal,
    dryRun: true,
    onRequest: (request) => requests.push(request),
  });
  const names = new Map(files.map(({ file, name }) => [file, name]));
  return curlScript(
    requests.map((request) => named(request, names)),
    { version: await version(), folder: '.' },
  );
}

/**
 * A request whose files are told by their paths in the build, as a script needs them.
 * @param {import('../../pkg/index.js').PreparedRequest} request
 * @param {Map<unknown, string>} names
 */
function named(request, names) {
  /** @type {Record<string, number>} */
  const sizes = {};
  const body = request.body.map((piece) => {
    const name = names.get(piece);
    if (name === undefined || !(piece instanceof Blob)) return piece;
    const path = `./${name}`;
    sizes[path] = piece.size;
    return path;
  });
  return { ...request, body, sizes };
}

/**
 * @param {Filled} filled
 * @returns {UploadOptions}
 */
function optionsOf({ type, event, prefix }) {
  return {
    type,
    event: /** @type {Partial<UploadEvent>} */ ({ service: undefined, ...event }),
    minifiedPathPrefix: prefix,
    git: false,
  };
}

/**
 * A receipt in memory; the page may have it saved as a file.
 * @param {string | undefined} earlier
 * @param {(text: string) => void} tell
 * @returns {ReceiptStore}
 */
function store(earlier, tell) {
  return {
    name: 'the receipt',
    read: async () => earlier,
    write: async (text) => tell(text),
  };
}
