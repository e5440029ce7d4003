/** What is to be said of a build rather than of a file: one sentence and one remedy per finding. */

import path from 'node:path';

/** @import { Issue, RunIssue } from '../index.js' */

/**
 * @typedef {object} Finding
 * @property {string} code stable, kebab-case
 * @property {'error' | 'warning' | 'note'} severity
 * @property {string} message
 * @property {string} help
 * @property {string} [file] absolute
 * @property {number} [line] 1-based
 * @property {number} [column] 1-based, in bytes
 */

/** @param {string} why @returns {Finding} */
export const prefixUnknown = (why) =>
  error(
    'prefix-unknown',
    `the address that files are served under is not known: ${why}`,
    "give it: minifiedPathPrefix: '/static' or 'https://example.com/static', whatever precedes the path of a file in the build's folder",
  );

/** @param {string} root @returns {Finding} */
export const serviceUnknown = (root) =>
  error(
    'service-unknown',
    `the service is not known: no package.json at ${root} or above has a name`,
    "give it: service: '…', the same as in datadogRum.init",
  );

/** @param {string} root @returns {Finding} */
export const versionUnknown = (root) =>
  error(
    'version-unknown',
    `the version is not known: package.json has none that tells releases apart, and ${root} is in no commit`,
    "give it: version: '…', the same as in datadogRum.init",
  );

/** @param {number} scripts @param {string} remedy @param {boolean} inline @returns {Finding} */
export const noMaps = (scripts, remedy, inline) =>
  error(
    'maps-missing',
    inline
      ? 'the build writes its source maps into the scripts; Datadog takes maps as files of their own'
      : `the build made ${count(scripts, 'script')}, but no source map`,
    remedy,
  );

/** @param {string} setting @returns {Finding} */
export const mapsNotSet = (setting) =>
  warning(
    'maps-set-otherwise',
    `sourcemaps: 'hidden' changes nothing, as the configuration says ${setting}`,
    'leave one of the two out',
  );

/** @param {string} file @returns {Finding} */
export const fileGone = (file) => ({
  ...error(
    'file-gone',
    'the bundler has written this file, and it is not there any more',
    'put the plugin that moves or deletes it after mapship',
  ),
  file,
});

/** @param {{ file: string, other: string, url: string }} collision @param {string} root @returns {Finding} */
export const addressRepeated = ({ file, other, url }, root) => ({
  ...warning(
    'address-repeated',
    `it has the same address as ${path.relative(root, other)}: ${url}; stack traces of one of them will be read by the map of the other`,
    'give the plugin in each output that is served an address of its own, and in no other',
  ),
  file,
});

/** @param {string} file @returns {Finding} */
export const mapChanged = (file) => ({
  ...error(
    'map-changed',
    'the map is not the one that was uploaded any more; it is left where it is',
    'have no other step of the build write it after the upload',
  ),
  file,
});

/**
 * @param {{ file: string, inline: boolean }[]} leaks
 * @param {string} folder that is deployed
 * @returns {Finding[]}
 */
export function mapsDeployed(leaks, folder) {
  const files = leaks.filter(({ inline }) => !inline).map(({ file }) => file);
  const inline = leaks.filter(({ inline }) => inline).map(({ file }) => file);
  const found = [
    deployed(
      files,
      folder,
      'source map',
      'upload or delete what is of another build or tool; what failed to upload stays until it has arrived',
    ),
    deployed(
      inline,
      folder,
      'file that holds its own source map',
      'have the bundler write maps to files of their own',
    ),
  ];
  return found.flat();
}

/** How many files a sentence names. */
const NAMED = 3;

/** @param {string[]} files @param {string} folder @param {string} what @param {string} help @returns {Finding[]} */
function deployed(files, folder, what, help) {
  if (files.length === 0) return [];
  const names = files.slice(0, NAMED).map((file) => path.relative(folder, file));
  const more = files.length > NAMED ? ', …' : '';
  const number = files.length === 1 ? `a ${what}` : `${files.length} × a ${what}`;
  const message = `${path.basename(folder)} would be deployed with ${number}: ${names.join(', ')}${more}`;
  return [{ ...error('map-deployed', message, help), file: files[0] }];
}

/** @param {string} folder @returns {Finding} */
export const moveInside = (folder) =>
  error(
    'move-inside',
    `maps would be moved to ${folder}, which is in the folder that is deployed`,
    'give a folder outside of it',
  );

/** @param {unknown} thrown @returns {Finding} */
export function failure(thrown) {
  const { code, message, help, path } = /** @type {any} */ (thrown ?? {});
  return {
    ...error(
      typeof code === 'string' ? code.toLowerCase() : 'plugin-failed',
      String(message ?? thrown),
      help ?? 'please report this, unless the message says what to do',
    ),
    ...(typeof path === 'string' && path !== '' && { file: path }),
  };
}

/**
 * @param {Issue | RunIssue} issue
 * @param {string} [file] absolute
 * @returns {Finding}
 */
export function ofIssue(issue, file) {
  const { code, severity, help } = issue;
  const { count = 1, at = {} } = /** @type {Partial<Issue>} */ (issue);
  const message = count > 1 ? `${issue.message} (${count} times)` : issue.message;
  return { code, severity, message, help, file, line: at.line, column: at.column };
}

/**
 * @param {import('../index.js').Outcome} outcome
 * @param {string} file
 * @returns {Finding}
 */
export function uploadFailed({ reason, help, errors = [], attempts = 1 }, file) {
  const said = [reason, ...errors.filter((text) => !reason?.includes(text))].filter(Boolean);
  const tries = attempts > 1 ? ` after ${count(attempts, 'attempt')}` : '';
  return {
    ...error('upload-failed', `its upload failed${tries}: ${said.join('; ')}`, help ?? 'try again'),
    file,
  };
}

/** How many findings of one code are told one by one. */
const TOLD = 10;

/**
 * A large build has the same said of a thousand files: it is said once.
 * @param {Finding[]} findings
 * @returns {Finding[]}
 */
export function condense(findings) {
  const same = groups(findings, ({ code, message }) => `${code} ${message}`).map(
    ([first, ...others]) =>
      others.length === 0
        ? [first]
        : [{ ...first, message: `${first.message} (and in ${count(others.length, 'more file')})` }],
  );
  return groups(same.flat(), ({ code }) => code).flatMap((group) => {
    const last = group[TOLD - 1];
    if (last === undefined || group.length === TOLD) return group;
    const more = `${last.message} (and ${group.length - TOLD} more of this kind)`;
    return [...group.slice(0, TOLD - 1), { ...last, message: more }];
  });
}

/**
 * @param {Finding[]} findings
 * @param {(finding: Finding) => string} key
 * @returns {[Finding, ...Finding[]][]} in the order of their first
 */
function groups(findings, key) {
  /** @type {Map<string, [Finding, ...Finding[]]>} */
  const found = new Map();
  for (const finding of findings) {
    const group = found.get(key(finding));
    if (group) group.push(finding);
    else found.set(key(finding), [finding]);
  }
  return [...found.values()];
}

/** @param {number} number @param {string} noun */
export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** @param {string} code @param {string} message @param {string} help @returns {Finding} */
function error(code, message, help) {
  return { code, severity: 'error', message, help };
}

/** @param {string} code @param {string} message @param {string} help @returns {Finding} */
function warning(code, message, help) {
  return { code, severity: 'warning', message, help };
}
