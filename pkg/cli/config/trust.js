/**
 * Whether a config file that nobody has named may be taken. It is a program, or says where a key is sent, so it has to be from the user
 * who runs mapship, or from root, and nobody else may be able to change it.
 */
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

import { UsageError } from '../../errors.js';
import { isOwnedByUser } from '../../git/root.js';

const WRITE = { group: 0o020, others: 0o002 };
const SEARCH = { group: 0o010, others: 0o001 };

/**
 * Refuses a file in a folder above the current one that could be somebody else's.
 * @param {string} file absolute
 * @param {string} start the folder from which it was looked for, absolute
 * @throws {UsageError}
 */
export function refuseForeignAbove(file, start) {
  if (process.geteuid === undefined) return;
  const real = realpathSync(file);
  refuseOwner(file, real);
  const folders = between(realpathSync(path.dirname(file)), realpathSync(start));
  // a link leads to where others may be at home
  for (const at of [real, path.dirname(real), ...folders]) {
    const whom = whoMayWrite(at);
    if (whom === undefined) continue;
    const what = at === real ? 'it' : `the folder ${at}`;
    throw untrusted(file, `${what} may be written by ${whom}`, `run: chmod go-w ${quoted(at)}`);
  }
}

/**
 * Refuses a file in the current folder where that is one for everybody, as /tmp is, and somebody else has put it there.
 * @param {string} file absolute
 * @throws {UsageError}
 */
export function refuseForeignHere(file) {
  if (process.geteuid === undefined) return;
  const { mode } = lstatSync(realpathSync(path.dirname(file)));
  if (mode & WRITE.others) refuseOwner(file, realpathSync(file));
}

/**
 * @param {string} file
 * @param {string} real where it leads to, where it is a link
 */
function refuseOwner(file, real) {
  const foreign = [file, real].find((at) => !isOwnedByUser(lstatSync(at).uid));
  if (foreign === undefined) return;
  const { uid } = lstatSync(foreign);
  throw untrusted(file, `it belongs to another user (its owner has the number ${uid})`);
}

/**
 * @param {string} file
 * @param {string} why
 * @param {string} [how] what makes it right
 */
function untrusted(file, why, how) {
  const named = `name it by --config ${quoted(file)}`;
  // datadog-ci has no such flag
  const without = path.basename(file).startsWith('mapship.') ? '; if not, give --no-config' : '';
  return new UsageError('config-untrusted', `the config file ${file} is not used: ${why}`, {
    help: `if it is meant, ${how === undefined ? named : `${how}; or ${named}`}${without}`,
  });
}

/**
 * That the repository which a config file is in belongs to somebody else.
 * @param {string} file
 * @param {string} repository
 */
export function inForeignRepository(file, repository) {
  return untrusted(
    file,
    `git does not read the repository ${repository}, which belongs to another user`,
    `run: git config --global --add safe.directory ${quoted(repository)}`,
  );
}

/** @param {string} text */
function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * The folders from one down to the last before another below it.
 * @param {string} top
 * @param {string} bottom
 */
function* between(top, bottom) {
  const names = path.relative(top, bottom).split(path.sep);
  for (let depth = 0; depth < names.length; depth += 1) {
    yield path.join(top, ...names.slice(0, depth));
  }
}

/**
 * Who else may change a file or folder, in words.
 * @param {string} at absolute, without links
 * @returns {string | undefined}
 */
function whoMayWrite(at) {
  const stat = lstatSync(at);
  if (!isOwnedByUser(stat.uid)) return `another user (its owner has the number ${stat.uid})`;
  if (stat.mode & WRITE.others && isReached(at)) return 'everybody';
  if (stat.mode & WRITE.group && !isPrivate(stat.gid) && isReached(at)) {
    return `all members of a group (number ${stat.gid})`;
  }
  return undefined;
}

/**
 * Whether others come to a file at all: no folder above it is closed to them, as home folders often are.
 * @param {string} at
 */
function isReached(at) {
  for (let folder = path.dirname(at); ; folder = path.dirname(folder)) {
    const { mode, gid, uid } = lstatSync(folder);
    const isOpen = mode & SEARCH.others || (mode & SEARCH.group && !isPrivate(gid));
    if (!isOpen && isOwnedByUser(uid)) return false;
    if (path.dirname(folder) === folder) return true;
  }
}

/**
 * Whether only this user, or root, is in a group: many systems give each user a group, and let its members write.
 * @param {number} gid
 */
function isPrivate(gid) {
  if (gid === 0) return true;
  const groups = table('/etc/group');
  const users = table('/etc/passwd');
  const group = groups.find(([, , id]) => Number(id) === gid);
  if (group === undefined || users.length === 0) return false;
  const members = new Set((group[3] ?? '').split(',').filter(Boolean));
  for (const [name = '', , , primary] of users) if (Number(primary) === gid) members.add(name);
  const isUser = (/** @type {string} */ member) => {
    const uid = users.find(([name]) => name === member)?.[2];
    return uid !== undefined && isOwnedByUser(Number(uid));
  };
  return [...members].every(isUser);
}

/** @param {string} file @returns {string[][]} its lines, split into fields */
function table(file) {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}
