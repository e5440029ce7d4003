/**
 * What mapship throws: for misuse, for I/O that failed, and for its own faults. Bad files and bad events are not thrown;
 * they are results with issues. Cancellation throws the signal's own reason.
 */

/** The base of everything that mapship throws on purpose. The names are literal: bundlers rename classes. */
export class MapshipError extends Error {
  /**
   * @param {string} code stable, kebab-case
   * @param {string} message a sentence
   * @param {{ cause?: unknown, help?: string }} [more] `help`: what to do about it
   */
  constructor(code, message, { cause, help } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.help = help;
  }

  name = 'MapshipError';
}

/** The call itself is wrong: an unknown option, no API key, a site that does not exist. */
export class UsageError extends MapshipError {
  name = 'UsageError';
}

/** @type {Record<string, [said: string, help: string]>} */
const SAID = {
  ENOENT: ['does not exist', 'check the path; it is relative to the current folder'],
  EACCES: ["can't be read: permission denied", 'run as a user that may read it'],
  EPERM: ["can't be read: permission denied", 'run as a user that may read it'],
  EISDIR: ['is a folder, not a file', 'give the path of a file'],
  ENOTDIR: ['does not exist: a part of its path is a file', 'check the path'],
  EMFILE: ["can't be opened: too many files are open", 'raise the limit (ulimit -n)'],
};

/** What to do where the file system says something else. */
const ELSE = 'see that it is there, is whole, and may be read';

/** A file could not be found or read. */
export class FileError extends MapshipError {
  name = 'FileError';

  /**
   * @param {string} path
   * @param {string} reason what is wrong, to be read after the path: `does not exist`
   * @param {{ cause?: unknown, help?: string }} [more]
   */
  constructor(path, reason, { cause, help = ELSE } = {}) {
    super('file-unreadable', `${path || 'the file'} ${reason}`, { cause, help });
    this.path = path;
    this.reason = reason;
  }

  /**
   * What is said of the file where its upload is reported.
   * @param {import('./core/types.js').Core} core
   */
  finding(core) {
    const path = this.path || 'the file';
    return core.finding('file-unreadable', { path, reason: this.reason, remedy: this.help });
  }

  /**
   * From what the file system said.
   * @param {string} path
   * @param {unknown} cause
   */
  static from(path, cause) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (cause);
    const [said, help] = SAID[code ?? ''] ?? [`can't be read: ${message}`, undefined];
    return new FileError(path, said, { cause, help });
  }
}

/** mapship itself is at fault. */
export class InternalError extends MapshipError {
  name = 'InternalError';
}
