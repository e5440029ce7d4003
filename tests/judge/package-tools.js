// What the package is installed by, run under, type-checked by: programs of one version each, from npm, kept in target/judge/package-tools.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from './world.js';

const FOLDER = fileURLToPath(new URL('../../target/judge/package-tools', import.meta.url));
const NODE = process.execPath;

const EXE = process.platform === 'win32' ? '.exe' : '';
const SYSTEM = process.platform === 'win32' ? 'win' : process.platform;
const MUSL = process.platform === 'linux' ? '-glibc' : '';

/** By the name it has here; the packages of Node, Bun and Deno are those with the bare program for this system. */
const PACKAGES = {
  'node-20': `node-${SYSTEM}-${process.arch}@20.19.0`,
  'node-22': `node-${SYSTEM}-${process.arch}@22.12.0`,
  'node-24': `node-${SYSTEM}-${process.arch}@24.21.0`,
  bun: `@oven/bun-${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}@1.4.5`,
  deno: `@deno/${process.platform}-${process.arch}${MUSL}@2.9.6`,
  pnpm: 'pnpm@10.34.8',
  yarn: '@yarnpkg/cli-dist@4.18.1',
  'typescript-5.0': 'typescript@5.0.4',
  'typescript-5.9': 'typescript@5.9.3',
  'typescript-7': 'typescript@7.0.2',
};

/** @typedef {keyof typeof PACKAGES} Tool */

/** Installs those that are not there yet. */
export async function installTools() {
  const wanted = JSON.stringify(PACKAGES);
  const stamp = path.join(FOLDER, 'installed.json');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(path.join(FOLDER, 'package.json'), '{ "private": true }\n');
  const aliases = Object.entries(PACKAGES).map(([name, id]) => `${name}@npm:${id}`);
  const flags = ['--save-exact', '--no-audit', '--no-fund', '--loglevel=error'];
  await run(EXE ? 'npm.cmd' : 'npm', ['install', ...flags, ...aliases], { cwd: FOLDER });
  await writeFile(stamp, wanted);
}

/** @param {Tool} tool @param {string} file */
const at = (tool, file) => path.join(FOLDER, 'node_modules', tool, file);

/** How each runtime runs a script. @type {[name: string, words: string[]][]} */
export const RUNTIMES = [
  ['Node 20.19.0', [at('node-20', `bin/node${EXE}`)]],
  ['Node 22.12.0', [at('node-22', `bin/node${EXE}`)]],
  ['Node 24.21.0', [at('node-24', `bin/node${EXE}`)]],
  ['Bun 1.4.5', [at('bun', `bin/bun${EXE}`)]],
  ['Deno 2.9.6', [at('deno', `deno${EXE}`), 'run', '--allow-all', '--no-lock']],
];

/** How each installer adds a tarball to a project. @type {[name: string, words: string[]][]} */
export const INSTALLERS = [
  ['npm', [EXE ? 'npm.cmd' : 'npm', 'install', '--no-audit', '--no-fund']],
  ['pnpm 10.34.8', [NODE, at('pnpm', 'bin/pnpm.cjs'), 'add']],
  ['Yarn 4.18.1, node_modules', [NODE, at('yarn', 'bin/yarn.js'), 'add']],
  ['Yarn 4.18.1, Plug’n’Play', [NODE, at('yarn', 'bin/yarn.js'), 'add']],
  ['Bun 1.4.5', [at('bun', `bin/bun${EXE}`), 'add']],
];

/** @type {[name: string, words: string[]][]} */
export const CHECKERS = [
  ['TypeScript 5.0.4', [NODE, at('typescript-5.0', 'bin/tsc')]],
  ['TypeScript 5.9.3', [NODE, at('typescript-5.9', 'bin/tsc')]],
  ['TypeScript 7.0.2', [NODE, at('typescript-7', 'bin/tsc')]],
];

/**
 * Yarn alone does not read where npm's packages come from.
 * @param {string} linker
 */
export async function yarnSettings(linker) {
  const registry = (await run(EXE ? 'npm.cmd' : 'npm', ['config', 'get', 'registry'])).trim();
  const isPlain = registry.startsWith('http:');
  return {
    YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''),
    ...(isPlain && { YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname }),
    YARN_NODE_LINKER: linker,
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_GLOBAL_CACHE: '0',
    YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
  };
}
