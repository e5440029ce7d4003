/** What was sent, written down, so that a later run need not send it again. */
import { sha256 } from '#host';

import { FileError, UsageError } from '../errors.js';
import { stringify } from '../report/json.js';
import { lengthOf, openPieces } from '../host/byte-ranges.js';
import { FORMAT, hasArrived, readEntries } from './entries.js';
import { withOpen } from '../host/with-file.js';

/** @import { BodyFile, Piece } from '../host/types.js' */
/** @import { Event, FileReport, Outcome, ReceiptEntry, ReceiptStore, RunIssue } from '../index.js' */
/** @import { Core } from '../core/types.js' */
/** @import { Job } from '../plan/index.js' */

/** The least time between two writings, in ms; and how many times as long as a writing takes comes before the next. */
const PAUSE = 50;
const SHARE = 4;

/** Fields that only say which mapship it was: another one need not send everything again. */
const OWN = new Set(['cli_version', 'origin', 'origin_version']);

export class Receipt {
  /** @type {Line[]} of earlier runs */
  #earlier;
  /** @type {Map<string, ReceiptEntry>} of earlier runs, those that arrived */
  #arrived = new Map();
  /** @type {Map<Job, Line>} of this run, in the order in which they came up */
  #lines = new Map();
  #dirty = false;
  /** @type {Promise<void> | undefined} the writing that is under way, with the pause after it */
  #writing;
  /** Ends the pause. */
  #hurry = () => {};
  #begun = false;
  #closing = false;
  /** @type {unknown} why the last writing failed, if it did */
  #failure;

  /**
   * @param {Core} core
   * @param {ReceiptStore} store
   * @param {string} intake
   * @param {ReceiptEntry[]} earlier
   * @param {ReceiptEntry[]} [others] what other runs have written to receipts of their own
   */
  constructor(core, store, intake, earlier, others = []) {
    this.core = core;
    this.store = store;
    this.intake = intake;
    this.#earlier = earlier.map(lineOf);
    for (const entry of [...others, ...earlier]) {
      if (hasArrived(entry) && entry.digest) this.#arrived.set(entry.digest, entry);
    }
  }

  /**
   * Reads what an earlier run has left, if there was one.
   * @param {Core} core
   * @param {ReceiptStore & Partial<import('./folder.js').SharedStore>} store
   * @param {string} intake
   */
  static async open(core, store, intake) {
    const text = await store.read();
    const earlier = text === undefined ? [] : readEntries(text, store.name);
    const others = [];
    for (const other of (await store.others?.()) ?? []) {
      others.push(readEntries((await other.read()) ?? '', other.name));
    }
    return new Receipt(core, store, intake, earlier, others.flat());
  }

  /** How many uploads of earlier runs it says to have arrived. */
  get sent() {
    return this.#arrived.size;
  }

