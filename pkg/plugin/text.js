/** A finding in words, for bundlers that know only text. */
import path from 'node:path';

import { disarm } from '../text/runner-commands.js';
import { safe } from '../text/safe.js';

/** @import { Finding } from './findings.js' */

/**
 * @param {Finding} finding
 * @param {string} root paths are shown as seen from it
 */
export function textOf({ code, message, help, file, line, column }, root) {
  const place = line === undefined ? '' : `:${line}:${column ?? 1}`;
  const about = file === undefined ? '' : `${shown(file, root)}${place}: `;
  return `${about}${message} [${code}]\n  → ${help}`;
}

/**
 * @param {string} file
 * @param {string} root
 */
export function shown(file, root) {
  const way = path.relative(root, file);
  return plain(way.startsWith('..') || path.isAbsolute(way) ? file : way);
}

/**
 * Names of files and replies of servers are nobody's commands: not to the terminal, and not to GitHub's runner.
 * @param {string} text
 */
export function plain(text) {
  return disarm(safe(text));
}
