/** What becomes of maps once they have arrived: they are deleted or moved, and what is left to be deployed is looked at. Node only. */
import { copyFile, lstat, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { cutLinks } from './cut-links.js';
import { findLeaks } from './leaks.js';
import { look } from './look.js';
import { isInside, real, stampOf } from './paths.js';

/** @import { Core } from '../../core/types.js' */
/** @import { Stamp } from '../../host/types.js' */
/** @import { Issue } from '../../index.js' */
/** @import { Fate } from './fate.js' */
/** @import { Leak } from './leaks.js' */

/**
 * A map of the run.
 * @typedef {object} Candidate
 * @property {string[]} minified the files that name it, absolute
 * @property {Fate} fate those of style sheets are in no upload, and have `arrived`
 * @property {Stamp} [stamp] what it was like when it was checked, or before; missing where that is of no concern
 */

/** `whole`: whether all of it is deployed. @typedef {{ folder: string, to?: string, whole: boolean }} Root */

/**
 * What is to be cleared away, and where.
 * @typedef {object} Clearing
 * @property {string} folder that is going to be deployed, absolute
 * @property {string} shown what messages call it
 * @property {string} [to] the folder that maps are moved to, absolute; they are deleted where there is none
 * @property {() => Promise<string[]>} files all of what is going to be deployed
 * @property {() => Promise<string[]>} others files that are in no upload and may name a map, style sheets say, absolute
 * @property {Root[]} [roots] the folders that it is made of, for a plan
 * @property {string[]} [own] the only files of the run that it is about, where it is not about all, absolute
 * @property {string[]} [styles] maps of style sheets that the run does not list, absolute
 * @property {boolean} [dryRun] whether nothing is changed
 */

/**
 * @typedef {object} Cleared
 * @property {{ file: string, to?: string }[]} gone the maps that are, or would be, deleted or moved
 * @property {{ file: string, issue: Issue }[]} kept the maps that have arrived and are there all the same
 * @property {Leak[]} left what would be deployed with a map
 * @property {{ file: string, issue: Issue }[]} leaks what is to be said of that; `file`: the first of them
 */

/** How many files a sentence names. */
const NAMED = 3;

export class AfterUpload {
  /**
   * @param {Core} core
   * @param {Clearing} clearing
   */
  constructor(core, clearing) {
    this.core = core;
    this.clearing = clearing;
  }

  /**
   * @param {Map<string, Candidate>} maps by their paths, absolute
   * @returns {Promise<Cleared>}
   */
  async clear(maps) {
    /** @type {Cleared['gone']} */
    const gone = [];
    /** @type {Cleared['kept']} */
    const kept = [];
    const namers = await this.#othersByMap();
    for (const [file, { minified, fate, stamp }] of maps) {
      if (fate !== 'arrived') continue;
      const naming = [...minified, ...(namers.get(path.basename(file)) ?? [])];
      const issue = await this.#take(file, naming, stamp);
      if (issue) kept.push({ file, issue });
      else gone.push({ file, to: this.#placeOf(file) });
    }
    const taken = new Set(gone.map(({ file }) => file));
    const found = await findLeaks(this.core, await this.clearing.files());
    // a dry run has left them
    const left = found.filter(({ file, inline }) => inline || !taken.has(file));
    return { gone, kept, left, leaks: this.#deployed(left, maps) };
  }

  /** Takes out the comments of `others`: their maps stay, and nobody is led to them. */
  async hide() {
    for (const [map, files] of await this.#othersByMap()) {
      for (const file of files) await cutLinks(this.core, file, map);
    }
  }

  /**
   * Takes a map away, with the comments that name it.
   * @param {string} map
   * @param {string[]} naming the files that name it
   * @param {Stamp} [stamp]
   * @returns {Promise<Issue | undefined>} why it is left, if it is
   */
  async #take(map, naming, stamp) {
    const { core, clearing } = this;
    const now = await stampOf(map);
    // of one that was never opened nobody claims anything
    if (!now || (stamp && (stamp.size !== now.size || stamp.modified !== now.modified))) {
      return core.finding('map-changed');
    }
    const outside = naming.find((file) => !isInside(real(file), real(clearing.folder)));
    if (outside !== undefined) {
      // what others may have a use for is not written to
      const script = path.relative(clearing.folder, outside);
      return core.finding('map-not-removed', { script, folder: clearing.shown });
    }
    if (clearing.dryRun) return undefined;
    try {
      // first what names it: should the run end here, nothing asks for a file that is gone
      for (const file of naming) await cutLinks(core, file, path.basename(map));
      await this.#remove(map);
      return undefined;
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === undefined) throw error;
      return core.finding('map-not-removed', { reason: message });
    }
  }

  /** @param {string} map @returns {string | undefined} where it is moved to */
  #placeOf(map) {
    const { to, folder } = this.clearing;
    return to && path.join(to, path.relative(folder, map).replace(/^(?:\.\.[\\/])+/, ''));
  }

  /** @param {string} map */
  async #remove(map) {
    const to = this.#placeOf(map);
    if (to === undefined) return rm(map);
    await mkdir(path.dirname(to), { recursive: true });
    // a link would lead to nowhere from there
    if (!(await lstat(map)).isSymbolicLink()) {
      try {
        return await rename(map, to);
      } catch (error) {
        // another file system
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EXDEV') throw error;
      }
    }
    await copyFile(map, to);
    await rm(map);
  }

  /**
   * Style sheets name their maps too, and are no part of an upload: by the names of the maps, the files that name them.
   * @returns {Promise<Map<string, string[]>>}
   */
  async #othersByMap() {
    /** @type {Map<string, string[]>} */
    const namers = new Map();
    for (const file of await this.clearing.others()) {
      const url = await look(file, (source) => this.core.readLink(source, file).url);
      if (url === undefined) continue;
      const name = nameIn(url);
      namers.set(name, [...(namers.get(name) ?? []), file]);
    }
    return namers;
  }

  /**
   * Maps that would be deployed, by the reason why they are still there.
   * @param {Leak[]} leaks
   * @param {Map<string, Candidate>} maps
   */
  #deployed(leaks, maps) {
    const { core, clearing } = this;
    /** @type {Record<string, string[]>} by what the sentence calls their number */
    const groups = { failed: [], unsent: [], maps: [], inline: [] };
    for (const { file, inline } of leaks) {
      const fate = maps.get(file)?.fate;
      // of one that has arrived it was said why it is left
      if (inline) groups.inline?.push(file);
      else if (fate !== 'arrived') groups[fate ?? 'maps']?.push(file);
    }
    return Object.entries(groups).flatMap(([kind, files]) => {
      const [file] = files;
      if (file === undefined) return [];
      const shown = files.slice(0, NAMED).map((one) => path.relative(clearing.folder, one));
      const names = shown.join(', ') + (files.length > NAMED ? ', …' : '');
      const values = { folder: clearing.shown, [kind]: files.length, names };
      return [{ file, issue: core.finding('map-deployed', values) }];
    });
  }
}

/** @param {string} url @returns {string} its last segment */
function nameIn(url) {
  const name = path.posix.basename(url.replace(/[?#].*$/, ''));
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
