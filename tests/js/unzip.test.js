// An entry of an archive is held against what the archive says of it: its length to the byte, and its checksum.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';

import { Entry } from '../../pkg/plan/unzip.js';

const DATA = Buffer.from('symbols of an app, '.repeat(20_000));
/** What stands before and behind it in the archive. */
const AROUND = Buffer.alloc(100, 'x');

/**
 * An entry with these bytes, of which the archive says something else.
 * @param {boolean} packed
 * @param {{ size?: number, crc?: number }} [wrong] by how much
 */
function entry(packed, { size = 0, crc = 0 } = {}) {
  const bytes = packed ? deflateRawSync(DATA) : DATA;
  const archive = new Uint8Array(Buffer.concat([AROUND, bytes, AROUND]));
  return new Entry(archive, 'a.zip/lib.so', {
    packed,
    start: AROUND.length,
    length: bytes.length,
    size: DATA.length + size,
    crc: checksum(DATA) ^ crc,
    fits: true,
  });
}

/** Older versions of Node have none of their own. @param {Uint8Array} bytes */
function checksum(bytes) {
  if (crc32) return crc32(bytes);
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

test('what is as the archive says is taken whole', async () => {
  const kept = await entry(true).unpack();
  assert.deepEqual(Buffer.from(/** @type {Uint8Array} */ (kept.file)), DATA);
  const taken = await entry(false).take();
  assert.deepEqual(
    taken.pieces?.map((piece) => (piece instanceof Uint8Array ? [] : [piece.start, piece.length])),
    [[AROUND.length, DATA.length]],
  );
});

for (const packed of [true, false]) {
  test(`what is not as the archive says is refused: ${packed ? 'packed' : 'stored'}`, async () => {
    for (const [wrong, why] of /** @type {[{ size?: number, crc?: number }, RegExp][]} */ ([
      [{ size: -1 }, /longer than the archive says/],
      [{ size: -DATA.length }, /longer than the archive says/],
      [{ size: 1 }, /can't be unpacked/],
      [{ crc: 1 }, /its checksum differs/],
      [{ crc: 0x8000_0000 }, /its checksum differs/],
    ])) {
      const refused = { name: 'FileError', message: why };
      await assert.rejects(entry(packed, wrong).take(), refused, JSON.stringify(wrong));
      await assert.rejects(entry(packed, wrong).beginning(10, true), refused);
    }
  });
}

test('of a beginning alone, only that is looked at', async () => {
  const { length } = await entry(true, { crc: 1 }).beginning(10, false);
  assert.equal(length, 10);
});
