/** What has changed in scripts and maps, written to them. */
import { withFile } from '../host/with-file.js';
import { Place } from '../host/written.js';
import { FileError } from '../errors.js';

/** @import { Injection } from '../core/types.js' */
/** @import { OpenFile } from '../host/types.js' */

/**
 * Writes all files beside the old ones before any takes its place: first the map, by which it is seen later if the rest was interrupted.
 * @param {Map<string, Injection>} made
 * @param {string} map
 * @param {OpenFile} mapSource
 */
export async function writeAll(made, map, mapSource) {
  /** @type {Place[]} */
  const places = [];
  const fill = async (
    /** @type {string} */ path,
    /** @type {OpenFile} */ source,
    /** @type {Injection['map']} */ pieces,
  ) => {
    if (pieces === undefined) return;
    try {
      const place = await Place.of(path);
      places.push(place);
      await place.fill(contentOf(source, pieces));
    } catch (error) {
      throw notWritten(path, error);
    }
  };
  try {
    await fill(map, mapSource, [...made.values()].find((injection) => injection.map)?.map);
    for (const [script, injection] of made) {
      await withFile(script, (source) => fill(script, source, injection.script));
    }
    for (const place of places) {
      await place.put().catch((error) => {
        throw notWritten(place.target, error);
      });
    }
  } finally {
    for (const place of places) await place.discard();
  }
}

/**
 * Writes one file anew, whole or not at all.
 * @param {string} path
 * @param {OpenFile} source the same file
 * @param {NonNullable<Injection['map']>} pieces
 */
export async function writeOne(path, source, pieces) {
  /** @type {Place | undefined} */
  let place;
  try {
    place = await Place.of(path);
    await place.fill(contentOf(source, pieces));
    await place.put();
  } catch (error) {
    throw notWritten(path, error);
  } finally {
    await place?.discard();
  }
}

/** How much of a file is copied at once, in bytes. */
const WINDOW = 1024 * 1024;

/**
 * @param {OpenFile} source
 * @param {NonNullable<Injection['map']>} pieces
 * @returns {Iterable<Uint8Array>}
 */
function* contentOf(source, pieces) {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      yield piece;
      continue;
    }
    const end = piece.start + piece.length;
    for (let at = piece.start; at < end; at += WINDOW) {
      const length = Math.min(WINDOW, end - at);
      const bytes = source.read(at, length);
      if (bytes.length !== length) throw new Error('it was changed meanwhile');
      yield bytes;
    }
  }
}

/**
 * @param {string} path
 * @param {unknown} cause
 */
function notWritten(path, cause) {
  if (cause instanceof FileError) return cause;
  const { message } = /** @type {Error} */ (cause);
  return new FileError(path, `can't be written: ${message}`, {
    cause,
    help: 'see that the folder may be written to, and has room',
  });
}
