/** `--report <format>=<path>`: what a run found, in the formats that CI systems read. */
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { start } from '../core.js';
import { gitlab } from '../formats/gitlab.js';
import { junit } from '../formats/junit.js';
import { markdown } from '../formats/markdown.js';
import { sarif } from '../formats/sarif.js';
import { UsageError } from '../index.js';
import { safe } from './style.js';

/** @import { Context } from '../formats/findings.js' */
/** @import { Report } from '../index.js' */

const FORMATS = { sarif, junit, gitlab, markdown };

/**
 * A report that was asked for: its format, its file, and the file beside it that becomes it, as only a file of the same
 * folder can be renamed at once.
 * @typedef {{ format: keyof typeof FORMATS, target: string, temporary: string }} Wanted
 */

/**
 * The reports that `--report` asks for. Whether they can be written is found out before anything is sent: the file beside
 * each is made here.
 * @param {string[]} [given]
 * @returns {Promise<Wanted[]>}
 */
export async function prepareReports(given = []) {
  const wanted = [];
  for (const text of given) wanted.push(await parse(text));
  const targets = wanted.map(({ target }) => target);
  const twice = targets.find((target, i) => targets.indexOf(target) !== i);
  if (twice !== undefined) {
    throw new UsageError('report-twice', `two reports are to be written to ${safe(twice)}`, {
      help: 'give each a file of its own',
    });
  }
  try {
    for (const report of wanted) await prepare(report);
  } catch (error) {
    await discardReports(wanted);
    throw error;
  }
  return wanted;
}

/** @param {string} text @returns {Promise<Wanted>} */
async function parse(text) {
  const at = text.indexOf('=');
  const format = at < 0 ? text : text.slice(0, at);
  const known = Object.keys(FORMATS);
  if (!Object.hasOwn(FORMATS, format)) {
    const nearest = (await start()).nearest(format, known);
    throw new UsageError('report-format', `"${safe(format)}" is not a format of reports`, {
      help: `give one of ${known.join(', ')}${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`,
    });
  }
  const given = at < 0 ? '' : text.slice(at + 1);
  if (given === '') {
    throw new UsageError('report-path', `--report ${format} names no file`, {
      help: `give the file after an equals sign: --report ${format}=FILE`,
    });
  }
  // what a link leads to is replaced, not the link
  const target = await realpath(given).catch(() => path.resolve(given));
  const hidden = `.${path.basename(target)}.${crypto.randomUUID()}.tmp`;
  const temporary = path.join(path.dirname(target), hidden);
  return { format: /** @type {Wanted['format']} */ (format), target, temporary };
}

/** @param {Wanted} report */
async function prepare({ target, temporary }) {
  const there = await stat(target).catch(() => undefined);
  if (there !== undefined && !there.isFile()) {
    throw new UsageError('report-path', `${safe(target)} is no file`, {
      help: 'give the path of a file: an old one is replaced, a folder or a device is not',
    });
  }
  await writeFile(temporary, '', { flag: 'wx' }).catch(({ code }) => {
    const folder = safe(path.dirname(target));
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    const reason = missing ? `there is no folder ${folder}` : `${folder} takes no files: ${code}`;
    throw new UsageError('report-path', `${safe(target)} can't be written: ${reason}`, {
      help: 'make the folder before the run, or give another path',
    });
  });
}

/**
 * Leaves nothing behind of reports that are not going to be written.
 * @param {Wanted[]} wanted
 */
export async function discardReports(wanted) {
  for (const { temporary } of wanted) await rm(temporary, { force: true });
}

/**
 * Writes the reports, each at once: whoever looks sees the old file or the new one.
 * @param {Wanted[]} wanted
 * @param {Report} report
 * @param {Context} context
 * @returns {Promise<string[]>} what could not be written, in sentences
 */
export async function writeReports(wanted, report, context) {
  const parts = report.files.flatMap((file) => file.parts);
  const inputs = new Set(
    await Promise.all(parts.map((part) => realpath(part.path).catch(() => ''))),
  );
  const failures = [];
  for (const { format, target, temporary } of wanted) {
    try {
      if (inputs.has(target)) throw new Error('it is one of the files that are reported on');
      await writeFile(temporary, FORMATS[format](report, context));
      await rename(temporary, target);
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      failures.push(
        `the ${format} report could not be written to ${safe(target)}: ${code ?? message}`,
      );
    }
  }
  await discardReports(wanted);
  return failures;
}
