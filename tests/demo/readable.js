/** A stack trace, made readable by the uploads an intake holds. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { lookup } from '../../pkg/core.js';

/** A frame as Chromium writes it: `at name (url:line:column)` or `at url:line:column`; the column is 1-based. */
const FRAME = /^(\s*at )(?:(.*?) \()?(\S+?):(\d+):(\d+)\)?$/;

/**
 * @param {string} stack
 * @param {import('../../pkg/intake/index.js').Upload[]} uploads
 */
export async function readable(stack, uploads) {
  const frames = await Promise.all(stack.split('\n').map((line) => resolveFrame(line, uploads)));
  const lines = frames.flatMap(({ line, at, name, original }, index) => {
    if (!original) return [line];
    // a function is named where it is called: one frame further down
    const named =
      frames.slice(index + 1).find((next) => next.at !== undefined)?.original?.name ?? name;
    const place = `${original.source}:${original.line}:${original.column + 1}`;
    const text =
      original.text === undefined ? [] : [original.text, `${' '.repeat(original.column)}^`];
    return [
      `${at}${named ? `${named} (${place})` : place}`,
      ...text.map((one) => `        │ ${one}`),
    ];
  });
  return { text: lines.join('\n'), resolved: frames.filter(({ original }) => original).length };
}

/**
 * @param {string} line
 * @param {import('../../pkg/intake/index.js').Upload[]} uploads
 */
async function resolveFrame(line, uploads) {
  const [, at, name, url, row, column] = FRAME.exec(line) ?? [];
  const upload = uploads.find(({ event }) => event?.minified_url === url);
  const map = upload?.parts.find((part) => part.name === 'source_map');
  // in a stack trace both are 1-based
  const original =
    upload &&
    map &&
    (await find(path.join(upload.dir, String(map.path)), Number(row), Number(column) - 1));
  return { line, at, name, original };
}

/**
 * @param {string} file a map
 * @param {number} line 1-based
 * @param {number} column 0-based
 */
async function find(file, line, column) {
  const map = await lookup(await readFile(file));
  try {
    return map.original(line, column);
  } finally {
    map.free();
  }
}
