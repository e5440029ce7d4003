// The container of the local intake: its file is sound, and what it starts runs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { CLEAN, CLI, folder } from './world.js';

const FILE = await readFile(new URL('../../Containerfile', import.meta.url), 'utf8');
const { validate } = createRequire(import.meta.url)('dockerfile-utils');

/** The words of the last instruction of that name that is written as a list. @param {string} name @returns {string[]} */
const words = (name) => JSON.parse(FILE.split(`${name} `).at(-1)?.split('\n')[0] ?? '');

test('its file is sound', () => {
  assert.deepEqual(validate(FILE), []);
  assert.notDeepEqual(validate(FILE.replace('ENTRYPOINT [', 'ENTRYPINT [')), []);
  const bases = [...FILE.matchAll(/^FROM (\S+)/gm)].map(([, base = '']) => base);
  for (const base of bases) assert.match(base, /^docker\.io\/library\/node:\d+\.\d+\.\d+-alpine$/);
  const last = FILE.slice(FILE.lastIndexOf('FROM'));
  assert.match(last, /^USER node$/m);
  assert.ok(last.indexOf('USER node') < last.indexOf('ENTRYPOINT'));
  assert.match(FILE, /npm install --ignore-scripts /);
});

test('what it starts runs, and is healthy', async (t) => {
  const received = await folder(t);
  const [node, cli, ...args] = words('ENTRYPOINT');
  assert.deepEqual([node, cli], ['node', '/mapship/node_modules/mapship/cli.js']);
  assert.deepEqual(args, ['intake', '--host', '0.0.0.0', '--dir', '/received']);
  assert.match(FILE, /^EXPOSE 8642$/m);
  // here it is for this machine only, in a folder of its own, at any port
  const here = args.map((word) =>
    word.replace('0.0.0.0', '127.0.0.1').replace('/received', received),
  );
  const child = spawn(process.execPath, [CLI, ...here, '--port', '0'], { env: CLEAN });
  t.after(() => child.kill('SIGKILL'));
  let printed = '';
  await new Promise((resolve, reject) => {
    child.once('close', () => reject(new Error(`it ended: ${printed}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        printed += data;
        if (printed.includes('Ctrl+C')) resolve(undefined);
      });
    }
  });
  const port = /127\.0\.0\.1:(\d+)/.exec(printed)?.[1] ?? '';
  const [, ...probe] = JSON.parse(/ CMD (\[.*\])$/m.exec(FILE)?.[1] ?? '[]');
  const health = (/** @type {string} */ at) =>
    new Promise((resolve) => {
      const asked = probe.map((/** @type {string} */ word) => word.replace('8642', at));
      spawn(process.execPath, asked, { env: CLEAN, stdio: 'ignore' }).once('close', resolve);
    });
  assert.equal(await health(port), 0);
  // a container is told to stop by this signal
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  assert.equal(await closed, 0);
  assert.notEqual(await health(port), 0);
});
