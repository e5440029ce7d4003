// Programs that judge what mapship makes, where a machine has them. At home their tests are passed over, and named at the end; in CI
// that would be a check that nobody misses.

/** CI systems say so. */
export const IN_CI = !['', '0', 'false'].includes(process.env.CI ?? '');

/**
 * The option `skip` of a test that needs a program.
 * @param {boolean} isThere
 * @param {string} judge
 * @returns {string | false}
 * @throws where it is missing in CI
 */
export function unlessThere(isThere, judge) {
  if (isThere) return false;
  const missing = `there is no ${judge}`;
  if (IN_CI) throw new Error(`${missing}, and a test needs it: install it where CI runs`);
  return missing;
}
