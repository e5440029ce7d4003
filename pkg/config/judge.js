/** Whether a config file says what can be understood: its members, their kinds and values, each named by its place in it. */
import { MapshipError, UsageError } from '../errors.js';
import { chooseType, CONFIG, CONFIG_TARGET, isObject, readMembers } from '../options.js';

/** @import { Core } from '../core-types.js' */
/** @import { Declared } from '../options.js' */

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
        readLevel(core, target, CONFIG_TARGET, `targets[${i}].`),
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
 * @param {Declared} known
 * @param {string} at
 * @returns {Level}
 */
function readLevel(core, value, known, at) {
  if (!isObject(value)) {
    const what = at === '' ? 'the config' : `"${at.slice(0, -1)}"`;
    throw new UsageError('config-kind', `${what} is not an object`, { help: 'give an object' });
  }
  refuseKey(value, at);
  const place = (/** @type {string} */ name) => `${at}${shorten(name)}`;
  const given = readMembers(core, value, known, {
    unknown: ['config-unknown', (name) => `"${place(name)}" is not a member of a config`],
    kind: ['config-kind', (name, words) => `"${place(name)}" is not ${words}`],
  });
  const members = copyInner(core, given, at);
  judgeValues(core, members, at);
  return { given: members, at };
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
 * What is an object in itself, judged and copied too: it is not to change after it was judged.
 * @param {Core} core
 * @param {Record<string, any>} given
 * @param {string} at
 */
function copyInner(core, { ...given }, at) {
  /** @type {Record<string, Declared>} */
  const inner = {
    git: { cwd: 'text', repositoryUrl: 'text', commitSha: 'text' },
    parts: Object.fromEntries(
      core.types().flatMap(({ parts }) => parts.map(({ name }) => [name, 'text'])),
    ),
  };
  for (const [name, declared] of Object.entries(inner)) {
    if (isObject(given[name])) {
      given[name] = readLevel(core, given[name], declared, `${at}${name}.`).given;
    }
  }
  if (given.event !== undefined) {
    refuseKey(given.event, `${at}event.`);
    given.event = { ...given.event };
  }
  return given;
}

/**
 * @param {Core} core
 * @param {Record<string, any>} given
 * @param {string} at
 */
function judgeValues(core, given, at) {
  for (const name of ['name', 'path', 'receipt', 'cwd']) {
    if (given[name]?.trim() === '') {
      throw new UsageError('config-empty', `"${at}${name}" is empty`, { help: 'give a value' });
    }
  }
  const { type, event, site, intakeUrl, minifiedPathPrefix: prefix } = given;
  if (site !== undefined && intakeUrl !== undefined) {
    throw new UsageError('site-and-intake-url', `"${at}site" and "${at}intakeUrl" are both given`, {
      help: 'give the one that is to get the uploads',
    });
  }
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
    const { code, message, help } = /** @type {import('../index.js').Issue} */ (result.issue);
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
    if (path === undefined && type !== 'repository') {
      throw new UsageError('config-no-path', `"${place}" has no path`, {
        help: 'give the folder that the build writes to, relative to the config file',
      });
    }
    const label = nameOf({ name, path });
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
 * @param {{ name?: string, path?: string }} target
 */
export function nameOf({ name, path }) {
  return name ?? path ?? 'repository';
}

/** @param {string} name */
function shorten(name) {
  return name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
}
