/**
 * What every plugin does once a build has written its files: find out what they are of, check them, send them, clear the
 * maps away, and tell.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { look } from '../send/after-upload/look.js';
import { isByName } from '../host/collect/file-filter.js';
import { start } from '../core/index.js';
import { injectBuilt } from '../inject/index.js';
import { upload } from '../index.js';
import { uploadFailed } from '../report/index.js';
import { resolveTarget } from '../send/destination.js';
import { Clearing } from './clearing.js';
import { factsOf } from './facts.js';
import { condense, count, failure, ofIssue } from './findings.js';
import { readPluginOptions, uploadOptions } from './options.js';
import { Sent } from './uploaded.js';
import { plain } from './text.js';

/** @import { Core } from '../core/types.js' */
/** @import { Report } from '../index.js' */
/** @import { Base, Facts } from './facts.js' */
/** @import { Finding } from './findings.js' */
/** @import { PluginOptions } from './index.js' */

/**
 * A build that has written its files, or one of several outputs of a build.
 * @typedef {object} Build
 * @property {string} root the folder of the project, absolute
 * @property {string} outDir the folder that is served, or that a server runs, absolute
 * @property {string} [runDir] the folder of the project that `outDir` is copied to before a server runs it, absolute
 * @property {string[]} files what was written, absolute
 * @property {Base} base what stands before a file's path below `outDir` in its address
 * @property {boolean} [server] whether a server runs it: its address is given by the option `server`, and without that it is not sent
 * @property {boolean} [forServer] whether a server runs it, however its address is given; as `server` is, where it is left out
 * @property {string} [name] what it is of a build that has several outputs
 * @property {boolean} [temporaryMaps] whether its maps are there for mapship alone: unless they are to be kept, none is left,
 *   whatever came of it
 * @property {boolean} [goesOn] whether the files are copied to where they are deployed as soon as this is done
 * @property {string} mapsRemedy how to have the bundler write maps
 * @property {string} [mapsSetting] what of the bundler's configuration keeps the option `sourcemaps` from working
 * @property {boolean} [injects] whether debug IDs are put into what was written, as the bundler has no step for it
 * @property {boolean} [late] whether these files come after those of a bundle, which was told of
 */

/**
 * How to reach whoever runs the bundler.
 * @typedef {object} Voice
 * @property {(text: string) => void} info
 * @property {(finding: Finding) => void} warn
 * @property {(finding: Finding) => void} error it makes the build fail
 */

const SCRIPT = /\.(?:js|mjs|cjs)$/;

/**
 * @param {Build} build
 * @param {PluginOptions} given
 * @param {Voice} voice
 * @param {Sent} sent by earlier builds of the same plugin
 * @returns {Promise<string[]>} the maps that were deleted, or moved
 */
export async function afterBuild(build, given, voice, sent = new Sent()) {
  const core = await start();
  const options = readPluginOptions(core, given);
  const run = new Run(core, build, options, voice, sent);
  const turn = last.then(() => run.go()).catch((thrown) => run.tell([failure(core, thrown)]));
  last = turn;
  await turn;
  return run.cleared;
}

/**
 * The outputs of one build, which are there all at once. What holds for all of them is told once.
 * @param {(Build & { name: string })[]} outputs
 * @param {PluginOptions} given
 * @param {Voice} voice
 * @param {Sent} [sent] by earlier builds
 */
export async function afterBuilds(outputs, given, voice, sent = new Sent()) {
  /** @type {Set<string>} */
  const told = new Set();
  const once = (/** @type {Finding} */ finding) => {
    const { code, message, file } = finding;
    const text = [code, message, file].join();
    if (!told.has(text)) voice.error(finding);
    told.add(text);
  };
  for (const build of outputs) await afterBuild(build, given, { ...voice, error: once }, sent);
}

/** Builds that end together take turns: they may share a receipt, and the network in any case. @type {Promise<void>} */
let last = Promise.resolve();

/** One build, on its way. */
class Run {
  /** The maps that are not there any more. @type {string[]} */
  cleared = [];

