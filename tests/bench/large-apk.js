/** An APK of 500 MB, with real libraries that are made large. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

/**
 * Libraries of 20 MB, most as they are and some packed, and two thousand pictures.
 * @param {string} file
 * @param {Uint8Array} library
 */
export async function writeLargeApk(file, library) {
  const out = createWriteStream(file);
  /** @type {Buffer[]} */
  const directory = [];
  let at = 0;
  const write = async (/** @type {Uint8Array} */ bytes) => {
    at += bytes.length;
    if (!out.write(bytes)) await once(out, 'drain');
  };
  const crc = Buffer.alloc(4);
  const add = async (
    /** @type {string} */ name,
    /** @type {Uint8Array} */ data,
    /** @type {number} */ size,
    method = 0,
  ) => {
    const head = Buffer.alloc(30 + name.length);
    head.write('PK\x03\x04');
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(method, 8);
    crc.copy(head, 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt32LE(size, 22);
    head.writeUInt16LE(name.length, 26);
    head.write(name, 30);
    const row = Buffer.alloc(46 + name.length);
    row.write('PK\x01\x02');
    head.copy(row, 6, 4, 30);
    row.writeUInt32LE(at, 42);
    row.write(name, 46);
    directory.push(row);
    await write(head);
    await write(data);
  };
  const large = Buffer.concat([library, Buffer.alloc(20e6, 'some code ')]);
  const deflated = deflateRawSync(large, { level: 1 });
  for (let i = 0; i < 20; i += 1)
    await add(
      `lib/x86_64/lib${i}.so`,
      Buffer.concat([large, Buffer.alloc(6e6)]),
      large.length + 6e6,
    );
  for (let i = 20; i < 24; i += 1) await add(`lib/x86_64/lib${i}.so`, deflated, large.length, 8);
  for (let i = 0; i < 2000; i += 1) await add(`res/p${i}.png`, Buffer.alloc(1000), 1000);
  const start = at;
  for (const row of directory) await write(row);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(at - start, 12);
  end.writeUInt32LE(start, 16);
  await write(end);
  out.end();
  await once(out, 'close');
}
