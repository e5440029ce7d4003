/** The folder that the page may read: what an upload of it would look at, and nothing outside of it. */

import { lstatSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../errors.js';
import { walk } from '../host/collect/walk.js';
import { sendFile } from './file-reply.js';
import { RelayRefusal } from './refusal.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

/** A type that no browser shows, whatever is in the file. */
const AS_BYTES = {
  'content-type': 'application/octet-stream',
  'content-disposition': 'attachment',
};

export class Folder {
  /** @type {Map<string, string>} the paths of files by their names, as they were last listed */
  #paths = new Map();

  /**
   * @param {string} root
   * @throws {UsageError | import('../errors.js').FileError}
   */
  constructor(root) {
    this.root = root;
    this.name = path.basename(path.resolve(root));
    this.list();
    if (!statSync(root).isDirectory()) {
      throw new UsageError('page-folder', `${root} is a file`, {
        help: 'give the folder that it is in; the page lets you choose',
      });
    }
  }

  /** How many files there were when they were last listed. */
  get count() {
    return this.#paths.size;
  }

  /**
   * @returns {{ name: string, size: number, modified: number }[]} `size` in bytes, `modified` in ms since 1970.
   * @throws {import('../errors.js').FileError}
   */
  list() {
    const found = walk(this.root);
    const within = this.#fence();
    const files = [];
    this.#paths = new Map();
    for (const { name, shown = name } of found) {
      // what tools and people keep to themselves; no build writes such a file
      if (path.basename(name).startsWith('.')) continue;
      try {
        if (lstatSync(shown).isSymbolicLink() && within(shown) === undefined) continue;
        const { size, mtimeMs: modified } = statSync(shown);
        files.push({ name, size, modified });
        this.#paths.set(name, shown);
      } catch {
        // gone since a moment ago
      }
    }
    return files;
  }

  /**
   * @param {IncomingMessage} req
   * @param {ServerResponse} res
   * @param {string} name
   * @throws {RelayRefusal}
   */
  async send(req, res, name) {
    const listed = this.#paths.get(name);
    try {
      // a link may have been put in its place
      const real = listed === undefined ? undefined : this.#fence()(listed);
      if (real !== undefined) return await sendFile(req, res, real, AS_BYTES);
    } catch (error) {
      if (error instanceof RelayRefusal) throw error;
    }
    throw new RelayRefusal(
      'relay-no-file',
      'The folder has no such file, or it may not be read: list the folder again',
    );
  }

  /** Where a path leads, if that is in the folder. */
  #fence() {
    const root = realpathSync.native(this.root);
    const inside = root.endsWith(path.sep) ? root : root + path.sep;
    return (/** @type {string} */ at) => {
      const real = realpathSync.native(at);
      return real.startsWith(inside) ? real : undefined;
    };
  }
}
