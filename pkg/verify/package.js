/**
 * What is shipped in an application's package: each file with code, by what ties it to its build.
 *
 * Archives are read by ranges, archives in them too, and what is packed is unpacked piece by piece: nothing of it is kept but what its
 * identity is read from.
 */
import { openFile } from '#host';

import { FileError, MapshipError } from '../errors.js';
import { bytesSource } from '../host/bytes.js';
import { idsOf } from './known.js';

/** @import { ArchiveEntry, Core, ShippedFile, Verifier } from '../core/types.js' */
/** @import { FileInput, OpenFile } from '../host/types.js' */
/** @typedef {Pick<OpenFile, 'length' | 'read' | 'close'>} Source */

/** How much of a file tells what it is, in bytes. */
const HEAD = 4096;

/** How much is read at a time, in bytes. */
const BLOCK = 64 * 1024;

/** How much of a packed file is kept around each place that is asked for, of its end, and of all places together, in bytes. */
const AROUND = 64 * 1024;
const KEPT = 16 * 1024 * 1024;

/** How often a packed file is unpacked anew for places that were not kept. */
const ROUNDS = 8;

/** The most bytes of an archive that is packed in another. */
const INNER = 32 * 1024 * 1024;

/** How deep archives may lie in each other, and folders in the header of one of Electron. */
const DEEPEST = 3;
const DEEPEST_FOLDER = 100;

/** The most bytes that are unpacked, or hashed, of all packages together: what is made to never end ends here. */
const MOST = 16 * 1024 ** 3;
const MOST_SAID = '17.2 GB';

/** The formats of what makes dex files readable, and bundles. */
const MAPPING = 'jvm-mapping';
const MAP = 'source-map';

const TOO_DEEP = 'archives lie too deep in each other';

/** By how much the text that is looked for in a packed file may lie in two pieces. */
const OVERLAP = 4096;

/**
 * A file of a package: `pieces` is all of it, from its start on; `source` reads any range, where it is not packed.
 * @typedef {{ path: string, size: number, pieces: () => AsyncIterable<Uint8Array>, source?: Source }} Part
 */

/**
 * What differs between Node and browsers.
 * @typedef {object} Unpacker
 * @property {(read: Source['read'], start: number, length: number) => AsyncIterable<Uint8Array>} inflate what deflate has packed, piece by
 *   piece; a piece is valid until the next
 * @property {(core: Core) => { update: (piece: Uint8Array) => void, digest: () => string }} hasher of SHA-256, in hexadecimal digits
 */

/** @typedef {{ core: Core, verifier: Verifier, unpacker: Unpacker }} Tools */

/**
 * @param {Tools} tools
 * @param {Iterable<{ name: string, file: FileInput }>} files packages, or the files of one that lie in a folder
 * @param {AbortSignal} [signal]
 * @returns {Promise<ShippedFile[]>}
 */
export async function lookAtFiles(tools, files, signal) {
  /** @type {ShippedFile[]} */
  const found = [];
  /** @type {Work} */
  const work = { ...tools, found, signal, taken: 0 };
  for (const { name, file } of files) {
    const source = await openFile(file);
    try {
      await look(work, partOf(work, name, source), 0);
    } finally {
      source.close();
    }
  }
  return found;
}

/**
 * @typedef {Tools & { found: ShippedFile[], signal?: AbortSignal, taken: number }} Work
 * @property taken how many bytes were unpacked or hashed
 */

/**
 * @param {Work} work
 * @param {Uint8Array} piece
 */
function take(work, piece) {
  work.signal?.throwIfAborted();
  work.taken += piece.length;
  if (work.taken > MOST) throw new Error(`more than ${MOST_SAID} would be read of what is packed`);
}

/**
 * @param {Work} work
 * @param {Part} part
 * @param {number} depth
 */
async function look(work, part, depth) {
  const { core, verifier, found, signal } = work;
  signal?.throwIfAborted();
  const { path: name, size } = part;
  try {
    const head = await headOf(part);
    const format = core.formatOf({ ...bytesSource(head), length: size }, name);
    switch (verifier.howToLook(format, head)) {
      case 'into':
        if (depth >= DEEPEST) throw new Error(TOO_DEEP);
        await lookInto(work, part, depth);
        return;
      case 'inside':
        {
          const identity = await identityOf(core, part);
          found.push({ path: name, size, ids: idsOf(identity), identity, format });
        }
        return;
      case 'hash':
        found.push({ path: name, size, ids: await bundleIds(work, part), format: MAP });
        return;
      case 'marker':
        found.push({ path: name, size, format: MAPPING, ...(await readMarker(verifier, part)) });
        return;
      default:
        if (isAsar(head)) await lookIntoAsar(work, part, head, depth);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof MapshipError && !(error instanceof FileError)) throw error;
    const reason =
      error instanceof FileError ? error.reason : String(/** @type {Error} */ (error).message);
    found.push({ path: name, size, ids: [], failed: reason });
  }
}

