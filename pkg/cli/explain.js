/** `mapship explain`: a stack trace made readable, on a terminal. */
import { existsSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';

import { readFileOrPipe } from '../host/regular.js';
import { start } from '../core/index.js';
import { explain, UsageError } from '../index.js';
import { explainWith } from '../lookups/explain.js';
import { readFlags } from '../options/flags.js';
import { EXIT } from './exit.js';
import { findingLines } from './finding-lines.js';
import { stringify } from '../report/json.js';
import { decodeText } from '../text/decode.js';
import { highlighted } from './highlight.js';
import { safe } from '../text/safe.js';
import { count, styleFor } from '../text/style.js';

/** @import { ExplainedFrame, ExplainOptions, Explanation, Issue } from '../index.js' */
/** @import { BuildFile } from '../lookups/build-file.js' */
/** @import { Settings } from '../options/index.js' */
/** @import { PartFile } from '../plan/index.js' */
/** @import { Style } from '../text/style.js' */
/** @import { World } from './run.js' */

/** The most characters of a source line that are shown. */
const WIDTH = 160;

/**
 * @param {string[]} frames
 * @param {Record<string, any>} given
 * @param {World} world
 * @returns {Promise<number>}
 */
export async function explainCommand(frames, given, world) {
  const { stdout, env, signal } = world;
  refuseFramesAmongFiles(given.files);
  const explanation = await explain(await readStack(frames, given, world), {
    .../** @type {ExplainOptions} */ (readFlags(given, 'explain')),
    signal,
  });
  if (given.json) stdout.write(`${stringify(explanation)}\n`);
  else stdout.write(render(explanation, styleFor(stdout, env)));
  return exitCodeOf(explanation);
}

/**
 * What explains a trace with the files of a dry run.
 * @param {string} file with the trace
 * @param {boolean | undefined} dryRun
 * @param {World} world
 */
export async function dryExplanation(file, dryRun, world) {
  if (!dryRun) {
    throw new UsageError('explain-without-dry-run', '--explain is given, but not --dry-run', {
      help: 'add --dry-run, or explain the trace by `mapship explain`',
    });
  }
  const trace = await readStack([], { stack: file }, world);
  /** @type {BuildFile[]} */
  const files = [];
  /** @type {Set<string | undefined>} */
  const prefixes = new Set();
  return {
    /** @param {PartFile[]} parts @param {Settings} settings */
    add(parts, { minifiedPathPrefix }) {
      files.push(...parts.flatMap(wholeFiles));
      prefixes.add(minifiedPathPrefix);
    },
    /** @returns {Promise<{ explanation: Explanation, exitCode: number, text: string }>} */
    async explain() {
      const [prefix, ...others] = prefixes;
      const settings = {
        // where targets differ, frames are matched by the ends of their paths
        minifiedPathPrefix: others.length === 0 ? prefix : undefined,
        signal: world.signal,
      };
      const explanation = await explainWith(await start(), trace, files, settings);
      const style = styleFor(world.stdout, world.env);
      const head = style('bold', `The stack trace in ${safe(file)}, with what would be sent`);
      const text = `\n${head}\n\n${render(explanation, style)}`;
      return { explanation, exitCode: exitCodeOf(explanation), text };
    },
  };
}

/**
 * The files that a part is made of, whole.
 * @param {PartFile} part
 * @returns {BuildFile[]}
 */
function wholeFiles(part) {
  const { pieces } = part;
  if (pieces === undefined) return [part];
  const files = pieces.flatMap((piece) => (piece instanceof Uint8Array ? [] : [piece]));
  const paths = new Set(files.map(({ file }) => file));
  return [...paths].map((file) => ({ file, name: typeof file === 'string' ? file : part.name }));
}

/** @param {Explanation} explanation */
function exitCodeOf({ ok, summary }) {
  if (summary.frames === 0) return EXIT.NOTHING;
  return ok ? EXIT.DONE : EXIT.INVALID;
}

/**
 * `--files` takes all that follows it, so also a frame.
 * @param {string[]} files
 */
function refuseFramesAmongFiles(files) {
  const frame = files.find((file) => /\n|:\d+\)?$/.test(file) && !existsSync(file));
  if (frame === undefined) return;
  const [line = ''] = frame.split('\n');
  throw new UsageError('frame-as-file', `"${line}" is given to --files, and no file is called so`, {
    help: 'give frames before --files, or after --',
  });
}

/**
 * @param {string[]} frames
 * @param {Record<string, any>} given
 * @param {World} world
 */
