/**
 * What the package weighs and what installing it brings; `cargo xtask pack` runs it.
 *
 * Usage: node tests/package/weigh.js <scratch folder>
 */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { hold } from './budgets.js';
import { firstLoad } from './first-load.js';
import { Failure, evaluate, install, installed, mapship, pack } from './install.js';
import { pace } from './pace.js';

/** @import { Ended, Installed, Tarball } from './install.js' */

/** What was measured, by budget. @type {Record<string, number>} */
const measured = {};
/** What stands against the package, in sentences. @type {string[]} */
const problems = [];
/** @type {[what: string, result: string][]} */
const summary = [];

try {
  await weigh(process.argv[2]);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  problems.push(error.message);
}
const { lines, over } = hold(measured);
heading('the budgets');
for (const line of lines) console.log(line);
problems.push(...over);
heading('the package');
for (const [what, result] of summary) console.log(`${what.padEnd(13)} ${result}`);
for (const problem of problems) console.log(`FAILED        ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** @param {string | undefined} scratch */
async function weigh(scratch) {
  if (scratch === undefined)
    throw new Failure('the folder to work in is missing: weigh.js <folder>');
  const folder = path.resolve(scratch, 'package');
  await rm(folder, { recursive: true, force: true });
  const tarball = await pack(folder);
  showTarball(tarball);
  const project = path.join(folder, 'project');
  await install(tarball.file, project);
  const packages = await installed(project);
  showInstall(packages);
  const own = packages.find(({ name }) => name === 'mapship');
  if (own === undefined) throw new Failure('mapship is not in the node_modules that npm made');
  await weighModules(own);
  await weighPage(project);
  await lint(tarball);
  await resolveTypes(tarball);
  await load(project, own);
  Object.assign(measured, await pace(project));
}

/** @param {Tarball} tarball */
function showTarball({ file, size, unpackedSize, files }) {
  heading(`what ${path.basename(file)} holds`);
  for (const { path: name, size: bytes } of files)
    console.log(`${kB(bytes).padStart(10)}  ${name}`);
  Object.assign(measured, { packed: size, unpacked: unpackedSize, files: files.length });
  const sizes = `${kB(size)} packed, ${kB(unpackedSize)} unpacked`;
  summary.push(['tarball', `${files.length} files, ${sizes}`]);
}

/** @param {Installed[]} packages */
function showInstall(packages) {
  heading('what `npm install mapship` brings');
  const width = Math.max(...packages.map(({ name, version }) => name.length + version.length + 1));
  for (const { name, version, bytes, licence, scripts } of packages) {
    const id = `${name}@${version}`;
    console.log(`${kB(bytes).padStart(10)}  ${id.padEnd(width)}  ${licence}`);
    if (scripts.length > 0) problems.push(`${id} runs code while it is installed: ${scripts}`);
  }
  measured.packages = packages.length;
  const bytes = packages.reduce((sum, one) => sum + one.bytes, 0);
  const scripts = packages.filter((one) => one.scripts.length > 0).length;
  const megabytes = (bytes / 1e6).toFixed(2);
  summary.push([
    'npm install',
    `${packages.length} packages, ${megabytes} MB in node_modules, ${scripts || 'no'} install scripts`,
  ]);
  /** @type {Map<string, number>} */
  const licences = new Map();
  for (const { licence } of packages) licences.set(licence, (licences.get(licence) ?? 0) + 1);
  summary.push(['licences', [...licences].map(([name, n]) => `${n} ${name}`).join(', ')]);
}

/** @param {Installed} own */
async function weighModules(own) {
  for (const name of ['core', 'lookups', 'jvm', 'native', 'pdb', 'verify']) {
    const file = `wasm/${name}_bg.wasm`;
    const wasm = await readFile(path.join(own.folder, file)).catch(() => {
      throw new Failure(`the package has no ${file}: run cargo xtask build`);
    });
    measured[name] = gzipSync(wasm, { level: 9 }).length;
  }
}

/** @param {string} project */
async function weighPage(project) {
  const { code, stderr } = await mapship(project, ['page', '--write', 'site']);
  if (code !== 0) throw new Failure(`mapship page --write: ${stderr}`);
  measured.page = (await firstLoad(path.join(project, 'site'))).bytes;
}

/**
 * What publint says of the entry points, the types, the formats.
 * @param {Tarball} tarball
 */
async function lint({ file }) {
  const { buffer } = new Uint8Array(await readFile(file));
  const { messages, pkg } = await publint({ pack: { tarball: buffer } });
  const count = { error: 0, warning: 0, suggestion: 0 };
  if (messages.length > 0) heading('what publint says');
  for (const message of messages) {
    const said = formatMessage(message, pkg, { color: false }) ?? message.code;
    count[message.type] += 1;
    console.log(`${message.type}: ${said}`);
    problems.push(`publint: ${said}`);
  }
  const { error, warning, suggestion } = count;
  summary.push(['publint', `${error} errors, ${warning} warnings, ${suggestion} suggestions`]);
}

/**
 * What are-the-types-wrong says of the types, entry point by entry point. Two of its complaints are no fault: the package is of ES modules,
 * which the oldest Node that it takes requires as well (`module: node16` of TypeScript does not know that; `node20` and `nodenext` do), and
 * `node10` resolves as no Node does that has `exports`.
 * @param {Tarball} tarball
 */
async function resolveTypes({ file }) {
  const types = await checkPackage(
    createPackageFromTarballData(new Uint8Array(await readFile(file))),
  );
  if (!types.types) throw new Failure('are-the-types-wrong finds no types in the package');
  const meant = types.problems.filter(
    (problem) =>
      problem.kind !== 'CJSResolvesToESM' &&
      !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
  );
  for (const problem of meant) problems.push(`are-the-types-wrong: ${JSON.stringify(problem)}`);
  const entries = Object.keys(types.entrypoints).length;
  summary.push([
    'types',
    `${entries} entry points, ${meant.length} problems of are-the-types-wrong`,
  ]);
}

/**
 * Imports it, requires it, and runs its command line.
 * @param {string} project
 * @param {Installed} own
 */
async function load(project, { version }) {
  const print = '.version().then((v) => console.log(v))';
  /** @type {Record<string, () => Promise<Ended>>} */
  const ways = {
    import: () => evaluate(project, 'module', `import * as m from 'mapship'; m${print}`),
    require: () => evaluate(project, 'commonjs', `require('mapship')${print}`),
    'mapship --version': () => mapship(project, ['--version']),
  };
  const done = [];
  for (const [way, work] of Object.entries(ways)) {
    const start = performance.now();
    const { code, stdout, stderr } = await work();
    const took = `${Math.round(performance.now() - start)} ms`;
    if (code === 0 && stdout.trim() === version && stderr === '') done.push(`${way} ${took}`);
    else problems.push(`${way} of the installed package: ${reason({ code, stdout, stderr })}`);
  }
  summary.push(['starts by', done.join(', ') || 'nothing']);
}

/** @param {Ended} ended */
function reason({ code, stdout, stderr }) {
  const error = /^\w*Error\b.*$/m.exec(stderr)?.[0] ?? (stderr || stdout).trim().split('\n')[0];
  return `code ${code}, ${error || 'nothing was printed'}`;
}

/** @param {string} text */
function heading(text) {
  console.log(`\n── ${text}`);
}

/** @param {number} bytes */
function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