/**
 * @param {Work} work
 * @param {Part} archive
 * @param {number} depth
 */
async function lookInto(work, archive, depth) {
  const { core, verifier } = work;
  const source = archive.source ?? (await inMemory(archive));
  const { entries: all = [], issues } = core.inspect(
    /** @type {OpenFile} */ (source),
    archive.path,
  );
  const hiding = issues.find(({ code }) => verifier.hidesEntries(code));
  if (hiding) {
    work.found.push({ path: archive.path, size: 0, ids: [], failed: hiding.message });
  }
  const entries = all.toSorted((one, other) => one.data - other.data);
  const lies = verifier.liesOf(
    Float64Array.from(
      entries.flatMap(({ data, compressed, size, compression }) => [
        ...[data, compressed, size, Number(compression === 0)],
      ]),
    ),
  );
  for (const [i, entry] of entries.entries()) {
    const { name, isEncrypted, isLink, compression } = entry;
    if (name.endsWith('/') || isLink || !verifier.mayHoldCode(name)) continue;
    const shown = `${archive.path}/${name}`;
    const isKnown = compression === 0 || compression === 8;
    const failed = isEncrypted
      ? 'it is encrypted'
      : isKnown
        ? lies[i]
        : `it is packed by method ${compression}`;
    if (failed !== undefined) {
      work.found.push({ path: shown, size: entry.size, ids: [], failed });
      continue;
    }
    const pack = compression === 0 ? stored : packed;
    const part = pack(work, shown, source, entry);
    await look(work, part, depth + 1);
  }
}

/** @param {Part} archive */
async function inMemory(archive) {
  if (archive.size > INNER) throw new Error('it is packed in an archive, and too large to be held');
  const chunks = [];
  for await (const piece of archive.pieces()) chunks.push(Uint8Array.from(piece));
  return bytesSource(joined(chunks));
}

/** @param {Uint8Array} head */
function isAsar(head) {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return head.length >= 16 && view.getUint32(0, true) === 4 && head[16] === 0x7b;
}

/**
 * An archive of Electron: a header in JSON, then the files as they are.
 * @param {Work} work
 * @param {Part} archive
 * @param {Uint8Array} head
 * @param {number} depth
 */
async function lookIntoAsar(work, archive, head, depth) {
  if (depth >= DEEPEST) throw new Error(TOO_DEEP);
  const source = archive.source ?? (await inMemory(archive));
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [headerSize, length] = [view.getUint32(4, true), view.getUint32(12, true)];
  if (length > INNER || 16 + length > archive.size) throw new Error('its header is broken');
  const text = new TextDecoder().decode(source.read(16, length));
  const start = 8 + headerSize;
  /** @type {(files: Record<string, any>, at: string, deep?: number) => AsyncGenerator<Part>} */
  async function* walk(files, at, deep = 0) {
    if (deep > DEEPEST_FOLDER) throw new Error('its folders lie too deep in each other');
    for (const [name, one] of Object.entries(files ?? {})) {
      if (one?.files) yield* walk(one.files, `${at}/${name}`, deep + 1);
      const [size, data] = [Number(one?.size), start + Number(one?.offset)];
      if (one?.link !== undefined || !Number.isSafeInteger(size) || !(data + size <= archive.size))
        continue;
      yield stored(work, `${at}/${name}`, /** @type {Source} */ (source), {
        size,
        compressed: size,
        data,
      });
    }
  }
  for await (const part of walk(JSON.parse(text).files, archive.path)) {
    if (work.verifier.mayHoldCode(part.path)) await look(work, part, depth + 1);
  }
}

/** @param {Work} work @param {string} file @param {Source} source @returns {Part} */
function partOf(work, file, source) {
  return stored(work, file, source, { data: 0, compressed: source.length, size: source.length });
}

/**
 * @param {Work} work
 * @param {string} name
 * @param {Source} outer
 * @param {Pick<ArchiveEntry, 'data' | 'compressed' | 'size'>} entry
 * @returns {Part}
 */
function stored(work, name, outer, { data, size }) {
  return {
    ...{ path: name, size },
    source: {
      length: size,
      read: (at, length) => outer.read(data + at, Math.min(length, size - at)),
      close() {},
    },
    pieces: async function* pieces() {
      for (let at = 0; at < size; at += BLOCK) {
        const piece = outer.read(data + at, Math.min(BLOCK, size - at));
        take(work, piece);
        yield piece;
      }
    },
  };
}

