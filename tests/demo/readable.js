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
  const lines = [];
  let resolved = 0;
  for (const line of stack.split('\n')) {
    const [, at, name, url, row, column] = FRAME.exec(line) ?? [];
    const upload = uploads.find(({ event }) => event?.minified_url === url);
    const map = upload?.parts.find((part) => part.name === 'source_map');
    const original =
      upload &&
      map &&
      (await find(path.join(upload.dir, String(map.path)), Number(row), Number(column) - 1));
    if (!original) {
      lines.push(line);
      continue;
    }
    resolved += 1;
    const named = original.name ?? name;
    const place = `${original.source}:${original.line}:${original.column + 1}`;
    lines.push(`${at}${named ? `${named} (${place})` : place}`);
    if (original.text !== undefined) {
      lines.push(`        │ ${original.text}`, `        │ ${' '.repeat(original.column)}^`);
    }
  }
  return { text: lines.join('\n'), resolved };
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
