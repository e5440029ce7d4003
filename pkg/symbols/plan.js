/** From the files of a tree to uploads of symbols: what each is, which belong together, which is sent for several alike. */
import { openFile } from '#host';
import { FileError } from '../errors.js';
import { lengthOf } from '../pieces.js';
import { archivesOf, bundleOf } from './archive.js';
import { Beside } from './beside.js';
import { DebugLinks } from './debug-link.js';
import { settle } from './duplicates.js';
import { eventOf, hasName, kindOf } from './kind.js';
import { unpack } from './unpack.js';

/** @import { Core, Inspection } from '../core-types.js' */
/** @import { FileInput, NamedFile, Piece } from '../host-types.js' */
/** @import { Issue } from '../index.js' */
/** @import { Settings } from '../options.js' */
/** @import { Job } from '../plan.js' */
/** @import { Bundle, Member } from './archive.js' */

/** What keeps a file that was found, not named, from being sent, and is no fault of it: builds are full of such. */
const NOT_FOR_UPLOAD = new Set([
  'elf-machine',
  'elf-no-identity',
  'elf-no-symbols',
  'macho-dsym-empty',
  'macho-no-dwarf',
  'macho-no-uuid',
  'breakpad-empty',
  'jvm-empty',
  'pdb-no-symbols',
  'pdb-old',
  'pe-no-debug',
  'wasm-component',
  'wasm-external',
  'wasm-no-build-id',
  'wasm-no-debug',
]);

/** What is not spoken of in a tree: object files on their way into others. */
const UNSPOKEN = new Set(['elf-type', 'file-empty']);

/**
 * @param {Core} core
 * @param {NamedFile[]} files those that are not of source maps
 * @param {Settings} settings
 * @returns {Promise<Job[]>}
 */
export async function planSymbols(core, files, settings) {
  const beside = new Beside(files);
  /** @type {Job[]} */
  const jobs = [];
  /** @type {Map<string, Bundle & { shown: string }>} */
  const bundles = new Map();
  const links = new DebugLinks();
  /** @type {[NamedFile, Inspection | FileError][]} */
  const looked = [];
  for (const file of files) {
    const told = await look(core, file);
    looked.push([file, told]);
    if (!(told instanceof FileError)) links.add(file, told);
  }
  for (const [file, seen] of looked) {
    const told = seen instanceof FileError ? seen : await links.resolve(core, file, seen);
    if (told instanceof FileError) {
      // one that was named is said to be unreadable when it is judged
      if (!file.inFolder) throw told;
      continue;
    }
    const place = bundleOf(file.name);
    if (place !== undefined || isObject(told)) {
      if (settings.type === undefined || settings.type === 'ios_symbols') {
        gather(bundles, { ...place }, file, told);
      }
    } else if (told.type === 'ios_symbols') {
      if (settings.type === undefined || settings.type === 'ios_symbols') {
        jobs.push(...(await ofZip(core, file, told, settings)));
      }
    } else {
      const made = await ofFile(core, file, told, settings, beside);
      if (made) jobs.push(made);
    }
  }
  for (const bundle of bundles.values()) jobs.push(...(await ofBundle(core, bundle, settings)));
  return settle(core, jobs);
}

/** @param {Inspection} told whether it is what a bundle holds, though it lies in none */
function isObject({ slices = [] }) {
  return slices.some(({ kind, dwarf }) => kind === 'dsym' && dwarf);
}

/**
 * @param {Core} core
 * @param {NamedFile} file
 * @returns {Promise<Inspection | FileError>}
 */
