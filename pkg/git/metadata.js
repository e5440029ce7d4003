/** What Git adds to uploads: two fields of the event, and the `repository` part. */
import { currentFolder, environment, readGit } from '#host';

/** @import { Core } from '../core/types.js' */
/** @import { Event, RunIssue } from '../index.js' */
/** @import { Settings } from '../options/index.js' */
/** @import { Job, PartFile } from '../plan/index.js' */

/** The part's name. */
const PART = 'repository';

/**
 * @typedef {object} Git
 * @property {Event} fields
 * @property {RunIssue[]} issues
 * @property {(job: Job, sources?: (string | null)[]) => PartFile | undefined} partFor without `sources` for the types whose
 *   part lists all tracked files, with them, once the map is read, for the others
 * @property {() => void} free
 */

/** @type {Git} */
const NONE = { fields: {}, issues: [], partFor: () => undefined, free() {} };

/**
 * @param {Core} core
 * @param {Settings} settings
 * @param {Job[]} jobs
 * @returns {Promise<Git>}
 */
export async function gitFor(core, settings, jobs) {
  const option = settings.git ?? true;
  if (option === false || jobs.length === 0) return NONE;
  const read = await readGit({
    ...(typeof option === 'object' ? option : {}),
    env: environment(),
    signal: settings.signal,
    core,
  });
  if (read === undefined) return NONE;
  const { repositoryUrl: url, commitSha: sha, lsFiles } = read;
  /** @type {Event} */
  const fields = {};
  if (url !== undefined) fields.git_repository_url = url;
  if (sha !== undefined) fields.git_commit_sha = sha;
  if (!url || !sha) return { ...NONE, fields, issues: read.issues };
  const payload = lsFiles ? fromTracked(core, lsFiles, url, sha) : fromSources(core, url, sha);
  return {
    fields,
    issues: read.issues,
    partFor(job, sources) {
      const declared = core.types().find(({ name }) => name === job.type);
      const role = declared?.parts.find(({ name }) => name === PART)?.role;
      const isGiven = job.files.some(({ part }) => part === PART);
      // some types list only the tracked files that the map's sources name
      const isTime = (role === 'trackedSources') === (sources !== undefined);
      const file = role && !isGiven && isTime ? payload.of(job, sources) : undefined;
      return file && { part: PART, name: PART, shown: 'repository (from Git)', file };
    },
    free: payload.free,
  };
}

/**
 * @typedef {object} Payload
 * @property {(job: Job, sources: (string | null)[] | undefined) => Uint8Array | undefined} of
 * @property {() => void} free
 */

/**
 * @param {Core} core
 * @param {Uint8Array} lsFiles
 * @param {string} url
 * @param {string} sha
 * @returns {Payload}
 */
function fromTracked(core, lsFiles, url, sha) {
  const tracked = core.trackFiles(lsFiles);
  /** @type {Uint8Array | undefined} made once: it is the same for every upload */
  let whole;
  return {
    of: (_, sources) =>
      sources ? tracked.payloadFor(sources, url, sha) : (whole ??= tracked.payload(url, sha)),
    free: () => tracked.free(),
  };
}

/**
 * Where Git was not asked, a map's sources are taken for files of the repository, as the official client does.
 * @param {Core} core
 * @param {string} url
 * @param {string} sha
 * @returns {Payload}
 */
function fromSources(core, url, sha) {
  return {
    of(job, sources) {
      if (sources === undefined) return undefined;
      const folder = job.path.replaceAll('\\', '/').replace(/[^/]*$/, '');
      return core.sourcesPayload(sources, folder, currentFolder(), url, sha);
    },
    free() {},
  };
}
