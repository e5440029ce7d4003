/** From what the user gave to uploads: which files belong together, under which type and address. */
import { expand, openFile, siblings } from '#host';
import { FileError, UsageError } from './errors.js';
import { isBundleMap, planBundles } from './symbols/bundles.js';
import { hasName, NAMED, ownOf } from './symbols/kind.js';
import { planSymbols } from './symbols/plan.js';
import { asFound, isSkippedFolder } from './tree.js';

/** @import { BuildFile, Core, Pair } from './core-types.js' */
/** @import { NamedFile, Piece } from './host-types.js' */
/** @import { Event, FileInput, Input, Issue, UploadType } from './index.js' */
/** @import { Settings } from './options.js' */

/**
 * One upload to be.
 * @typedef {object} Job
 * @property {string} path what to call it: the path of the file it is about
 * @property {UploadType} type
 * @property {PartFile[]} files
 * @property {Event} [event] missing where nothing was given to make one of
 * @property {Issue[]} issues what is known before the files are read
 * @property {boolean} send false for what is listed but never sent
 * @property {{ identity: Record<string, string>, size: number }} [told] what a symbol file says of itself
 * @property {boolean} [skip] whether it is not even judged: its issues say all
 */

/**
 * What is to be uploaded, and what is to be said of the build as a whole.
 * @typedef {{ jobs: Job[], issues: Issue[] }} Plan
 */

/**
 * @typedef {object} PartFile
 * @property {string} part
 * @property {string} name
 * @property {string} shown
 * @property {FileInput} file
 * @property {Piece[]} [pieces] what is sent in place of the file
 */

/** Source maps come in pairs with their minified files; every other type is about one file. */
const PAIRED = 'js_sourcemap';

/** Sent in archives that are made for it, unless their UUIDs are given: then as they are. */
const ARCHIVED = 'ios_symbols';

/** Source maps too, each by itself. */
const BUNDLED = 'react_native_sourcemap';

/** Types whose files are called as maps are. */
const BY_MAPS = new Set(['repository']);

/**
 * @param {Core} core
 * @param {NamedFile[]} files
 * @param {Settings} settings
 * @returns {Promise<Plan>}
 */
export async function plan(core, files, settings) {
  const type = settings.type;
  if (type === BUNDLED) {
    const maps = files.filter(({ name, inFolder }) => !inFolder || name.endsWith('.map'));
    const extra = extraOf(type, maps, settings);
    return { jobs: await planBundles(core, maps, files, settings, extra), issues: [] };
  }
  if (type !== undefined && type !== PAIRED) {
    const isFound = (/** @type {NamedFile} */ file) =>
      file.aside === true || (file.inFolder === true && !BY_MAPS.has(type));
    const named = files.filter((file) => !isFound(file));
    const symbols = files.filter((file) => isFound(file) && !isOfPairs(file));
    const found = BY_MAPS.has(type) ? [] : await planSymbols(core, symbols, settings);
    if (type === ARCHIVED && settings.event?.uuids === undefined) {
      return { jobs: [...(await planArchives(core, named, settings)), ...found], issues: [] };
    }
    const isGiven = named.length > 0 || symbols.length === 0;
    return {
      jobs: [...(isGiven ? planEach(core, named, type, settings) : []), ...found],
      issues: [],
    };
  }
  const bundled = type === undefined ? files.filter(isBundleMap) : [];
  const rest = files.filter((file) => !bundled.includes(file));
  const { maps, others } = split(rest, type);
  const { jobs, issues } =
    maps.length > 0
      ? await planPairs(core, maps, rest.filter(isNoSymbol), settings)
      : { jobs: [], issues: [] };
  if (type !== undefined) return { jobs, issues };
  const symbols = [
    ...(await planBundles(core, bundled, files, settings)),
    ...(await planSymbols(core, others, settings)),
  ];
  const own = symbols.length === 0 ? jobs : jobs.map((one) => withOwn(core, one));
  return { jobs: [...own, ...symbols], issues };
}

