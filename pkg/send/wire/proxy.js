/** Which proxy the environment names for a URL, by the rules of curl. */
import { UsageError } from '../../errors.js';

/** Protocols that a proxy can be spoken to in. */
const SPOKEN = new Set(['http:', 'https:']);

/**
 * `HTTPS_PROXY` or `HTTP_PROXY` by the URL's scheme, else `ALL_PROXY`; none where `NO_PROXY` has the host. What is on this
 * machine is reached without, unless the proxy is on it too: another machine's could not. Small letters count first.
 * @param {URL} url
 * @param {Record<string, string | undefined>} env
 * @returns {URL | undefined}
 */
export function proxyFor(url, env) {
  const { proxy, without } = chooseProxy(url, env);
  return without === undefined ? proxy : undefined;
}

/**
 * The proxy that the environment names, by which variable, and why the host is reached without it, if so.
 * @param {URL} url
 * @param {Record<string, string | undefined>} env
 * @returns {{ proxy?: URL, variable?: string, without?: string }} `without`: the variable that leaves the host out, or
 *   `loopback`
 */
export function chooseProxy(url, env) {
  const scheme = url.protocol.replace(':', '');
  const found = first(env, [`${scheme}_proxy`, 'all_proxy']);
  if (found === undefined) return {};
  const { name: variable } = found;
  const exempt = first(env, ['no_proxy']);
  if (exempt && isExempt(url, exempt.value)) return { variable, without: exempt.name };
  const text = found.value.includes('://') ? found.value : `http://${found.value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy === undefined || !SPOKEN.has(proxy.protocol)) {
    // the value is not repeated: it may hold a password
    throw new UsageError('proxy-invalid', `${variable} is not the URL of an HTTP proxy`, {
      help: 'give it as http://host:port, or leave the host out by NO_PROXY',
    });
  }
  const isFar = isLoopback(url.hostname) && !isLoopback(proxy.hostname);
  return { proxy, variable, ...(isFar ? { without: 'loopback' } : {}) };
}

/**
 * Whether a host is this machine.
 * @param {string} hostname as URLs have it: in small letters, IPv6 in brackets
 */
export function isLoopback(hostname) {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

/**
 * A name stands for itself and all below it, with or without a dot or `*.` in front; a port narrows it; `*` is all.
 * @param {URL} url
 * @param {string} list
 */
function isExempt({ hostname, protocol, port }, list) {
  const own = port || (protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, name = '', at] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const bare = name.replace(/^\*?\./, '');
      if (bare === '' || (at !== undefined && at !== own)) return false;
      return bare === '*' || hostname === bare || hostname.endsWith(`.${bare}`);
    });
}

/**
 * @param {Record<string, string | undefined>} env
 * @param {string[]} names in small letters
 */
function first(env, names) {
  for (const name of names.flatMap((small) => [small, small.toUpperCase()])) {
    const value = env[name]?.trim();
    if (value) return { name, value };
  }
  return undefined;
}
