/** What each file is, by its bytes, and of which type it would be uploaded. */
import { FileError } from '../errors.js';
import { withFile, withOpen } from '../host/with-file.js';
import { readOptions } from '../options/index.js';
import { filesOf, survey } from '../plan/index.js';

/** @import { Core, Inspection } from '../core/types.js' */
/** @import { NamedFile, OpenFile } from '../host/types.js' */
/** @import { FileReport, Input, InspectOptions, RunIssue } from '../index.js' */
/** @import { Entry } from '../plan/unzip.js' */

/** What is spoken of where it is found in a folder, besides what is uploaded as it is. */
const SPOKEN_OF = new Set(['pe', 'mach-o', 'hermes-bytecode', 'ram-bundle']);

/**
 * @param {Core} core
 * @param {Input} input
 * @param {InspectOptions} [options]
 * @returns {Promise<{ files: FileReport[], issues: RunIssue[] }>}
 */
export async function inspectAll(core, input, options) {
  const { signal } = readOptions(core, options, 'inspect');
  const given = await filesOf(input);
  const { files, uploads, issues: ofRun } = await survey(core, given);
  const uploadOf = new Map(uploads.toReversed().map((upload) => [upload.about, upload]));
  /** @type {Map<NamedFile | undefined, typeof uploads>} by their archives, those of bundles */
  const bundlesIn = new Map();
  for (const upload of uploads) {
    const { archive, told } = files[upload.about ?? -1] ?? {};
    if (archive === undefined || told !== undefined) continue;
    bundlesIn.set(archive, [...(bundlesIn.get(archive) ?? []), upload]);
  }
  const reports = [];
  for (const [i, { name, shown = name, file, aside, entry, told: known }] of files.entries()) {
    signal?.throwIfAborted();
    if (aside && name.endsWith('.css')) continue;
    // of the bundles in an archive that itself tells
    if (entry && aside && known === undefined) continue;
    const own = uploadOf.get(i);
    const bundles = bundlesIn.get(given[i]) ?? [];
    const found = known ?? (await inspectOne(core, file, name, entry).catch(unreadable));
    if (found instanceof FileError) {
      // one of many does not end it for all
      if (files.length === 1) throw found;
      const issue = { ...found.finding(core), count: 1, at: {} };
      reports.push({ path: shown, ok: false, identity: {}, parts: [], issues: [issue] });
      continue;
    }
    const { size, map: _, issues, ...told } = found;
    const type = own?.type ?? told.type;
    if (type !== undefined) told.type = type;
    if (aside && !SPOKEN_OF.has(told.format) && type === undefined) continue;
    const said = [...issues, ...bundles.flatMap((upload) => upload.issues)];
    reports.push({
      path: shown,
      ok: said.every(({ severity }) => severity !== 'error'),
      ...told,
      identity: { ...told.identity, ...joined(bundles.map(({ identity = {} }) => identity)) },
      parts: [{ path: shown, size }],
      issues: said,
    });
  }
  const said = new Set(reports.flatMap(({ issues }) => issues.map(({ message }) => message)));
  return { files: reports, issues: ofRun.filter(({ message }) => !said.has(message)) };
}

/** @param {unknown} error */
function unreadable(error) {
  if (error instanceof FileError) return error;
  throw error;
}

/**
 * @param {Core} core
 * @param {NamedFile['file']} file
 * @param {string} name
 * @param {Entry} [entry]
 * @returns {Promise<Inspection>}
 */
async function inspectOne(core, file, name, entry) {
  const ask = (/** @type {OpenFile} */ source) => core.inspect(source, name);
  return entry ? withOpen(await entry.open(true), ask) : withFile(file, ask);
}

/**
 * What several files say of themselves, each value once.
 * @param {Record<string, string>[]} identities
 * @returns {Record<string, string>}
 */
function joined(identities) {
  /** @type {Map<string, Set<string>>} */
  const all = new Map();
  for (const [name, value] of identities.flatMap((identity) => Object.entries(identity))) {
    all.set(name, (all.get(name) ?? new Set()).add(value));
  }
  return Object.fromEntries([...all].map(([name, values]) => [name, [...values].join(',')]));
}
