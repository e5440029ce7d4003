/** From what the user gave to uploads. The core plans; this opens the files that it asks for. */
import { siblings } from '#host';
import { FileError, UsageError } from '../errors.js';
import { guarded, planner as begin } from '../core/index.js';
import { withFile, withOpen } from '../host/with-file.js';
import { named } from './given.js';
import { openArchives } from './archives.js';

export { filesOf } from './given.js';

/** @import { Core, PlannedPart, PlannedUpload, Planner, PlanOptions, PlanResult } from '../core/types.js' */
/** @import { FileRange, NamedFile, Stamp } from '../host/types.js' */
/** @import { Event, FileInput, Issue, RunIssue, UploadType } from '../index.js' */
/** @import { Settings } from '../options/index.js' */
/** @import { HeldFile } from './archives.js' */
/** @import { Entry } from './unzip.js' */

/**
 * One upload to be.
 * @typedef {object} Job
 * @property {string} path what to call it: the path of the file it is about
 * @property {UploadType} type
 * @property {PartFile[]} files
 * @property {Event} [event] missing where nothing was given to make one of
 * @property {Partial<Settings>} [settings] as it is judged, where that is known of it alone
 * @property {Issue[]} issues what is known before the files are read
 * @property {boolean} send false for what is listed but never sent
 * @property {boolean} [skip] whether it is not even judged: its issues say all
 * @property {Record<string, string>} [identity] what a symbol file says of itself
 * @property {string} [id] what of this it is found by
 * @property {number} [size] of a symbol file, in bytes
 */

/**
 * What is to be uploaded, and what is to be said of the build as a whole.
 * @typedef {{ jobs: Job[], issues: RunIssue[], others: FileInput[] }} Plan `others`: the files of what other shares have
 */

/**
 * A file as a part of an upload; `pieces` is what is sent in place of it; `stamp` what it was like when it was proven to be
 * that of a plan.
 * @typedef {NamedFile & { part: string, shown: string, entry?: Entry, pieces?: PlannedPiece[], stamp?: Stamp }} PartFile
 */

/** A piece of what is sent, which may have to be unpacked first. @typedef {Uint8Array | (FileRange & { entry?: Entry })} PlannedPiece */

/** Where the bytes of a file, or of an entry of an archive, are. @typedef {{ file: FileInput, entry?: Entry, start: number, stamp?: Stamp }} Place */

/**
 * @param {Core} core
 * @param {NamedFile[]} files
 * @param {Settings} settings
 * @returns {Promise<Plan>}
 */
export async function plan(core, files, settings) {
  const { type, event, minifiedPathPrefix: prefix, byDebugId, uploadDynamicSymbols } = settings;
  const { allowEmpty, shard } = settings;
  const extra = Object.entries(settings.parts ?? {}).flatMap(([part, file]) =>
    file === undefined ? [] : [partFile(part, named(file))],
  );
  const options = {
    ...{ type, event, prefix, byDebugId, parts: extra.map(({ part }) => part) },
    dynamicSymbols: uploadDynamicSymbols,
    ...{ allowEmpty, shard },
  };
  const { held, issues } = await openArchives(core, files);
  const { result, all, places, failures } = await run([...files, ...held], options);
  const failed = result.unreadable.map((id) => failures.get(id)?.finding(core));
  const jobs = result.uploads.map((upload) => {
    const { path, skip, issues, failed, identity, id, size } = upload;
    const failure = failed === undefined ? undefined : failures.get(failed);
    return {
      path,
      type: upload.type,
      files: [
        ...upload.parts.map((part) => fileOf(part, path, all, places)),
        ...(upload.takesParts ? extra : []),
      ],
      event: eventOf(upload, event, result.own),
      issues: failure ? [failure.finding(core)] : issues,
      send: upload.send,
      ...(skip && { skip }),
      ...{ identity, id, size },
    };
  });
  const unreadable = failed.flatMap((issue) => (issue ? [issue] : []));
  const before = [...issues, ...unreadable];
  // where nothing can be sent, these say why
  const isTold = before.some(({ severity }) => severity === 'error');
  const planned = result.issues.filter(({ severity }) => !isTold || severity !== 'error');
  const others = result.others.flatMap((id) => all[id]?.file ?? []);
  return { jobs, issues: [...before, ...planned], others };
}