  /**
   * Writes it for the first time: if it can't be, nothing should be sent.
   */
  async begin() {
    this.#begun = true;
    try {
      await this.store.write(this.#text(false));
    } catch (cause) {
      const message = `the receipt ${this.store.name} can't be written: ${reasonOf(cause)}`;
      throw new UsageError('receipt-unwritable', message, {
        cause,
        help: 'nothing was sent; name a file in a folder that exists and may be written to',
      });
    }
  }

  /**
   * What makes an upload the same as one of an earlier run: its files, its event, its intake.
   * @param {Core} core
   * @param {Job} job
   * @param {FileReport} report
   * @param {BodyFile[]} files
   * @param {{ forServer?: boolean }} [settings]
   * @returns {Promise<ReceiptEntry>}
   */
  async identify(core, job, { event = {}, identity = {} }, files, { forServer = false } = {}) {
    const { path, type, files: named } = job;
    const parts = [];
    for (const [i, { part, name }] of named.entries()) {
      const file = files[i];
      if (file === undefined) continue;
      try {
        // what zlib makes of the same bytes is another thing with each version of it
        const pieces = file.plain ?? file.pieces;
        const what = pieces ? await hashPieces(pieces, core) : await sha256(file.file, core);
        const size = pieces ? lengthOf(pieces) : file.size;
        parts.push({ part, name, size, sha256: what });
      } catch (error) {
        // a file that is gone by now: sending it says so
        if (!(error instanceof FileError)) throw error;
        return { path, type, status: 'pending', intake: this.intake, event };
      }
    }
    const what = [this.intake, type, withoutOwn(event), parts];
    const digest = await sha256(new TextEncoder().encode(stringify(what)), core);
    const own = {
      ...(Object.keys(identity).length > 0 && { identity }),
      ...(forServer && { forServer }),
    };
    return { path, type, status: 'pending', digest, intake: this.intake, event, parts, ...own };
  }

  /**
   * What an earlier run has sent that is the same.
   * @param {ReceiptEntry} entry
   */
  arrived({ digest }) {
    return digest === undefined ? undefined : this.#arrived.get(digest);
  }

  /**
   * Notes that an upload begins. Should the run break off, it is not known to have arrived.
   * @param {Job} job
   * @param {ReceiptEntry} entry
   */
  started(job, entry) {
    this.#note(job, { ...entry, startedAt: now() });
  }

  /**
   * Notes what came of it.
   * @param {Job} job
   * @param {Outcome} outcome
   * @param {ReceiptEntry} [entry]
   */
  ended(job, outcome, entry) {
    const { path, type } = job;
    const known = this.#lines.get(job)?.entry ?? entry ?? { path, type, intake: this.intake };
    const { status, httpStatus, id, errors, reason, attempts, bytes, bytesSent, ms } = outcome;
    if (status !== 'sent' && status !== 'failed' && status !== 'skipped') return;
    const facts = { httpStatus, id, errors, reason, attempts, bytes, bytesSent, ms };
    this.#note(job, { ...known, status, ...facts, endedAt: now() });
  }

  /**
   * Writes it for the last time, if it was begun.
   * @param {boolean} complete whether all that was to be done was tried
   * @returns {Promise<RunIssue[]>}
   */
  async close(complete) {
    if (!this.#begun) return [];
    this.#closing = true;
    this.#hurry();
    await this.#writing;
    await this.#write(complete);
    if (this.#failure === undefined) return [];
    const values = { file: this.store.name, reason: reasonOf(this.#failure) };
    return [this.core.finding('receipt-unwritten', values)];
  }

  /**
   * @param {Job} job
   * @param {ReceiptEntry} entry
   */
  #note(job, entry) {
    this.#lines.set(job, lineOf(entry));
    this.#dirty = true;
    this.#writing ??= this.#keepWriting();
  }

  /** Writes as long as there is something new, at a pace that leaves time for sending. */
  async #keepWriting() {
    while (this.#dirty && !this.#closing) {
      const start = performance.now();
      await this.#write(false);
      const pause = Math.max(PAUSE, SHARE * (performance.now() - start));
      await /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          const timer = setTimeout(resolve, pause);
          this.#hurry = () => {
            clearTimeout(timer);
            resolve();
          };
          if (this.#closing) this.#hurry();
        })
      );
    }
    this.#writing = undefined;
  }

  /** @param {boolean} complete */
  async #write(complete) {
    this.#dirty = false;
    try {
      await this.store.write(this.#text(complete));
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
    }
  }

  /** @param {boolean} complete */
  #text(complete) {
    const own = [...this.#lines.values()];
    const replaced = new Set(own.map(({ place }) => place));
    const kept = this.#earlier.filter(({ place }) => !replaced.has(place));
    const texts = [...kept, ...own].map(({ text }) => text);
    return receiptText(this.core, complete, texts);
  }
}

/**
 * An entry, with what is needed of it each time that the receipt is written.
 * @typedef {{ entry: ReceiptEntry, place: string, text: string }} Line `place`: what it is about; a later one about the same
 *   takes its place
 */

/**
 * @param {ReceiptEntry} entry
 * @returns {Line}
 */
function lineOf(entry) {
  return { entry, place: placeOf(entry), text: textOf(entry) };
}

/** An entry as it stands in a receipt. @param {ReceiptEntry} entry */
export function textOf(entry) {
  return stringify(entry).replaceAll('\n', '\n    ');
}

/**
 * What an upload is about: of two receipts that tell of the same, one counts.
 * @param {ReceiptEntry} entry
 */
export function placeOf({ path, type, intake, event = {} }) {
  return stringify([path, type, intake, withoutOwn(event)]);
}

/**
 * A receipt as it is written.
 * @param {Core} core
 * @param {boolean} complete
 * @param {string[]} entries as `textOf` gives them
 */
export function receiptText(core, complete, entries) {
  const uploads = entries.join(',\n    ');
  const head = { receipt: FORMAT, mapship: core.version(), writtenAt: now(), complete };
  return `${stringify(head).slice(0, -2)},\n  "uploads": [${uploads && `\n    ${uploads}\n  `}]\n}\n`;
}

/** @param {Event} event */
function withoutOwn(event) {
  return Object.entries(event).filter(([name]) => !OWN.has(name));
}

/** @param {Piece[]} pieces @param {Core} core */
async function hashPieces(pieces, core) {
  return withOpen(await openPieces(pieces), (source) => sha256(source, core));
}

/** @param {unknown} cause */
function reasonOf(cause) {
  return cause instanceof Error ? cause.message : String(cause);
}

function now() {
  return new Date().toISOString();
}
