/** A plan, read to be sent: all of it is held against what is on disk before anything is. Node only. */
import { closeSync } from 'node:fs';
import path from 'node:path';

import { filesBelow } from '../after-upload/below.js';
import { fateOf } from '../after-upload/fate.js';
import { isInside, real } from '../after-upload/paths.js';
import { FileError, UsageError } from '../../errors.js';
import { sha256 } from '../../host/node.js';
import { openRegular, readRegular } from '../../host/regular.js';
import { decodeText } from '../../text/decode.js';
import { dropCopies } from './aside.js';
import { invalid, LARGEST, readDocument } from './document.js';
import { writePlan } from './write.js';

/** @import { Core } from '../../core/types.js' */
/** @import { Issue, RunIssue } from '../../index.js' */
/** @import { Clearing, Event, FileReport, Job, Opened, PlanDocument, PlannedPart } from './types.js' */

/**
 * @param {Core} core
 * @param {string} file
 * @param {{ dryRun?: boolean, shard?: string }} settings
 * @returns {Promise<Opened>}
 */
export async function openPlan(core, file, { dryRun, shard }) {
  const document = readDocument(core, textOf(file), file);
  const folder = path.dirname(path.resolve(file));
  refuseLinks(document, folder, file);
  const share = shareOf(core, document, shard);
  const isOther = (/** @type {unknown} */ _, /** @type {number} */ i) => !share.own.has(i);
  const others = partsOf(document.uploads.filter(isOther), folder);
  const clearings = document.clear.map((one) =>
    clearingOf(core, one, document, folder, { dryRun, others }),
  );
  const own = document.uploads.filter((_, i) => share.own.has(i));
  const proofs = new Proofs(core);
  /** @type {Job[]} */
  const jobs = [];
  for (const upload of own) jobs.push(await jobOf(upload, folder, proofs));
  return {
    jobs,
    clearings,
    issues: share.issues,
    async finish(files) {
      try {
        // the runs of other shares may have taken theirs out meanwhile
        const now = shard === undefined ? document : readDocument(core, textOf(file), file);
        const keysOf = (/** @type {(file: FileReport | undefined) => boolean} */ is) =>
          new Set(own.flatMap((upload, i) => (is(files[i]) ? [textOfUpload(upload)] : [])));
        const [arrived, proven] = [
          keysOf(hasArrived),
          // an answer without an ID is no proof
          keysOf((one) => fateOf(one?.upload) === 'arrived'),
        ];
        const rest = now.uploads.filter((upload) => !arrived.has(textOfUpload(upload)));
        await writePlan(path.resolve(file), { ...now, uploads: rest });
        const isProven = (/** @type {PlanDocument['uploads'][number]} */ upload) =>
          proven.has(textOfUpload(upload));
        const open = now.uploads.filter((upload) => !isProven(upload));
        await dropCopies(path.resolve(file), own.filter(isProven), open);
        return undefined;
      } catch (error) {
        return core.finding('plan-unwritten', { reason: /** @type {Error} */ (error).message });
      }
    },
  };
}

/**
 * The share of a plan that is sent now; all of it where none is asked for.
 * @param {Core} core
 * @param {PlanDocument} document
 * @param {string | undefined} shard
 * @returns {{ own: Set<number>, issues: RunIssue[] }}
 */
function shareOf(core, { uploads }, shard) {
  if (shard === undefined) return { own: new Set(uploads.keys()), issues: [] };
  const isOwn = (/** @type {number} */ i) => core.isInShare(shard, textOfUpload(uploads[i]));
  const own = new Set([...uploads.keys()].filter(isOwn));
  const [number = 0, of = 0] = shard.split('/').map(Number);
  const values = { shard: number, of, own: own.size, uploads: uploads.length };
  const issues = uploads.length > 0 ? [core.finding('shard', values)] : [];
  return { own, issues };
}

/** @param {PlanDocument['uploads'][number]} [upload] */
function textOfUpload(upload) {
  return JSON.stringify(upload);
}

/**
 * @param {PlanDocument['uploads']} uploads
 * @param {string} root
 */
function partsOf(uploads, root) {
  return uploads.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.path === undefined ? [] : [path.join(root, part.path)])),
  );
}

/** @param {FileReport | undefined} report */
function hasArrived(report) {
  return report?.upload?.status === 'sent' || report?.upload?.status === 'already-sent';
}

/** @param {string} file */
function textOf(file) {
  const { fd, stat } = openRegular(file);
  closeSync(fd);
  if (stat.size > LARGEST) throw invalid(file, 'it is larger than any plan');
  return decodeText(readRegular(file));
}

/**
 * Where a path of the plan leads, a link out of its folder is as good as a path out of it.
 * @param {PlanDocument} document
 * @param {string} folder
 * @param {string} name
 */
