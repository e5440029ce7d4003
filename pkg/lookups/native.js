/** Stack traces of native programs, of WebAssembly and of .NET, made readable by files with debug information. */
import { startNative } from '../core/native.js';
import { startPdb } from '../core/pdb.js';
import { withOpen } from '../host/with-file.js';
import { DEFAULTS } from '../options/declared.js';
import { open, shownOf } from './build-file.js';
import { addSourceLines } from './source-lines.js';

/** @import { Core, Lookups, NativeFrame, Symbolicator, SymbolicatedPlace, SymbolsFile } from '../core/types.js' */
/** @import { BuildFile } from './build-file.js' */
/** @import { About, Answer, Platform } from './platforms.js' */

/** The modules that look places up. @type {Record<string, () => Promise<Symbolicator>>} */
const READERS = { native: startNative, pdb: startPdb };

/** @type {Platform} */
export const NATIVE = {
  formats: ['elf', 'mach-o', 'pe', 'pdb', 'portable-pdb', 'breakpad', 'wasm', 'json'],
  explain,
};

/**
 * @param {string[]} lines
 * @param {BuildFile[]} files
 * @param {About} about
 * @returns {Promise<Answer>}
 */
async function explain(lines, files, { core, lookups, settings }) {
  const { signal, sourceRoot, context = DEFAULTS.context } = settings;
  /** @type {Answer['lines']} */
  const told = new Map();
  if (files.length === 0 && lookups.nativeFrames(lines, []).length === 0) {
    return { lines: told, issues: [] };
  }
  /** @type {SymbolsFile[]} */
  const known = [];
  for (const file of files) {
    signal?.throwIfAborted();
    known.push(await identify(core, file));
  }
  const frames = lookups.nativeFrames(lines, known);
  /** @type {(SymbolicatedPlace | undefined)[]} */
  const answers = frames.map(() => undefined);
  for (const index of new Set(frames.flatMap(({ file }) => file ?? []))) {
    signal?.throwIfAborted();
    const file = files[index];
    if (file) await lookUp(file, index, frames, answers, lookups);
  }
  await sources(files, known, answers, lookups);
  const said = lookups.sayNative(lines, known, answers);
  if (sourceRoot !== undefined) {
    const places = said.flatMap(({ originals = [] }) => originals);
    addSourceLines(sourceRoot, places, context);
  }
  for (const [at, frame] of frames.entries()) {
    const { originals = [], rewritten = [], issues = [] } = said[at] ?? {};
    const { index, platform, before, function: name, file, isReadable } = frame;
    told.set(index, {
      ...{ platform, before, function: name },
      file: file === undefined ? undefined : known[file]?.path,
      ...(isReadable && originals.length === 0 && { readable: true }),
      ...(originals.length > 0 && { originals, rewritten }),
      issues,
    });
  }
  return { lines: told, issues: [] };
}

/**
 * Looks the frames of a file up in it.
 * @param {BuildFile} file
 * @param {number} index
 * @param {NativeFrame[]} frames
 * @param {(SymbolicatedPlace | undefined)[]} answers what became of each, to be filled
 * @param {Lookups} lookups
 */
async function lookUp(file, index, frames, answers, lookups) {
  const own = [...frames.keys()].filter((at) => frames[at]?.file === index);
  const wanted = own.flatMap((at) => frames[at] ?? []);
  const [{ reader } = {}] = wanted;
  if (reader === undefined) {
    const lines = wanted.flatMap(({ generated }) => generated ?? []);
    const found = await withOpen(await open(file), (source) =>
      lookups.generatedLines(source, lines),
    );
    for (const [at, line] of found.entries()) answers[own[at] ?? 0] = answerOf(line);
    return;
  }
  const module = await READERS[reader]?.();
  const found = await withOpen(await open(file), (source) =>
    module?.symbolicate(
      source,
      wanted.map(({ id = '' }) => id),
      wanted.map(({ place = '' }) => place),
    ),
  );
  for (const [at, answer] of (found ?? []).entries()) answers[own[at] ?? 0] = answer;
}

/** @param {{ file: string, line: number } | undefined} line @returns {SymbolicatedPlace} */
function answerOf(line) {
  if (line === undefined) return { frames: [], reason: 'not-covered' };
  return { frames: [{ ...line, isInlined: false, isNearestSymbol: false }] };
}

/**
 * Takes lines of C++ that was made of C# to those of C#, where a mapping is there.
 * @param {BuildFile[]} files
 * @param {SymbolsFile[]} known
 * @param {(SymbolicatedPlace | undefined)[]} answers
 * @param {Lookups} lookups
 */
async function sources(files, known, answers, lookups) {
  const frames = answers.flatMap((answer) => answer?.frames ?? []);
  const placed = frames.filter(({ file, line }) => file !== undefined && line !== undefined);
  const wanted = placed.map(({ file = '', line = 0 }) => ({ file, line }));
  for (const index of lookups.mappingsOfLines(known)) {
    const file = files[index];
    if (file === undefined || wanted.length === 0) continue;
    const found = await withOpen(await open(file), (source) =>
      lookups.generatedLines(source, wanted),
    );
    for (const [at, line] of found.entries()) {
      const frame = placed[at];
      if (line && frame) Object.assign(frame, line, { column: undefined });
    }
  }
}

/**
 * What ties a file to frames.
 * @param {Core} core
 * @param {BuildFile} file
 * @returns {Promise<SymbolsFile>}
 */
async function identify(core, file) {
  const {
    format,
    identity,
    slices = [],
  } = await withOpen(await open(file), (source) => core.inspect(source, file.name));
  return { path: shownOf(file), format, identity, slices };
}
