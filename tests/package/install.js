/** The package as people get it: packed by npm, installed into an empty project, looked at, and run there. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { projectAddress, stage } from './stage.js';

/** The package in the workspace. */
export const PACKAGE = fileURLToPath(new URL('../../pkg', import.meta.url));

/** What npm runs while it installs a package. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

const WINDOWS = process.platform === 'win32';

/** Something that can go wrong without a mistake in the program: its message says all there is to say. */
export class Failure extends Error {}

/**
 * @typedef {object} Tarball
 * @property {string} file
 * @property {number} size in bytes
 * @property {number} unpackedSize
 * @property {{ path: string, size: number }[]} files
 *
 * @typedef {object} Installed
 * @property {string} name
 * @property {string} version
 * @property {string} licence
 * @property {string} folder
 * @property {number} bytes without the packages inside of it
 * @property {string[]} scripts those that npm runs while installing
 *
 * @typedef {{ code: number | null, stdout: string, stderr: string }} Ended
 */

/**
 * Packs the package into a folder.
 * @param {string} into
 * @param {string} [address] of the project; by default the one that is known, or none
 * @returns {Promise<Tarball>}
 */
export async function pack(into, address) {
  await mkdir(into, { recursive: true });
  const staged = path.join(into, 'staged');
  await stage(staged, address ?? (await projectAddress()));
  const out = await npm(['pack', '--json', '--pack-destination', into], staged);
  /** @type {unknown} npm 11 and older print a list, newer ones an object by name */
  const printed = JSON.parse(out);
  const [packed] = /** @type {any[]} */ (Object.values(/** @type {object} */ (printed)));
  const { filename, size, unpackedSize, files } = packed;
  return { file: path.join(into, filename), size, unpackedSize, files };
}

/**
 * Installs a tarball with its dependencies into a new project.
 * @param {string} tarball
 * @param {string} project a folder, emptied if it exists
 */
export async function install(tarball, project) {
  await rm(project, { recursive: true, force: true });
  await mkdir(project, { recursive: true });
  await writeFile(path.join(project, 'package.json'), '{ "private": true }\n');
  const flags = ['--omit=dev', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await npm(['install', ...flags, tarball], project);
}

/**
 * The packages in a project's `node_modules`, nested ones too, by name.
 * @param {string} project
 * @returns {Promise<Installed[]>}
 */
export async function installed(project) {
  /** @type {Installed[]} */
  const found = [];
  await collect(path.join(project, 'node_modules'), found);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * @param {string} modules a `node_modules`, or a scope in it
 * @param {Installed[]} found
 */
async function collect(modules, found) {
  for (const entry of await readdir(modules, { withFileTypes: true })) {
    const folder = path.join(modules, entry.name);
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    if (entry.name.startsWith('@')) {
      await collect(folder, found);
      continue;
    }
    const json = await readFile(path.join(folder, 'package.json'), 'utf8');
    const { name, version, license = 'none', scripts = {} } = JSON.parse(json);
    const own = INSTALL_SCRIPTS.filter((script) => scripts[script] !== undefined);
    // npm builds such a package though no script says so
    if (existsSync(path.join(folder, 'binding.gyp'))) own.push('binding.gyp');
    const files = (await filesIn(folder)).filter((file) => !file.startsWith('node_modules/'));
    const sizes = await Promise.all(files.map(async (file) => stat(path.join(folder, file))));
    const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
    const licence = typeof license === 'string' ? license : JSON.stringify(license);
    found.push({ name, version, licence, folder, bytes, scripts: own });
    const inner = path.join(folder, 'node_modules');
    if (existsSync(inner)) await collect(inner, found);
  }
}

/**
 * All files in a folder: paths relative to it, with slashes, sorted.
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
export async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => path.relative(folder, path.join(parentPath, name)))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
}

/**
 * Runs a module given as text, in a project.
 * @param {string} project
 * @param {'module' | 'commonjs'} type
 * @param {string} code
 */
export function evaluate(project, type, code) {
  return run(process.execPath, [`--input-type=${type}`, '--eval', code], project);
}

/**
 * Runs the command line that npm has put into a project.
 * @param {string} project
 * @param {string[]} args
 */
export function mapship(project, args) {
  const bin = path.join(project, 'node_modules', '.bin', WINDOWS ? 'mapship.cmd' : 'mapship');
  return run(bin, args, project);
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} what it printed
 */
async function npm(args, cwd) {
  const { code, stdout, stderr } = await run(WINDOWS ? 'npm.cmd' : 'npm', args, cwd);
  if (code === 0) return stdout;
  const said = stderr
    .split('\n')
    .map((line) => line.replace(/^npm (?:error|ERR!) ?/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('A complete log of this run'));
  throw new Failure(`npm ${args[0]} failed: ${said.slice(0, 5).join('; ') || `code ${code}`}`);
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 * @param {Record<string, string | undefined>} [env]
 * @returns {Promise<Ended>}
 */
export function run(program, args, cwd, env = process.env) {
  // Windows runs a .cmd file by its shell only
  const child = spawn(program, args, { cwd, env, shell: program.endsWith('.cmd') });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Failure(`${program} does not run: ${error.message}`)),
    );
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
