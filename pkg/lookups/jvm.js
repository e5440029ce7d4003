/** Stack traces of the JVM and of Android's runtime, made readable by the mapping files of ProGuard and R8. */
import { startJvm } from '../core/jvm.js';
import { withOpen } from '../host/with-file.js';
import { open, shownOf } from './build-file.js';

/** @import { Lookups, JvmFrame, RetracedLine, Unsaid } from '../core/types.js' */
/** @import { BuildFile } from './build-file.js' */
/** @import { About, Answer, Platform } from './platforms.js' */
/** @import { ExplainedFrame } from '../index.js' */

/** What one mapping makes of the lines. */
/** @typedef {{ name?: string, lines: Map<number, RetracedLine>, issues: Unsaid[], resolved: number }} Retraced */

/** The states of a line, the best one first. @type {RetracedLine['state'][]} */
const STATES = ['resolved', 'words', 'removed', 'readable', 'unreadable'];

/** @type {Platform} */
export const JVM = {
  // JavaScript has a space before the parenthesis
  hint: /\bat [^\s():]+\([^()/\\]+\)/,
  formats: ['jvm-mapping'],
  explain,
};

/**
 * @param {string[]} lines
 * @param {BuildFile[]} mappings
 * @param {About} about
 * @returns {Promise<Answer>}
 */
async function explain(lines, mappings, { lookups, settings: { signal } }) {
  const jvm = await startJvm();
  const frames = new Map(jvm.jvmFrames(lines).map((frame) => [frame.index, frame]));
  if (frames.size === 0) return { lines: new Map(), issues: [] };
  /** @type {Retraced[]} */
  const answers = [];
  for (const mapping of mappings) {
    signal?.throwIfAborted();
    const name = shownOf(mapping);
    const told = await withOpen(await open(mapping), (source) => jvm.retrace(lines, source, name));
    answers.push({ ...byIndex(told), name });
  }
  if (answers.length === 0) answers.push(byIndex(jvm.retrace(lines, undefined, '')));
  // the mapping of which most frames are
  answers.sort((one, other) => other.resolved - one.resolved);
  const used = new Set();
  /** @type {Answer['lines']} */
  const told = new Map();
  for (const index of new Set(answers.flatMap((answer) => [...answer.lines.keys()]))) {
    const [best, ...others] = bestOf(answers, index);
    const line = best?.lines.get(index);
    if (best === undefined || line === undefined) continue;
    used.add(best);
    const files = [best, ...others].map(({ name }) => name).join(', ');
    const isClear = others.length === 0;
    told.set(index, {
      platform: 'jvm',
      ...headOf(frames.get(index)),
      ...(isClear && bodyOf(line, best.name)),
      ...(line.state !== 'words' && {
        issues: isClear
          ? said(lookups, line.issues)
          : [lookups.finding('frame-mapping-unclear', { files })],
      }),
    });
  }
  return {
    lines: told,
    issues: said(
      lookups,
      [...used].flatMap((answer) => answer.issues),
    ),
  };
}

/** @param {{ lines: RetracedLine[], issues: Unsaid[] }} told @returns {Retraced} */
function byIndex({ lines, issues }) {
  const resolved = lines.filter(({ state }) => state === 'resolved').length;
  return { lines: new Map(lines.map((line) => [line.index, line])), issues, resolved };
}

/**
 * The mappings that make most of a line: several where they make different things of it, and it is not said which is meant.
 * @param {Retraced[]} answers the one of which most frames are first
 * @param {number} index
 */
function bestOf(answers, index) {
  const rank = (/** @type {Retraced} */ { lines }) =>
    STATES.indexOf(lines.get(index)?.state ?? 'readable');
  const least = Math.min(...answers.map(rank));
  const [best, ...others] = answers.filter((answer) => rank(answer) === least);
  const text = (/** @type {Retraced | undefined} */ it) => it?.lines.get(index)?.text.join('\n');
  const isFrame = best?.lines.get(index)?.state === 'resolved';
  const equal = others.filter((it) => it.resolved === best?.resolved && text(it) !== text(best));
  return best === undefined ? [] : [best, ...(isFrame ? equal : [])];
}

/** @param {JvmFrame} [frame] @returns {Partial<ExplainedFrame>} */
function headOf(frame) {
  return frame ? { before: frame.before, function: frame.function, line: frame.line } : {};
}

/**
 * @param {RetracedLine} line
 * @param {string} [map]
 * @returns {Partial<ExplainedFrame>}
 */
function bodyOf({ state, text, readings }, map) {
  const [originals, ...alternatives] = readings;
  return {
    ...(state !== 'readable' && map !== undefined && { map }),
    ...(state === 'readable' && { readable: true }),
    ...(state === 'resolved' && { originals }),
    ...(state === 'removed' && { originals: [] }),
    ...(alternatives.length > 0 && { alternatives }),
    ...(text.length > 0 && { rewritten: text }),
  };
}

/** @param {Lookups} lookups @param {Unsaid[]} issues */
function said(lookups, issues) {
  return issues.map(({ code, values }) => lookups.finding(code, values));
}
