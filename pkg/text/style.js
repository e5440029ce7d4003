/** Colours, on terminals only. */
import { styleText } from 'node:util';

/**
 * Colours a text, and knows how wide lines may be, in characters: as the terminal is, and without a bound in files and pipes, where
 * programs read them.
 * @typedef {((style: Parameters<typeof styleText>[0], text: string) => string) & { readonly width: number }} Style
 */

/**
 * @param {{ isTTY?: boolean, columns?: number }} stream
 * @param {Record<string, string | undefined>} env
 * @returns {Style}
 */
export function styleFor(stream, env) {
  const wanted = env.FORCE_COLOR
    ? env.FORCE_COLOR !== '0'
    : stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  /** @type {(style: Parameters<typeof styleText>[0], text: string) => string} */
  const style = wanted
    ? (name, text) => styleText(name, text, { validateStream: false })
    : (_, text) => text;
  return Object.assign(style, { width: (stream.isTTY && stream.columns) || Infinity });
}

/** @param {number} bytes */
export function size(bytes) {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** @param {number} ms */
export function duration(ms) {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** @param {number} n @param {string} noun @param {string} plural */
export function count(n, noun, plural = `${noun}s`) {
  return `${n} ${n === 1 ? noun : plural}`;
}
