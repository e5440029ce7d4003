/** `mapship receipt merge`: the receipts of several runs, made one. */
import { FileError, UsageError } from '../errors.js';
import { start } from '../core/index.js';
import { Place } from '../host/written.js';
import { hasArrived, readReceipt } from '../receipt/entries.js';
import { fileStore } from '../receipt/file.js';
import { isFolder, receiptsIn } from '../receipt/folder.js';
import { receiptText, textOf } from '../receipt/index.js';
import { mergeReceipts } from '../receipt/merge.js';
import { stringify } from '../report/json.js';
import { safe } from '../text/safe.js';
import { count, styleFor } from '../text/style.js';
import { cut } from './brief.js';
import { EXIT } from './exit.js';

/** @import { World } from './run.js' */

/**
 * @param {string[]} paths of receipts, and of folders of them
 * @param {Record<string, any>} given
 * @param {World} world
 * @returns {Promise<number>}
 */
export async function mergeCommand(paths, { out, json, verbose = false }, world) {
  const core = await start();
  const files = paths.flatMap(filesAt);
  const receipts = [];
  for (const name of files) {
    const text = await fileStore(name).read();
    if (text === undefined) throw new FileError(name, 'does not exist');
    receipts.push({ name, ...readReceipt(text, name) });
  }
  const { complete, uploads, conflicts } = mergeReceipts(receipts);
  await write(out, receiptText(core, complete, uploads.map(textOf)));
  const arrived = uploads.filter(hasArrived).length;
  const { stdout, env } = world;
  if (json) {
    const told = { ok: true, out, receipts: files, complete, uploads: uploads.length, arrived };
    stdout.write(`${stringify({ mapship: core.version(), ...told, conflicts })}\n`);
    return EXIT.DONE;
  }
  const style = styleFor(stdout, env);
  const lines = conflicts.map(
    ({ path, kept, dropped }) =>
      `${style('yellow', 'warning')}: ${safe(path)}: ${safe(dropped)} and ${safe(kept)} say that different files were sent for it; ` +
      `the later counts, of ${safe(kept)}`,
  );
  const facts = [
    `${count(uploads.length, 'upload')} of ${count(files.length, 'receipt')}`,
    `${arrived} arrived`,
    uploads.length > arrived && `${uploads.length - arrived} did not`,
    !complete && 'a run had not come to its end',
  ].filter(Boolean);
  lines.push(`${safe(out)}: ${facts.join(' · ')}`);
  stdout.write(`${cut(lines.slice(0, -1), style, verbose).concat(lines.slice(-1)).join('\n')}\n`);
  return EXIT.DONE;
}

/** @param {string} given */
function filesAt(given) {
  if (!isFolder(given)) return [given];
  const found = receiptsIn(given);
  if (found.length > 0) return found;
  throw new UsageError('receipt-invalid', `${given} is a folder without a receipt`, {
    help: 'give receipts, or the folder that runs with --receipt have written them to',
  });
}

/**
 * @param {string} file
 * @param {string} text
 */
async function write(file, text) {
  try {
    await (await Place.of(file)).write(text);
  } catch (cause) {
    const { message } = /** @type {Error} */ (cause);
    throw new UsageError('receipt-unwritable', `the receipt ${file} can't be written: ${message}`, {
      cause,
      help: 'name a file in a folder that exists and may be written to',
    });
  }
}