/**
 * The minified files and maps of a build, in pairs, or one of them alone.
 * @param {Core} _core
 * @param {NamedFile[]} files
 * @param {{ prefix?: string, about?: string }} options `about`: the only file of which anything is to be said
 * @returns {Promise<{ pairs: { map?: NamedFile, minified?: NamedFile }[] }>}
 */
export async function pairsOf(_core, files, { prefix, about }) {
  const index = files.findIndex(({ name }) => name === about);
  const options = { prefix, onlyPairs: true, about: index < 0 ? undefined : index };
  const { result } = await run(files, options);
  return {
    pairs: result.pairs.map(([map, minified]) => ({ map: files[map], minified: files[minified] })),
  };
}

/**
 * What files are that may be symbols, and those in archives, as they are planned.
 * @param {Core} core
 * @param {NamedFile[]} given
 */
export async function survey(core, given) {
  const { held, issues } = await openArchives(core, given);
  /** @type {(NamedFile & Partial<HeldFile>)[]} */
  const files = [...given, ...held];
  const { result, failures, inspections } = await run(files, { onlySymbols: true });
  const said = (/** @type {number} */ id) => failures.get(id)?.finding(core) ?? [];
  return {
    files: files.map((file, i) => ({ ...file, told: inspections[i] })),
    uploads: result.uploads.map((upload) => ({
      ...upload,
      issues: upload.failed === undefined ? upload.issues : [said(upload.failed)].flat(),
    })),
    issues: [...issues, ...result.unreadable.flatMap(said)],
  };
}

/**
 * Has the core plan, and opens what it asks for.
 * @param {(NamedFile & Partial<HeldFile>)[]} files
 * @param {PlanOptions} options
 */
async function run(files, options) {
  const roots = [...new Set(files.map(({ root }) => root))];
  const numbers = new Map(roots.map((root, number) => [root, number]));
  const indices = new Map(files.map((file, i) => [file, i]));
  const planner = await begin(
    files.map(({ name }) => name),
    files.map(({ name, shown = name }) => shown),
    Uint8Array.from(files, ({ inFolder }) => Number(inFolder ?? false)),
    Uint32Array.from(files, ({ root }) => numbers.get(root) ?? 0),
    Float64Array.from(files.flatMap((file, i) => originOf(file, i, indices))),
    options,
  );
  const all = [...files, ...(await neighboursOf(planner, files))];
  /** @type {Map<number, Place>} */
  const places = new Map();
  /** @type {Map<number, FileError>} */
  const failures = new Map();
  const next = () => guarded(() => planner.wanted());
  for (let wanted = next(); wanted.length > 0; wanted = next()) {
    for (const id of wanted) {
      try {
        await read(planner, id, /** @type {NamedFile} */ (all[id]), places);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        failures.set(id, error);
        guarded(() => planner.unreadable(id));
      }
    }
  }
  const inspections = options.onlySymbols
    ? files.map((_, id) => guarded(() => planner.inspection(id)))
    : [];
  const result = guarded(() => planner.finish());
  const failure = result.failed === undefined ? undefined : failures.get(result.failed);
  if (failure) throw failure;
  return { result, all, places, failures, inspections };
}

/**
 * @param {Planner} planner
 * @param {NamedFile[]} files
 */
async function neighboursOf(planner, files) {
  const lone = guarded(() => planner.lone());
  const one = lone === undefined ? undefined : files[lone];
  if (one === undefined) return [];
  const neighbours = (await siblings(one)).filter(
    (file) => file !== one && file.shown !== one.file,
  );
  const names = neighbours.map(({ name }) => name);
  const shown = neighbours.map((file) => file.shown ?? file.name);
  guarded(() => planner.addNeighbours(names, shown));
  return neighbours;
}

