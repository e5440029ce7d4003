/** datadog-ci's own config file: `{ "apiKey": …, "datadogSite": … }`. What the environment says goes first. */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { refuseForeignAbove, refuseForeignHere } from '../config/trust.js';
import { UsageError } from '../../errors.js';
import { variableOf } from '../../options/environment.js';
import { readRegular } from '../../host/regular.js';
import { decodeText } from '../../text/decode.js';

const NAME = 'datadog-ci.json';

/**
 * @param {string | undefined} given by a flag; then it must be there
 * @param {Record<string, string | undefined>} env
 * @param {boolean} [above] whether it is looked for in the folder above too
 * @returns {{ apiKey?: string, site?: string }}
 */
export function readCiConfig(given, env, above = false) {
  const places = above ? [NAME, `../${NAME}`] : [NAME];
  const file = given ?? places.find((place) => existsSync(place));
  if (file === undefined) return {};
  // who writes it says where maps are sent, and into which account
  if (given === undefined) refuseForeign(path.resolve(file));
  const { apiKey, datadogSite } = parse(file);
  for (const [name, value] of Object.entries({ apiKey, datadogSite })) {
    if (value === undefined || typeof value === 'string') continue;
    throw new UsageError('config-kind', `${file}: "${name}" is not a string`, {
      help: 'give a string, or leave it out',
    });
  }
  return {
    apiKey: variableOf('apiKey', env) ? undefined : apiKey || undefined,
    site: variableOf('site', env) ? undefined : datadogSite || undefined,
  };
}

/** @param {string} file absolute */
function refuseForeign(file) {
  if (path.dirname(file) === process.cwd()) refuseForeignHere(file);
  else refuseForeignAbove(file, process.cwd());
}

/** @param {string} file @returns {{ apiKey?: string, datadogSite?: string }} */
function parse(file) {
  const text = decodeText(readRegular(file));
  /** @type {any} */
  let read;
  try {
    read = JSON.parse(text);
  } catch {
    // the parser's own message may repeat the key
    read = undefined;
  }
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read;
  throw new UsageError('config-invalid', `${file} is not a JSON object`, {
    help: 'write { "apiKey": "…", "datadogSite": "datadoghq.com" }',
  });
}
