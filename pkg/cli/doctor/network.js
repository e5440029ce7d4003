/** The way to an intake: by which proxy, and with `--online` whether it is open. */
import { clientHeaders } from '../../host/node.js';
import { UsageError } from '../../index.js';
import { Failure } from '../../send/wire/failure.js';
import { probe } from '../../send/wire/post-node.js';
import { chooseProxy } from '../../send/wire/proxy.js';
import { fact, problem } from './entry.js';

/** @import { Entry } from './entry.js' */

/** How long to wait for a move, in ms. */
const TIMEOUT = 10_000;

/**
 * @param {string} url of an intake
 * @param {Record<string, string | undefined>} env
 * @returns {Entry}
 */
export function proxyEntry(url, env) {
  const { host } = new URL(url);
  try {
    const { proxy, variable, without } = chooseProxy(new URL(url), env);
    if (variable === undefined) return fact('proxy', `none for ${host}`, 'the default');
    if (without === 'loopback') {
      return fact('proxy', `none for ${host}: it is this machine`, variable);
    }
    if (without !== undefined) {
      return fact('proxy', `none for ${host}: ${without} leaves it out`, without);
    }
    // neither its password nor its user
    const { protocol = '', host: own = '', username, password } = proxy ?? {};
    const secret = username || password ? ', with credentials' : '';
    return fact('proxy', `${protocol}//${own} for ${host}${secret}`, variable);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return problem('error', 'proxy', error);
  }
}

/**
 * @param {string} url of an intake
 * @param {Record<string, string | undefined>} env
 * @param {string} version of mapship
 * @returns {Promise<Entry>}
 */
export async function onlineEntry(url, env, version) {
  const { host } = new URL(url);
  const begin = performance.now();
  try {
    const headers = clientHeaders(version);
    const { status } = await probe(url, env, { timeout: TIMEOUT, headers });
    const value = `${host} answers: HTTP ${status} in ${Math.round(performance.now() - begin)} ms`;
    if (status !== 407 && status < 500) return fact('online', value);
    const odd = {
      code: 'online-status',
      message: `${host} was asked for its root, and the answer is HTTP ${status}`,
      help:
        status === 407
          ? 'give the proxy its user and password: http://user:password@host:port'
          : 'something on the way has a fault, or the intake has; try again later',
    };
    return problem(status === 407 ? 'error' : 'warning', 'online', odd, { value });
  } catch (error) {
    if (error instanceof UsageError) return problem('error', 'online', error);
    if (!(error instanceof Failure)) throw error;
    const unreachable = {
      code: 'online-unreachable',
      message: `${host} could not be reached: ${error.message}`,
      help: HELP[error.kind] ?? 'check the network, the site and any proxy',
    };
    return problem('error', 'online', unreachable);
  }
}

/** @type {Record<string, string>} */
const HELP = {
  refused: 'check the proxy that the environment names, or leave the host out by NO_PROXY',
  untrusted:
    'where your company has a certificate authority of its own, name its file in NODE_EXTRA_CA_CERTS',
};