/**
 * The archive that a file is an entry of, and how, in numbers; none where it is none.
 * @param {Partial<HeldFile>} file
 * @param {number} index
 * @param {Map<NamedFile, number>} indices
 */
function originOf({ entry, archive }, index, indices) {
  if (entry === undefined || archive === undefined) return [];
  const { packed, length, size, crc } = entry.place;
  return [index, indices.get(archive) ?? 0, Number(packed), length, size, crc];
}

/**
 * @param {Planner} planner
 * @param {number} id
 * @param {Partial<HeldFile> & NamedFile} one
 * @param {Map<number, Place>} places
 */
async function read(planner, id, { file, entry }, places) {
  if (entry === undefined) {
    await withFile(file, (source) => {
      places.set(id, { file, start: 0, stamp: source.stamp });
      guarded(() => planner.read(id, source, false));
    });
    return;
  }
  const opened = await entry.open(guarded(() => planner.needsAll(id)));
  await withOpen(opened, (source) => {
    const { stamp, packed } = source;
    // what is packed goes on so, or is unpacked again
    const isRange = packed || !entry.place.packed;
    const place = isRange ? { start: entry.place.start, stamp } : { entry, start: 0 };
    places.set(id, { file, ...place });
    guarded(() => planner.read(id, source, packed));
  }).catch((cause) => {
    throw entry.fault(cause);
  });
}

/**
 * @param {PlannedPart} planned
 * @param {string} path of the upload
 * @param {(NamedFile & Partial<HeldFile>)[]} all
 * @param {Map<number, Place>} places
 * @returns {PartFile}
 */
function fileOf({ part, file: id, name, pieces }, path, all, places) {
  const place = (/** @type {number} */ at) => /** @type {Place} */ (places.get(at));
  if (pieces === undefined) return partFile(part, /** @type {NamedFile} */ (all[id]));
  return {
    ...{ part, name: name ?? path, shown: path, file: place(id).file },
    pieces: pieces.map((piece) => {
      if (piece instanceof Uint8Array) return piece;
      const { file, entry, start, stamp } = place(piece.file);
      return { file, entry, stamp, start: start + piece.start, length: piece.length };
    }),
  };
}

/**
 * @param {string} part
 * @param {NamedFile & Partial<HeldFile>} file
 * @returns {PartFile}
 */
function partFile(part, file) {
  return { ...file, part, shown: file.shown ?? file.name };
}

/**
 * What was given of the event, as far as the upload takes it, before what other files say.
 * @param {PlannedUpload} upload
 * @param {Event | undefined} event
 * @param {PlanResult['own']} own
 * @returns {Event | undefined}
 */
function eventOf({ type, given, fields }, event = {}, own) {
  if (given === 'none') return undefined;
  const taken = Object.entries(event).filter(
    ([name, value]) => value !== undefined && (given === 'all' || own[type]?.includes(name)),
  );
  return { ...fields, ...Object.fromEntries(taken), type };
}

/**
 * Whether it was named, or found for what its name says of maps and scripts.
 * @param {NamedFile} file
 */
export function isNoSymbol({ inFolder, aside, name }) {
  return !inFolder || !aside || name.endsWith('.css');
}

/**
 * Whether a file's name is one that a build gave it.
 * @param {Pick<NamedFile, 'file' | 'name'>} file
 */
export function hasName({ file, name }) {
  return typeof file === 'string' || file instanceof File || name !== 'input';
}

/**
 * The addresses that files are uploaded under.
 * @param {Core} core
 * @param {string} prefix
 * @param {string[]} names
 */
export function minifiedUrls(core, prefix, names) {
  const result = core.minifiedUrls(prefix, names);
  if ('issue' in result) {
    throw new UsageError(result.issue.code, result.issue.message, { help: result.issue.help });
  }
  return result.urls;
}
