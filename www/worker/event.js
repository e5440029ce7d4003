/** What is typed into the form, judged while it is typed. */
import { start } from '../../pkg/core/index.js';
import { check } from '../../pkg/index.js';
import { input } from './build.js';

/** @import { Call } from '../engine/messages.js' */
/** @import { Event, Issue, UploadEvent, UploadType } from '../../pkg/index.js' */

/**
 * What the form says of an upload.
 * @typedef {object} Filled
 * @property {UploadType} [type] undefined: whatever each file is
 * @property {Event} event
 * @property {string} [prefix]
 */

/**
 * The addresses of minified files under a prefix; or what is wrong with that.
 * @param {Call} _call
 * @param {string} prefix
 * @param {string[]} names
 * @returns {Promise<{ urls: string[] } | { issue: Issue }>}
 */
export async function addresses(_call, prefix, names) {
  const core = await start();
  return core.minifiedUrls(prefix, names);
}

/**
 * What the event of some uploads would have against it, each found once. Only these are read, so that it is quick.
 * @param {Call} call
 * @param {Filled} filled
 * @param {string[]} names the files of an upload of each type
 * @returns {Promise<Issue[]>}
 */
export async function rehearse({ signal }, { type, event, prefix }, names) {
  const wanted = new Set(names);
  const files = input().filter(({ name }) => wanted.has(name));
  const report = await check(files, {
    type,
    // an empty event is one too: what it lacks is what is asked for
    event: /** @type {Partial<UploadEvent>} */ ({ service: undefined, ...event }),
    minifiedPathPrefix: prefix,
    allowEmpty: true,
    signal,
  });
  /** @type {Map<string, Issue>} */
  const found = new Map();
  for (const issue of report.files.flatMap(({ issues }) => issues)) {
    const { path } = issue.at;
    if (path?.startsWith('event')) found.set(`${issue.code} ${path}`, issue);
  }
  return [...found.values()];
}
