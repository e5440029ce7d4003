/** What is to be said of the git metadata: one sentence and one remedy per finding. */

/**
 * @typedef {object} Note
 * @property {string} code Stable, kebab-case.
 * @property {'note' | 'warning'} severity
 * @property {string} message
 * @property {string} help
 */

const BY_HAND =
  'give the repository URL and the commit by hand (repositoryUrl and commitSha, --repository-url and ' +
  '--commit-sha, or DD_GIT_REPOSITORY_URL and DD_GIT_COMMIT_SHA)';

/** @returns {Note} */
export const noProgram = () =>
  note('git-program-missing', 'there is no git program', `install git, or ${BY_HAND}`);

/** @param {string} cwd @returns {Note} */
export const noDirectory = (cwd) =>
  note('git-no-directory', `${printable(cwd)} is not a directory`, 'give a directory that exists');

/** @param {string} cwd @param {string} [missing] Where git expected the repository. @returns {Note} */
export const notARepository = (cwd, missing) =>
  note(
    'git-not-a-repository',
    missing
      ? `the git repository of ${printable(cwd)} should be at ${printable(missing)}, and is not there`
      : `${printable(cwd)} is not in a git repository`,
    missing ? `copy that directory too, or ${BY_HAND}` : `copy .git along, or ${BY_HAND}`,
  );

/** @param {string} directory @returns {Note} */
export const unsafeDirectory = (directory) =>
  warning(
    'git-unsafe-directory',
    `git does not read ${printable(directory)}: it belongs to another user`,
    `run: git config --global --add safe.directory '${printable(directory).replaceAll("'", "'\\''")}'`,
  );

/** @param {number} timeoutMs @returns {Note} */
export const timedOut = (timeoutMs) =>
  warning(
    'git-timeout',
    `git was not done after ${timeoutMs / 1000} s`,
    `try again, or ${BY_HAND}`,
  );

/** @param {number} maxBytes @returns {Note} */
export const tooLarge = (maxBytes) =>
  warning(
    'git-output-too-large',
    `git printed more than ${maxBytes} bytes; the tracked files are not known`,
    'nothing to do: the paths in the source maps are used instead',
  );

/** @param {string} reason @returns {Note} */
export const failed = (reason) =>
  warning('git-failed', `git failed: ${printable(reason)}`, `repair the repository, or ${BY_HAND}`);

/** @param {string} cwd @returns {Note} */
export const noWorkTree = (cwd) =>
  note(
    'git-bare',
    `${printable(cwd)} is a bare repository, or inside a .git directory: it has no files to list`,
    'run in a checkout; the paths in the source maps are used instead',
  );

/** @returns {Note} */
export const noRemote = () =>
  note(
    'git-no-remote',
    'the git repository has no remote with a URL',
    'add a remote, or give the repository URL by hand',
  );

/** @returns {Note} */
export const noCommit = () =>
  note('git-no-commit', 'the git repository has no commit yet', 'commit before the build');

/** @param {string} origin @param {string} sha @returns {Note} */
export const unusableCommit = (origin, sha) =>
  /^[0-9a-f]{64}$/i.test(sha)
    ? warning(
        'git-sha256',
        `the commit from ${printable(origin)} is a SHA-256 of 64 digits; Datadog takes 40, so it is left out`,
        'nothing can be done: repositories with SHA-256 are not supported by Datadog',
      )
    : warning(
        'git-commit-unusable',
        `the commit from ${printable(origin)} is "${printable(sha)}"; Datadog takes 40 hexadecimal digits, so it is left out`,
        'give the full commit SHA',
      );

/** What is lost. @param {{ url: boolean, sha: boolean }} known @returns {Note} */
export const noSourceLinks = ({ url, sha }) => {
  const unknown = url
    ? 'no commit is'
    : sha
      ? 'no repository URL is'
      : 'neither repository URL nor commit are';
  return warning(
    'git-no-source-links',
    `${unknown} known: stack traces will not link to source lines; all else works`,
    BY_HAND,
  );
};

/** @param {string} code @param {string} message @param {string} help @returns {Note} */
function note(code, message, help) {
  return { code, severity: 'note', message, help };
}

/** @param {string} code @param {string} message @param {string} help @returns {Note} */
function warning(code, message, help) {
  return { code, severity: 'warning', message, help };
}

/** The most characters of a value that a sentence shows. */
const SHOWN = 300;

/**
 * A value safe to print: what drives a terminal, hides or reorders text is escaped, long values are cut.
 *
 * @param {string} text
 */
function printable(text) {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return shown.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
