/** Why a request came to no reply. It never leaves mapship: it becomes an outcome. */

/**
 * - `changed`: a file is not what was checked
 * - `idle`: nothing moved for too long
 * - `network`: the connection could not be made, or broke
 * - `refused`: a proxy will not let it through
 * - `untrusted`: the certificate is not one to trust
 * @typedef {'changed' | 'idle' | 'network' | 'refused' | 'untrusted'} FailureKind
 */

export class Failure extends Error {
  name = 'Failure';

  /**
   * @param {FailureKind} kind
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(kind, message, cause) {
    super(message, { cause });
    this.kind = kind;
    /** Bytes that had gone on the wire, as far as is known. */
    this.sent = 0;
  }
}

/** The codes of certificates that do not verify, as OpenSSL and Node name them. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_/;

/**
 * The innermost reason of what a platform threw: the network's own words.
 * @param {unknown} error
 */
export function reasonOf(error) {
  const inner = innermost(error);
  return [inner?.code, inner?.message].filter(Boolean).join(', ') || String(inner);
}

/**
 * Whether what a platform threw is that a certificate does not verify.
 * @param {unknown} error
 */
export function isUntrusted(error) {
  return UNTRUSTED.test(innermost(error)?.code ?? '');
}

/**
 * @param {unknown} error
 * @returns {any}
 */
function innermost(error) {
  let inner = /** @type {any} */ (error);
  while (inner?.cause) inner = inner.cause;
  // several addresses were tried: each has its own
  return inner?.errors?.[0] ?? inner;
}

/**
 * That an intake could not be reached, why, and what to do about it.
 * @param {Failure} failure
 * @param {string} url what was posted to
 * @returns {{ reason: string, help: string }}
 */
export function unreachable({ kind, message }, url) {
  const reason = `${new URL(url).host} could not be reached: ${message}`;
  switch (kind) {
    case 'refused':
      return {
        reason,
        help: 'check the proxy that the environment names, or leave the host out by NO_PROXY',
      };
    case 'untrusted':
      return {
        reason,
        help: 'where your company has a certificate authority of its own, name its file in NODE_EXTRA_CA_CERTS',
      };
    default:
      return { reason, help: 'check the network, the site and any proxy' };
  }
}
