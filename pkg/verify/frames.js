/** A frame of each script that a browser ran, made readable: with positions that the browser itself knows. */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { explain } from '../lookups/explain.js';

/** @import { ExplainedFrame, FileInput } from '../index.js' */
/** @import { RunScript } from './browser.js' */
/** @import { Sent } from './sent.js' */

/** How many positions of a script are tried: the beginnings of what bundlers add have no source. */
const TRIED = 40;

/** @typedef {{ positions: number, frame: ExplainedFrame }} Explained `frame`: one that is readable, or else the first */

/**
 * @param {{ script: RunScript, sent: Sent }[]} pairs scripts that are as they were sent
 * @param {AbortSignal} [signal]
 * @returns {Promise<Map<string, Explained>>} by the addresses of those whose maps are at hand
 */
export async function explainFrames(pairs, signal) {
  /** @type {{ file: FileInput, name: string }[]} */
  const files = [];
  /** @type {string[]} */
  const lines = [];
  for (const { script, sent } of pairs) {
    const { at, maps } = sent;
    if (typeof at !== 'string' || script.positions.length === 0) continue;
    const map = path.join(path.dirname(at), maps[0] ?? '');
    if (maps.length === 0 || !existsSync(at) || !existsSync(map)) continue;
    const name = new URL(script.url).pathname.slice(1);
    const folder = name.slice(0, name.lastIndexOf('/') + 1);
    files.push({ file: at, name }, { file: map, name: folder + path.basename(map) });
    const { positions } = script;
    const step = Math.max(1, Math.floor(positions.length / TRIED));
    for (let i = 0; i < positions.length; i += step) {
      const { line, column } = positions[i] ?? { line: 1, column: 1 };
      lines.push(`    at f (${script.url}:${line}:${column})`);
    }
  }
  /** @type {Map<string, Explained>} */
  const byUrl = new Map();
  if (files.length === 0) return byUrl;
  const { lines: told } = await explain(`Error\n${lines.join('\n')}`, {
    files,
    context: 0,
    signal,
  });
  for (const frame of told) {
    if (frame.url === undefined) continue;
    const known = byUrl.get(frame.url);
    if (known === undefined) byUrl.set(frame.url, { positions: 1, frame });
    else {
      known.positions += 1;
      if (known.frame.original === undefined) known.frame = frame;
    }
  }
  return byUrl;
}
