/** Files with the same identity: Datadog keeps one, so only the one that tells most is sent. */

/** @import { Core } from '../core-types.js' */
/** @import { Job } from '../plan.js' */

/** What symbols are taken from, the best first. */
const SOURCES = ['debug_info', 'symbol_table', 'dynamic_symbol_table'];

/**
 * @param {Core} core
 * @param {Job[]} jobs
 * @returns {Job[]} in their order, those that another one stands for marked as not to be sent
 */
export function settle(core, jobs) {
  /** @type {Map<string, Job>} */
  const best = new Map();
  for (const job of jobs) {
    const key = keyOf(job);
    if (key === undefined) continue;
    const known = best.get(key);
    if (known === undefined || rank(job.told) < rank(known.told)) best.set(key, job);
  }
  return jobs.map((job) => {
    const key = keyOf(job);
    const winner = key === undefined ? job : best.get(key);
    if (winner === undefined || winner === job) return job;
    const issues = [core.passedOver('symbols-duplicate', winner.path)];
    const { path, type, told } = job;
    return { path, type, told, files: [], issues, send: false, skip: true };
  });
}

/**
 * @param {Job} job
 * @returns {string | undefined} undefined where it is like no other
 */
function keyOf({ type, told, send }) {
  if (told === undefined || !send) return undefined;
  const { arch, gnu_build_id, go_build_id, file_hash, pdb_sig, pdb_age } = told.identity;
  if (type === 'elf_symbol_file') {
    const id = gnu_build_id ?? go_build_id ?? file_hash;
    return id && `${type} ${id} ${arch}`;
  }
  return type === 'pe_symbol_file' && pdb_sig ? `${type} ${pdb_sig} ${pdb_age}` : undefined;
}

/** @param {Job['told']} told */
function rank(told) {
  const { symbol_source: source = '', file_hash: hash } = told?.identity ?? {};
  const at = SOURCES.indexOf(source);
  // of a library and its separate debug file, the library has the hash and the dynamic symbols too
  return 2 * (at < 0 ? SOURCES.length : at) + (hash ? 0 : 1);
}
