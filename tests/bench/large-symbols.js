/**
 * Symbol files of half a gigabyte, out of the small ones of the tests: with the layout that their linkers give them, the bytes of
 * large sections left as holes. Where a reader passes over all of a file, its text is written out.
 */
import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';

/** @param {string} name */
export const fixture = (name) =>
  fileURLToPath(new URL(`../fixtures/symbols/${name}`, import.meta.url));

/** How much larger they are made, in bytes: whole pages, as sections are. */
const MORE = 122_071 * 4096;

const MAP_HEAD = '{"version":3,"sources":["a.ts"],"names":[],"mappings":"';

/** @typedef {[offset: number, bytes: Uint8Array]} Patch */

/**
 * Each format: the small file, or what makes it, and what makes the large one at a path.
 * @type {{ format: string, small: string | ((path: string) => void), make(path: string): void }[]}
 */
export const FORMATS = [
  { format: 'ELF', small: 'elf/x86_64.so', make: makeElf },
  { format: 'PE', small: 'pe/x64.dll', make: makePe },
  { format: 'PDB', small: 'pdb/x64.pdb', make: makePdb },
  { format: 'portable PDB', small: 'portable/ClrLoader.pdb', make: makePortablePdb },
  { format: 'Mach-O (dSYM), fat', small: 'macho/fat.dwarf', make: makeFat },
  { format: 'zip of a dSYM', small: (path) => makeZip(path, 0), make: makeZip },
  { format: 'WebAssembly', small: 'wasm/app.wasm', make: makeWasm },
  { format: 'Breakpad', small: (path) => writeFileSync(path, breakpad(1)), make: makeBreakpad },
  { format: 'Hermes bytecode', small: 'hermes/app.hbc', make: makeHermes },
  { format: 'R8 mapping', small: 'jvm/mapping.txt', make: makeMapping },
  { format: 'IL2CPP mapping', small: 'il2cpp/LineNumberMappings.json', make: makeIl2cpp },
  {
    format: 'source map',
    small: (path) => writeFileSync(path, `${MAP_HEAD}AAAA"}`),
    make: makeMap,
  },
];

/** @param {string} name */
function read(name) {
  return readFileSync(fixture(name));
}

/**
 * @param {string} path
 * @param {Patch[]} patches
 * @param {number} length in bytes
 */
function write(path, patches, length) {
  const fd = openSync(path, 'w');
  for (const [offset, bytes] of patches) writeSync(fd, bytes, 0, bytes.length, offset);
  ftruncateSync(fd, length);
  closeSync(fd);
}

/** Code and debug information grow alike; the section headers follow them, as linkers write them. @param {string} path */
function makeElf(path) {
  const file = read('elf/x86_64.so');
  const [start, count] = [Number(file.readBigUInt64LE(40)), file.readUInt16LE(60)];
  const table = file.subarray(start, start + 64 * count);
  const section = (/** @type {number} */ index) => table.subarray(64 * index, 64 * (index + 1));
  const names = Number(section(file.readUInt16LE(62)).readBigUInt64LE(24));
  const nameOf = (/** @type {Buffer} */ one) => text(file, names + one.readUInt32LE(0));
  let end = Math.ceil(file.length / 4096) * 4096;
  for (let index = 0; index < count; index += 1) {
    const one = section(index);
    if (!['.text', '.debug_info'].includes(nameOf(one))) continue;
    one.writeBigUInt64LE(BigInt(end), 24);
    one.writeBigUInt64LE(BigInt(MORE / 2), 32);
    end += MORE / 2;
  }
  file.writeBigUInt64LE(BigInt(end), 40);
  write(
    path,
    [
      [0, file],
      [end, table],
    ],
    end + table.length,
  );
}

/** The first section, the code, grows; what follows moves, in the file and in memory. @param {string} path */
function makePe(path) {
  const file = read('pe/x64.dll');
  const start = file.readUInt32LE(60);
  const table = start + 24 + file.readUInt16LE(start + 20);
  const count = file.readUInt16LE(start + 6);
  const directories = start + 24 + 112;
  const debug = file.readUInt32LE(directories + 6 * 8);
  const add = (/** @type {number} */ at) => file.writeUInt32LE(file.readUInt32LE(at) + MORE, at);
  const second = file.readUInt32LE(table + 40 + 20);
  for (let index = 0; index < count; index += 1) {
    const at = table + 40 * index;
    const [address, size] = [file.readUInt32LE(at + 12), file.readUInt32LE(at + 16)];
    if (debug >= address && debug < address + size) {
      // the first entry of the debug directory, that of the CodeView record: where that is in memory, and in the file
      const entry = file.readUInt32LE(at + 20) + debug - address;
      for (const place of [20, 24]) add(entry + place);
    }
    // sizes in memory and in the file of the first, addresses and offsets of the others
    for (const place of index === 0 ? [8, 16] : [12, 20]) add(at + place);
  }
  add(start + 24 + 56);
  for (let index = 0; index < 16; index += 1) {
    if (file.readUInt32LE(directories + 8 * index) > 0) add(directories + 8 * index);
  }
  write(
    path,
    [
      [0, file.subarray(0, second)],
      [second + MORE, file.subarray(second)],
    ],
    file.length + MORE,
  );
}

