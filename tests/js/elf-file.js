// ELF files as small as they can be (64 bits, little-endian), made and read here: by the System V ABI, not by mapship.
import { inflateSync } from 'node:zlib';

const HEADER = 64;
const SECTION = 64;
/** `sh_flags` of contents that are compressed. */
const COMPRESSED = 0x800;
/** How long the header of such contents is. */
const COMPRESSION = 24;

/**
 * A shared library for x86_64 with these sections, and a build ID.
 * @param {Record<string, Buffer>} contents debug information by the names of its sections
 */
export function makeElf(contents) {
  const note = Buffer.alloc(36);
  // lengths of the name and of the ID, and the kind: NT_GNU_BUILD_ID
  for (const [i, word] of [4, 20, 3].entries()) note.writeUInt32LE(word, 4 * i);
  note.write('GNU\0', 12, 'latin1');
  note.fill(0xab, 16);
  /** @type {[name: string, kind: number, flags: number, bytes: Buffer][]} */
  const sections = [
    ['', 0, 0, Buffer.alloc(0)],
    ['.note.gnu.build-id', 7, 2, note],
    ['.text', 1, 6, Buffer.alloc(5000, 0x90)],
    ...Object.entries(contents).map(
      ([name, bytes]) => /** @type {[string, number, number, Buffer]} */ ([name, 1, 0, bytes]),
    ),
  ];
  const names = sections.map(([name]) => name).concat('.shstrtab');
  sections.push(['.shstrtab', 3, 0, Buffer.from(`${names.join('\0')}\0`)]);
  const table = Buffer.alloc(SECTION * sections.length);
  const pieces = [];
  let [at, name] = [HEADER, 0];
  for (const [i, [text, kind, flags, bytes]] of sections.entries()) {
    const own = table.subarray(SECTION * i);
    own.writeUInt32LE(name, 0);
    own.writeUInt32LE(kind, 4);
    for (const [place, value] of [
      [8, flags],
      [16, kind !== 0 && flags & 2 ? 0x1000 + at : 0],
      [24, kind && at],
      [32, bytes.length],
      [48, kind && 4],
    ]) {
      own.writeBigUInt64LE(BigInt(Number(value)), Number(place));
    }
    const padded = Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
    pieces.push(padded);
    at += padded.length;
    name += text.length + 1;
  }
  const header = Buffer.alloc(HEADER);
  header.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  for (const [place, value] of [
    [16, 3],
    [18, 62],
    [52, HEADER],
    [54, 56],
    [58, SECTION],
    [60, sections.length],
    [62, sections.length - 1],
  ]) {
    header.writeUInt16LE(Number(value), Number(place));
  }
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(at), 40);
  return Buffer.concat([header, ...pieces, table]);
}

/**
 * The sections that have bytes, by their names.
 * @param {Buffer} elf
 * @returns {Map<string, { isCompressed: boolean, length: number, bytes: Buffer }>} `length` in the file; `bytes` without compression
 */
export function sectionsOf(elf) {
  const number = (/** @type {number} */ at) => Number(elf.readBigUInt64LE(at));
  const places = Array.from(
    { length: elf.readUInt16LE(60) },
    (_, i) => number(40) + elf.readUInt16LE(58) * i,
  );
  const names = number(Number(places[elf.readUInt16LE(62)]) + 24);
  const found = new Map();
  for (const at of places) {
    const kind = elf.readUInt32LE(at + 4);
    // without contents
    if (kind === 0 || kind === 8) continue;
    const begin = names + elf.readUInt32LE(at);
    const name = elf.toString('latin1', begin, elf.indexOf(0, begin));
    const raw = elf.subarray(number(at + 24), number(at + 24) + number(at + 32));
    const isCompressed = (number(at + 8) & COMPRESSED) !== 0;
    const bytes = isCompressed ? inflateSync(raw.subarray(COMPRESSION)) : raw;
    if (
      isCompressed &&
      (raw.readUInt32LE(0) !== 1 || Number(raw.readBigUInt64LE(8)) !== bytes.length)
    ) {
      throw new Error(`${name} is not what its header says`);
    }
    found.set(name, { isCompressed, length: raw.length, bytes });
  }
  return found;
}
