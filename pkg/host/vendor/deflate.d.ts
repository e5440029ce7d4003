/**
 * A stream of zlib (RFC 1950). Of pako; `www/build.js` takes it out of there.
 * @param options `legacyHash`: byte for byte what zlib makes, not what Chromium's does
 */
export function deflate(
  bytes: Uint8Array,
  options: { level: number; legacyHash: boolean },
): Uint8Array<ArrayBuffer>;
