/** Whether a config file says what can be understood: its members, their kinds and values, each named by its place in it. */
import { MapshipError, UsageError } from '../../errors.js';
import { CONFIG, RIVALS, TARGET, WITHOUT_FILES } from '../../options/declared.js';
import { chooseType } from '../../options/index.js';
import { isObject } from '../../options/kinds.js';
import { readMembers } from '../../options/members.js';
import { dashed } from '../../options/names.js';

/** @import { Core } from '../../core/types.js' */
/** @import { Declared } from '../../options/kinds.js' */

/**
 * A part of a config: the members that are given, and where it stands in the file.
 * @typedef {{ given: Record<string, any>, at: string }} Level `at`: empty for the top, else with its dot: `targets[0].`
 */

/** The longest name that is repeated, in UTF-16 units. */
const LONGEST = 100;

/**
 * @param {Core} core
 * @param {unknown} said
 * @param {string} file
 * @returns {{ top: Level, targets: Level[] }}
 */
export function judgeConfig(core, said, file) {
  try {
    const top = readLevel(core, said, CONFIG, '');
    const targets = Array.from(
      top.given.targets ?? [],
      (/** @type {unknown} */ target, /** @type {number} */ i) =>
        readLevel(core, target, TARGET, `targets[${i}].`),
    );
    judgeNames(targets);
    return { top, targets };
  } catch (error) {
    if (error instanceof MapshipError) {
      throw new UsageError(error.code, `${file}: ${error.message}`, { help: error.help });
    }
    // a getter or a proxy of the file's own
    throw new UsageError('config-failed', `${file} can't be read: ${messageOf(error)}`, {
      help: 'give plain values',
    });
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? `${error.name}: ${error.message}`.split('\n')[0] : 'it throws';
}

/**
 * @param {Core} core
 * @param {unknown} value
 * @param {Declared} declared
 * @param {string} at
 * @returns {Level}
 */
function readLevel(core, value, declared, at) {
  if (!isObject(value)) {
    const what = at === '' ? 'the config' : `"${at.slice(0, -1)}"`;
    throw new UsageError('config-kind', `${what} is not an object`, { help: 'give an object' });
  }
  const place = (/** @type {string} */ path) => `"${at}${shorten(path)}"`;
  const given = readMembers(core, value, declared, {
    unknown: (path) => ['config-unknown', `${place(path)} is not a member of a config`],
    kind: (path, words) => ['config-kind', `${place(path)} is not ${words}`],
    blank: (path) => ['config-empty', `${place(path)} is empty`],
    first: (object, path) => refuseKey(object, `${at}${path}`),
  });
  judgeValues(core, given, at);
  return { given, at };
}

/**
 * @param {object} object
 * @param {string} at
 */
function refuseKey(object, at) {
  for (const name of Object.keys(object)) {
    if (!/api[^a-z]*key$/i.test(name)) continue;
    throw new UsageError(
      'config-api-key',
      `"${at}${shorten(name)}": an API key does not belong in a file`,
      {
        help: 'set DATADOG_API_KEY in the environment; if the file was committed or shared, revoke the key',
      },
    );
  }
}

/**
 * @param {Core} core
 * @param {Record<string, any>} given
 * @param {string} at
 */
function judgeValues(core, given, at) {
  for (const [name, rival] of Object.entries(RIVALS)) {
    if (given[name] === undefined || given[rival] === undefined) continue;
    const code = `${dashed(name)}-and-${dashed(rival)}`;
    throw new UsageError(code, `"${at}${name}" and "${at}${rival}" are both given`, {
      help: 'give the one that is meant',
    });
  }
  const { type, event, site, intakeUrl, minifiedPathPrefix: prefix } = given;
  about(`${at}type`, () => chooseType(core, type, event?.type));
  if (site !== undefined) about(`${at}site`, () => core.resolveSite(site));
  if (intakeUrl !== undefined) about(`${at}intakeUrl`, () => core.customIntakeUrl(intakeUrl));
  if (prefix !== undefined) {
    about(`${at}minifiedPathPrefix`, () => core.minifiedUrls(prefix, ['a.js']));
  }
}

/**
 * What is thrown or found, with the member that it is about.
 * @param {string} member
 * @param {() => unknown} work
 */
function about(member, work) {
  let result;
  try {
    result = work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(error.code, `"${member}": ${error.message}`, { help: error.help });
  }
  if (isObject(result) && 'issue' in result) {
    const { code, message, help } = /** @type {import('../../index.js').Issue} */ (result.issue);
    throw new UsageError(code, `"${member}": ${message}`, { help });
  }
}

/** @param {Level[]} targets */
function judgeNames(targets) {
  /** @type {Map<string, string>} */
  const seen = new Map();
  for (const { given, at } of targets) {
    const place = at.slice(0, -1);
    const { name, path, type } = given;
    if (path === undefined && !WITHOUT_FILES.includes(type)) {
      throw new UsageError('config-no-path', `"${place}" has no path`, {
        help: 'give the folder that the build writes to, relative to the config file',
      });
    }
    const label = nameOf({ name, path, type });
    const other = seen.get(label);
    if (other !== undefined) {
      throw new UsageError('config-name-twice', `"${other}" and "${place}" are both "${label}"`, {
        help: 'give each target a name of its own',
      });
    }
    seen.set(label, place);
  }
}

/**
 * What a target is called.
 * @param {{ name?: string, path?: string, type?: string }} target
 */
export function nameOf({ name, path, type }) {
  return name ?? path ?? String(type);
}

/** @param {string} name */
function shorten(name) {
  return name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
}
