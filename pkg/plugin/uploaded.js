/** What a plugin has sent, and said. A framework may build the same several times over; each file is sent once. */
import { stat } from 'node:fs/promises';

import { sha256 } from '../host/node.js';
import { uploadsByMap } from './uploads.js';

/** @import { Report } from '../index.js' */

export class Sent {
  /** By the path of the map. @type {Map<string, { size: number | undefined, scripts: Map<string, string | undefined> }>} */
  #known = new Map();

  /** The scripts by their addresses. @type {Map<string, string>} */
  #addresses = new Map();

  /** @type {Set<string>} */
  #said = new Set();

  /**
   * Whether this was not said before: a framework builds in several passes, of which much the same is to be told.
   * @param {string} text
   */
  isNew(text) {
    const before = this.#said.size;
    return this.#said.add(text).size > before;
  }

  /**
   * The files that were sent under the address of another: only one of them can be found by it.
   * @param {Report} report
   * @returns {{ file: string, other: string, url: string }[]}
   */
  collisions(report) {
    const found = [];
    for (const { event, parts, upload } of report.files) {
      const url = event?.minified_url;
      const file = parts.find(({ part }) => part === 'minified_file')?.path;
      if (typeof url !== 'string' || !file || upload?.status === 'skipped') continue;
      const other = this.#addresses.get(url);
      if (other !== undefined && other !== file) found.push({ file, other, url });
      this.#addresses.set(url, file);
    }
    return found;
  }

  /**
   * To be told before anything is done with the files.
   * @param {Report} report
   */
  async add(report) {
    for (const [map, { minified, fate }] of uploadsByMap(report)) {
      if (fate !== 'arrived') continue;
      /** @type {Map<string, string | undefined>} */
      const scripts = new Map();
      for (const script of minified) scripts.set(script, await digest(script));
      this.#known.set(map, { size: await sizeOf(map), scripts });
    }
  }

  /**
   * What was sent before, as it is: maps, with the scripts that name them.
   *
   * Scripts tell by their bytes, maps by their size: they are many times as large, and change with their script.
   * @param {string[]} files absolute
   * @returns {Promise<Map<string, string[]>>}
   */
  async among(files) {
    /** @type {Map<string, string[]>} */
    const repeated = new Map();
    for (const map of files) {
      const known = this.#known.get(map);
      if (known === undefined || known.size !== (await sizeOf(map))) continue;
      const same = await Promise.all(
        [...known.scripts].map(async ([script, print]) => print === (await digest(script))),
      );
      if (same.every(Boolean)) repeated.set(map, [...known.scripts.keys()]);
    }
    return repeated;
  }
}

/** @param {string} file in bytes */
async function sizeOf(file) {
  return (await stat(file).catch(() => undefined))?.size;
}

/** @param {string} file */
async function digest(file) {
  return sha256(file).catch(() => undefined);
}
