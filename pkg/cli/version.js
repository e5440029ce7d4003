/** The version of the package. It loads nothing: whoever asks for the version alone has not to wait for more. */
import { readFileSync } from 'node:fs';

/** The flags that ask for it; the last was the short form once. */
const FLAGS = ['--version', '-v', '-V'];

/**
 * Whether a command line asks for nothing else.
 * @param {string[]} args
 */
export function asksVersion([first = '', ...rest]) {
  return rest.length === 0 && FLAGS.includes(first);
}

/** The version of the package. */
export function ownVersion() {
  const manifest = new URL('../package.json', import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
