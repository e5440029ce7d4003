/** What lies around a script that is about to change: pages that name its hash, and copies that were compressed before. Node only. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { withFile } from '../host/with-file.js';
import { readRegular } from '../host/regular.js';
import { isSkippedFolder } from '../host/collect/file-filter.js';

/** @import { Core } from '../core/types.js' */
/** @import { Input, Issue } from '../index.js' */

/** A page, or what a server makes pages of. */
const PAGE = /\.(?:html?|json|webmanifest)$/i;

/** Nobody writes larger ones by which scripts are loaded, in bytes. */
const LARGEST_PAGE = 8 * 1024 * 1024;

/** W3C: Subresource Integrity, 3.1. */
const HASH = /\b(sha256|sha384|sha512)-([\w+/-]+={0,2})/g;

/** How much of a file is hashed at once, in bytes. */
const WINDOW = 1024 * 1024;

/** The pages in the folders that were given, as far as they name hashes. */
export class Pages {
  /** By the hash, the page that names it. @type {Map<string, string>} */
  #named = new Map();
  /** The algorithms that are used. @type {Set<string>} */
  #algorithms = new Set();

  /** @param {Input} input */
  static async around(input) {
    const pages = new Pages();
    for (const item of [input].flat()) {
      if (typeof item !== 'string' || !statSync(item).isDirectory()) continue;
      for (const page of pagesIn(item)) pages.#read(page);
    }
    return pages;
  }

  /** @param {string} page */
  #read(page) {
    for (const [hash, algorithm = ''] of readRegular(page).toString('latin1').matchAll(HASH)) {
      this.#named.set(hash, page);
      this.#algorithms.add(algorithm);
    }
  }

  /**
   * What is to be said of a script whose hash a page names.
   * @param {Core} core
   * @param {string} script
   * @returns {Promise<Issue[]>}
   */
  async naming(core, script) {
    for (const algorithm of this.#algorithms) {
      const hash = createHash(algorithm);
      await withFile(script, ({ length, read }) => {
        for (let at = 0; at < length; at += WINDOW) {
          hash.update(read(at, Math.min(WINDOW, length - at)));
        }
      });
      const page = this.#named.get(`${algorithm}-${hash.digest('base64')}`);
      if (page !== undefined) return [core.finding('inject-integrity', { page })];
    }
    return [];
  }
}

/** @param {string} folder @returns {Iterable<string>} */
function* pagesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory() && !isSkippedFolder(entry.name)) yield* pagesIn(at);
    if (entry.isFile() && PAGE.test(entry.name) && statSync(at).size <= LARGEST_PAGE) yield at;
  }
}

/**
 * Servers send these in place of the script.
 * @param {Core} core
 * @param {string} script
 * @returns {Issue[]}
 */
export function staleCopies(core, script) {
  const copies = ['.gz', '.br', '.zst'].map((ending) => script + ending).filter(existsSync);
  return copies.map((copy) => core.finding('inject-stale-copy', { copy }));
}
