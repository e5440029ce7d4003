/** What becomes of the maps once they have arrived: they are deleted or moved, and what is left to be deployed is looked at. */
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { count, mapChanged, mapsDeployed, moveInside } from './findings.js';
import { findLeaks } from './leaks.js';
import { cutLinks } from './link.js';
import { look } from './look.js';
import { uploadsByMap } from './uploads.js';

/** @import { Core } from '../core-types.js' */
/** @import { Stamp } from '../host-types.js' */
/** @import { Report } from '../index.js' */
/** @import { Build } from './after-build.js' */
/** @import { Finding } from './findings.js' */
/** @import { PluginOptions } from './index.js' */

/** @typedef {{ file: string, name: string }} Written */

export class AfterUpload {
  /** What is wrong before anything is sent. @type {Finding[]} */
  findings = [];
  /** The maps as they were before they were read. @type {Map<string, Stamp>} */
  #before = new Map();

  /**
   * @param {Core} core
   * @param {Build} build
   * @param {PluginOptions} options
   * @param {Written[]} files
   */
  constructor(core, build, { afterUpload = 'keep', dryRun = false }, files) {
    this.core = core;
    this.build = build;
    this.files = files;
    this.dryRun = dryRun;
    this.clears = afterUpload !== 'keep';
    // of a build into the project's own folder nobody deploys all that is there
    this.own = isInside(build.root, build.outDir);
    this.folder =
      typeof afterUpload === 'object' ? path.resolve(build.root, afterUpload.move) : undefined;
  }

  /**
   * @param {Core} core
   * @param {Build} build
   * @param {PluginOptions} options
   * @param {Written[]} files
   */
  static async prepare(core, build, options, files) {
    const after = new AfterUpload(core, build, options, files);
    if (!after.clears || after.dryRun) return after;
    if (after.folder !== undefined && !after.own && isInside(after.folder, build.outDir)) {
      after.findings.push(moveInside(after.folder));
      after.folder = undefined;
      after.clears = false;
      return after;
    }
    for (const { file } of files) {
      const stamp = file.endsWith('.map') ? await stampOf(file) : undefined;
      if (stamp) after.#before.set(file, stamp);
    }
    return after;
  }

  /**
   * @param {Report | undefined} report of the upload, where there was one
   * @param {Map<string, string[]>} repeated maps that were sent before, with the files that name them
   * @returns {Promise<{ findings: Finding[], told?: string }>}
   */
  async clear(report, repeated) {
    if (!this.clears || this.dryRun) return { findings: [] };
    const maps = new Map(repeated);
    for (const [map, { minified, arrived, ofStyle }] of uploadsByMap(report)) {
      if (arrived || ofStyle) maps.set(map, minified);
    }
    const verb = this.folder === undefined ? 'deleted' : 'moved';
    /** @type {Finding[]} */
    const findings = [];
    /** @type {string[]} */
    const gone = [];
    for (const [map, minified] of maps) {
      const [then, now] = [this.#before.get(map), await stampOf(map)];
      if (!then || then.size !== now?.size || then.modified !== now.modified) {
        findings.push(mapChanged(map));
        continue;
      }
      // first what names it: should the run end here, nothing asks for a file that is gone
      for (const file of minified) await cutLinks(this.core, file, path.basename(map));
      await this.#remove(map);
      gone.push(map);
    }
    await this.#cutStyles(gone);
    const leaks = await findLeaks(this.core, this.own ? this.build.files : this.build.outDir);
    findings.push(...mapsDeployed(leaks, this.build.outDir));
    const where =
      this.folder === undefined ? '' : ` to ${path.relative(this.build.root, this.folder)}`;
    return { findings, told: `${count(gone.length, 'map')} ${verb}${where}` };
  }

  /** @param {string} map */
  async #remove(map) {
    if (this.folder === undefined) return rm(map);
    const name = path.relative(this.build.outDir, map).replace(/^(?:\.\.[\\/])+/, '');
    const to = path.join(this.folder, name);
    await mkdir(path.dirname(to), { recursive: true });
    try {
      await rename(map, to);
    } catch (error) {
      // another file system
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EXDEV') throw error;
      await copyFile(map, to);
      await rm(map);
    }
  }

  /**
   * Style sheets name their maps too, and are no part of an upload.
   * @param {string[]} maps
   */
  async #cutStyles(maps) {
    const names = new Set(maps.map((map) => path.basename(map)));
    for (const { file } of this.files.filter(({ name }) => name.endsWith('.css'))) {
      const url = await look(file, (source) => this.core.readLink(source, file).url);
      const name = url && nameIn(url);
      if (name && names.has(name)) await cutLinks(this.core, file, name);
    }
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

/**
 * @param {string} file
 * @returns {Promise<Stamp | undefined>}
 */
async function stampOf(file) {
  const found = await stat(file).catch(() => undefined);
  return found && { size: found.size, modified: found.mtimeMs };
}

/** @param {string} folder @param {string} outer */
function isInside(folder, outer) {
  const way = path.relative(outer, folder);
  return !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}