/** The last stream, of one module's symbols, grows; the directory counts its blocks. @param {string} path */
function makePdb(path) {
  const file = read('pdb/x64.pdb');
  const [block, directoryLength] = [file.readUInt32LE(32), file.readUInt32LE(44)];
  const piece = (/** @type {number} */ at) => file.subarray(at * block, (at + 1) * block);
  const numbers = (/** @type {Buffer} */ bytes, /** @type {number} */ count) =>
    Array.from({ length: count }, (_, index) => bytes.readUInt32LE(4 * index));
  const blocksOf = (/** @type {number} */ length) => Math.ceil(length / block);
  const map = numbers(piece(file.readUInt32LE(52)), blocksOf(directoryLength));
  const directory = Buffer.concat(map.map(piece));
  const [count = 0, ...rest] = numbers(directory, Math.floor(directoryLength / 4));
  const sizes = rest.slice(0, count);
  let next = 0;
  /** @type {Patch[]} */
  const patches = [];
  // block 0 is the header; of each `block` blocks the second and third say which are free
  const take = () => {
    do next += 1;
    while ([1, 2].includes(next % block));
    return next;
  };
  let at = count;
  const lists = sizes.map((size, stream) => {
    const own = Array.from({ length: blocksOf(size) }, () => {
      const bytes = piece(rest[at++] ?? 0);
      const taken = take();
      patches.push([taken * block, bytes]);
      return taken;
    });
    if (stream !== count - 1) return own;
    sizes[stream] = blocksOf(size) * block + MORE;
    return [...own, ...Array.from({ length: MORE / block }, take)];
  });
  const words = Uint32Array.from([count, ...sizes, ...lists.flat()]);
  const written = Buffer.from(words.buffer);
  const places = Array.from({ length: blocksOf(written.length) }, (_, index) => {
    const taken = take();
    patches.push([taken * block, written.subarray(index * block, (index + 1) * block)]);
    return taken;
  });
  const listed = take();
  patches.push([listed * block, Buffer.from(Uint32Array.from(places).buffer)]);
  const header = Buffer.from(piece(0));
  header.writeUInt32LE(next + 1, 40);
  header.writeUInt32LE(written.length, 44);
  header.writeUInt32LE(listed, 52);
  write(path, [[0, header], ...patches], (next + 1) * block);
}

/** The stream that ends the file grows. @param {string} path */
function makePortablePdb(path) {
  const file = read('portable/ClrLoader.pdb');
  let at = 16 + file.readUInt32LE(12);
  const count = file.readUInt16LE(at + 2);
  at += 4;
  let [last, end] = [0, 0];
  for (let index = 0; index < count; index += 1) {
    const offset = file.readUInt32LE(at);
    if (offset >= end) [last, end] = [at, offset];
    at += 8 + Math.ceil((text(file, at + 8).length + 1) / 4) * 4;
  }
  file.writeUInt32LE(file.readUInt32LE(last + 4) + MORE, last + 4);
  write(path, [[0, file]], file.length + MORE);
}

/** Each slice's `__debug_info` goes to its end and grows. @param {string} path */
function makeFat(path) {
  const file = read('macho/fat.dwarf');
  /** @type {Patch[]} */
  const patches = [];
  const header = Buffer.from(file.subarray(0, 48));
  let to = 16_384;
  for (const entry of [8, 28]) {
    const [offset, size] = [file.readUInt32BE(entry + 8), file.readUInt32BE(entry + 12)];
    const slice = Buffer.from(file.subarray(offset, offset + size));
    // slices for ARM begin at pages of 16 KB
    const length = Math.ceil((size + MORE / 2) / 16_384) * 16_384;
    const at = slice.indexOf('__debug_info\0\0\0\0__DWARF\0');
    slice.writeBigUInt64LE(BigInt(MORE / 2), at + 40);
    slice.writeUInt32LE(length - MORE / 2, at + 48);
    const segment = slice.indexOf('__DWARF\0');
    const start = slice.readBigUInt64LE(segment + 32);
    slice.writeBigUInt64LE(BigInt(length), segment + 24);
    slice.writeBigUInt64LE(BigInt(length) - start, segment + 40);
    header.writeUInt32BE(to, entry + 8);
    header.writeUInt32BE(length, entry + 12);
    patches.push([to, slice]);
    to += length;
  }
  write(path, [[0, header], ...patches], to);
}

