// DLLs and their PDBs, by clang and lld-link: judged by llvm-readobj and llvm-pdbutil, and what is sent of a folder of them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { upload } from 'mapship';
import { startIntake } from 'mapship/intake';

import { folder, llvm, program, run, told } from './world.js';

/** Targets, and what else the linker is told. @type {[name: string, target: string, arch: string, flags: string[]][]} */
const TARGETS = [
  ['x64', 'x86_64-pc-windows-msvc', 'x64', []],
  ['x86', 'i686-pc-windows-msvc', 'x86', ['/safeseh:no']],
  ['arm64', 'aarch64-pc-windows-msvc', 'arm64', []],
  ['arm32', 'thumbv7-pc-windows-msvc', 'arm32', []],
];

for (const [name, target, arch, flags] of TARGETS) {
  test(`${name}: a DLL and its PDB`, async (t) => {
    const dir = await folder(t);
    const sources = await program(dir, 10);
    const objects = sources.map((source) => `${source}.obj`);
    for (const [i, source] of sources.entries()) {
      const compile = ['-g', '-gcodeview', '-O1', `--target=${target}`, '-c', source, '-o'];
      await run(llvm('clang'), [...compile, objects[i] ?? ''], { cwd: dir });
    }
    const link = ['/nologo', '/dll', '/noentry', '/debug', '/export:part0_1', `/out:${name}.dll`];
    await run(llvm('lld-link'), [...link, ...flags, ...objects], { cwd: dir });
    const [dll, pdb] = [path.join(dir, `${name}.dll`), path.join(dir, `${name}.pdb`)];

    const readobj = await run(llvm('llvm-readobj'), ['--coff-debug-directory', dll]);
    const raw =
      /PDBGUID: \(([\w ]+)\)/.exec(readobj)?.[1] ?? /PDBGUID: \{([\w-]+)\}/.exec(readobj)?.[1];
    const age = /PDBAge: (\d+)/.exec(readobj)?.[1];
    const summary = await run(llvm('llvm-pdbutil'), ['dump', '--summary', pdb]);
    const guid = /GUID: \{([\w-]+)\}/.exec(summary)?.[1];
    assert.ok(raw && guid && age, readobj + summary);

    const [ofDll, ofPdb] = [await told(dll), await told(pdb)];
    assert.equal(ofDll.format, 'pe');
    assert.equal(ofPdb.format, 'pdb');
    assert.deepEqual([...ofDll.codes, ...ofPdb.codes], []);
    for (const { identity } of [ofDll, ofPdb]) {
      assert.equal(identity.pdb_sig, guid);
      assert.equal(identity.pdb_age, age);
      assert.equal(identity.arch, arch);
    }
    assert.equal(ofPdb.identity.symbol_source, 'debug_info');
    t.diagnostic(`${guid} age ${age}, ${(await readFile(pdb)).length} bytes`);

    const intake = await startIntake({ dir: path.join(dir, 'intake') });
    const options = { git: false, apiKey: 'k', intakeUrl: intake.url };
    const report = await upload(dir, { ...options, type: 'pe_symbol_file' });
    assert.equal(report.ok, true, JSON.stringify(report, null, 1));
    const [sent] = await intake.uploads();
    await intake.close();
    assert.equal(sent?.event?.pdb_sig, guid);
    const part = sent?.parts.find(({ name: one }) => one === 'pe_symbol_file');
    const kept = await readFile(path.join(String(sent?.dir), String(part?.path)));
    assert.ok(kept.equals(await readFile(pdb)));
  });
}
