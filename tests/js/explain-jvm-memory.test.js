/** `explain` holds no mapping file, however much of it there is. */
import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { explain } from 'mapship';

import { bareNode, measure } from '../bench/measure.js';
import { largeMapping } from '../published/large-mapping.js';
import { CLEAN, folder } from './world.js';

const CLI = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));

/** How much more than bare Node it may take, in MB: less than the mapping has. */
const MOST = 50;

test(
  'frames from all over a mapping of 80 MB are read in less memory than that',
  { skip: process.platform !== 'linux' && 'only Linux tells the peak of another process' },
  async (t) => {
    const cwd = await folder(t, {});
    const { mapping, trace } = await largeMapping(cwd, 80e6, 30);
    assert.ok((await stat(mapping)).size > (MOST + 20) * 1e6);
    await writeFile(path.join(cwd, 'trace.txt'), trace);
    const where = { cwd, env: CLEAN };
    const bare = await bareNode(where);
    const args = [process.execPath, CLI, 'explain', '--stack', 'trace.txt', '--files', mapping];
    const { peak } = await measure(args, where);
    assert.ok(peak - bare < MOST, `${(peak - bare).toFixed(0)} MB over bare Node`);
    const { summary, lines } = await explain(trace, { files: mapping });
    assert.deepEqual(summary, { frames: 30, resolved: 30, readable: 0 });
    // the files of inlined classes stand elsewhere in the mapping
    const inlined = lines.filter(({ originals = [] }) => originals.length > 1);
    assert.ok(inlined.length > 5);
    for (const { originals = [] } of inlined)
      assert.match(originals[0]?.source ?? '', /^Component\d+\.(?:kt|java)$/);
  },
);
