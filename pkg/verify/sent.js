/** What was sent: the minified files that receipts, or the folder of the build, name. */
import { openFile, receiptStore, sha256 } from '#host';

import { FileError } from '../errors.js';
import { withOpen } from '../host/with-file.js';
import { filesOf, minifiedUrls, pairsOf } from '../plan/index.js';
import { readEntries } from '../receipt/entries.js';
import { partAgainst } from './against.js';

/** @import { Core, SentScript } from '../core/types.js' */
/** @import { FileInput, Input, ReceiptEntry } from '../index.js' */

/**
 * @typedef {SentScript & {
 *   maps: string[],
 *   service?: string,
 *   version?: string,
 *   name?: string,
 *   isAsked: boolean,
 *   isBare?: boolean,
 *   at?: FileInput,
 * }} Sent
 * @property maps what the comment that names its map may say
 * @property name of a file in a folder, relative to that
 * @property isAsked whether the server is asked for it even where no page mentions it
 * @property isBare whether nothing tells that it has a map
 * @property at where it may still lie
 */

/**
 * @param {Core} core
 * @param {Input} against
 * @param {{ minifiedPathPrefix?: string, service?: string, version?: string  }} settings
 * @returns {Promise<Sent[]>}
 */
export async function readSent(core, against, settings) {
  const { receipts, build } = partAgainst(against);
  /** @type {Sent[]} */
  const all = [];
  for (const paths of receipts) all.push(...(await ofReceipts(core, paths, settings)));
  if (build.length > 0) all.push(...(await ofFolder(core, build, settings)));
  return all;
}

/**
 * @param {Core} core
 * @param {string[]} paths
 * @param {{ service?: string, version?: string }} settings
 */
async function ofReceipts(core, paths, { service, version }) {
  const all = await Promise.all(paths.map(entriesAt));
  const entries = all
    .flat()
    .filter(
      ({ status, event }) =>
        status === 'sent' &&
        typeof event?.minified_url === 'string' &&
        (service === undefined || event.service === service) &&
        (version === undefined || event.version === version),
    );
  // of a file that was sent several times the last one counts, and of a service the last version
  const newest = entries.toSorted((one, other) => (timeOf(one) < timeOf(other) ? 1 : -1));
  /** @type {Map<string, unknown>} */
  const versions = new Map();
  for (const { event } of newest) {
    const of = String(event?.service);
    if (!versions.has(of)) versions.set(of, event?.version);
  }
  /** @type {Set<string>} */
  const seen = new Set();
  return newest.flatMap((entry) => {
    const { event = {} } = entry;
    const key = JSON.stringify([entry.intake, event.service, event.version, event.minified_url]);
    if (seen.has(key)) return [];
    seen.add(key);
    const isNewest = versions.get(String(event.service)) === event.version;
    return [ofEntry(core, entry, isNewest && entry.forServer !== true)];
  });
}

/** @param {string} path */
async function entriesAt(path) {
  const store = await receiptStore(path);
  const text = await store.read();
  if (text === undefined) throw new FileError(path, 'does not exist');
  return readEntries(text, path);
}

/** @param {ReceiptEntry} entry */
function timeOf({ endedAt = '' }) {
  return endedAt;
}

/**
 * @param {Core} core
 * @param {ReceiptEntry} entry
 * @param {boolean} isAsked
 * @returns {Sent}
 */
function ofEntry(core, { path, type, event = {}, parts = [] }, isAsked) {
  const declared = core.types().find(({ name }) => name === type)?.parts ?? [];
  const partOf = (/** @type {string} */ role) => declared.find((part) => part.role === role)?.name;
  const [map, minified] = [partOf('map'), partOf('minified')];
  const sent = parts.find(({ part }) => part === minified);
  const own = parts.find(({ part }) => part === map);
  const text = (/** @type {unknown} */ value) => (typeof value === 'string' ? value : undefined);
  // maps may have names of their own; the script lies beside its map
  const file = sent ? path.slice(0, -baseOf(path).length) + baseOf(sent.name) : path;
  return {
    file: file.replace(/\.map$/, ''),
    url: text(event.minified_url),
    size: sent?.size,
    sha256: sent?.sha256,
    byId: text(event.debug_id) !== undefined,
    ...{ service: text(event.service), version: text(event.version) },
    maps: [baseOf(path), ...(own ? [baseOf(own.name)] : [])],
    isAsked,
    ...(sent && { at: file }),
  };
}

/** @param {string} path */
function baseOf(path) {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/**
 * @param {Core} core
 * @param {Input} input
 * @param {{ minifiedPathPrefix?: string, service?: string, version?: string }} settings
 * @returns {Promise<Sent[]>}
 */
async function ofFolder(core, input, { minifiedPathPrefix: prefix, service, version }) {
  const files = await filesOf(input);
  const { pairs } = await pairsOf(core, files.filter(isOfWeb), { prefix });
  const whole = pairs.filter(({ map, minified }) => map && minified);
  // where the maps were cleared away after the upload, the scripts are still those that were built
  const isBare = whole.length === 0 && !files.some(({ name }) => name.endsWith('.map'));
  const scripts = files.filter(({ name }) => isOfWeb({ name }) && !name.endsWith('.map'));
  /** @type {typeof pairs} */
  const all = isBare ? scripts.map((minified) => ({ minified })) : whole;
  /** @type {Sent[]} */
  const sent = [];
  for (const { map, minified } of all) {
    if (minified === undefined) continue;
    const { name, shown = name, file } = minified;
    const [url] = prefix === undefined ? [undefined] : minifiedUrls(core, prefix, [name]);
    sent.push({
      ...{ file: shown, name, url, service, version, isAsked: true },
      ...(await withOpen(await openFile(file), async (source) => ({
        size: source.length,
        sha256: await sha256(source, core),
      }))),
      maps: map ? [baseOf(map.name)] : [],
      isBare,
      at: file,
    });
  }
  return sent;
}

/** @param {{ name: string }} file */
function isOfWeb({ name }) {
  return /\.(?:[cm]?js|map)$/.test(name);
}

/**
 * The bytes of a file that was sent; undefined where they are not at hand, or others by now.
 * @param {Core} core
 * @param {Sent} sent
 * @returns {Promise<Uint8Array | undefined>}
 */
export async function bytesOf(core, { at, sha256: expected }) {
  if (at === undefined) return undefined;
  try {
    return await withOpen(await openFile(at), async (source) => {
      if ((await sha256(source, core)) !== expected) return undefined;
      // a buffer of its own: what is read next is put into the same
      return Uint8Array.from(source.read(0, source.length));
    });
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}
