// What the tests share: temporary folders, the command line, the local intake.
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { startIntake } from 'mapship/intake';

/** @import { TestContext } from 'node:test' */

/** Where all that the command line says in tests is written to, if anywhere. */
const SAID = process.env.MAPSHIP_SAID;

export const CLI = fileURLToPath(new URL('../../pkg/cli.js', import.meta.url));

/** A library for Android's 64-bit ARM, with debug information. */
export const ELF = await readFile(new URL('../fixtures/symbols/elf/aarch64.so', import.meta.url));

/** An environment without anything that mapship or Git would act on. */
export const CLEAN = {
  PATH: process.env.PATH ?? '',
  HOME: tmpdir(),
  GIT_CONFIG_GLOBAL: '/dev/null',
};

/**
 * A folder of its own, with files in it, gone after the test.
 * @param {TestContext} t
 * @param {Record<string, string | Uint8Array>} [files]
 */
export async function folder(t, files = {}) {
  const dir = await mkdtemp(path.join(tmpdir(), 'mapship-test-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(path.join(dir, name), content);
  }
  return dir;
}

/**
 * The command line, run in a folder.
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, stopOn?: RegExp, stopBy?: NodeJS.Signals }} [options] `stopOn`: Ctrl-C, or
 *   another signal, once this is printed
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string, json: () => any }>}
 */
export function mapship(args, { cwd = tmpdir(), env = {}, stopOn, stopBy = 'SIGINT' } = {}) {
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { ...CLEAN, ...env } });
  let [stdout, stderr] = ['', ''];
  let stopped = false;
  const look = () => {
    // a second Ctrl-C would mean: at once
    if (!stopped && stopOn?.test(stdout + stderr)) stopped = child.kill(stopBy);
  };
  child.stdout.on('data', (data) => ((stdout += data), look()));
  child.stderr.on('data', (data) => ((stderr += data), look()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      // of what is said in tests, the documentation takes its examples of findings: tests/findings/collect.js
      if (SAID) appendFileSync(SAID, `${JSON.stringify([stdout, stderr])}\n`);
      resolve({ code, stdout, stderr, json: () => JSON.parse(stdout) });
    });
  });
}

/**
 * @param {TestContext} t
 * @param {import('mapship/intake').IntakeOptions} [options]
 */
export async function intake(t, options = {}) {
  const dir = await folder(t);
  const running = await startIntake({ dir, ...options });
  t.after(() => running.close());
  return running;
}

/**
 * An address at which nobody listens, and nobody else can: the near end of a connection has its port. One that is only free now,
 * or is usually, may be another program's in a moment.
 * @param {TestContext} t
 */
export async function nowhere(t) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const held = connect(port, '127.0.0.1');
  await new Promise((resolve) => held.once('connect', () => resolve(undefined)));
  t.after(() => {
    held.destroy();
    server.close();
  });
  return `http://127.0.0.1:${held.localPort}`;
}

/** A small valid map and its script. */
export const MAP = JSON.stringify({
  version: 3,
  file: 'app.js',
  sources: ['src/app.ts'],
  sourcesContent: ['call();\n'],
  names: ['call'],
  mappings: 'AAAAA',
});
export const SCRIPT = 'call();\n//# sourceMappingURL=app.js.map\n';
export const BUILD = { 'dist/app.js': SCRIPT, 'dist/app.js.map': MAP };
