/** datadog-ci's own config file: `{ "apiKey": …, "datadogSite": … }`. What the environment says goes first. */
import { existsSync, readFileSync } from 'node:fs';

import { FileError, UsageError } from '../../errors.js';

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
  const { apiKey, datadogSite } = parse(file);
  for (const [name, value] of Object.entries({ apiKey, datadogSite })) {
    if (value === undefined || typeof value === 'string') continue;
    throw new UsageError('config-kind', `${file}: "${name}" is not a string`, {
      help: 'give a string, or leave it out',
    });
  }
  return {
    apiKey: env.DATADOG_API_KEY || env.DD_API_KEY ? undefined : apiKey || undefined,
    site: env.DATADOG_SITE || env.DD_SITE ? undefined : datadogSite || undefined,
  };
}

/** @param {string} file @returns {{ apiKey?: string, datadogSite?: string }} */
function parse(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw FileError.from(file, cause);
  }
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
