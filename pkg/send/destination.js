/** Where an upload goes, and with which key. */
import { originOf, wayOf } from '../core/how.js';
import { UsageError } from '../errors.js';
import { DEFAULTS, ENV } from '../options/declared.js';
import { variableOf } from '../options/environment.js';
import { ofRun } from '../report/index.js';
import { withoutWholeKey } from '../text/redact.js';
import { isLoopback } from './wire/proxy.js';

/** @import { Core } from '../core/types.js' */
/** @import { Settings } from '../options/index.js' */

/**
 * @typedef {object} Target
 * @property {string} url what is posted to, or what a relay posts to, where that is known
 * @property {string} [site] missing where the URL was given
 * @property {string} origin where the choice came from: an option, a variable, or the default
 * @property {string} [apiKey] missing in a dry run, and where there is a relay
 * @property {string} [keyOrigin] where it came from: an option, or a variable
 * @property {{ url: string, session: string }} [relay] what is posted to in place of it, which has the key
 * @property {string[]} otherSites those that a key may be for instead; none where the URL was given
 */

/** The path that uploads are posted to, at a relay as at an intake's base URL. */
const PATH = '/api/v2/srcmap';

/**
 * @param {Core} core
 * @param {Settings} settings
 * @param {Record<string, string | undefined>} env
 * @returns {Target}
 */
export function resolveTarget(core, settings, env) {
  if (settings.relay) return resolveRelay(core, settings, settings.relay);
  const key = resolveKey(core, settings, env);
  const to = resolveUrl(core, settings, env);
  if (key && withoutWholeKey(to.url, key.value) !== to.url) {
    // a name server would be asked for it, and every message shows it
    throw new UsageError(
      'intake-url-has-key',
      `the intake URL (from ${to.origin}) has the API key in it`,
      { help: 'give the URL without it: the key travels in a header' },
    );
  }
  return { ...to, apiKey: key?.value, keyOrigin: key?.origin };
}

/**
 * The relay knows where uploads go, and with which key; a site or intake URL that is given is what it is called here.
 * @param {Core} core
 * @param {Settings} settings
 * @param {NonNullable<Settings['relay']>} relay
 * @returns {Target}
 */
function resolveRelay(core, settings, relay) {
  if (settings.apiKey !== undefined) {
    throw new UsageError('relay-and-api-key', 'both a relay and an API key are given', {
      help: 'leave out the key: the relay has its own',
    });
  }
  const base = URL.canParse(relay.url) ? new URL(relay.url) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol)) {
    throw new UsageError('relay-url-invalid', 'the URL of the relay is not one of HTTP', {
      help: 'give its origin: http://127.0.0.1:8700',
    });
  }
  if (!/^[\x21-\x7e]+$/.test(relay.session)) {
    throw new UsageError('relay-session-malformed', 'the session of the relay is not one', {
      help: 'give it as POST /relay/session has answered it',
    });
  }
  if (!settings.allowHttp) refuseHttp(base.href, 'the relay', 'its session');
  const url = new URL(`/relay${PATH}`, base).href;
  const isNamed = settings.site !== undefined || settings.intakeUrl !== undefined;
  const shown = isNamed
    ? resolveUrl(core, { ...settings, allowHttp: true }, {})
    : { url, origin: originOf('relay'), otherSites: [] };
  return { ...shown, relay: { url, session: relay.session } };
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
  const url = first(settings, 'intakeUrl', env);
  if (url && settings.site === undefined) {
    const given = unwrap(core.customIntakeUrl(url.value));
    if (!settings.allowHttp) refuseHttp(given.url);
    return { ...given, origin: url.origin, otherSites: [] };
  }
  const site = first(settings, 'site', env) ?? { value: DEFAULTS.site, origin: 'the default' };
  const resolved = unwrap(core.resolveSite(site.value));
  const otherSites = core.sites().filter((domain) => domain !== resolved.site);
  return { ...resolved, origin: site.origin, otherSites };
}

/**
 * The key would be read by whoever is on the way; on this machine nobody is.
 * @param {string} url
 * @param {string} [what] is there
 * @param {string} [secret] that is sent
 */
function refuseHttp(url, what = 'the intake', secret = 'the API key') {
  const { protocol, hostname, host } = new URL(url);
  if (protocol === 'https:' || isLoopback(hostname)) return;
  throw new UsageError(
    'intake-url-insecure',
    `${what} at ${host} is without TLS: ${secret} would travel in the open`,
    { help: `give its https:// URL, or allow it by ${wayOf('allowHttp')} where nobody listens` },
  );
}

/**
 * Whether there is a key, in an option or the environment.
 * @param {{ apiKey?: string }} settings
 * @param {Record<string, string | undefined>} env
 */
export function hasKey({ apiKey }, env) {
  return Boolean(apiKey?.trim()) || variableOf('apiKey', env) !== undefined;
}

/**
 * What is said where there is no key, and one is needed.
 * @param {Core} core
 */
export function missingKey(core) {
  return ofRun(core.finding('api-key-missing', { names: ENV.apiKey?.join(' or ') ?? '' }));
}

/**
 * @param {Core} core
 * @param {Settings} settings
 * @param {Record<string, string | undefined>} env
 */
function resolveKey(core, settings, env) {
  const key = findKey(settings, env);
  if (key !== undefined || settings.dryRun || settings.defer !== undefined) return key;
  const { code, message, help } = missingKey(core);
  throw new UsageError(code, message, { help });
}

/**
 * The key, if there is one, and where it was found.
 * @param {{ apiKey?: string }} settings
 * @param {Record<string, string | undefined>} env
 * @returns {{ value: string, origin: string } | undefined}
 */
export function findKey(settings, env) {
  const key = first(settings, 'apiKey', env);
  if (key === undefined) return undefined;
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
 * An option, or else what the environment says in its place.
 * @param {Pick<Settings, 'apiKey' | 'site' | 'intakeUrl'>} settings
 * @param {'apiKey' | 'site' | 'intakeUrl'} name
 * @param {Record<string, string | undefined>} env
 */
function first(settings, name, env) {
  const { [name]: option } = settings;
  if (option !== undefined) return { value: option, origin: originOf(name) };
  const variable = variableOf(name, env);
  return variable && { value: variable.value, origin: variable.name };
}

/**
 * @template {object} T
 * @param {T | { issue: import('../index.js').Issue }} result
 * @returns {T}
 */
function unwrap(result) {
  if ('issue' in result) {
    throw new UsageError(result.issue.code, result.issue.message, { help: result.issue.help });
  }
  return result;
}