/**
 * Archives and object files that were named: what they hold is sent, one UUID at a time. Of what holds nothing the check says so.
 * @param {Core} core
 * @param {NamedFile[]} files
 * @param {Settings} settings
 */
async function planArchives(core, files, settings) {
  const jobs = [];
  for (const file of files) {
    const found = await planSymbols(core, [file], settings);
    jobs.push(...(found.length > 0 ? found : planEach(core, [file], ARCHIVED, settings)));
  }
  return jobs;
}

/**
 * A job among those of other types, which have fields that its own does not know.
 * @param {Core} core
 * @param {Job} job
 * @returns {Job}
 */
function withOwn(core, job) {
  return { ...job, event: job.event && ownOf(core, job.type, job.event) };
}

/**
 * Files whose name says nothing of maps, scripts or style sheets are taken for what their bytes are.
 * @param {NamedFile[]} files
 * @param {string | undefined} type
 */
function split(files, type) {
  const isWanted = (/** @type {NamedFile} */ file) =>
    isOfPairs(file) || (type === PAIRED && !file.inFolder);
  return {
    maps: files.filter(isWanted),
    others: files.filter((file) => !isWanted(file)),
  };
}

/** @param {NamedFile} file whether its name is that of a script, a style sheet or a map */
function isOfPairs({ name }) {
  return /\.(?:js|mjs|cjs|css|map)$/.test(name);
}

/**
 * Whether it was named, or found for what its name says of maps and scripts.
 * @param {NamedFile} file
 */
export function isNoSymbol(file) {
  return !file.inFolder || isOfPairs(file);
}

/**
 * @param {Core} core
 * @param {NamedFile[]} files
 * @param {UploadType} type
 * @param {Settings} settings
 * @returns {Job[]}
 */
function planEach(core, files, type, settings) {
  const declared = core.types().find((known) => known.name === type);
  const main = declared?.parts[0]?.name ?? type;
  const extra = extraOf(type, files, settings);
  if (files.length === 0 && main === 'repository') {
    // it is made from Git, if there is one
    return [job(type, extra, settings, { name: 'repository', file: new Uint8Array() })];
  }
  return files.map((file) =>
    job(type, [part(main, file), ...extra], withName(settings, type, file), file),
  );
}

/**
 * The settings with the name of a symbol file in the event, where Datadog's clients tell it.
 * @param {Settings} settings
 * @param {UploadType} type
 * @param {NamedFile} file
 * @returns {Settings}
 */
function withName(settings, type, file) {
  if (!NAMED.has(type) || settings.event === undefined || !hasName(file)) return settings;
  // one of Breakpad says the name of the PDB that it was made of
  if (type === 'pe_symbol_file' && /\.sym$/i.test(file.name)) return settings;
  const filename = file.name.slice(file.name.lastIndexOf('/') + 1);
  return { ...settings, event: { filename, ...settings.event } };
}

/**
 * @param {Core} core
 * @param {NamedFile[]} wanted what was asked for
 * @param {NamedFile[]} all what was given in all
 * @param {Settings} settings
 * @returns {Promise<Plan>}
 */
async function planPairs(core, wanted, all, settings) {
  const extra = extraParts(settings);
  if (extra.length > 0 && wanted.length === 1 && wanted[0]) {
    // both files were named: nothing is to be looked for
    const [file] = wanted;
    const parts = [part('source_map', file), ...extra];
    const settingsOf = withUrls(core, settings, [file.name]);
    return { jobs: [job(PAIRED, parts, settingsOf(0), file)], issues: [] };
  }
  const one = all.length === 1 ? all[0] : undefined;
  const files = one === undefined ? wanted : await siblings(one);
  const { minifiedPathPrefix: prefix } = settings;
  const { pairs, issues } = await pairsOf(core, files, { prefix, about: one?.name });
  const settingsOf = withUrls(
    core,
    settings,
    pairs.map(({ minified }) => minified?.name ?? ''),
  );
  const jobs = pairs.map(({ map, minified, issues }, index) => {
    const about = /** @type {NamedFile} */ (map ?? minified);
    const parts = [
      ...(map ? [part('source_map', map)] : []),
      ...(minified ? [part('minified_file', minified)] : []),
    ];
    const planned = job(PAIRED, parts, settingsOf(index), about);
    return {
      ...planned,
      issues,
      send: planned.send && map !== undefined && minified !== undefined,
      // half a pair is said once, by the finding of the pairing
      event: map && minified ? planned.event : undefined,
    };
  });
  return { jobs, issues };
}

