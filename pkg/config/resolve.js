/** From what a config file says to options: defaults under targets, the environment over both. */
import path from 'node:path';

import { SHORTHANDS } from '../options.js';
import { SITES, URLS } from '../target.js';
import { nameOf } from './judge.js';

/** @import { LoadedConfig, LoadedOptions } from '../config.js' */
/** @import { Level } from './judge.js' */

/** What only the file itself is about. */
const NOT_OPTIONS = new Set(['$schema', 'targets', 'name', 'path']);

/**
 * @param {{ top: Level, targets: Level[] }} config
 * @param {string} file absolute
 * @param {Record<string, string | undefined>} env
 * @returns {LoadedConfig}
 */
export function resolveConfig({ top, targets }, file, env) {
  const folder = path.dirname(file);
  const resolve = (/** @type {Level[]} */ levels) => underEnvironment(merge(levels, folder), env);
  return {
    file,
    defaults: resolve([top]),
    targets: targets.map((target) => ({
      name: nameOf(target.given),
      input: target.given.path === undefined ? [] : path.resolve(folder, target.given.path),
      ...resolve([top, target]),
    })),
  };
}

/**
 * @param {Level[]} levels later ones count more
 * @param {string} folder
 * @returns {LoadedOptions}
 */
function merge(levels, folder) {
  /** @type {Record<string, any>} */
  const options = {};
  /** @type {Record<string, any>} */
  const event = {};
  /** @type {Record<string, string>} */
  const origins = {};
  for (const { given, at } of levels) {
    // one destination replaces the other
    if (given.site !== undefined) remove(options, origins, 'intakeUrl');
    if (given.intakeUrl !== undefined) remove(options, origins, 'site');
    for (const [name, value] of Object.entries(given)) {
      if (NOT_OPTIONS.has(name) || name === 'event' || Object.hasOwn(SHORTHANDS, name)) continue;
      options[name] = absolute(name, value, folder);
      origins[name] = `${at}${name}`;
      if (name === 'git') originsOfGit(origins, value, `${at}git`);
    }
    for (const [name, field] of Object.entries(SHORTHANDS)) {
      if (given[name] === undefined) continue;
      event[field] = given[name];
      origins[`event.${field}`] = `${at}${name}`;
    }
    for (const [field, value] of Object.entries(given.event ?? {})) {
      if (value === undefined) continue;
      const isType = field === 'type';
      if (isType) options.type = value;
      else event[field] = value;
      origins[isType ? 'type' : `event.${field}`] = `${at}event.${field}`;
    }
  }
  if (Object.keys(event).length > 0) options.event = event;
  return { options, origins };
}

/**
 * @param {Record<string, string>} origins
 * @param {any} git
 * @param {string} at
 */
function originsOfGit(origins, git, at) {
  for (const name of ['repositoryUrl', 'commitSha']) {
    delete origins[`git.${name}`];
    if (git[name] !== undefined) origins[`git.${name}`] = `${at}.${name}`;
  }
}

/**
 * @param {string} name
 * @param {any} value
 * @param {string} folder
 */
function absolute(name, value, folder) {
  if (name === 'receipt') return path.resolve(folder, value);
  if (name === 'parts') {
    return Object.fromEntries(
      Object.entries(value).map(([part, file]) => [part, path.resolve(folder, String(file))]),
    );
  }
  if (name === 'git' && value.cwd !== undefined) {
    return { ...value, cwd: path.resolve(folder, value.cwd) };
  }
  // what the environment takes out of one target's is to stay in the others'
  return name === 'git' && typeof value === 'object' ? { ...value } : value;
}

/**
 * Without what the environment says too: there it counts more.
 * @param {LoadedOptions} loaded
 * @param {Record<string, string | undefined>} env
 * @returns {LoadedOptions}
 */
function underEnvironment({ options, origins }, env) {
  const has = (/** @type {string} */ name) => Boolean(env[name]?.trim());
  if ([...SITES, ...URLS].some(has)) {
    remove(options, origins, 'site');
    remove(options, origins, 'intakeUrl');
  }
  if (typeof options.git === 'object') {
    if (has('DD_GIT_REPOSITORY_URL')) removeOfGit(options.git, origins, 'repositoryUrl');
    if (has('DD_GIT_COMMIT_SHA')) removeOfGit(options.git, origins, 'commitSha');
  }
  return { options, origins };
}

/**
 * @param {Record<string, any>} options
 * @param {Record<string, string>} origins
 * @param {string} name
 */
function remove(options, origins, name) {
  delete options[name];
  delete origins[name];
}

/**
 * @param {Record<string, any>} git
 * @param {Record<string, string>} origins
 * @param {string} name
 */
function removeOfGit(git, origins, name) {
  delete git[name];
  delete origins[`git.${name}`];
}
