// The limit of an upload holds for what is sent: an ELF file without its code, and all that goes with it.
import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { judge } from '../../pkg/check/upload.js';
import { reduce } from '../../pkg/check/reduce.js';
import { start } from '../../pkg/core/index.js';
import { withFile } from '../../pkg/host/with-file.js';
import { makeElf } from './elf-file.js';
import { folder } from './world.js';

/** In bytes: the smaller of the two that "500 MB" of the API page may mean. */
const LIMIT = 500_000_000;
/** And the larger one, past which it is an error. */
const MOST = 500 * 1024 * 1024;

const LIB = makeElf({ '.debug_info': Buffer.alloc(200_000, 'debug information ') });

test('nothing is compressed to see whether it fits where it does so as it is', async () => {
  const core = await start();
  const sizes = async (/** @type {number} */ others, sends = false) =>
    withFile(LIB, async (source) => {
      const how = { keepUnwind: false, sends, others };
      const reduced = await reduce(core, { file: LIB, source }, how);
      await reduced?.release();
      return reduced?.size ?? 0;
    });
  const plain = await sizes(0);
  assert.ok(plain > 200_000 && plain < LIB.length);
  const packed = await sizes(0, true);
  assert.ok(packed < 10_000);
  // with the other parts it is at the limit, and then over it by a byte
  assert.equal(await sizes(LIMIT - plain), plain);
  assert.equal(await sizes(LIMIT - plain + 1), packed);
});

test('the other parts of an upload count', async (t) => {
  const core = await start();
  const dir = await folder(t, { 'lib.so': LIB });
  const file = (/** @type {string} */ part, /** @type {string} */ name) => {
    const shown = path.join(dir, name);
    return { part, name, shown, file: shown };
  };
  const other = path.join(dir, 'files.json');
  await writeFile(other, '');
  const judged = async (/** @type {number} */ length) => {
    await truncate(other, length);
    const job = {
      path: 'lib.so',
      type: /** @type {const} */ ('elf_symbol_file'),
      event: { type: 'elf_symbol_file' },
      files: [file('elf_symbol_file', 'lib.so'), file('repository', 'files.json')],
      issues: [],
      send: true,
    };
    const { report, release } = await judge(core, /** @type {any} */ (job), {}, {});
    await release();
    return report.issues.map(({ code }) => code);
  };
  // as long as it is when it is compressed, which a dry run finds out
  const { size } = await withFile(LIB, async (source) => {
    const how = { keepUnwind: false, sends: true, others: 0 };
    const reduced = await reduce(core, { file: LIB, source }, how);
    await reduced?.release();
    return reduced ?? { size: 0 };
  });
  const sized = async (/** @type {number} */ all) =>
    (await judged(all - size)).find((code) => code.startsWith('upload-'));
  assert.equal(await sized(LIMIT), undefined);
  assert.equal(await sized(LIMIT + 1), 'upload-near-limit');
  assert.equal(await sized(MOST), 'upload-near-limit');
  assert.equal(await sized(MOST + 1), 'upload-too-large');
});
