/** Undoes the `Content-Encoding` of a request body. */

import * as zlib from 'node:zlib';
import { Refusal } from '../http/refusal.js';
import { quoted } from './wording.js';

/** zlib's zstd is newer than the oldest Node that mapship runs on, and than the type declarations in use. */
const createZstdDecompress = /** @type {(() => zlib.Gunzip) | undefined} */ (
  /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (zlib)).createZstdDecompress
);

/**
 * @param {string | undefined} header The value of `Content-Encoding`.
 * @returns {{ name: 'identity' | 'gzip' | 'zstd', decoder: zlib.Gunzip | undefined }} No decoder for identity.
 * @throws {Refusal}
 */
export function openEncoding(header) {
  const codings = (header ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > 1) {
    throw new Refusal(400, `Content-Encoding ${quoted(header)} names several codings: send one`);
  }
  switch (codings[0]) {
    case undefined:
      return { name: 'identity', decoder: undefined };
    case 'gzip':
    case 'x-gzip':
      return { name: 'gzip', decoder: zlib.createGunzip() };
    case 'zstd':
      if (createZstdDecompress) return { name: 'zstd', decoder: createZstdDecompress() };
      throw new Refusal(
        400,
        `Content-Encoding zstd: this intake runs on Node ${process.version}, whose zlib has no zstd; ` +
          'start it with Node 22.15 or newer, or send gzip',
      );
    default:
      throw new Refusal(
        400,
        `Content-Encoding ${quoted(header)} is not accepted: send gzip, zstd or identity`,
      );
  }
}