/**
 * The minified files and maps of a build, in pairs, or one of them alone with the reason.
 *
 * They are paired by what the minified files and the names say; where that leaves maps open, by what the maps say too.
 * @param {Core} core
 * @param {NamedFile[]} files
 * @param {{ prefix?: string, about?: string }} options `about`: the only file of which anything is to be said
 * @returns {Promise<{
 *   pairs: { map?: NamedFile, minified?: NamedFile, issues: Issue[] }[],
 *   issues: Issue[],
 * }>}
 */
export async function pairsOf(core, files, { prefix, about }) {
  const isAsked = (/** @type {Pair} */ { map, minified }) =>
    about === undefined || map === about || minified === about;
  const byName = uniqueNames(files);
  /** @type {Map<string, BuildFile>} */
  const build = new Map();
  for (const [path, file] of byName) {
    const link = path.endsWith('.map')
      ? undefined
      : await readPart(file, (source) => core.readLink(source, path));
    build.set(path, { path, link });
  }
  let pairing = core.pair([...build.values()], prefix);
  const open = pairing.pairs
    .filter((pair) => pair.asksFile && isAsked(pair))
    .flatMap(({ map }) => map ?? []);
  for (const path of open) {
    const map = /** @type {NamedFile} */ (byName.get(path));
    // this passes over the whole map: the member may stand at its end
    const said = await readPart(map, (source) => core.inspect(source, path).identity);
    build.set(path, { path, file: said?.file });
  }
  if (open.length > 0) pairing = core.pair([...build.values()], prefix);
  const pairs = pairing.pairs.filter(isAsked).map(({ map = '', minified = '', issues }) => ({
    map: byName.get(map),
    minified: byName.get(minified),
    issues: [...(build.get(minified)?.link?.issues ?? []), ...issues],
  }));
  return { pairs, issues: about === undefined ? pairing.issues : [] };
}

/**
 * Files are paired by their names, so no two may share one.
 * @param {NamedFile[]} files
 */
function uniqueNames(files) {
  /** @type {Map<string, NamedFile>} */
  const byName = new Map();
  for (const file of files) {
    if (byName.has(file.name)) {
      throw new UsageError('name-twice', `two files are named "${file.name}"`, {
        help: 'name each file by its path in the build, or give one build at a time',
      });
    }
    byName.set(file.name, file);
  }
  return byName;
}

/**
 * What a file says; undefined where it can't be read.
 * @template T
 * @param {NamedFile} file
 * @param {(source: import('./host-types.js').OpenFile) => T} read
 * @returns {Promise<T | undefined>}
 */