async function readStack(frames, given, world) {
  if (frames.length > 0 && given.stack !== undefined) {
    throw new UsageError('stack-twice', 'a stack trace is given both as arguments and by --stack', {
      help: 'give it in one way',
    });
  }
  if (frames.length > 0) return frames.join('\n');
  if (given.stack !== undefined && given.stack !== '-') {
    return decodeText(await readFileOrPipe(given.stack, world.signal));
  }
  const { stdin } = world;
  if (stdin === undefined || (stdin.isTTY && given.stack === undefined)) {
    throw new UsageError('stack-missing', 'there is no stack trace', {
      help: 'give a frame or a line:column as an argument, a file by --stack, or the trace on standard input',
    });
  }
  return decodeText(await buffer(stdin));
}

/**
 * @param {Explanation} explanation
 * @param {Style} style
 */
function render({ lines, issues, summary }, style) {
  const text = lines.flatMap((line) =>
    line.issues ? frameLines(line, style) : (line.rewritten ?? [line.raw]).map(shownLine),
  );
  for (const issue of issues) text.push('', ...issueLines(issue, style, ''));
  text.push('', summaryLine(summary, style));
  return `${text.join('\n')}\n`;
}

/** @param {Explanation['summary']} summary @param {Style} style */
function summaryLine({ frames, resolved, readable }, style) {
  if (frames === 0) return `${style('red', 'not ok')}: no line is a frame of a stack trace`;
  const all = `${resolved + readable} of ${count(frames, 'frame')} readable`;
  const already = readable > 0 ? `, ${readable} of them already` : '';
  return style(resolved + readable > 0 ? 'green' : 'red', `${all}${already}`);
}

/**
 * @param {ExplainedFrame} frame
 * @param {Style} style
 */
function frameLines(frame, style) {
  const { raw, original, originals, name, context, rewritten, issues = [] } = frame;
  // a tool has made it, and the sources have no such call
  if (originals?.length === 0) return [];
  const lines = [];
  if (rewritten) {
    for (const [i, line] of rewritten.entries()) {
      lines.push(shownLine(line));
      const { context: own, line: number = 0, column } = originals?.[i] ?? {};
      if (own) lines.push(...contextLines({ line: number, column }, own, style));
    }
  } else if (original) {
    const { source, path = source, line, column } = original;
    const place = `${safe(path)}:${line}:${column + 1}`;
    const head = `${safe(frame.before ?? '')}at ${frame.isAsync ? 'async ' : ''}`;
    lines.push(`${head}${name ? `${style('bold', safe(name))} (${place})` : place}`);
    if (context) lines.push(...contextLines(original, context, style));
  } else {
    lines.push(shownLine(raw));
  }
  // that native code is native goes without saying
  const told = frame.url === undefined && !frame.platform ? [] : issues;
  const shown = told.flatMap((issue) => issueLines(issue, style, '      '));
  // there is no remedy for what is no fault
  return [...lines, ...(frame.readable ? shown.slice(0, 1) : shown)];
}

/**
 * @param {{ line: number, column?: number }} original
 * @param {NonNullable<ExplainedFrame['context']>} context
 * @param {Style} style
 */
function contextLines({ line, column: known }, { firstLine, lines }, style) {
  const width = String(firstLine + lines.length - 1).length;
  const column = known ?? 0;
  // a long line is cut around the column that is meant
  const from = column > WIDTH - 20 ? column - 60 : 0;
  return lines.flatMap((text, i) => {
    const number = firstLine + i;
    const shown = expand(text.slice(from, from + WIDTH));
    const head = `      ${String(number).padStart(width)} │ `;
    if (number !== line) return [style('dim', (head + safe(shown)).trimEnd())];
    const row = head + highlighted(safe(shown), style);
    if (known === undefined) return [row.trimEnd()];
    const before = safe(expand(text.slice(from, column))).length;
    return [
      row.trimEnd(),
      `      ${' '.repeat(width)} │ ${' '.repeat(before)}${style('red', '^')}`,
    ];
  });
}

/** A line of a trace: its tabs are as they were. @param {string} line */
function shownLine(line) {
  return line.split('\t').map(safe).join('\t');
}

/** Tabs would be as wide as the terminal pleases. @param {string} text */
function expand(text) {
  return text.replaceAll('\t', '  ');
}

/**
 * @param {Issue} issue
 * @param {Style} style
 * @param {string} indent
 */
function issueLines(issue, style, indent) {
  return findingLines(issue, style, { indent });
}
