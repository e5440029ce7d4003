/** The option `afterUpload` of `upload`: what one or several runs have sent is cleared away, when all of them are through. */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { UsageError } from '../../errors.js';
import { filesBelow } from './below.js';
import { fateOf, worst } from './fate.js';
import { AfterUpload } from './index.js';
import { common, isInside, real } from './paths.js';

/** @import { Core } from '../../core/types.js' */
/** @import { NamedFile } from '../../host/types.js' */
/** @import { Cleared, FileInput, FileReport, RunIssue, UploadOptions } from '../../index.js' */
/** @import { MapFile, Runs } from './types.js' */
/** @import { Candidate, Clearing } from './index.js' */

/**
 * What a run is to clear away; `undefined` where it keeps all.
 * @param {Core} core
 * @param {NamedFile[]} given
 * @param {Pick<UploadOptions, 'afterUpload' | 'dryRun' | 'shard'>} options
 * @param {FileInput[]} others the files of what other shares have, whose runs clear them away
 * @returns {Clearing | undefined}
 * @throws {UsageError} where maps would be moved to where they are deployed
 */
export function clearingOf(core, given, { afterUpload = 'keep', dryRun, shard }, others) {
  if (afterUpload === 'keep') return undefined;
  const onDisk = given.flatMap(({ file, inFolder, root }) =>
    typeof file === 'string' ? [{ file, inFolder, root: root ?? path.dirname(file) }] : [],
  );
  const roots = [...new Set(onDisk.map(({ root }) => root))];
  const folders = [...new Set(onDisk.flatMap(({ inFolder, root }) => (inFolder ? [root] : [])))];
  const folder = common(roots.map((root) => path.resolve(root)));
  const to = typeof afterUpload === 'object' ? path.resolve(afterUpload.move) : undefined;
  if (to !== undefined && roots.some((root) => isInside(real(to), real(root)))) {
    const { code, message, help } = core.finding('move-inside', { folder: fromHere(to) });
    throw new UsageError(code, message, { help });
  }
  const files = [...new Set(onDisk.map(({ file }) => path.resolve(file)))];
  // of the folder that one works in, nobody deploys all that is there
  const looked = folders.map((one) => path.resolve(one)).filter((one) => !isInside(cwd(), one));
  return {
    folder,
    shown: roots.length === 1 ? String(roots[0]) : fromHere(folder),
    to,
    files: async () => {
      const found = await Promise.all(looked.map(filesBelow));
      const all = new Set([...files, ...found.flat()]);
      for (const file of others) if (typeof file === 'string') all.delete(path.resolve(file));
      return [...all];
    },
    others: async () => files.filter((file) => file.endsWith('.css')),
    roots: roots.map((root) => {
      const one = path.resolve(root);
      const below = to && path.join(to, path.relative(folder, one));
      // a plan of one share knows nothing of the files of the others
      return { folder: one, to: below, whole: shard === undefined && looked.includes(one) };
    }),
    dryRun,
  };
}

/**
 * Two runs may have sent the same map, to two sites say: it has arrived when both have.
 * @param {Core} core
 * @param {Runs} given what is said of a map is put into its report
 * @returns {Promise<{ cleared?: Cleared, issues: RunIssue[][] }>} `issues`: to be said of each run
 */
export async function clearRuns(core, given) {
  /** @type {Map<string, Candidate>} */
  const all = new Map();
  const runs = given.map(({ maps, ...run }) => ({ ...run, maps: maps.map(resolved) }));
  for (const { files, maps } of runs) {
    for (const [i, map] of maps.entries()) if (map) add(core, all, map, files[i]);
  }
  /** @type {Cleared} */
  const cleared = { maps: [], left: [] };
  /** @type {RunIssue[][]} */
  const issues = [];
  /** @type {Set<string>} */
  const gone = new Set();
  for (const { clearing, files, maps } of runs) {
    /** @type {RunIssue[]} */
    const said = [];
    issues.push(said);
    if (clearing === undefined) continue;
    /** @type {Map<string, Candidate>} */
    const own = new Map();
    const only = clearing.own && new Set(clearing.own);
    for (const [i, map] of maps.entries()) {
      const candidate = map && all.get(map.file);
      if (!candidate || gone.has(map.file)) continue;
      if (only && !only.has(map.file)) continue;
      if (map.archive === undefined) own.set(map.file, candidate);
      else if (candidate.fate === 'arrived') {
        sayOf(files[i], core.finding('map-not-removed', { archive: map.archive }));
      }
    }
    for (const file of clearing.styles ?? []) {
      // of one that is not there any more, nothing is left to be done
      if (existsSync(file)) own.set(file, { minified: [], fate: 'arrived' });
    }
    const done = await new AfterUpload(core, clearing).clear(own);
    for (const { file, issue } of done.kept) {
      const index = maps.findIndex((map) => map?.file === file);
      sayOf(files[index], { ...issue, at: { part: 'source_map' } });
    }
    for (const { file, to } of done.gone) {
      gone.add(file);
      cleared.maps.push({ path: fromHere(file), ...(to && { to: fromHere(to) }) });
    }
    for (const { file, inline } of done.left) {
      const known = cleared.left.some((one) => one.path === fromHere(file));
      if (!known) cleared.left.push({ path: fromHere(file), inline });
    }
    said.push(...done.leaks.map(({ issue }) => issue));
  }
  return { cleared: runs.some(({ clearing }) => clearing) ? cleared : undefined, issues };
}

/**
 * @param {Core} core
 * @param {Map<string, Candidate>} all
 * @param {MapFile} map
 * @param {FileReport | undefined} report
 */
function add(core, all, { file, minified, stamp }, report) {
  // those of style sheets are never sent, and are not to be served
  const fate = core.isMapOfStyle(file) ? 'arrived' : fateOf(report?.upload);
  const known = all.get(file);
  all.set(file, {
    minified: [...new Set([...(known?.minified ?? []), ...(minified ? [minified] : [])])],
    fate: known ? worst(known.fate, fate) : fate,
    stamp: known?.stamp ?? stamp,
  });
}

/**
 * @param {FileReport | undefined} report
 * @param {import('../../index.js').Issue} issue
 */
function sayOf(report, issue) {
  if (report === undefined) return;
  report.issues.push(issue);
  report.ok = false;
}

/** @param {MapFile | undefined} map @returns {MapFile | undefined} with absolute paths */
function resolved(map) {
  if (map === undefined) return undefined;
  const { file, minified } = map;
  return { ...map, file: path.resolve(file), minified: minified && path.resolve(minified) };
}

function cwd() {
  return process.cwd();
}

/** A path as people would write it. @param {string} file absolute */
function fromHere(file) {
  return path.relative(cwd(), file) || '.';
}