async function look(core, { file, name }) {
  try {
    const source = await openFile(file);
    try {
      return core.inspect(source, name);
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
}

/**
 * @param {Core} core
 * @param {NamedFile} file
 * @param {Inspection} told
 * @param {Settings} settings
 * @param {Beside} beside
 * @returns {Promise<Job | undefined>}
 */
async function ofFile(core, file, told, settings, beside) {
  const { name, shown = name } = file;
  if (told.format === 'pe' && file.inFolder) return ofPe(core, file, told, settings, beside);
  const kind = await kindOf(core, told, name, settings, beside);
  if (kind === undefined) return undefined;
  const { type, event, issues } = kind;
  const part = core.types().find((one) => one.name === type)?.parts[0]?.name ?? type;
  const files = [{ part, name, shown, file: file.file }];
  const why =
    file.inFolder && reasonNot(core, name.slice(name.lastIndexOf('/') + 1), told, type, settings);
  if (why) return UNSPOKEN.has(why.code) ? undefined : skipped(shown, type, why, told);
  const whole = eventOf(
    core,
    type,
    settings,
    hasName(file) ? event : { ...event, filename: undefined },
  );
  // of a debug file it is the library's
  if (whole && type === 'elf_symbol_file') whole.file_hash ??= told.identity.file_hash;
  return { path: shown, type, files, event: whole, issues, send: true, told };
}

/**
 * A DLL or program: what is uploaded is its PDB, which is found by itself where it is in the tree.
 * @param {Core} core
 * @param {NamedFile} file
 * @param {Inspection} told
 * @param {Settings} settings
 * @param {Beside} beside
 * @returns {Job | undefined}
 */
function ofPe(core, { name, shown = name }, told, { type }, beside) {
  if (type !== undefined && type !== 'pe_symbol_file') return undefined;
  const base = told.identity.pdb_path?.split(/[/\\]/).at(-1);
  if (base === undefined) return undefined;
  const stem = name.slice(name.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  if (beside.has(name, base) || beside.has(name, `${stem}.pdb`)) return undefined;
  const why = core.passedOver('pdb-not-beside', base);
  return skipped(shown, 'pe_symbol_file', why, told);
}

/**
 * Why a file that was found is not sent.
 * @param {Core} core
 * @param {string} base the file's name
 * @param {Inspection} told
 * @param {string} type
 * @param {Settings} settings
 * @returns {Issue | undefined}
 */
function reasonNot(core, base, { issues, identity }, type, settings) {
  const isKeyed = type !== 'ndk_symbol_file' && type !== 'flutter_symbol_file';
  const found = issues.find(
    ({ code }) =>
      UNSPOKEN.has(code) || (NOT_FOR_UPLOAD.has(code) && (isKeyed || code !== 'elf-no-identity')),
  );
  if (found) return found;
  const isBare = type === 'elf_symbol_file' && identity.symbol_source === 'dynamic_symbol_table';
  if (isBare && !settings.uploadDynamicSymbols)
    return issues.find(({ code }) => code === 'elf-stripped');
  const isUnnamed = type === 'dotnet_portable_pdb' && settings.event?.debug_id === undefined;
  return isUnnamed ? core.passedOver('portable-pdb-unnamed', base) : undefined;
}

/**
 * @param {string} path
 * @param {Job['type']} type
 * @param {Issue} why
 * @param {Inspection} [told]
 * @returns {Job}
 */
export function skipped(path, type, why, told) {
  const issues = [{ ...why, severity: /** @type {const} */ ('note') }];
  return { path, type, files: [], issues, send: false, skip: true, told };
}

/**
 * Puts a file into its bundle; an object file that lies in none gets one of its own.
 * @param {Map<string, Bundle & { shown: string }>} bundles
 * @param {{ bundle?: string, isObject?: boolean }} place
 * @param {NamedFile} file
 * @param {Inspection} told
 */
function gather(bundles, { bundle: path, isObject: inBundle = true }, file, told) {
  const { name, shown = name } = file;
  const base = name.slice(name.lastIndexOf('/') + 1);
  const own = path ?? `${name}.dSYM`;
  const cut = path === undefined ? 0 : name.length - path.length;
  const known = bundles.get(own) ?? {
    path: own,
    members: [],
    shown: cut > 0 ? shown.slice(0, -cut) : shown,
  };
  known.members.push({
    name: path === undefined ? `${own}/Contents/Resources/DWARF/${base}` : name,
    file: file.file,
    start: 0,
    length: told.size,
    slices: inBundle ? told.slices : undefined,
  });
  bundles.set(own, known);
}

/**
 * @param {Core} core
 * @param {Bundle & { shown: string }} bundle
 * @param {Settings} settings
 * @returns {Promise<Job[]>}
 */
async function ofBundle(core, bundle, settings) {
  const archives = await archivesOf(core, bundle);
  if (archives.length === 0) {
    const why = core.passedOver('dsym-no-object', bundle.shown);
    return [skipped(bundle.shown, 'ios_symbols', why)];
  }
  return archives.map(({ uuid, name, member, pieces }) => {
    const path = archives.length > 1 ? `${bundle.shown} (${uuid})` : bundle.shown;
    const told = { identity: { uuids: uuid }, size: lengthOf(pieces) };
    return ofArchive(core, path, settings, { name, file: member.file, pieces }, told);
  });
}

/**
 * @param {Core} core
 * @param {string} path
 * @param {Settings} settings
 * @param {{ name: string, file: FileInput, pieces?: Piece[] }} archive
 * @param {Job['told']} [told]
 * @returns {Job}
 */
function ofArchive(core, path, settings, archive, told) {
  const type = 'ios_symbols';
  const files = [{ part: 'symbols_archive', shown: path, ...archive }];
  // what is packed can't be looked into when it is judged
  const event = eventOf(core, type, settings, { uuids: told?.identity.uuids });
  return { path, type, files, event, issues: [], send: true, told };
}

/**
 * The bundles of an archive, each for itself. One that is not sound is left as it is for the check to say so.
 * @param {Core} core
 * @param {NamedFile} archive
 * @param {Inspection} told
 * @param {Settings} settings
 * @returns {Promise<Job[]>}
 */
async function ofZip(core, archive, told, settings) {
  const { file, name, shown = name } = archive;
  if (told.issues.some(({ severity }) => severity === 'error')) {
    return [ofArchive(core, shown, settings, { name, file })];
  }
  /** @type {Map<string, Bundle & { shown: string }>} */
  const bundles = new Map();
  let members;
  try {
    members = await unpack(core, file, told.entries ?? []);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return [unusable(shown, error)];
  }
  for (const member of members) {
    const place = bundleOf(member.name);
    if (place === undefined) continue;
    const bundle = bundles.get(place.bundle) ?? {
      path: place.bundle,
      members: [],
      shown: `${shown}/${place.bundle}`,
    };
    const isOpen = place.isObject && member.slices === undefined;
    bundle.members.push(isOpen ? await withSlices(core, member) : member);
    bundles.set(place.bundle, bundle);
  }
  const jobs = [];
  for (const bundle of bundles.values()) jobs.push(...(await ofBundle(core, bundle, settings)));
  const isOfUse = archive.inFolder || jobs.some(({ send }) => send);
  return isOfUse ? jobs : jobs.map(asError);
}

/**
 * What is no fault in a build is one of an archive that was named.
 * @param {Job} job
 * @returns {Job}
 */
function asError(job) {
  return { ...job, issues: job.issues.map((issue) => ({ ...issue, severity: 'error' })) };
}

/**
 * One archive that can't be unpacked does not keep the other files from being sent.
 * @param {string} path
 * @param {FileError} error
 * @returns {Job}
 */
function unusable(path, { code, message, help = 'make the archive again' }) {
  /** @type {Issue} */
  const issue = { code, severity: 'error', message, help, at: {}, args: {}, count: 1 };
  return { path, type: 'ios_symbols', files: [], issues: [issue], send: false, skip: true };
}

/**
 * @param {Core} core
 * @param {Member} member
 * @returns {Promise<Member>}
 */
async function withSlices(core, member) {
  const source = await openFile(member.file);
  try {
    const { start, length } = member;
    const range = {
      length,
      read: (/** @type {number} */ at, /** @type {number} */ size) => source.read(start + at, size),
      close() {},
    };
    return { ...member, slices: core.inspect(range, member.name).slices };
  } finally {
    source.close();
  }
}
