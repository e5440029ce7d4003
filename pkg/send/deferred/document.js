/** What a plan says, if it is one. Pure. */
import { UsageError } from '../../errors.js';

/** @import { Core } from '../../core/types.js' */
/** @import { PlanDocument } from './types.js' */

/** The version of the document. */
export const FORMAT = 1;

/** How deep it may be nested: events are flat, but for a list of repositories. */
const DEEPEST = 20;

/** What is so large, in bytes, is no plan of a build. */
export const LARGEST = 64 * 1024 * 1024;

/** As many uploads as no build has. */
const MOST = 100_000;

/**
 * @param {Core} core
 * @param {string} text
 * @param {string} name
 * @returns {PlanDocument}
 * @throws {UsageError} where it is none, or leads out of its folder
 */
export function readDocument(core, text, name) {
  const refuse = (/** @type {string} */ why) => invalid(name, why);
  /** @type {any} */
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    // what the platform says repeats the text, and a file that was named by mistake may hold a secret
    throw refuse('it is not JSON');
  }
  const { plan, uploads, clear } = document ?? {};
  if (typeof plan !== 'number') throw refuse('it has no member "plan"');
  if (plan !== FORMAT) {
    throw refuse(`its format is ${plan}, and this version of mapship knows ${FORMAT}`);
  }
  if (!isFlat(document)) throw refuse(`it is nested more than ${DEEPEST} deep`);
  if (!Array.isArray(uploads)) throw refuse('its "uploads" is not a list');
  if (!Array.isArray(clear)) throw refuse('its "clear" is not a list');
  if (uploads.length > MOST) throw refuse(`it has more than ${MOST} uploads`);
  const types = core.types().map((type) => String(type.name));
  for (const [i, upload] of uploads.entries()) {
    const wrong = wrongOfUpload(upload, types);
    if (wrong) throw refuse(`uploads[${i}]${wrong}`);
  }
  for (const [i, one] of clear.entries()) {
    const wrong = wrongOfClear(core, one);
    if (wrong) throw refuse(`clear[${i}]${wrong}`);
  }
  return document;
}

/**
 * @param {string} name
 * @param {string} why
 */
export function invalid(name, why) {
  return new UsageError('plan-invalid', `${name} is no plan that can be sent: ${why}`, {
    help: 'nothing was read or sent; have the build write the plan again',
  });
}

/**
 * @param {any} upload
 * @param {string[]} types
 * @returns {string | undefined} what is wrong with it, to be read after its place
 */
function wrongOfUpload(upload, types) {
  if (!isObject(upload)) return ' is not an object';
  const { path, type, event, parts, check } = upload;
  if (typeof path !== 'string') return '.path is not a string';
  if (!types.includes(type)) return '.type is not an upload type';
  if (!isObject(event)) return '.event is not an object';
  if (check !== undefined && !isObject(check)) return '.check is not an object';
  const notBool = Object.keys(check ?? {}).find((key) => typeof check[key] !== 'boolean');
  if (notBool !== undefined) return '.check has a value that is neither true nor false';
  if (!Array.isArray(parts) || parts.length === 0) return '.parts is not a list of files';
  for (const [i, part] of parts.entries()) {
    const wrong = wrongOfPart(part);
    if (wrong) return `.parts[${i}]${wrong}`;
  }
  return undefined;
}

/** @param {any} part */
function wrongOfPart(part) {
  if (!isObject(part)) return ' is not an object';
  const { part: of, name, path, size, sha256, text } = part;
  if (typeof of !== 'string' || typeof name !== 'string') return ' has no part and name';
  if (text !== undefined) return typeof text === 'string' ? undefined : '.text is not a string';
  if (!isWithin(path)) return '.path is not one in the folder of the plan';
  if (!Number.isSafeInteger(size) || size < 0) return '.size is not a number of bytes';
  if (!/^[\da-f]{64}$/.test(sha256)) return '.sha256 is not a SHA-256';
  return undefined;
}

/** @param {Core} core @param {any} one */
function wrongOfClear(core, one) {
  if (!isObject(one)) return ' is not an object';
  const { folder, to, whole, styles } = one;
  if (folder !== '.' && !isWithin(folder)) return '.folder is not one in the folder of the plan';
  if (to !== undefined && !isWithin(to)) return '.to is not one in the folder of the plan';
  if (typeof whole !== 'boolean') return '.whole is neither true nor false';
  const areStyles =
    Array.isArray(styles) && styles.every((file) => isWithin(file) && core.isMapOfStyle(file));
  return areStyles ? undefined : '.styles are not maps of style sheets';
}

/**
 * Whether it is a relative path with slashes that stays below where it begins, on every system.
 * @param {unknown} file
 */
export function isWithin(file) {
  if (typeof file !== 'string' || file === '') return false;
  // a drive, a stream of NTFS, what Windows takes for a slash, the end of a string for systems
  if (/[\\:\0]/.test(file)) return false;
  return file.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

/** @param {unknown} value @returns {value is Record<string, any>} */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param {unknown} document */
function isFlat(document) {
  /** @type {unknown[]} */
  let floor = [document];
  for (let depth = 0; depth < DEEPEST && floor.length > 0; depth += 1) {
    const next = floor.flatMap((value) => Object.values(Object(value)));
    floor = next.filter((value) => typeof value === 'object' && value !== null);
  }
  return floor.length === 0;
}