function refuseLinks({ uploads, clear }, folder, name) {
  const parts = uploads.flatMap((upload) => upload.parts.map((part) => part.path));
  const others = clear.flatMap((one) => [one.folder, one.to, ...one.styles]);
  const outer = real(folder);
  for (const one of new Set([...parts, ...others])) {
    if (one === undefined || isInside(real(path.join(folder, one)), outer)) continue;
    throw invalid(name, `${one} is a link out of its folder`);
  }
}

/**
 * @param {Core} core
 * @param {PlanDocument['clear'][number]} one
 * @param {PlanDocument} document
 * @param {string} root
 * @param {{ dryRun?: boolean, others: string[] }} run `others`: the files of what other shares have
 * @returns {Clearing}
 */
function clearingOf(core, { folder: below, to, whole, styles }, { uploads, clear }, root, run) {
  const folder = path.join(root, below);
  const { dryRun, others } = run;
  const planned = partsOf(uploads, root);
  // what another build has put into this one's folder is that one's
  const inner = clear
    .map((one) => path.join(root, one.folder))
    .filter((one) => one !== folder && isInside(one, folder));
  const left = new Set(others);
  const isOwn = (/** @type {string} */ file) =>
    !left.has(file) && isInside(file, folder) && !inner.some((one) => isInside(file, one));
  const own = [...new Set(planned.filter(isOwn))];
  const shown = path.relative(process.cwd(), folder) || '.';
  if (whole && to !== undefined && isInside(path.join(root, to), folder)) {
    const { code, message, help } = core.finding('move-inside', { folder: to });
    throw new UsageError(code, message, { help });
  }
  return {
    ...{ folder, shown, dryRun, own },
    to: to === undefined ? undefined : path.join(root, to),
    files: async () => (whole ? (await filesBelow(folder)).filter(isOwn) : own),
    others: async () => (await filesBelow(folder)).filter((file) => file.endsWith('.css')),
    styles: styles.map((file) => path.join(root, file)),
  };
}

/**
 * @param {PlanDocument['uploads'][number]} upload
 * @param {string} root
 * @param {Proofs} proofs
 * @returns {Promise<Job>}
 */
async function jobOf({ path: about, type, event, parts, check }, root, proofs) {
  /** @type {Job['files']} */
  const files = [];
  /** @type {Issue[]} */
  const issues = [];
  for (const { part, name, text, ...planned } of parts) {
    if (text !== undefined) {
      files.push({ part, name, shown: name, file: new TextEncoder().encode(text) });
      continue;
    }
    const shown = path.relative(process.cwd(), path.join(root, String(planned.path)));
    const issue = await proofs.wrongWith(shown, planned);
    if (issue) issues.push(issue);
    files.push({ part, name, shown, file: shown, stamp: proofs.stampOf(shown) });
  }
  const shown = path.relative(process.cwd(), path.join(root, about));
  const isSound = issues.length === 0;
  return {
    ...{ path: shown, type, files, event: decoded(event), issues, send: isSound, settings: check },
    ...(!isSound && { skip: true }),
  };
}

/** Files held against what the plan says of them, each once. */
class Proofs {
  /** @type {Map<string, { size: number, modified: number, sha256: string } | undefined>} */
  #known = new Map();

  /** @param {Core} core */
  constructor(core) {
    this.core = core;
  }

  /** @param {string} file */
  stampOf(file) {
    const known = this.#known.get(file);
    return known && { size: known.size, modified: known.modified };
  }

  /**
   * @param {string} file
   * @param {Pick<PlannedPart, 'size' | 'sha256'>} planned
   * @returns {Promise<Issue | undefined>}
   */
  async wrongWith(file, planned) {
    if (!this.#known.has(file)) this.#known.set(file, await factsOf(file));
    const facts = this.#known.get(file);
    if (facts === undefined) return this.core.finding('plan-file-missing', { file });
    if (facts.size === planned.size && facts.sha256 === planned.sha256) return undefined;
    return this.core.finding('plan-file-changed', { file });
  }
}

/** @param {string} file */
async function factsOf(file) {
  try {
    // before it is read: what is written meanwhile shows
    const { fd, stat } = openRegular(file);
    closeSync(fd);
    return { size: stat.size, modified: stat.mtimeMs, sha256: await sha256(file) };
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** @param {Event} event @returns {Event} */
function decoded(event) {
  const members = Object.entries(event).map(([name, value]) => {
    const { integer } = /** @type {any} */ (Object(value));
    const isInteger = typeof integer === 'string' && /^-?\d{1,40}$/.test(integer);
    return [name, isInteger ? BigInt(integer) : value];
  });
  return Object.fromEntries(members);
}