/**
 * A bundle whose object file is stored.
 * @param {string} path
 * @param {number} [more]
 */
function makeZip(path, more = MORE) {
  const name = Buffer.from('Shop.dSYM/Contents/Resources/DWARF/Shop');
  const object = read('macho/arm64.dwarf');
  const zeros = new Uint8Array(4096 * 101);
  let crc = crc32(object);
  for (let left = more; left > 0; left -= zeros.length) {
    crc = crc32(zeros.subarray(0, Math.min(left, zeros.length)), crc);
  }
  const size = object.length + more;
  // version, flags, method, time, date; then checksum, both sizes, the lengths of the name and of what follows it
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(size, 14);
  common.writeUInt32LE(size, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, object]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  const at = local.length + more;
  end.writeUInt32LE(at, 16);
  const tail = Buffer.concat([central, end]);
  write(
    path,
    [
      [0, local],
      [at, tail],
    ],
    at + tail.length,
  );
}

/** One more section of DWARF, in front of those that the linker wrote. @param {string} path */
function makeWasm(path) {
  const file = read('wasm/app.wasm');
  const name = Buffer.from('\x0a.debug_loc');
  const length = name.length + MORE;
  // LEB128, of five bytes
  const size = [0, 7, 14, 21, 28].map((bits) => ((length >>> bits) & 127) | (bits < 28 ? 128 : 0));
  const head = Buffer.concat([file.subarray(0, 8), Buffer.from([0, ...size]), name]);
  write(
    path,
    [
      [0, head],
      [head.length + MORE, file.subarray(8)],
    ],
    file.length + head.length - 8 + MORE,
  );
}

/** @param {string} path */
function makeHermes(path) {
  const file = read('hermes/app.hbc');
  file.writeUInt32LE(file.length + MORE, 32);
  write(path, [[0, file]], file.length + MORE);
}

/** @param {number} functions */
function breakpad(functions) {
  const lines = Array.from(
    { length: functions },
    (_, at) => `FUNC ${(at * 64).toString(16)} 40 0 f${at}\n${(at * 64).toString(16)} 40 ${at} 0\n`,
  );
  return `MODULE windows x86_64 00112233445566778899AABBCCDDEEFF1 shop.pdb\nFILE 0 a.c\n${lines.join('')}`;
}

/** @param {string} path */
function makeBreakpad(path) {
  const [first = '', ...rest] = breakpad(20_000).split('FUNC');
  repeat(path, first, () => `FUNC${rest.join('FUNC')}`, '');
}

/** The same classes over and over, each time of another package. @param {string} path */
function makeMapping(path) {
  const body = read('jvm/mapping.txt').toString();
  repeat(
    path,
    '# compiler: R8\n# pg_map_id: 0123456\n',
    (turn) => body.replaceAll('shop.', `shop${turn}.`),
    '',
  );
}

/** @param {string} path */
function makeIl2cpp(path) {
  const lines = JSON.stringify(
    Object.fromEntries(Array.from({ length: 500 }, (_, at) => [at * 7, at])),
  );
  repeat(
    path,
    '{',
    (turn) => `"/build/Code${turn}.cpp":{"/game/Assets/Player${turn}.cs":${lines}},`,
    '"/build/Last.cpp":{}}',
  );
}

/** @param {string} path */
function makeMap(path) {
  const line = `${'AAAA,CAAC,'.repeat(200)}CAAC;`;
  repeat(path, MAP_HEAD, () => line, '"}');
}

/**
 * @param {string} path
 * @param {string} head
 * @param {(turn: number) => string} body
 * @param {string} tail
 */
function repeat(path, head, body, tail) {
  const fd = openSync(path, 'w');
  let length = writeSync(fd, head);
  for (let turn = 0; length < MORE;) {
    let piece = '';
    while (piece.length < 1 << 20) piece += body(turn++);
    length += writeSync(fd, piece);
  }
  writeSync(fd, tail);
  closeSync(fd);
}

/**
 * A text that a zero byte ends.
 * @param {Buffer} bytes
 * @param {number} at
 */
function text(bytes, at) {
  return bytes.toString('latin1', at, bytes.indexOf(0, at));
}
