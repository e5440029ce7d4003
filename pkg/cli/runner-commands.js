/**
 * GitHub's runner takes what is printed for commands to itself, where a line begins with `::` or holds `##[`. Names of files,
 * and stack traces, are not to give it any.
 */

/** @import { World } from './run.js' */

/**
 * The same world, in which nothing that is printed is a command; those that are meant go by `runner`.
 * @param {World} world
 * @returns {World}
 */
export function withoutCommands(world) {
  if (world.env.GITHUB_ACTIONS !== 'true') return world;
  const { stdout, stderr } = world;
  return { ...world, stdout: disarmed(stdout), stderr: disarmed(stderr), runner: stderr };
}

/**
 * @template {World['stdout']} S
 * @param {S} stream
 * @returns {S}
 */
function disarmed(stream) {
  const write = (/** @type {string} */ text) => stream.write(disarm(text));
  return new Proxy(stream, {
    get(target, name) {
      if (name === 'write') return write;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/**
 * In a JSON text the second is an escape that means the same.
 * @param {string} text
 */
export function disarm(text) {
  return String(text)
    .replace(/^([^\S\n]*):(?=:)/gm, '$1\\u003a')
    .replaceAll('##[', '##\\u005b');
}
