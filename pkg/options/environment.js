/** The environment variables that stand in for options. */
import { ENV } from './declared.js';

/**
 * The first variable that stands in for an option and is not blank.
 * @param {string} option `site`, `git.commitSha`
 * @param {Record<string, string | undefined>} env
 * @returns {{ name: string, value: string } | undefined}
 */
export function variableOf(option, env) {
  for (const name of ENV[option] ?? []) {
    const value = env[name];
    if (value?.trim()) return { name, value };
  }
  return undefined;
}
