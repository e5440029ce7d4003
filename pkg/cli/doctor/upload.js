/** What one upload would be made of: its files, its metadata, where it goes, and where each of these was said. */

import { MapshipError } from '../../index.js';
import { ownFields } from '../../check/upload.js';
import { readOptions } from '../../options/index.js';
import { filesOf, plan } from '../../plan/index.js';
import { resolveUrl } from '../../send/destination.js';
import { readRegular } from '../../host/regular.js';
import { decodeText } from '../../text/decode.js';
import { count } from '../../text/style.js';
import { fact, problem } from './entry.js';
import { sendingEntries } from './sending.js';

/** @import { Core } from '../../core/types.js' */
/** @import { NamedFile } from '../../host/types.js' */
/** @import { Input, UploadOptions } from '../../index.js' */
/** @import { Settings } from '../../options/index.js' */
/** @import { Job } from '../../plan/index.js' */
/** @import { Entry } from './entry.js' */

/**
 * @typedef {object} Subject
 * @property {string} [name] of the target
 * @property {Input} [input] missing where there is nothing to upload
 * @property {UploadOptions} options flags over the config file
 * @property {(option: string) => string | undefined} originOf where an option, or `event.service` say, was given
 */

/**
 * @param {Core} core
 * @param {Subject} subject
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<{ entries: Entry[], url?: string }>} `url`: what would be posted to
 */
export async function uploadEntries(core, { name, input, options, originOf }, env) {
  /** @type {Entry[]} */
  const entries = [];
  /** @type {string | undefined} */
  let url;
  const settings = attempt(entries, 'options', () => readOptions(core, options, 'upload'));
  if (settings !== undefined) {
    if (input !== undefined) {
      const planned = await planFiles(core, entries, input, settings);
      entries.push(...metadataEntries(core, settings, planned, originOf));
    }
    const target = attempt(entries, 'site', () => resolveUrl(core, settings, env));
    if (target !== undefined) {
      url = target.url;
      const isSite = target.site !== undefined;
      const origin = originOf(isSite ? 'site' : 'intakeUrl') ?? target.origin;
      entries.push(fact('site', isSite ? `${target.site}: ${url}` : url, origin));
    }
    entries.push(...(await sendingEntries(core, settings, originOf)));
  }
  const named = entries.map((entry) => (name === undefined ? entry : { target: name, ...entry }));
  return { entries: named, url };
}

/**
 * @template T
 * @param {Entry[]} entries
 * @param {string} about
 * @param {() => T} work
 * @returns {T | undefined}
 */
function attempt(entries, about, work) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof MapshipError)) throw error;
    entries.push(problem('error', about, error));
    return undefined;
  }
}

/**
 * @param {Core} core
 * @param {Entry[]} entries
 * @param {Input} input
 * @param {Settings} settings
 * @returns {Promise<Job[]>}
 */
async function planFiles(core, entries, input, settings) {
  const origin = typeof input === 'string' ? input : input instanceof Array ? input.join(', ') : '';
  try {
    const given = await filesOf(input);
    const event = settings.event ?? {};
    const { jobs, issues } = await plan(core, given, { ...settings, event });
    const wrong = issues.find(({ severity }) => severity !== 'note');
    if (wrong) entries.push(problem(wrong.severity, 'files', wrong, { value: origin }));
    else entries.push(fact('files', `${origin || 'from Git'}: ${tally(given, jobs)}`));
    for (const { path, issues: own } of jobs.filter(({ send }) => send)) {
      const issue = own.find(({ severity }) => severity === 'error');
      if (issue) entries.push(problem('error', 'files', issue, { value: path }));
    }
    return jobs;
  } catch (error) {
    if (!(error instanceof MapshipError)) throw error;
    entries.push(problem('error', 'files', error, { value: origin }));
    return [];
  }
}

/**
 * @param {NamedFile[]} given
 * @param {Job[]} jobs
 */
function tally(given, jobs) {
  const maps = given.filter(({ name }) => name.endsWith('.map')).length;
  const pairs = jobs.filter(({ send, files }) => send && files.length > 1).length;
  const facts = [
    count(given.length, 'file'),
    count(maps, 'map'),
    count(pairs, 'pair'),
    count(jobs.filter(({ send }) => send).length, 'upload'),
  ];
  return facts.join(', ');
}

/** Which fields are shown though nobody gave them. */
const ASKED = ['service', 'version'];

/**
 * The event as it would be sent, but for what files and Git add, held against its type.
 * @param {Core} core
 * @param {Settings} settings
 * @param {Job[]} jobs
 * @param {Subject['originOf']} originOf
 * @returns {Entry[]}
 */
function metadataEntries(core, settings, jobs, originOf) {
  const job = jobs.find(({ send }) => send) ?? jobs[0];
  const type = job?.type ?? settings.type ?? core.types()[0]?.name;
  const { minifiedPathPrefix: prefix, allowUnknown } = settings;
  /** @type {Entry[]} */
  const entries = [fact('type', type, originOf('type') ?? (job ? 'the files' : 'the default'))];
  const event = { ...settings.event, ...job?.event, type };
  const { issues } = core.check({ type, event, fill: ownFields(core), files: [], allowUnknown });
  const issueOf = (/** @type {string} */ field) =>
    issues.find(({ at }) => at.path === `event.${field}`);
  const given = Object.keys(settings.event ?? {}).filter((field) => field !== 'type');
  for (const field of new Set([...ASKED, ...given])) {
    const value = settings.event?.[field];
    const origin = originOf(`event.${field}`);
    const issue = issueOf(field);
    const more = value === undefined ? {} : { value: String(value), origin };
    const said = issue && value === undefined ? withRemedy(issue, field) : issue;
    if (said) entries.push(problem(said.severity, field, said, more));
    else if (value !== undefined) entries.push(fact(field, String(value), origin));
  }
  const missing = issueOf('minified_url');
  if (prefix !== undefined) {
    const example = job?.event?.minified_url;
    const value = typeof example === 'string' ? `${prefix}: ${example}` : prefix;
    entries.push(fact('prefix', value, originOf('minifiedPathPrefix')));
  } else if (missing && !given.includes('minified_url')) {
    entries.push(problem(missing.severity, 'prefix', missing));
  }
  return entries;
}

/**
 * @param {import('../../index.js').Issue} issue
 * @param {string} field
 */
function withRemedy(issue, field) {
  const said = saidByPackage(field);
  const hint =
    said === undefined ? '' : `; package.json says ${said}, which is not taken by itself`;
  return { ...issue, help: `${issue.help}${hint}` };
}

/**
 * What the package.json of the current folder has for a field.
 * @param {string} field
 * @returns {string | undefined}
 */
function saidByPackage(field) {
  const member = { service: 'name', version: 'version' }[field];
  try {
    const said = member && JSON.parse(decodeText(readRegular('package.json')))?.[member];
    return typeof said === 'string' && said !== '' ? said : undefined;
  } catch {
    // it is only a hint
    return undefined;
  }
}
