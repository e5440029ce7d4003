/** Stack traces of native programs, made readable by libraries with debug information and by dSYMs. */
import { startNative } from '../core/native.js';
import { withOpen } from '../host/with-file.js';
import { open, shownOf } from './build-file.js';

/** @import { Core, Lookups, SymbolsFile } from '../core/types.js' */
/** @import { BuildFile } from './build-file.js' */
/** @import { Answer, Platform } from './platforms.js' */

/** @type {Platform} */
export const NATIVE = {
  // Android's and Dart's frames and those of sanitizers, of glibc, of Apple's systems, of core dumps
  hint: /#\d+\s+(?:pc|abs|0x)|\(\+0x| 0x[\da-f]+ \+ \d|\S \+ 0x[\da-f]|Binary Images:/,
  formats: ['elf', 'mach-o'],
  explain,
};

/**
 * @param {string[]} lines
 * @param {BuildFile[]} files
 * @param {{ core: Core, lookups: Lookups, signal?: AbortSignal }} about
 * @returns {Promise<Answer>}
 */
async function explain(lines, files, { core, lookups, signal }) {
  /** @type {Answer['lines']} */
  const told = new Map();
  const native = await startNative();
  if (native.nativeFrames(lines, []).length === 0) return { lines: told, issues: [] };
  /** @type {SymbolsFile[]} */
  const known = [];
  for (const file of files) {
    signal?.throwIfAborted();
    known.push(await identify(core, file));
  }
  const frames = new Map(native.nativeFrames(lines, known).map((frame) => [frame.index, frame]));
  const meant = new Set([...frames.values()].map(({ file }) => file));
  for (const index of meant) {
    signal?.throwIfAborted();
    const file = index === undefined ? undefined : files[index];
    const answers = file
      ? await withOpen(await open(file), (source) =>
          native.explainNative(lines, known, index, source),
        )
      : native.explainNative(lines, known, undefined, undefined);
    for (const { index: line, originals, rewritten, issues } of answers) {
      const { before, function: name } = frames.get(line) ?? {};
      told.set(line, {
        ...{ platform: 'native', before, function: name, file: file && known[index ?? 0]?.path },
        ...(originals.length > 0 && { originals, rewritten }),
        issues: issues.map(({ code, values }) => lookups.finding(code, values)),
      });
    }
  }
  return { lines: told, issues: [] };
}

/**
 * What a file is of, and whether it says more than names.
 * @param {Core} core
 * @param {BuildFile} file
 * @returns {Promise<SymbolsFile>}
 */
async function identify(core, file) {
  const { identity, slices } = await withOpen(await open(file), (source) =>
    core.inspect(source, file.name),
  );
  const uuids = slices?.flatMap(({ uuid }) => uuid ?? []) ?? [];
  const isWhole = slices?.some(({ dwarf }) => dwarf) ?? false;
  return {
    path: shownOf(file),
    ids: [...uuids, ...(identity.gnu_build_id ? [identity.gnu_build_id] : [])],
    hasDebugInfo: isWhole || identity.symbol_source === 'debug_info',
  };
}
