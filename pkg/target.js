/** Where an upload goes, and with which key. */
import { UsageError } from './errors.js';
import { isLoopback } from './wire/proxy.js';

/** @import { Core } from './core-types.js' */
/** @import { Settings } from './options.js' */

/**
 * @typedef {object} Target
 * @property {string} url what is posted to
 * @property {string} [site] missing where the URL was given
 * @property {string} origin where the choice came from: an option, a variable, or the default
 * @property {string} [apiKey] missing in a dry run
 * @property {string} [keyOrigin] where it came from: an option, or a variable
 * @property {string[]} otherSites those that a key may be for instead; none where the URL was given
 */

/** In the order in which they count. Datadog's own tools know both names. */
export const KEYS = ['DATADOG_API_KEY', 'DD_API_KEY'];
export const SITES = ['DATADOG_SITE', 'DD_SITE'];
export const URLS = ['DATADOG_SOURCEMAP_INTAKE_URL', 'DD_SOURCEMAP_INTAKE_URL'];

/**
 * @param {Core} core
 * @param {Settings} settings
 * @param {Record<string, string | undefined>} env
 * @returns {Target}
 */
export function resolveTarget(core, settings, env) {
  const key = resolveKey(settings, env);
  return { ...resolveUrl(core, settings, env), apiKey: key?.value, keyOrigin: key?.origin };
}

/**
 * @param {Core} core
 * @param {Settings} settings
 * @param {Record<string, string | undefined>} env
 * @returns {Omit<Target, 'apiKey' | 'keyOrigin'>}
 */
export function resolveUrl(core, settings, env) {
  if (settings.intakeUrl !== undefined && settings.site !== undefined) {
    throw new UsageError('site-and-intake-url', 'both a site and an intake URL are given', {
      help: 'give the one that is to get the uploads',
    });
  }
  const url = first(settings.intakeUrl, 'intakeUrl', env, URLS);
  if (url && settings.site === undefined) {
    const given = unwrap(core.customIntakeUrl(url.value));
    if (!settings.allowHttp) refuseHttp(given.url);
    return { ...given, origin: url.origin, otherSites: [] };
  }
  const site = first(settings.site, 'site', env, SITES) ?? {
    value: 'datadoghq.com',
    origin: 'the default',
  };
  const resolved = unwrap(core.resolveSite(site.value));
  const otherSites = core.sites().filter((domain) => domain !== resolved.site);
  return { ...resolved, origin: site.origin, otherSites };
}

/**
 * The key would be read by whoever is on the way; on this machine nobody is.
 * @param {string} url
 */
function refuseHttp(url) {
  const { protocol, hostname, host } = new URL(url);
  if (protocol === 'https:' || isLoopback(hostname)) return;
  throw new UsageError(
    'intake-url-insecure',
    `the intake at ${host} is without TLS: the API key would travel in the open`,
    { help: 'give its https:// URL, or allow it by allowHttp (--allow-http) where nobody listens' },
  );
}

/**
 * Whether there is a key, in an option or the environment.
 * @param {{ apiKey?: string }} settings
 * @param {Record<string, string | undefined>} env
 */
export function hasKey({ apiKey }, env) {
  return Boolean(apiKey?.trim()) || KEYS.some((name) => env[name]?.trim());
}

/**
 * @param {Settings} settings
 * @param {Record<string, string | undefined>} env
 */
function resolveKey(settings, env) {
  const key = first(settings.apiKey, 'apiKey', env, KEYS);
  if (key === undefined) {
    if (settings.dryRun) return undefined;
    throw new UsageError('api-key-missing', 'there is no API key', {
      help: `set ${KEYS.join(' or ')}, or try it without one by a dry run`,
    });
  }
  const value = key.value.trim();
  if (!/^[\x21-\x7e]+$/.test(value)) {
    // fetch would refuse it in a message that repeats it
    throw new UsageError(
      'api-key-malformed',
      `the API key (from ${key.origin}) has characters that no key has`,
      {
        help: 'copy it again: 32 hexadecimal digits, no quotes or line ends',
      },
    );
  }
  return { value, origin: key.origin };
}

/**
 * @param {string | undefined} option
 * @param {string} name
 * @param {Record<string, string | undefined>} env
 * @param {string[]} variables
 */
function first(option, name, env, variables) {
  if (option !== undefined) return { value: option, origin: `the option ${name}` };
  const variable = variables.find((known) => env[known]?.trim());
  return variable === undefined
    ? undefined
    : { value: /** @type {string} */ (env[variable]), origin: variable };
}

/**
 * @template {object} T
 * @param {T | { issue: import('./index.js').Issue }} result
 * @returns {T}
 */
function unwrap(result) {
  if ('issue' in result) {
    throw new UsageError(result.issue.code, result.issue.message, { help: result.issue.help });
  }
  return result;
}
