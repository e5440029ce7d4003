/**
 * Files that are read: files, and nothing else. To open a pipe waits for its writer, and with it the whole process, Ctrl-C
 * included; so all is opened without waiting, looked at, and closed again where it is no file. Node only.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { Socket } from 'node:net';

import { FileError } from '../errors.js';

/** Without waiting, and without taking a terminal for one's own. Windows has neither flag, and needs none. */
export const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * @param {string} path
 * @returns {{ fd: number, stat: import('node:fs').Stats }}
 * @throws {FileError} also where it is no file
 */
export function openRegular(path) {
  /** @type {number | undefined} */
  let fd;
  try {
    fd = openSync(path, READ);
    const stat = fstatSync(fd);
    refuseOthers(path, stat);
    return { fd, stat };
  } catch (cause) {
    if (fd !== undefined) closeSync(fd);
    // some devices can't even be opened
    else refuseOthers(path, statOf(path));
    throw cause instanceof FileError ? cause : FileError.from(path, cause);
  }
}

/**
 * @param {string} path
 * @returns {Buffer}
 * @throws {FileError}
 */
export function readRegular(path) {
  const { fd } = openRegular(path);
  try {
    return readFileSync(fd);
  } catch (cause) {
    throw FileError.from(path, cause);
  } finally {
    closeSync(fd);
  }
}

/**
 * Reads a file, or a pipe such as `<(adb logcat -d)`, which may be waited for.
 * @param {string} path
 * @param {AbortSignal} signal ends the waiting
 * @returns {Promise<Buffer>}
 * @throws {FileError}
 */
export async function readFileOrPipe(path, signal) {
  if (!statSync(path, { throwIfNoEntry: false })?.isFIFO()) return readRegular(path);
  const chunks = [];
  try {
    // without waiting for its writer: no signal is heard meanwhile
    const pipe = new Socket({ fd: openSync(path, READ), readable: true, writable: false, signal });
    for await (const chunk of pipe) chunks.push(chunk);
  } catch (cause) {
    signal.throwIfAborted();
    throw FileError.from(path, cause);
  }
  return Buffer.concat(chunks);
}

/** What is there, where that is told. @param {string} path */
function statOf(path) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** @param {string} path @param {import('node:fs').Stats} [stat] of what is there */
function refuseOthers(path, stat) {
  if (stat === undefined || stat.isFile()) return;
  if (stat.isDirectory()) throw FileError.from(path, { code: 'EISDIR' });
  throw new FileError(path, 'is a pipe or a device, not a file', {
    help: 'write what comes out of it to a file, and give that',
  });
}
