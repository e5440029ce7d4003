/** What mapship runs on: Node, its certificates, and the API key of the environment. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { FileError } from '../../errors.js';
import { readRegular } from '../../host/regular.js';
import { ENV } from '../../options/declared.js';
import { missingKey } from '../../send/destination.js';
import { fact, problem } from './entry.js';

/** @import { Entry } from './entry.js' */

/**
 * @param {string} running version of Node
 * @returns {Entry}
 */
export function nodeEntry(running = process.versions.node) {
  const manifest = new URL('../../package.json', import.meta.url);
  const range = JSON.parse(readFileSync(manifest, 'utf8')).engines.node;
  if (satisfies(running, range)) return fact('node', running);
  return problem(
    'error',
    'node',
    {
      code: 'node-unsupported',
      message: `mapship is not made for Node.js ${running}`,
      help: `use one of ${range}`,
    },
    { value: running },
  );
}

/**
 * Whether a version is in a range of the kinds `^1.2.3` and `>=1.2.3`, with `||` between them.
 * @param {string} version
 * @param {string} range
 */
function satisfies(version, range) {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number.parseFloat);
  return range.split('||').some((one) => {
    const [, kind, a, b, c] = /^(\^|>=)(\d+)\.(\d+)\.(\d+)$/.exec(one.trim()) ?? [];
    const isSame = major === Number(a);
    const isLater = minor > Number(b) || (minor === Number(b) && patch >= Number(c));
    return (isSame && isLater) || (kind === '>=' && major > Number(a));
  });
}

/**
 * The key is never shown, nor any part of it.
 * @param {import('../../core/types.js').Core} core
 * @param {Record<string, string | undefined>} env
 * @returns {Entry[]}
 */
export function keyEntries(core, env) {
  const about = 'api-key';
  const [used, other] = ENV.apiKey.filter((name) => env[name]?.trim());
  if (used === undefined) return [problem('error', about, missingKey(core))];
  const key = String(env[used]).trim();
  const more = { value: `set, ${key.length} characters`, origin: used };
  /** @type {Entry[]} */
  const entries = [];
  if (!/^[\x21-\x7e]+$/.test(key)) {
    const malformed = {
      code: 'api-key-malformed',
      message: `the API key (from ${used}) has characters that no key has`,
      help: 'copy it again: 32 hexadecimal digits, no quotes or line ends',
    };
    entries.push(problem('error', about, malformed, more));
  } else if (!/^[0-9a-f]{32}$/i.test(key)) {
    const odd = {
      code: 'api-key-odd',
      message: `the API key (from ${used}) has not the form of one: 32 hexadecimal digits`,
      help: 'see that it is an API key: neither an application key nor a client token, nor quoted',
    };
    entries.push(problem('warning', about, odd, more));
  } else {
    entries.push({ about, ...more, status: 'ok' });
  }
  if (other !== undefined && env[other]?.trim() !== key) {
    const differ = {
      code: 'api-keys-differ',
      message: `${used} and ${other} are both set, and differ; ${used} counts`,
      help: `unset the one that is not meant`,
    };
    entries.push(problem('warning', about, differ));
  }
  return entries;
}

/**
 * @param {Record<string, string | undefined>} env
 * @returns {Entry[]}
 */
export function tlsEntries(env) {
  /** @type {Entry[]} */
  const entries = [];
  const { NODE_EXTRA_CA_CERTS: file, NODE_TLS_REJECT_UNAUTHORIZED: reject } = env;
  if (file) entries.push(certificatesEntry(file));
  if (reject === '0') {
    const ignored = {
      code: 'tls-always-verified',
      message: 'NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: the API key goes to verified hosts only',
      help: 'unset it, and name the certificate authority in NODE_EXTRA_CA_CERTS',
    };
    entries.push(problem('warning', 'tls', ignored));
  }
  return entries;
}

/** @param {string} file */
function certificatesEntry(file) {
  const about = 'certificates';
  const origin = 'NODE_EXTRA_CA_CERTS';
  let text;
  try {
    text = readRegular(file).toString('latin1');
  } catch (error) {
    const { message } = FileError.from(file, error);
    const unreadable = {
      code: 'certificates-unreadable',
      message: `${message}; Node goes on without it`,
      help: 'name the file of your certificate authority, or unset NODE_EXTRA_CA_CERTS',
    };
    return problem('error', about, unreadable, { value: file, origin });
  }
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  const bad = blocks.findIndex((block) => !isCertificate(block));
  if (blocks.length > 0 && bad < 0) {
    const many = blocks.length === 1 ? '1 certificate' : `${blocks.length} certificates`;
    return fact(about, `${many} in ${file}`, origin);
  }
  const invalid = {
    code: 'certificates-invalid',
    message:
      blocks.length === 0
        ? `${file} has no certificate in the PEM format`
        : `certificate ${bad + 1} of ${file} can't be read`,
    help: 'give certificates in the PEM format (openssl x509 -in … -outform PEM)',
  };
  return problem('error', about, invalid, { value: file, origin });
}

/** @param {string} pem */
function isCertificate(pem) {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
