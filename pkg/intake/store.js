/**
 * What the intake keeps: one directory per upload, written aside and renamed when complete, so that whoever
 * looks sees whole uploads only.
 *
 *     DIR/0001-js_sourcemap/{request.json,event.json,source_map,minified_file}
 *     DIR/refused/0001-400/request.json
 */

import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { IntakeError } from './error.js';

/** Directories of requests that are still coming in: the process that owns them, so that leftovers are known. */
const INCOMING = /^\.incoming-(\d+)-/;

/**
 * @typedef {object} Store
 * @property {string} dir Absolute.
 * @property {() => Promise<string>} draft A fresh directory for one request.
 * @property {(draft: string, label: string, record: object) => Promise<number>} keep Makes a draft an upload; resolves to its number.
 * @property {(draft: string) => Promise<void>} discard
 * @property {(label: string, record: object) => Promise<number>} refuse Records a request without its files.
 * @property {() => Promise<void>} close
 */

/**
 * @param {string | undefined} path Where to keep things; a new temporary directory when left out.
 * @returns {Promise<Store>}
 * @throws {IntakeError} When the directory cannot be used.
 */
export async function openStore(path) {
  const dir = await openDir(path);
  const refusedDir = join(dir, 'refused');
  const incoming = join(dir, `.incoming-${process.pid}-${randomUUID()}`);
  let nextUpload = 1 + (await lastNumber(dir));
  let nextRefusal = 1 + (await lastNumber(refusedDir));

  const draft = async () => {
    const fresh = join(incoming, randomUUID());
    await mkdir(fresh, { recursive: true });
    return fresh;
  };
  return {
    dir,
    draft,
    async keep(from, label, record) {
      await writeRecord(from, record);
      return settle(from, dir, label, () => nextUpload++);
    },
    discard: remove,
    async refuse(label, record) {
      const from = await draft();
      await writeRecord(from, record);
      await mkdir(refusedDir, { recursive: true });
      return settle(from, refusedDir, label, () => nextRefusal++);
    },
    close: () => remove(incoming),
  };
}

/** @param {string | undefined} path */
async function openDir(path) {
  if (path === undefined) return mkdtemp(join(tmpdir(), 'mapship-intake-'));
  const dir = resolve(path);
  try {
    await mkdir(dir, { recursive: true });
    await clearLeftovers(dir);
    const probe = await mkdtemp(join(dir, '.probe-'));
    await rm(probe, { recursive: true });
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new IntakeError(
      'dir',
      `The directory ${dir} cannot be written to (${message}); give another one with --dir`,
    );
  }
  return dir;
}

/**
 * Removes what an intake that was killed has left half-received.
 * @param {string} dir
 */
async function clearLeftovers(dir) {
  for (const name of await readdir(dir)) {
    const pid = Number(INCOMING.exec(name)?.[1] ?? 0);
    if (pid > 0 && !isRunning(pid)) await rm(join(dir, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to someone else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Removes what is left of a request. That this cannot be done is no reason to fail: the next start tries again.
 * @param {string} path
 */
function remove(path) {
  return rm(path, { recursive: true, force: true }).catch(() => {});
}

/** @param {string} dir */
async function lastNumber(dir) {
  const names = await readdir(dir).catch(() => []);
  return Math.max(0, ...names.map((name) => Number(/^(\d{4,15})-/.exec(name)?.[1] ?? 0)));
}

/**
 * @param {string} dir
 * @param {object} record
 */
function writeRecord(dir, record) {
  return writeFile(join(dir, 'request.json'), `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * @param {string} from
 * @param {string} parent
 * @param {string} label Letters, digits and underscores.
 * @param {() => number} nextNumber
 */
async function settle(from, parent, label, nextNumber) {
  for (;;) {
    const number = nextNumber();
    try {
      await rename(from, join(parent, `${String(number).padStart(4, '0')}-${label}`));
      return number;
    } catch (error) {
      // Another intake on the same directory has taken the number.
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    }
  }
}