async function readPart({ file }, read) {
  try {
    const source = await openFile(file);
    try {
      return read(source);
    } finally {
      source.close();
    }
  } catch (error) {
    // what can't be read is said when the file is judged
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/**
 * The settings with the address of one of some minified files in the event, by its index.
 * @param {Core} core
 * @param {Settings} settings
 * @param {string[]} minified
 * @returns {(index: number) => Settings}
 */
function withUrls(core, settings, minified) {
  const { minifiedPathPrefix: prefix, byDebugId, event } = settings;
  if (event?.minified_url !== undefined) return () => settings;
  const names = minified.map((name) => name.replace(/\.map$/, ''));
  // looked up by its debug ID, a file needs no address; Datadog's client gives the path
  const own = byDebugId ? names : [];
  const urls = prefix === undefined ? own : minifiedUrls(core, prefix, names);
  if (urls.length === 0) return () => settings;
  return (index) => ({ ...settings, event: { ...event, minified_url: urls[index] } });
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

/**
 * @param {UploadType} type
 * @param {PartFile[]} files
 * @param {Settings} settings
 * @param {NamedFile} about
 * @returns {Job}
 */
function job(type, files, settings, about) {
  const event = settings.event && { ...settings.event, type };
  return { path: about.shown ?? about.name, type, files, event, issues: [], send: true };
}

/**
 * @param {string} name
 * @param {NamedFile} file
 * @returns {PartFile}
 */
function part(name, file) {
  return { part: name, name: file.name, shown: file.shown ?? file.name, file: file.file };
}

/**
 * The files of further parts, which can't be those of several uploads.
 * @param {UploadType} type
 * @param {NamedFile[]} files
 * @param {Settings} settings
 */
function extraOf(type, files, settings) {
  const extra = extraParts(settings);
  if (files.length <= 1 || extra.length === 0) return extra;
  throw new UsageError(
    'parts-for-many',
    `parts are given for ${files.length} files of type ${type}`,
    { help: 'give parts for one file at a time' },
  );
}

/** @param {Settings} settings */
function extraParts(settings) {
  return Object.entries(settings.parts ?? {})
    .filter(([, file]) => file !== undefined)
    .map(([name, file]) => part(name, named(file)));
}

/**
 * @param {Input} input
 * @returns {Promise<NamedFile[]>}
 */
export async function filesOf(input) {
  const expanded = await expand(input);
  if (expanded !== undefined) return expanded;
  if (input instanceof Uint8Array || input instanceof Blob) return [named(input)];
  if (!Array.isArray(input)) {
    throw new UsageError('input-kind', `the input is ${kindOf(input)}`, {
      help: 'give a path (Node), a Blob or File, a Uint8Array, or a list of { file, name } of these',
    });
  }
  /** @type {NamedFile[]} */
  const files = [];
  for (const item of input) {
    const isPair = typeof item === 'object' && item !== null && 'file' in item;
    const { file, name, found } = isPair ? item : { file: item };
    if (found) {
      files.push(...inFolder(named(file, name)));
      continue;
    }
    const many = await expand(file);
    if (many === undefined) files.push(named(file, name));
    else if (name === undefined || many.length !== 1) files.push(...many);
    else files.push(...many.map((one) => ({ ...one, name })));
  }
  return files;
}

/**
 * A file as it counts among those of a folder: what can be no build output is passed over.
 * @param {NamedFile} file
 * @returns {NamedFile[]}
 */
function inFolder(file) {
  const folders = file.name.split('/').slice(0, -1);
  const kind = folders.some(isSkippedFolder) ? undefined : asFound(file.name);
  return kind ? [{ ...file, ...kind }] : [];
}

/**
 * @param {FileInput} file
 * @param {string} [name]
 * @returns {NamedFile}
 */
function named(file, name) {
  if (name !== undefined && typeof name !== 'string') {
    throw new UsageError('input-kind', `the name of a file is ${kindOf(name)}`, {
      help: 'give a path',
    });
  }
  const given = name?.replaceAll('\\', '/');
  if (typeof file === 'string') return { file, name: given ?? baseName(file), shown: file };
  if (!(file instanceof Uint8Array || file instanceof Blob)) {
    throw new UsageError('input-kind', `a file is ${kindOf(file)}`, {
      help: 'give a path (Node), a Blob or File, or a Uint8Array',
    });
  }
  const own = file instanceof File ? file.webkitRelativePath || file.name : undefined;
  return { file, name: given ?? own ?? 'input' };
}

/** @param {string} path */
function baseName(path) {
  return path.split(/[/\\]/).findLast((segment) => segment !== '') ?? path;
}

/** @param {unknown} value */
function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'a list' : `of the type ${typeof value}`;
}
