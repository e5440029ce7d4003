// WebAssembly modules with DWARF, by clang and wasm-ld: judged by llvm-readobj.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';

import { folder, llvm, program, run, told } from './world.js';

/** How the module is linked, and what is to be said of it. @type {[name: string, flags: string[], codes: string[]][]} */
const LINKED = [
  ['with a build ID and DWARF', ['--build-id=sha1'], []],
  ['with a short build ID', ['--build-id=fast'], []],
  ['with a build ID that was given', ['--build-id=0x0123456789abcdef'], []],
  ['without a build ID', [], ['wasm-no-build-id']],
  ['stripped', ['--build-id=sha1', '--strip-debug'], ['wasm-no-debug']],
];

for (const [name, flags, codes] of LINKED) {
  test(`a module ${name}`, async (t) => {
    const dir = await folder(t);
    const sources = await program(dir, 10);
    const objects = sources.map((source) => `${source}.o`);
    for (const [i, source] of sources.entries()) {
      const compile = ['-g', '-O1', '--target=wasm32', '-c', source, '-o', objects[i] ?? ''];
      await run(llvm('clang'), compile, { cwd: dir });
    }
    const link = ['--no-entry', '--export-all', ...flags, '-o', 'app.wasm', ...objects];
    await run(llvm('wasm-ld'), link, { cwd: dir });
    const wasm = path.join(dir, 'app.wasm');
    const sections = await run(llvm('llvm-readobj'), ['--sections', '--section-data', wasm]);
    const { identity, codes: found, format } = await told(wasm);
    assert.equal(format, 'wasm');
    assert.deepEqual(found, codes);
    assert.equal(sections.includes('Name: .debug_info'), !codes.includes('wasm-no-debug'));
    assert.equal(identity.build_id ?? '', buildId(sections));
    t.diagnostic(`build_id ${identity.build_id}`);
  });
}

/**
 * The payload of the section `build_id`, which llvm-readobj prints in lines of 16 bytes.
 * @param {string} text
 */
function buildId(text) {
  const [, rest = ''] = text.split('Name: build_id\n');
  const [data = ''] = rest.split('\n    )');
  const lines = [...data.matchAll(/^\s+[\dA-F]{4}: ((?:[\dA-F]+ )+)\s*\|/gm)];
  return lines.map(([, hex = '']) => hex.replaceAll(' ', '').toLowerCase()).join('');
}