  /**
   * @param {Core} core
   * @param {Build} build
   * @param {PluginOptions} options
   * @param {Voice} voice
   * @param {Sent} sent
   */
  constructor(core, build, options, voice, sent) {
    this.core = core;
    this.build = build;
    this.options = options;
    this.voice = { ...voice, info: (/** @type {string} */ text) => voice.info(plain(text)) };
    this.sent = sent;
    const listed = [...new Set(build.files)].filter((file) => isByName(file));
    this.gone = listed.filter((file) => !existsSync(file));
    this.files = listed
      .filter((file) => !this.gone.includes(file))
      .map((file) => ({ file, name: path.relative(build.outDir, file).replaceAll(path.sep, '/') }));
    this.scripts = this.files.filter(({ name }) => SCRIPT.test(name));
  }

  async go() {
    const { core, options, build, voice } = this;
    if (build.server && !options.server) return this.#passOver();
    const { mapsSetting: setting } = build;
    this.tell([
      ...(setting === undefined ? [] : [core.finding('maps-set-otherwise', { setting })]),
      ...this.gone.map((file) => ofIssue(core.finding('file-gone'), file)),
    ]);
    if (this.scripts.length === 0 && !build.late) {
      voice.info('nothing is uploaded: the build made no script');
      return;
    }
    if (options.debugIds) await this.#putIds();
    const after = await Clearing.prepare(core, build, options, this.files);
    const repeated = await this.sent.among(this.files.map(({ file }) => file));
    /** @type {Report | undefined} */
    let report;
    try {
      report = await this.#send(repeated, after.findings);
    } catch (thrown) {
      // the maps are there all the same, and would be deployed
      this.tell([failure(this.core, thrown)]);
    }
    const cleared = await after.clear(report, repeated);
    this.cleared = cleared.gone;
    this.tell(cleared.findings);
    if (build.late && !report?.files.length && cleared.gone.length === 0) return;
    const sum = report ? this.#sum(report) : 'nothing is uploaded';
    const what = build.name === undefined ? '' : `${build.name}: `;
    voice.info(what + [sum, cleared.told].filter(Boolean).join('; '));
  }

