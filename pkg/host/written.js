/**
 * Files that are written. Whoever looks sees the old file or the new one, whole; a link stays, and what it leads to is written;
 * devices, pipes and what is open already are written to, and never replaced. Node only.
 */
import { constants } from 'node:fs';
import { open, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** How many links are followed one after the other: as many as Linux does. */
const LINKS = 40;

/** Files that are open already, by the names that systems give them; to put another in their place would reach nobody. */
const OPEN = /^\/(?:dev\/(?:std(?:out|err)|fd\/\d+)|proc\/[^/]+\/fd\/\d+)$/;

/** To wait for the reader of a pipe could take for ever; a terminal that is written to is not ours for that. */
const STREAM =
  constants.O_WRONLY | constants.O_APPEND | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** How long a pipe is waited for that nobody reads, and how long between two looks, in ms. */
const PATIENCE = 5000;
const PAUSE = 20;

/** What is written: a text, or pieces of one after the other. @typedef {string | Iterable<Uint8Array>} Content */

/** A place that a text can be written to, as often as one likes. */
export class Place {
  /** @type {string | undefined} the file beside it that becomes it: only one of the same folder can be renamed at once */
  #beside;

  /**
   * @param {string} target absolute; where links lead
   * @param {boolean} isStream
   * @param {{ mode?: number, kept?: number }} modes of the file: as any new one gets it, or as the old one has it
   */
  constructor(target, isStream, { mode = 0o666, kept }) {
    this.target = target;
    this.isStream = isStream;
    this.mode = mode;
    this.kept = kept;
  }

  /**
   * @param {string} given
   * @param {number} [mode] of the file; without it that of the old file stays
   * @returns {Promise<Place>}
   * @throws {NodeJS.ErrnoException} where there is a folder, or no way to it
   */
  static async of(given, mode) {
    const there = await stat(given).catch((error) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (there?.isDirectory()) {
      throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    }
    const target = await follow(given);
    const isStream = OPEN.test(target) || (there !== undefined && !there.isFile());
    const kept = mode === undefined && !isStream ? there && there.mode & 0o777 : undefined;
    return new Place(target, isStream, { mode, kept });
  }

  /** Makes sure that it can be written, as far as that can be known. */
  async prepare() {
    if (this.isStream || this.#beside !== undefined) return;
    // nobody can have put a file or a link there before
    const beside = path.join(path.dirname(this.target), `.mapship-${crypto.randomUUID()}.tmp`);
    const file = await open(beside, 'wx', this.kept ?? this.mode);
    this.#beside = beside;
    try {
      if (this.kept !== undefined) await file.chmod(this.kept);
    } finally {
      await file.close();
    }
  }

  /** @param {Content} content */
  async write(content) {
    if (this.isStream) return writeTo(this.target, content);
    await this.fill(content);
    await this.put();
  }

  /**
   * Writes beside the file: `put` makes it the file.
   * @param {Content} content
   */
  async fill(content) {
    try {
      await this.prepare();
      const beside = /** @type {string} */ (this.#beside);
      const file = await open(beside, constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0));
      try {
        await writeFile(file, content);
        // a name must not come to stand for bytes that a power failure takes back
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  async put() {
    try {
      await rename(/** @type {string} */ (this.#beside), this.target);
      this.#beside = undefined;
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  /** Leaves nothing behind of what was not written. */
  async discard() {
    if (this.#beside !== undefined) await rm(this.#beside, { force: true }).catch(() => {});
    this.#beside = undefined;
  }
}

/**
 * Where a path leads, whether there is a file or not.
 * @param {string} given
 */
async function follow(given) {
  let at = path.resolve(given);
  for (let links = 0; links < LINKS && !OPEN.test(at); links += 1) {
    const folder = await realpath(path.dirname(at)).catch(() => path.dirname(at));
    at = path.join(folder, path.basename(at));
    const next = OPEN.test(at) ? undefined : await readlink(at).catch(() => undefined);
    if (next === undefined) break;
    at = path.resolve(folder, next);
  }
  return at;
}

/**
 * @param {string} stream
 * @param {Content} content
 */
async function writeTo(stream, content) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.concat([...content]);
  const handle = await patiently(() => open(stream, STREAM), 'ENXIO');
  try {
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await patiently(() => handle.write(bytes, at), 'EAGAIN');
      at += bytesWritten;
    }
  } finally {
    await handle.close();
  }
}

/**
 * Tries again and again while the other end of a pipe is not ready.
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} notReady the code that says so
 * @returns {Promise<T>}
 */
async function patiently(work, notReady) {
  const until = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== notReady) throw error;
      if (performance.now() > until) {
        throw Object.assign(new Error('nobody reads from it'), { code: notReady, cause: error });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
