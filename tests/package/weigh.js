/**
 * What the package weighs and what installing it brings; `cargo xtask pack` runs it.
 *
 * Usage: node tests/package/weigh.js <scratch folder>
 */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { Failure, evaluate, install, installed, mapship, pack } from './install.js';

/** @import { Ended, Installed, Tarball } from './install.js' */

/** What the core may weigh on the wire, in bytes: 230 kB, gzipped. */
const WASM_LIMIT = 230_000;
const WASM = 'wasm/core_bg.wasm';
/** What is loaded only when a run looks positions up. */
const LOOKUPS = 'wasm/lookups_bg.wasm';
/** What is loaded only when a stack trace of the JVM is explained, and the most it may weigh on the wire, in bytes. */
const JVM = 'wasm/jvm_bg.wasm';
const JVM_LIMIT = 50_000;
/** What is loaded only when a stack trace of a native program is explained, and the most it may weigh on the wire, in bytes. */
const NATIVE = 'wasm/native_bg.wasm';
const NATIVE_LIMIT = 160_000;
/** What is loaded only when a frame is of a PDB or of a symbol file of Breakpad, and the most it may weigh on the wire, in bytes. */
const PDB = 'wasm/pdb_bg.wasm';
const PDB_LIMIT = 160_000;
/** What is loaded only when what is live is verified, and the most it may weigh on the wire, in bytes. */
const VERIFY = 'wasm/verify_bg.wasm';
const VERIFY_LIMIT = 110_000;

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
  await weighWasm(own);
  await lint(tarball);
  await load(project, own);
}

/** @param {Tarball} tarball */
function showTarball({ file, size, unpackedSize, files }) {
  heading(`what ${path.basename(file)} holds`);
  for (const { path: name, size: bytes } of files)
    console.log(`${kB(bytes).padStart(10)}  ${name}`);
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
async function weighWasm(own) {
  const packed = await weighModule(own, WASM, ` (limit ${kB(WASM_LIMIT)})`);
  if (packed >= WASM_LIMIT)
    problems.push(`${WASM} is ${kB(packed)} gzipped; it must stay below ${kB(WASM_LIMIT)}`);
  await weighModule(own, LOOKUPS, '');
  const jvm = await weighModule(own, JVM, ` (limit ${kB(JVM_LIMIT)})`);
  if (jvm >= JVM_LIMIT)
    problems.push(`${JVM} is ${kB(jvm)} gzipped; it must stay below ${kB(JVM_LIMIT)}`);
  const native = await weighModule(own, NATIVE, ` (limit ${kB(NATIVE_LIMIT)})`);
  if (native >= NATIVE_LIMIT)
    problems.push(`${NATIVE} is ${kB(native)} gzipped; it must stay below ${kB(NATIVE_LIMIT)}`);
  const pdb = await weighModule(own, PDB, ` (limit ${kB(PDB_LIMIT)})`);
  if (pdb >= PDB_LIMIT)
    problems.push(`${PDB} is ${kB(pdb)} gzipped; it must stay below ${kB(PDB_LIMIT)}`);
  const verify = await weighModule(own, VERIFY, ` (limit ${kB(VERIFY_LIMIT)})`);
  if (verify >= VERIFY_LIMIT)
    problems.push(`${VERIFY} is ${kB(verify)} gzipped; it must stay below ${kB(VERIFY_LIMIT)}`);
}

/**
 * @param {Installed} own
 * @param {string} name
 * @param {string} limit
 * @returns {Promise<number>} what it weighs on the wire, in bytes
 */
async function weighModule(own, name, limit) {
  const wasm = await readFile(path.join(own.folder, name)).catch(() => {
    throw new Failure(`the package has no ${name}: run cargo xtask build`);
  });
  const packed = gzipSync(wasm, { level: 9 }).length;
  const label = path.basename(name, '_bg.wasm');
  summary.push([label, `${kB(wasm.length)}, ${kB(packed)} gzipped${limit}`]);
  return packed;
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
    if (message.type === 'error') problems.push(`publint: ${said}`);
  }
  const { error, warning, suggestion } = count;
  summary.push(['publint', `${error} errors, ${warning} warnings, ${suggestion} suggestions`]);
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
