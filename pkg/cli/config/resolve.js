/** From what a config file says to options: defaults under targets, the environment over both. */
import path from 'node:path';

import { CONFIG, ENV, RIVALS, SHORTHANDS, TARGET, UPLOAD } from '../../options/declared.js';
import { variableOf } from '../../options/environment.js';
import { isObject } from '../../options/kinds.js';
import { mapPaths } from '../../options/members.js';
import { nameOf } from './validate.js';

/** @import { LoadedConfig, LoadedOptions } from './index.js' */
/** @import { Level } from './validate.js' */

/** All that may stand in a file, at its top or in a target. */
const MEMBERS = { ...CONFIG, ...TARGET };

/** Whether a member is an option of an upload as it is. @param {string} name */
const isOption = (name) =>
  Object.hasOwn(UPLOAD, name) && name !== 'event' && !Object.hasOwn(SHORTHANDS, name);

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
    const own = mapPaths(given, MEMBERS, (file) => path.resolve(folder, file));
    for (const [name, value] of Object.entries(own).filter(([name]) => isOption(name))) {
      remove({ options, origins }, name);
      remove({ options, origins }, RIVALS[name] ?? name);
      options[name] = value;
      origins[name] = `${at}${name}`;
      for (const inner of isObject(value) ? Object.keys(value) : []) {
        origins[`${name}.${inner}`] = `${at}${name}.${inner}`;
      }
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
 * Without what the environment says too: there it counts more.
 * @param {LoadedOptions} loaded
 * @param {Record<string, string | undefined>} env
 * @returns {LoadedOptions}
 */
function underEnvironment(loaded, env) {
  for (const option of Object.keys(ENV)) {
    if (variableOf(option, env) === undefined) continue;
    remove(loaded, option);
    if (RIVALS[option]) remove(loaded, RIVALS[option]);
  }
  return loaded;
}

/**
 * Takes an option out, with what is within it; of `git.commitSha` only that.
 * @param {{ options: Record<string, any>, origins: Record<string, string> }} from
 * @param {string} option
 */
function remove({ options, origins }, option) {
  const [name = '', inner] = option.split('.');
  const { [name]: value } = options;
  if (inner === undefined) delete options[name];
  else if (typeof value === 'object') delete value[inner];
  for (const origin of Object.keys(origins)) {
    if (origin === option || origin.startsWith(`${option}.`)) delete origins[origin];
  }
}
