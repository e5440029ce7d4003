/** What one upload would be made of: its files, its metadata, where it goes, and where each of these was said. */
import { readFileSync } from 'node:fs';

import { MapshipError } from '../index.js';
import { ownFields } from '../judge.js';
import { readOptions } from '../options.js';
import { filesOf, plan } from '../plan.js';
import { diagnose } from '../report.js';
import { resolveUrl } from '../target.js';
import { flagOf } from '../cli/flags.js';
import { count } from '../cli/style.js';
import { fact, problem } from './entry.js';
import { sendingEntries } from './sending.js';

/** @import { Core } from '../core-types.js' */
/** @import { NamedFile } from '../host-types.js' */
/** @import { Input, UploadOptions } from '../index.js' */
/** @import { Settings } from '../options.js' */
/** @import { Job } from '../plan.js' */
/** @import { Entry } from './entry.js' */

/**
 * @typedef {object} Subject
 * @property {string} [name] of the target
 * @property {Input} [input] missing where there is nothing to upload
 * @property {UploadOptions} options flags over the config file
 * @property {(option: string) => string | undefined} originOf where an option, or `event.service` say, was given
 */

/** Which flag gives an option. @type {Record<string, string>} */
const FLAGS = {
  type: '--type',
  site: '--site',
  intakeUrl: '--intake-url',
  minifiedPathPrefix: '--minified-path-prefix',
  receipt: '--receipt',
  maxConcurrency: '--max-concurrency',
  maxRetries: '--max-retries',
  timeout: '--timeout',
  deadline: '--deadline',
  'git.repositoryUrl': flagOf('git_repository_url'),
  'git.commitSha': flagOf('git_commit_sha'),
};

/**
 * @param {string} prefix
 * @param {object} object
 */
function prefixed(prefix, object) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [prefix + name, value]));
}

/**
 * The flag that gave an option.
 * @param {UploadOptions} flags
 * @param {string} option
 */
export function flagThatGave(flags, option) {
  if (option.startsWith('event.')) {
    const field = option.slice('event.'.length);
    return Object.hasOwn(flags.event ?? {}, field) ? flagOf(field) : undefined;
  }
  const { git } = flags;
  if (option === 'git') return git === false ? '--disable-git' : undefined;
  const given = { ...flags, ...(typeof git === 'object' ? prefixed('git.', git) : {}) };
  const value = /** @type {Record<string, unknown>} */ (given)[option];
  return value === undefined ? undefined : FLAGS[option];
}

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
    entries.push(...(await sendingEntries(settings, originOf)));
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
    const { jobs } = await plan(core, given, { ...settings, event });
    const [nothing] = diagnose(given, jobs, settings);
    if (nothing) entries.push(problem(nothing.severity, 'files', nothing, { value: origin }));
    else entries.push(fact('files', `${origin || 'from Git'}: ${tally(given, jobs)}`));
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
  const type = job?.type ?? settings.type ?? 'js_sourcemap';
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
    if (issue) entries.push(problem(issue.severity, field, withRemedy(issue, field), more));
    else if (value !== undefined) entries.push(fact(field, String(value), origin));
  }
  const missing = issueOf('minified_url');
  if (prefix !== undefined) {
    const example = job?.event?.minified_url;
    const value = typeof example === 'string' ? `${prefix}: ${example}` : prefix;
    entries.push(fact('prefix', value, originOf('minifiedPathPrefix')));
  } else if (missing && !given.includes('minified_url')) {
    const help = 'give --minified-path-prefix, or minifiedPathPrefix in the config file';
    entries.push(problem(missing.severity, 'prefix', { ...missing, help }));
  }
  return entries;
}

/**
 * @param {import('../index.js').Issue} issue
 * @param {string} field
 */
function withRemedy(issue, field) {
  if (issue.code !== 'event-field-missing') return issue;
  const said = saidByPackage(field);
  const hint =
    said === undefined ? '' : `; package.json says ${said}, which is not taken by itself`;
  return { ...issue, help: `give ${flagOf(field)}, or ${field} in the config file${hint}` };
}

/**
 * What the package.json of the current folder has for a field.
 * @param {string} field
 * @returns {string | undefined}
 */
function saidByPackage(field) {
  const member = { service: 'name', version: 'version' }[field];
  try {
    const said = member && JSON.parse(readFileSync('package.json', 'utf8'))?.[member];
    return typeof said === 'string' && said !== '' ? said : undefined;
  } catch {
    // it is only a hint
    return undefined;
  }
}
