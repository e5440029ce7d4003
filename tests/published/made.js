/** One flat map of all published ones, and of several copies of them: as large as maps get. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';

import { MADE, published } from './packages.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Uint8Array(128);
for (const [value, letter] of [...ALPHABET].entries()) VALUES[letter.charCodeAt(0)] = value;

/**
 * The map and its file, made unless they are here already.
 * @param {number} copies how often all published maps follow each other: once is 129 MB
 * @returns {Promise<{ map: string, minified: string }>} paths
 */
export async function made(copies) {
  const minified = path.join(MADE, `all-${copies}.js`);
  const map = `${minified}.map`;
  try {
    await access(map);
  } catch {
    await mkdir(MADE, { recursive: true });
    await writeAll(`${minified}.part`, copies, writeMinified);
    await rename(`${minified}.part`, minified);
    await writeAll(`${map}.part`, copies, writeMap);
    await rename(`${map}.part`, map);
  }
  return { map, minified };
}

/** @typedef {(text: string | Buffer) => Promise<void>} Put */
/**
 * A map and its file. `more` line ends are to follow the file, and `unmapped` ones the mappings, so that both have as many.
 * @typedef {{ map: any, minified: Buffer, more: number, unmapped: number }} Part
 */

/**
 * @param {string} file
 * @param {number} copies
 * @param {(put: Put, parts: () => AsyncGenerator<Part>) => Promise<void>} write
 */
async function writeAll(file, copies, write) {
  const stream = createWriteStream(file);
  const packages = await published();
  async function* parts() {
    for (let copy = 0; copy < copies; copy += 1) {
      for (const one of packages) {
        const minified = await readFile(one.minified);
        const map = JSON.parse(await readFile(one.map, 'utf8'));
        const ends = minified.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0);
        const mapped = (map.mappings.match(/;/g) ?? []).length;
        // some maps speak of more lines than there are, without mapping them
        const lines = Math.max(ends, mapped) + 1;
        yield { map, minified, more: lines - ends, unmapped: lines - mapped };
      }
    }
  }
  await write(async (text) => {
    if (!stream.write(text)) await once(stream, 'drain');
  }, parts);
  stream.end();
  await once(stream, 'close');
}

/** @param {Put} put @param {() => AsyncGenerator<Part>} parts */
async function writeMinified(put, parts) {
  for await (const { minified, more } of parts()) {
    await put(minified);
    await put('\n'.repeat(more));
  }
}

/** @param {Put} put @param {() => AsyncGenerator<Part>} parts */
async function writeMap(put, parts) {
  await put('{"version":3');
  for (const member of ['sources', 'sourcesContent', 'names']) {
    await put(`,"${member}":[`);
    let comma = '';
    for await (const { map } of parts()) {
      const items = map[member] ?? map.sources.map(() => null);
      if (items.length > 0) {
        await put(comma);
        await put(JSON.stringify(items).slice(1, -1));
        comma = ',';
      }
    }
    await put(']');
  }
  await put(',"mappings":"');
  // source, original line, original column, name: as they ran on, and from where those of the next map start
  const running = [0, 0, 0, 0];
  let [sources, names] = [0, 0];
  for await (const { map, unmapped } of parts()) {
    await put(moved(map.mappings, running, [sources, 0, 0, names]));
    sources += map.sources.length;
    names += map.names.length;
    await put(';'.repeat(unmapped));
  }
  await put('"}\n');
}

/**
 * Mappings whose fields run on from others: the first segment that has a source, and the first that has a name, are
 * written anew. `running` is what ran on, and is brought up to date.
 * @param {string} mappings
 * @param {number[]} running
 * @param {number[]} base what the indexes of these mappings start from
 */
function moved(mappings, running, base) {
  const start = running.slice();
  for (const field of base.keys()) running[field] = Number(base[field]);
  let [text, copied, sourced, named] = ['', 0, false, false];
  let from = 0;
  while (from < mappings.length && !(sourced && named)) {
    let to = from;
    while (to < mappings.length && mappings[to] !== ',' && mappings[to] !== ';') to += 1;
    const fields = decode(mappings.slice(from, to));
    if (fields.length > 1 && (!sourced || (!named && fields.length > 4))) {
      const shifted = fields.map((value, index) => {
        const field = index - 1;
        const first = index > 0 && (index < 4 ? !sourced : !named);
        return first ? value + Number(base[field]) - Number(start[field]) : value;
      });
      text += mappings.slice(copied, from) + shifted.map(encode).join('');
      copied = to;
      sourced = true;
      named ||= fields.length > 4;
    }
    from = to + 1;
  }
  addUp(mappings, running);
  // what had no name in these mappings runs on as it did
  if (!named) running[3] = Number(start[3]);
  if (!sourced) for (const field of [0, 1, 2]) running[field] = Number(start[field]);
  return text + mappings.slice(copied);
}

/** @param {string} mappings @param {number[]} running */
function addUp(mappings, running) {
  let [field, value, shift] = [0, 0, 0];
  for (let i = 0; i < mappings.length; i += 1) {
    const code = mappings.charCodeAt(i);
    if (code === 44 || code === 59) {
      field = 0;
      continue;
    }
    const digit = VALUES[code] ?? 0;
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit < 32) {
      const signed = value & 1 ? -(value >>> 1) : value >>> 1;
      if (field > 0) running[field - 1] = Number(running[field - 1]) + signed;
      field += 1;
      [value, shift] = [0, 0];
    }
  }
}

/** @param {string} segment */
function decode(segment) {
  const fields = [];
  let [value, shift] = [0, 0];
  for (let i = 0; i < segment.length; i += 1) {
    const digit = VALUES[segment.charCodeAt(i)] ?? 0;
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit < 32) {
      fields.push(value & 1 ? -(value >>> 1) : value >>> 1);
      [value, shift] = [0, 0];
    }
  }
  return fields;
}

/** @param {number} value */
function encode(value) {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += ALPHABET[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return text;
}
