/** Under which type a symbol file is uploaded, and what its event holds besides what its bytes say. */

/** @import { Core, Inspection } from '../core-types.js' */
/** @import { NamedFile } from '../host-types.js' */
/** @import { Event, Issue, UploadType } from '../index.js' */
/** @import { Settings } from '../options.js' */
/** @import { Beside } from './beside.js' */

/**
 * @typedef {object} Kind
 * @property {UploadType} type
 * @property {Event} event
 * @property {Issue[]} issues
 */

/** Types whose files are ELF: which one it is, is said by what lies around them, or by the user. */
const OF_ELF = new Set(['elf_symbol_file', 'flutter_symbol_file', 'ndk_symbol_file']);

/** Types of which Datadog's clients tell the file's name. */
export const NAMED = new Set([
  'elf_symbol_file',
  'wasm_symbol_file',
  'pe_symbol_file',
  'dotnet_portable_pdb',
]);

/**
 * Whether a file's name is one that a build gave it.
 * @param {NamedFile} file
 */
export function hasName({ file, name }) {
  return typeof file === 'string' || file instanceof File || name !== 'input';
}

/**
 * @param {Core} core
 * @param {Inspection} told
 * @param {string} name
 * @param {Settings} settings
 * @param {Beside} beside
 * @returns {Promise<Kind | undefined>} undefined where it is of no type, or not of the one that is wanted
 */
export async function kindOf(core, told, name, settings, beside) {
  const wanted = settings.type;
  if (told.type === undefined || told.type === 'js_sourcemap') return undefined;
  const type = told.type === 'elf_symbol_file' ? await elfType(name, wanted, beside) : told.type;
  if (wanted !== undefined && wanted !== type) return undefined;
  const { event, issues } = await fieldsOf(core, type, name, settings, beside);
  // a file that says its own name is believed
  if (told.identity.filename !== undefined) delete event.filename;
  return { type, event, issues };
}

/**
 * @param {string} name
 * @param {string | undefined} wanted
 * @param {Beside} beside
 * @returns {Promise<UploadType>}
 */
async function elfType(name, wanted, beside) {
  if (wanted !== undefined && OF_ELF.has(wanted)) return /** @type {UploadType} */ (wanted);
  // Flutter's own suffix; a name that tells no platform is said when the file is judged
  if (name.endsWith('.symbols')) return 'flutter_symbol_file';
  const isNdk = name.endsWith('.so') && (await beside.buildId(name)) !== undefined;
  return isNdk ? 'ndk_symbol_file' : 'elf_symbol_file';
}

/**
 * @param {Core} core
 * @param {UploadType} type
 * @param {string} name
 * @param {Settings} settings
 * @param {Beside} beside
 * @returns {Promise<{ event: Event, issues: Issue[] }>}
 */
async function fieldsOf(core, type, name, { event = {} }, beside) {
  const base = name.slice(name.lastIndexOf('/') + 1);
  switch (type) {
    case 'ndk_symbol_file':
    case 'il2cpp_mapping_file':
      return { event: { build_id: await beside.buildId(name) }, issues: [] };
    case 'jvm_mapping_file': {
      // where the Android Gradle plugin writes it
      const variant = /(?:^|\/)mapping\/([^/]+)\/[^/]+$/.exec(name)?.[1];
      return { event: { build_id: await beside.buildId(name), variant }, issues: [] };
    }
    case 'flutter_symbol_file': {
      if (event.version !== undefined) return { event: {}, issues: [] };
      const pubspec = await beside.pubspec(name);
      if (pubspec === undefined) return { event: {}, issues: [] };
      const { version, issue } = core.pubspecVersion(pubspec);
      return { event: { version: version?.replace('+', '-') }, issues: issue ? [issue] : [] };
    }
    case 'elf_symbol_file':
    case 'wasm_symbol_file':
    case 'pe_symbol_file':
      return { event: { filename: base }, issues: [] };
    case 'dotnet_portable_pdb':
      return {
        event: { filename: base, assembly_name: base.replace(/\.pdb$/i, '') },
        issues: [],
      };
    default:
      return { event: {}, issues: [] };
  }
}

/**
 * The event of one file: what was given, as far as its type knows it, before what was found out.
 * @param {Core} core
 * @param {UploadType} type
 * @param {Settings} settings
 * @param {Event} found
 * @returns {Event | undefined}
 */
export function eventOf(core, type, { type: wanted, event }, found) {
  if (event === undefined) return undefined;
  const known = Object.entries(found).filter(([, value]) => value !== undefined);
  const given = wanted === undefined ? ownOf(core, type, event) : event;
  return { ...Object.fromEntries(known), ...given, type };
}

/**
 * In a tree of many types each takes its own of what is given; a field that no type knows is left for the check to refuse.
 * @param {Core} core
 * @param {UploadType} type
 * @param {Event} event
 * @returns {Event}
 */
export function ownOf(core, type, event) {
  const types = core.types();
  const own = types.filter(({ name }) => name === type);
  const isKnown = (/** @type {typeof types} */ among, /** @type {string} */ name) =>
    among.some(({ fields }) => fields.some((field) => field.name === name));
  return Object.fromEntries(
    Object.entries(event).filter(
      ([name]) => name === 'type' || isKnown(own, name) || !isKnown(types, name),
    ),
  );
}