/**
 * @param {Work} work
 * @param {string} name
 * @param {Source} outer
 * @param {ArchiveEntry} entry
 * @returns {Part}
 */
function packed(work, name, outer, { data, compressed, size }) {
  return {
    ...{ path: name, size },
    pieces: async function* pieces() {
      let left = size;
      const read = outer.read.bind(outer);
      for await (const piece of work.unpacker.inflate(read, data, compressed)) {
        take(work, piece);
        left -= piece.length;
        if (left < 0) throw new Error('it is longer than the archive says');
        yield piece;
      }
      if (left > 0) throw new Error('it is shorter than the archive says');
    },
  };
}

/** @param {Part} part */
async function headOf({ size, source, pieces }) {
  const wanted = Math.min(HEAD, size);
  if (source) return Uint8Array.from(source.read(0, wanted));
  const chunks = [];
  let have = 0;
  for await (const piece of pieces()) {
    chunks.push(Uint8Array.from(piece.subarray(0, wanted - have)));
    have += piece.length;
    if (have >= wanted) break;
  }
  return joined(chunks);
}

/** @param {Uint8Array[]} pieces */
function joined(pieces) {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/**
 * The hash of a bundle, and its debug ID where it has one.
 * @param {Work} work
 * @param {Part} part
 * @returns {Promise<string[]>}
 */
async function bundleIds({ core, verifier, unpacker }, part) {
  const hash = unpacker.hasher(core);
  let before = new Uint8Array(0);
  /** @type {string | undefined} */
  let id;
  for await (const piece of part.pieces()) {
    hash.update(piece);
    if (id !== undefined) continue;
    const both = joined([before, piece]);
    id = verifier.debugIdIn(both);
    before = both.slice(-OVERLAP);
  }
  return [hash.digest(), ...(id === undefined ? [] : [id])];
}

/**
 * @param {Verifier} verifier
 * @param {Part} part
 * @returns {Promise<{ ids: string[], isReadable: boolean }>}
 */
async function readMarker(verifier, part) {
  /** @type {Uint8Array} */
  let before = new Uint8Array(0);
  for await (const piece of part.pieces()) {
    const both = joined([before, piece]);
    const ids = verifier.dexMarker(both);
    // one without the ID of a mapping has its names as they were
    if (ids) return { ids, isReadable: ids.length === 0 };
    before = both.subarray(-OVERLAP);
  }
  return { ids: [], isReadable: true };
}

/**
 * What a program says of itself. Of one that is packed, the places that are read are kept: they are found out by being asked for.
 * @param {Core} core
 * @param {Part} part
 * @returns {Promise<Record<string, string>>}
 */
async function identityOf(core, part) {
  const { size, source } = part;
  if (source) return core.inspect(/** @type {OpenFile} */ (source), part.path).identity;
  /** @type {[start: number, end: number][]} */
  const wanted = [
    [0, Math.min(size, 4 * AROUND)],
    [Math.max(0, size - 4 * AROUND), size],
  ];
  for (let round = 0; round < ROUNDS; round += 1) {
    const kept = await keep(part, wanted);
    /** @type {[number, number] | undefined} */
    let missing;
    const read = (/** @type {number} */ at, /** @type {number} */ length) => {
      const one = kept.find(
        ({ start, bytes }) => at >= start && at + length <= start + bytes.length,
      );
      if (one) return one.bytes.subarray(at - one.start, at - one.start + length);
      missing = [Math.max(0, at - AROUND), Math.min(size, at + length + AROUND)];
      throw new Error('it is not unpacked');
    };
    try {
      const told = core.inspect(
        /** @type {OpenFile} */ ({ length: size, read, close() {} }),
        part.path,
      );
      if (missing === undefined) return told.identity;
    } catch (error) {
      if (missing === undefined || !(error instanceof FileError)) throw error;
    }
    const [start, end] = missing ?? [0, 0];
    const all = wanted.reduce((sum, [from, to]) => sum + to - from, end - start);
    if (all > KEPT) break;
    wanted.push([start, end]);
  }
  throw new Error('it is packed, and what ties it to its build lies too far apart in it');
}

/**
 * @param {Part} part
 * @param {[start: number, end: number][]} wanted
 */
async function keep(part, wanted) {
  const kept = wanted.map(([start, end]) => ({ start, bytes: new Uint8Array(end - start) }));
  let at = 0;
  for await (const piece of part.pieces()) {
    for (const { start, bytes } of kept) {
      const from = Math.max(at, start);
      const to = Math.min(at + piece.length, start + bytes.length);
      if (from < to) bytes.set(piece.subarray(from - at, to - at), from - start);
    }
    at += piece.length;
  }
  return kept;
}
