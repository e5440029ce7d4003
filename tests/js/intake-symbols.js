/** The smallest symbol files that datadog-ci takes for real, made by hand so that no compiler is needed. */

/** A 64-bit x86-64 ELF with a GNU build ID of twenty 0xab, a symbol table and a section of debug information. */
export function elf() {
  const names = Buffer.from('\0.note.gnu.build-id\0.symtab\0.debug_info\0.shstrtab\0');
  const note = Buffer.alloc(36, 0xab);
  note.writeUInt32LE(4, 0);
  note.writeUInt32LE(20, 4);
  note.writeUInt32LE(3, 8);
  note.write('GNU\0', 12);
  /** @type {[name: string, type: number, content: Buffer][]} */
  const sections = [
    ['', 0, Buffer.alloc(0)],
    ['.note.gnu.build-id', 7, note],
    ['.symtab', 2, Buffer.alloc(24)],
    ['.debug_info', 1, Buffer.alloc(16)],
    ['.shstrtab', 3, names],
  ];
  let offset = 64;
  const headers = sections.map(([name, type, content]) => {
    const header = Buffer.alloc(64);
    header.writeUInt32LE(name === '' ? 0 : names.indexOf(`${name}\0`), 0);
    header.writeUInt32LE(type, 4);
    header.writeBigUInt64LE(BigInt(offset), 24);
    header.writeBigUInt64LE(BigInt(content.length), 32);
    header.writeBigUInt64LE(4n, 48);
    offset += content.length;
    return header;
  });
  const file = Buffer.alloc(64);
  file.write('\x7fELF\x02\x01\x01', 'latin1');
  file.writeUInt16LE(3, 16);
  file.writeUInt16LE(62, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BigInt(offset), 40);
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(64, 58);
  file.writeUInt16LE(sections.length, 60);
  file.writeUInt16LE(sections.length - 1, 62);
  return Buffer.concat([file, ...sections.map(([, , content]) => content), ...headers]);
}

/** A WebAssembly module with the build ID 01020304 and debug information. */
export function wasm() {
  const section = (/** @type {string} */ name, /** @type {number[]} */ payload) => {
    const content = Buffer.from([name.length, ...Buffer.from(name), ...payload]);
    return Buffer.from([0, content.length, ...content]);
  };
  const magic = Buffer.from('\0asm\x01\0\0\0', 'latin1');
  return Buffer.concat([magic, section('build_id', [1, 2, 3, 4]), section('.debug_info', [0])]);
}

/** The metadata root of a portable PDB, without any stream. */
export function portablePdb() {
  const version = Buffer.from('PDB v1.0\0\0\0\0');
  const root = Buffer.alloc(16 + version.length + 4);
  root.write('BSJB');
  root.writeUInt16LE(1, 4);
  root.writeUInt16LE(1, 6);
  root.writeUInt32LE(version.length, 12);
  version.copy(root, 16);
  return root;
}

/** A Breakpad symbol file of a Windows module. */
export const BREAKPAD =
  'MODULE windows x86 00112233445566778899AABBCCDDEEFF2A demo.pdb\nFILE 0 a.c\nFUNC 1000 54 0 f\n';

/**
 * Stand-ins for the native tools that datadog-ci calls, by name: they do what these tests need and no more, on
 * any system with a POSIX shell.
 */
export const TOOLS = {
  dwarfdump: `#!/bin/sh
echo "UUID: 3BC12422-63CC-30E8-B916-E5006CE3286C (arm64) $2/Contents/Resources/DWARF/App"
`,
  zip: `#!/bin/sh
echo PK > "$2"
`,
  objcopy: `#!/bin/sh
case "$1" in --version | --help) echo 'GNU objcopy 2.40'; exit 0 ;; esac
for word; do from=$to; to=$word; done
cp "$from" "$to"
`,
};