  /** What the build has not done itself: a map may have lost its ID to a later step, and some bundlers have no step for it. */
  async #putIds() {
    const done = await injectBuilt(this.core, this.files, this.build.injects === true);
    const failed = done.filter(({ status }) => status === 'failed');
    this.tell(
      failed.flatMap(({ path: file, issues }) => issues.map((issue) => ofIssue(issue, file))),
    );
  }

  /** What servers run is not sent unless they are told of; the maps that were made for mapship alone go all the same. */
  async #passOver() {
    if (!this.build.temporaryMaps) return;
    const after = await Clearing.prepare(this.core, this.build, this.options, this.files);
    const { gone, findings } = await after.clear(undefined, new Map());
    this.cleared = gone;
    this.tell(findings);
  }

  /**
   * @param {Map<string, string[]>} repeated what was sent before
   * @param {Finding[]} before findings that there are already
   * @returns {Promise<Report | undefined>} of the upload, where there was one
   */
  async #send(repeated, before) {
    const { options } = this;
    const facts = await factsOf(this.core, options, this.build);
    const target = resolveTarget(this.core, uploadOptions(options), process.env);
    if (!this.build.late) this.#introduce(facts, target);
    // no stack trace would ever be matched to what is uploaded under other values
    const early = [...before, ...facts.findings, ...(await this.#checkInit(facts))];
    this.tell(early);
    if (facts.findings.length > 0 || (early.length > 0 && options.onError !== 'warn')) {
      return undefined;
    }
    const report = await this.#upload(facts, repeated);
    const findings = this.#findingsOf(report);
    if (repeated.size === 0 && !this.build.late)
      findings.push(...(await this.#missingMaps(report)));
    this.tell(findings);
    if (!options.dryRun) await this.sent.add(report);
    return report;
  }

  /** @param {Finding[]} findings */
  tell(findings) {
    const told = findings.filter(({ severity }) => severity !== 'note');
    for (const found of condense(told)) {
      const finding = { ...found, message: plain(found.message), help: plain(found.help) };
      const fails = finding.severity === 'error' && this.options.onError !== 'warn';
      if (fails) this.voice.error(finding);
      // of the repository, say: it is the same in each pass
      else if (finding.file !== undefined || this.sent.isNew(`${finding.code} ${finding.message}`))
        this.voice.warn(finding);
    }
  }

  /**
   * @param {Facts} facts
   * @param {import('../send/destination.js').Target} target
   */
  #introduce({ service, version, prefix }, target) {
    const verb = this.build.server ? 'run' : 'served';
    const shown = [
      service && `service ${service.value} (${service.origin})`,
      version && `version ${version.value} (${version.origin})`,
      prefix && `${verb} under ${prefix.value || '/'} (${prefix.origin})`,
      this.options.defer === undefined && `to ${target.site ?? target.url} (${target.origin})`,
      target.keyOrigin && `with the API key of ${target.keyOrigin}`,
    ];
    const told = shown.filter((part) => part && this.sent.isNew(part));
    if (told.length > 0) this.voice.info(told.join(', '));
  }

  /**
   * What the scripts tell Datadog of themselves, held against what is to be sent.
   * @param {Facts} facts
   */
  async #checkInit({ service, version }) {
    const findings = [];
    for (const { file, name } of this.scripts) {
      const init = await look(file, (source) =>
        this.core.checkInit(source, name, service?.value, version?.value),
      );
      findings.push(...(init?.issues ?? []).map((issue) => ofIssue(issue, file)));
    }
    return findings;
  }

  /**
   * @param {Facts} facts
   * @param {Map<string, string[]>} repeated
   */
  #upload({ service, version, prefix }, repeated) {
    const known = new Set([...repeated.keys(), ...[...repeated.values()].flat()]);
    const files = this.files.filter(({ file }) => !known.has(file));
    // what a build's own files are, and which were sent before, only the plugin knows
    const { afterUpload: _, ...passed } = uploadOptions(this.options);
    const { git = true, receipt, defer } = passed;
    return upload(files, {
      ...passed,
      receipt: typeof receipt === 'string' ? path.resolve(this.build.root, receipt) : receipt,
      defer: defer === undefined ? undefined : path.resolve(this.build.root, defer),
      service: service?.value,
      version: version?.value,
      minifiedPathPrefix: prefix?.value,
      ...(this.options.debugIds && { byDebugId: true }),
      ...((this.build.forServer ?? this.build.server) && { forServer: true }),
      git: git && { cwd: this.build.root, ...(typeof git === 'object' && git) },
      allowEmpty: true,
    });
  }

  /** @param {Report} report */
  #findingsOf(report) {
    const { core, build, sent } = this;
    /** @type {Finding[]} */
    const findings = build.late ? [] : report.issues.map((issue) => ofIssue(issue));
    for (const { path: file, issues, upload: outcome } of report.files) {
      findings.push(...issues.map((issue) => ofIssue(issue, file)));
      if (outcome?.status === 'failed') findings.push(ofIssue(uploadFailed(core, outcome), file));
    }
    for (const { file, other, url } of sent.collisions(report)) {
      const values = { other: path.relative(build.root, other), url };
      findings.push(ofIssue(core.finding('address-repeated', values), file));
    }
    return findings;
  }

  /**
   * Whether the build made no map at all that could be sent.
   * @param {Report} report
   * @returns {Promise<Finding[]>}
   */
  async #missingMaps({ files }) {
    if (!files.every(({ ok, upload }) => ok && upload?.status === 'skipped')) return [];
    const { core, build, scripts } = this;
    const links = await Promise.all(
      scripts.map(({ file }) => look(file, (source) => core.readLink(source, file))),
    );
    const inline = links.filter((link) => link?.inline).length || undefined;
    const values = { inline, scripts: scripts.length, remedy: build.mapsRemedy };
    return [core.finding('maps-missing', values)];
  }

  /** @param {Report} report */
  #sum({ files, summary: { sent, failed, alreadySent, invalid } }) {
    const having = (/** @type {string} */ status) =>
      files.filter(({ upload }) => upload?.status === status).length;
    const [prepared, planned] = [having('dry-run'), having('deferred')];
    const parts = [
      prepared > 0
        ? `${count(prepared, 'source map')} would be sent (dry run)`
        : planned > 0
          ? `${count(planned, 'source map')} planned, nothing is sent yet`
          : `${count(sent, 'source map')} sent`,
      alreadySent > 0 && `${alreadySent} sent before`,
      failed > 0 && `${failed} failed`,
      invalid > 0 && `${invalid} not sent`,
    ];
    return parts.filter(Boolean).join(', ');
  }
}
