/**
 * Files of a plan that are kept beside it, for builds that go on with what they have written: their maps are not to be copied along.
 * The folder is made for the plan alone, and goes with what has arrived. Node only.
 */
import { copyFile, mkdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';

import { isInside } from '../after-upload/paths.js';

/** @import { PlanDocument } from './types.js' */

/** @param {string} plan its path, absolute */
export function asideOf(plan) {
  return `${plan.replace(/\.json$/, '')}.files`;
}

/**
 * Copies what is planned of a folder, and has the plan name the copies.
 * @param {string} plan its path, absolute
 * @param {PlanDocument} document
 * @param {string} folder absolute
 * @returns {Promise<Set<string>>} what was copied, absolute
 */
export async function putAside(plan, { uploads }, folder) {
  const root = path.dirname(plan);
  const aside = asideOf(plan);
  /** @type {Map<string, string>} by the path in the plan, that of its copy */
  const copies = new Map();
  const copied = new Set();
  for (const { parts } of uploads) {
    for (const { path: own } of parts) {
      const file = path.join(root, own ?? '');
      if (own === undefined || copies.has(own) || !isInside(file, folder)) continue;
      if (isInside(file, aside)) continue;
      const copy = path.join(aside, shownName(own));
      await mkdir(path.dirname(copy), { recursive: true });
      await copyFile(file, copy);
      copies.set(own, path.relative(root, copy).replaceAll(path.sep, '/'));
      copied.add(file);
    }
  }
  for (const upload of uploads) {
    upload.path = copies.get(upload.path) ?? upload.path;
    for (const part of upload.parts) {
      if (part.path !== undefined) part.path = copies.get(part.path) ?? part.path;
    }
  }
  return copied;
}

/** What CI systems keep for a later job leaves hidden folders out, and frameworks build into such. @param {string} own */
function shownName(own) {
  return own.replace(/(^|\/)\.+/g, '$1');
}

/**
 * Removes the copies that no upload of the plan needs any more, and nothing else.
 * @param {string} plan its path, absolute
 * @param {PlanDocument['uploads']} arrived
 * @param {PlanDocument['uploads']} others
 */
export async function dropCopies(plan, arrived, others) {
  const root = path.dirname(plan);
  const aside = asideOf(plan);
  const needed = new Set(filesOf(others, root));
  const gone = filesOf(arrived, root).filter((file) => isInside(file, aside) && !needed.has(file));
  for (const file of gone) {
    await rm(file, { force: true });
    for (let at = path.dirname(file); isInside(at, aside); at = path.dirname(at)) {
      const isEmpty = await rmdir(at).then(
        () => true,
        () => false,
      );
      if (!isEmpty) break;
    }
  }
}

/**
 * @param {PlanDocument['uploads']} uploads
 * @param {string} root
 */
function filesOf(uploads, root) {
  return uploads.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.path === undefined ? [] : [path.join(root, part.path)])),
  );
}
