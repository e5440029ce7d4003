/** `--report <format>=<path>`: what a run found, in the formats that CI systems read. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';

import { start } from '../core/index.js';
import { Place } from '../host/written.js';
import { gitlab } from '../report/gitlab.js';
import { junit } from '../report/junit.js';
import { markdown } from '../report/markdown.js';
import { sarif } from '../report/sarif.js';
import { UsageError } from '../index.js';
import { safe } from '../text/safe.js';

/** @import { Context } from '../report/findings.js' */
/** @import { Report, RunIssue } from '../index.js' */

const FORMATS = { sarif, junit, gitlab, markdown };

/** A report that was asked for. @typedef {{ format: keyof typeof FORMATS, place: Place }} Wanted */

/**
 * The reports that `--report` asks for. Whether they can be written is found out before anything is sent: the file beside
 * each is made here.
 * @param {string[]} [given]
 * @returns {Promise<Wanted[]>}
 */
export async function prepareReports(given = []) {
  const wanted = [];
  for (const text of given) wanted.push(await parse(text));
  const targets = wanted.map(({ place }) => place.target);
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
  const place = await Place.of(given).catch((error) => {
    const isFolder = error.code === 'EISDIR';
    const why = isFolder ? 'is no file' : `can't be written: ${error.code}`;
    throw new UsageError('report-path', `${safe(path.resolve(given))} ${why}`, {
      cause: error,
      help: 'give the path of a file: an old one is replaced',
    });
  });
  return { format: /** @type {Wanted['format']} */ (format), place };
}

/** @param {Wanted} report */
async function prepare({ place }) {
  const { target } = place;
  await place.prepare().catch(({ code }) => {
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
  for (const { place } of wanted) await place.discard();
}

/**
 * Writes the reports, each at once: whoever looks sees the old file or the new one.
 * @param {Wanted[]} wanted
 * @param {Report} report
 * @param {Context} context
 * @returns {Promise<RunIssue[]>} what could not be written
 */
export async function writeReports(wanted, report, context) {
  const parts = report.files.flatMap((file) => file.parts);
  const inputs = new Set(
    await Promise.all(parts.map((part) => realpath(part.path).catch(() => ''))),
  );
  const failures = [];
  for (const { format, place } of wanted) {
    try {
      if (inputs.has(place.target)) throw new Error('it is one of the files that are reported on');
      await place.write(FORMATS[format](report, context));
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      const values = { format, file: place.target, reason: code ?? message };
      failures.push((await start()).finding('report-unwritten', values));
    }
  }
  await discardReports(wanted);
  return failures;
}
