/** What `mapship doctor` says: one entry per thing that an upload depends on. */

/**
 * @typedef {object} Entry
 * @property {string} about what it is about: `node`, `api-key`, `site`, …
 * @property {string} [target] the target of the config file that it is about
 * @property {string} [value] what would be used
 * @property {string} [origin] where that came from
 * @property {'ok' | 'note' | 'warning' | 'error'} status `error`: it must be mended before an upload can work
 * @property {string} [code] what is wrong; stable, kebab-case; missing where the status is `ok`, as `message` and `help`
 * @property {string} [message]
 * @property {string} [help] what to do about it
 */

/** What is wrong. @typedef {{ code: string, message: string, help?: string }} Problem */

/**
 * @param {string} about
 * @param {string} value
 * @param {string} [origin]
 * @returns {Entry}
 */
export function fact(about, value, origin) {
  return { about, value, ...(origin === undefined ? {} : { origin }), status: 'ok' };
}

/**
 * @param {Entry['status']} status
 * @param {string} about
 * @param {Problem} problem
 * @param {Pick<Entry, 'value' | 'origin'>} [more]
 * @returns {Entry}
 */
export function problem(status, about, { code, message, help = 'see the message' }, more) {
  return { about, ...more, status, code, message, help };
}
