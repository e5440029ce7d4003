/** A plan, written by one build or several of one process. Node only. */
import { closeSync, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';

import { isInside, real } from '../after-upload/paths.js';
import { wayOf } from '../../core/how.js';
import { UsageError } from '../../errors.js';
import { sha256 } from '../../host/node.js';
import { openRegular } from '../../host/regular.js';
import { Place } from '../../host/written.js';
import { stringify } from '../../report/json.js';
import { asideOf, putAside } from './aside.js';
import { FORMAT, LARGEST } from './document.js';

/** @import { Core } from '../../core/types.js' */
/** @import { Settings } from '../../options/index.js' */
/** @import { Event, FileReport, Job, PlanDocument, PlannedPart } from './types.js' */

/** The uploads of a plan by what they are about. @typedef {Map<string, PlanDocument['uploads'][number]>} Uploads */

/** How a file is judged, and who runs it, as far as that was said: it is the same when it is sent. */
const CHECKS = /** @type {const} */ ([
  'forServer',
  'allowUnknown',
  'strict',
  'scanSources',
  'byDebugId',
  'onlyKeepDebug',
]);

/**
 * The plans of this process, by their paths: a build of several parts writes one. What an earlier process has left is replaced.
 * @type {Map<string, { document: PlanDocument, uploads: Uploads }>} `uploads`: those of the document, as long as it is added to
 */
const written = new Map();

/**
 * @typedef {object} Planned what is to be cleared away
 * @property {string} folder
 * @property {string} [to] where maps are moved to; they are deleted where there is none
 * @property {boolean} whole whether all of the folder is deployed
 * @property {string[]} styles the maps of style sheets, which are sent nowhere
 */

/** What is to be sent later. */
export class Deferral {
  /**
   * @param {Core} core
   * @param {string} file
   */
  constructor(core, file) {
    this.core = core;
    this.file = path.resolve(file);
    this.folder = path.dirname(this.file);
    const { document, uploads } = this.#earlier() ?? { document: empty(core), uploads: new Map() };
    this.document = document;
    this.uploads = uploads;
    written.set(this.file, { document, uploads });
  }

  /** What this process has planned before, as far as a later build has not made other files in its place. */
  #earlier() {
    const known = existsSync(this.file) ? written.get(this.file) : undefined;
    if (known === undefined) return undefined;
    const isThere = (/** @type {PlannedPart} */ { path: file }) =>
      file === undefined || existsSync(path.join(this.folder, file));
    for (const [place, { parts }] of known.uploads) {
      if (!parts.every(isThere)) known.uploads.delete(place);
    }
    return known;
  }

  /**
   * @param {Job} job with all its files
   * @param {FileReport} report
   * @param {Settings} settings
   */
  async add(job, report, settings) {
    const { path: shown, type } = job;
    /** @type {PlannedPart[]} */
    const parts = [];
    for (const one of job.files) parts.push(await this.#partOf(one, shown));
    const event = /** @type {Event} */ (report.event);
    const asked = CHECKS.flatMap((name) => {
      const value = settings[name];
      return value === undefined ? [] : [[name, value]];
    });
    const upload = {
      ...{ path: parts[0]?.path ?? shown, type, event: encoded(event), parts },
      ...(asked.length > 0 && { check: Object.fromEntries(asked) }),
    };
    const place = placeOf(upload);
    // the last about the same counts, and stands last
    this.uploads.delete(place);
    this.uploads.set(place, upload);
  }

  /**
   * @param {Job['files'][number]} one
   * @param {string} shown
   * @returns {Promise<PlannedPart>}
   */
  async #partOf({ part, name, file, entry, pieces }, shown) {
    if (file instanceof Uint8Array && part === 'repository') {
      return { part, name, text: new TextDecoder().decode(file) };
    }
    if (typeof file !== 'string' || entry || pieces) {
      const what = `${shown} can't be planned: it is made of several files, or of one that is packed`;
      throw new UsageError('defer-made', what, {
        help: `unpack the archive, or send it at once: leave ${wayOf('defer')} out`,
      });
    }
    const { fd, stat } = openRegular(file);
    closeSync(fd);
    return { part, name, path: this.#pathOf(file), size: stat.size, sha256: await sha256(file) };
  }

  /**
   * What is to be cleared away afterwards.
   * @param {Planned} planned
   */
  addClearing({ folder, to, whole, styles }) {
    const own = this.#pathOf(folder);
    // what is written after the bundle comes by itself
    const before = this.document.clear.find((other) => other.folder === own)?.styles ?? [];
    const one = {
      folder: own,
      ...(to !== undefined && { to: this.#pathOf(to) }),
      whole,
      styles: [...new Set([...before, ...styles.map((file) => this.#pathOf(file))])],
    };
    const others = this.document.clear.filter((other) => other.folder !== own);
    this.document.clear = [...others, one];
  }

  /**
   * Keeps what is planned of a folder beside the plan: whoever built it goes on with the folder.
   * @param {string} folder
   * @returns {Promise<Set<string>>} what may be taken out of the folder, absolute
   */
  async putAside(folder) {
    const aside = asideOf(this.file);
    // what an earlier process has left is of a plan that is not there any more
    if (!this.document.clear.some((one) => one.folder === this.#pathOf(aside))) {
      await rm(aside, { recursive: true, force: true });
    }
    this.#settle();
    const copied = await putAside(this.file, this.document, path.resolve(folder));
    const all = [...this.uploads.values()];
    this.uploads.clear();
    // of several about the same, the last counts
    for (const upload of all) this.uploads.set(placeOf(upload), upload);
    this.addClearing({ folder: aside, whole: false, styles: [] });
    return copied;
  }

  /**
   * A path as seen from the plan, with slashes: the folder may lie elsewhere when it is sent.
   * @param {string} file
   */
  #pathOf(file) {
    const whole = path.resolve(file);
    if (!isInside(whole, this.folder) || !isInside(real(whole), real(this.folder))) {
      const from = path.relative(process.cwd(), whole) || '.';
      throw new UsageError('defer-outside', `${from} is not in the folder of the plan`, {
        help: 'write the plan to a folder that holds all files, and what they are moved to',
      });
    }
    return path.relative(this.folder, whole).replaceAll(path.sep, '/') || '.';
  }

  /** Puts what was added into the document. */
  #settle() {
    this.document.uploads = [...this.uploads.values()];
  }

  /** Puts it in its place. */
  async write() {
    this.#settle();
    this.document.writtenAt = new Date().toISOString();
    await writePlan(this.file, this.document);
  }
}

/**
 * @param {string} file
 * @param {PlanDocument} document
 */
export async function writePlan(file, document) {
  const text = `${stringify(document)}\n`;
  if (text.length > LARGEST) {
    throw new UsageError(
      'plan-too-large',
      `the plan ${file} would be larger than any that is read`,
      {
        help: 'plan fewer files at a time, or leave the files that Git tracks out by git: false (--disable-git)',
      },
    );
  }
  try {
    const place = await Place.of(file);
    await place.write(text);
  } catch (cause) {
    const { message } = /** @type {Error} */ (cause);
    throw new UsageError('plan-unwritable', `the plan ${file} can't be written: ${message}`, {
      cause,
      help: 'name a file in a folder that exists and may be written to',
    });
  }
}

/** @param {Core} core @returns {PlanDocument} */
function empty(core) {
  return { plan: FORMAT, mapship: core.version(), writtenAt: '', uploads: [], clear: [] };
}

/** What an upload is about: a later one about the same takes its place. @param {PlanDocument['uploads'][number]} upload */
function placeOf({ path: file, type, event }) {
  return stringify([file, type, event]);
}

/**
 * JSON has no integers past 2^53 that are read as they were written.
 * @param {Event} event
 */
function encoded(event) {
  const members = Object.entries(event).map(([name, value]) => {
    if (typeof value !== 'bigint') return [name, value];
    const number = Number(value);
    return [name, Number.isSafeInteger(number) ? number : { integer: String(value) }];
  });
  return Object.fromEntries(members);
}
