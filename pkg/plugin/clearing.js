/** What becomes of a build's maps once they have arrived: the option `afterUpload`. */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { AfterUpload } from '../send/after-upload/index.js';
import { isInside, stampOf } from '../send/after-upload/paths.js';
import { Deferral } from '../send/deferred/index.js';
import { count, ofIssue } from './findings.js';
import { filesServed } from './late.js';
import { uploadsByMap } from './uploads.js';

/** @import { Candidate } from '../send/after-upload/index.js' */
/** @import { Core } from '../core/types.js' */
/** @import { Stamp } from '../host/types.js' */
/** @import { Report } from '../index.js' */
/** @import { Build } from './after-build.js' */
/** @import { Finding } from './findings.js' */
/** @import { PluginOptions } from './index.js' */

/** @typedef {{ file: string, name: string }} Written */

const STYLE = /\.css$/;
const MINIFIED = /\.(?:js|mjs|cjs|css)$/;

export class Clearing {
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
  constructor(core, build, options, files) {
    const { root, outDir, server, temporaryMaps } = build;
    const { afterUpload = temporaryMaps ? 'delete' : 'keep', dryRun = false } = options;
    this.core = core;
    this.build = build;
    this.dryRun = dryRun && !temporaryMaps;
    this.clears = afterUpload !== 'keep';
    this.defer = options.defer === undefined ? undefined : path.resolve(root, options.defer);
    // of a build into the project's own folder nobody deploys all that is there
    this.own = isInside(root, outDir);
    this.folder =
      typeof afterUpload === 'object' ? path.resolve(root, afterUpload.move) : undefined;
    // of maps that were not sent, the scripts are not known
    const naming = temporaryMaps ? MINIFIED : STYLE;
    this.after = new AfterUpload(core, {
      folder: outDir,
      shown: path.basename(outDir),
      to: this.folder,
      files: async () => {
        // what a server runs it does not serve
        if (server) return [];
        return this.own ? build.files : filesServed(outDir);
      },
      others: async () => files.flatMap(({ file }) => (naming.test(file) ? [file] : [])),
      dryRun: this.dryRun,
    });
  }

  /**
   * @param {Core} core
   * @param {Build} build
   * @param {PluginOptions} options
   * @param {Written[]} files
   */
  static async prepare(core, build, options, files) {
    const clearing = new Clearing(core, build, options, files);
    const { folder } = clearing;
    if (!clearing.clears) return clearing;
    if (folder !== undefined && !clearing.own && isInside(folder, build.outDir)) {
      clearing.findings.push(core.finding('move-inside', { folder }));
      clearing.clears = false;
      return clearing;
    }
    for (const { file } of files) {
      const stamp = file.endsWith('.map') ? await stampOf(file) : undefined;
      if (stamp) clearing.#before.set(file, stamp);
    }
    return clearing;
  }

  /**
   * @param {Report | undefined} report of the upload, where there was one
   * @param {Map<string, string[]>} repeated maps that were sent before, with the files that name them
   * @returns {Promise<{ findings: Finding[], gone: string[], told?: string }>}
   */
  async clear(report, repeated) {
    // those that are kept are hidden all the same; what is planned stays as it is
    const hides = this.build.temporaryMaps && this.defer === undefined;
    if (!this.clears && hides) await this.after.hide();
    if (!this.clears) return { findings: [], gone: [] };
    const { goesOn, temporaryMaps } = this.build;
    if (this.defer !== undefined && report && !goesOn && !temporaryMaps) {
      return this.#plan(report, this.defer);
    }
    const aside = report && this.defer ? await this.#putAside(this.defer) : undefined;
    const cleared = await this.after.clear(this.#candidates(report, repeated, aside));
    const told = [...cleared.kept, ...cleared.leaks];
    const { build, dryRun, folder } = this;
    const how = aside === undefined ? 'deleted' : 'taken out';
    const verb = `${dryRun ? 'would be ' : ''}${folder === undefined ? how : 'moved'}`;
    const where = folder === undefined ? '' : ` to ${path.relative(build.root, folder)}`;
    return {
      findings: told.map(({ file, issue }) => ofIssue(issue, file)),
      gone: dryRun ? [] : cleared.gone.map(({ file }) => file),
      told: `${count(cleared.gone.length, 'map')} ${verb}${where}`,
    };
  }

  /**
   * Has it done when the plan is sent.
   * @param {Report} report
   * @param {string} file
   */
  async #plan(report, file) {
    const { core, build, folder: to, own } = this;
    const listed = report.files.map((one) => one.path);
    const styles = listed.filter((one) => core.isMapOfStyle(one));
    const deferral = new Deferral(core, file);
    const whole = !own && !build.server;
    deferral.addClearing({ folder: build.outDir, to, whole, styles });
    await deferral.write();
    return { findings: [], gone: [] };
  }

  /**
   * What is planned is kept with the plan, so that no map is in what is copied or deployed before it is sent.
   * @param {string} file
   */
  async #putAside(file) {
    const deferral = new Deferral(this.core, file);
    const copied = await deferral.putAside(this.build.outDir);
    if (copied.size > 0) await deferral.write();
    return copied;
  }

  /**
   * @param {Report | undefined} report
   * @param {Map<string, string[]>} repeated
   * @param {Set<string>} [aside] files that are kept elsewhere
   * @returns {Map<string, Candidate>}
   */
  #candidates(report, repeated, aside) {
    /** @type {Map<string, Candidate>} */
    const maps = new Map();
    const add = (/** @type {string} */ map, /** @type {Omit<Candidate, 'stamp'>} */ known) =>
      // one that was not there before is not what was sent
      maps.set(map, { ...known, stamp: this.#before.get(map) ?? { size: -1, modified: 0 } });
    for (const [map, minified] of repeated) add(map, { minified, fate: 'arrived' });
    for (const [map, known] of uploadsByMap(report)) {
      add(map, aside?.has(map) ? { ...known, fate: 'arrived' } : known);
    }
    for (const { path: file } of report?.files ?? []) {
      // those of style sheets are never sent, and are not to be served
      if (this.core.isMapOfStyle(file)) add(file, { minified: [], fate: 'arrived' });
    }
    if (!this.build.temporaryMaps) return maps;
    /** @type {Map<string, Candidate>} */
    const all = new Map();
    for (const file of new Set([...maps.keys(), ...this.#before.keys()])) {
      // they go whatever came of them, and whoever has written to them
      const { minified = [] } = maps.get(file) ?? {};
      if (existsSync(file)) all.set(file, { minified, fate: 'arrived' });
    }
    return all;
  }
}
