/** `explain` holds no map, however much of it there is. */
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { bareNode, measure } from '../bench/measure.js';
import { mappingsOnly } from '../published/mappings-only.js';
import { CLEAN, folder } from './world.js';

const CLI = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));

/** How much more than bare Node it may take, in MB: less than the map has. */
const MOST = 60;

test(
  'frames at both ends of a map of 80 MB are looked up in less memory than that',
  { skip: process.platform !== 'linux' && 'only Linux tells the peak of another process' },
  async (t) => {
    const cwd = await folder(t, {});
    const { map, lines } = await mappingsOnly(cwd, 80e6);
    assert.ok((await stat(map)).size > (MOST + 15) * 1e6);
    const frames = [
      `at f (https://example.com/app.js:1:2)`,
      `at g (https://example.com/app.js:${lines}:30000)`,
      // neither a minified file's nor a source's: every map is asked for its sources
      `at h (https://example.com/other.js:1:1)`,
    ].join('\n');
    const where = { cwd, env: CLEAN };
    const bare = await bareNode(where);
    const args = [process.execPath, CLI, 'explain', frames, '--files', path.dirname(map)];
    const { peak } = await measure(args, where);
    assert.ok(peak - bare < MOST, `${(peak - bare).toFixed(0)} MB over bare Node`);
  },
);
