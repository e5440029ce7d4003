/**
 * The last look at what is printed. Whatever it is, a terminal shows it and obeys nothing of it but our own colours, a CI system
 * takes nothing of it for a command, and the API key is not in it.
 */
import { ENV, SECRETS } from '../options/declared.js';
import { withoutWholeKey } from './redact.js';
import { disarm, withoutBrackets } from './runner-commands.js';
import { escaped } from './safe.js';

/** @import { World } from '../cli/run.js' */

/** What mapship itself tells terminals: the colours of `style.js`, and the line of the progress, which is rewritten. */
const OWN = /(\r\x1b\[K|\x1b\[(?:[12]|22|3[1236]|39)m|[\n\t])/;

/**
 * The same world, in which nothing that is printed does harm; commands that are meant go by `runner`.
 * @param {World} world
 * @returns {World}
 */
export function guarded(world) {
  const { stdout, stderr, env } = world;
  const keys = SECRETS.flatMap((option) => ENV[option] ?? [])
    .map((name) => env[name]?.trim())
    .filter(Boolean);
  const keyless = (/** @type {string} */ text) => keys.reduce(withoutWholeKey, text);
  const isGitHub = env.GITHUB_ACTIONS === 'true';
  const guard = (/** @type {World['stdout']} */ stream) => {
    const isColoured = stream.isTTY === true || Boolean(env.FORCE_COLOR);
    return filtered(stream, (text) => {
      const shown = visible(keyless(text), isColoured);
      return isGitHub ? disarm(shown) : withoutBrackets(shown);
    });
  };
  const runner = filtered(stderr, (text) => visible(keyless(text), false));
  return { ...world, stdout: guard(stdout), stderr: guard(stderr), runner };
}

/**
 * A text with control and formatting characters as escapes, which in JSON mean the same.
 * @param {string} text
 * @param {boolean} isColoured whether our own are to stay
 */
function visible(text, isColoured) {
  // what is at odd places is what the pattern has found
  return text
    .split(OWN)
    .map((piece, i) => {
      const stays = i % 2 === 1 && (isColoured || /[\n\t]/.test(piece));
      return stays ? piece : escaped(piece);
    })
    .join('');
}

/**
 * @template {World['stdout']} S
 * @param {S} stream
 * @param {(text: string) => string} clean
 * @returns {S}
 */
function filtered(stream, clean) {
  const write = (/** @type {string} */ text) => stream.write(clean(String(text)));
  return new Proxy(stream, {
    get(target, name) {
      if (name === 'write') return write;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
