/** Which mapship is run: the version that was asked for, or the one that the project has installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** A version, and nothing that npm would take for a URL, a folder or an alias. */
const VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/**
 * @param {string} version
 * @param {string} cwd
 * @param {string} temporary
 * @returns {string} the script to give to Node
 */
export function program(version, cwd, temporary) {
  if (version === '') return installed(cwd);
  if (!VERSION.test(version)) {
    throw new Error(`The input version is ${JSON.stringify(version)}; give one such as 1.2.3`);
  }
  return fetched(version, path.join(temporary, `mapship-${version}`));
}

/** @param {string} cwd */
function installed(cwd) {
  try {
    const manifest = createRequire(path.join(cwd, 'package.json')).resolve('mapship/package.json');
    return path.join(path.dirname(manifest), 'cli.js');
  } catch {
    throw new Error(
      `mapship is not installed in ${cwd}: install it there before this step (npm install --save-dev mapship), or give the input version`,
    );
  }
}

/** @param {string} version @param {string} folder */
function fetched(version, folder) {
  const file = path.join(folder, 'node_modules', 'mapship', 'cli.js');
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `mapship@${version}`];
  // on Windows npm is a script of its shell, which gets nothing but these words
  const ended = spawnSync('npm', args, {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (ended.status !== 0 || !existsSync(file)) {
    throw new Error(`npm could not install mapship ${version}; what it printed says why`);
  }
  return file;
}
