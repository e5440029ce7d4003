/**
 * What every plugin does once a build has written its files: find out what they are of, check them, send them, clear the
 * maps away, and tell.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { start } from '../core.js';
import { upload } from '../index.js';
import { resolveTarget } from '../target.js';
import { AfterUpload } from './after-upload.js';
import { factsOf } from './facts.js';
import {
  addressRepeated,
  condense,
  count,
  failure,
  fileGone,
  noMaps,
  ofIssue,
  uploadFailed,
} from './findings.js';
import { look } from './look.js';
import { readPluginOptions, uploadOptions } from './options.js';
import { Sent } from './sent.js';
import { plain } from './text.js';

/** @import { Core } from '../core-types.js' */
/** @import { Report } from '../index.js' */
/** @import { Base, Facts } from './facts.js' */
/** @import { Finding } from './findings.js' */
/** @import { PluginOptions } from './index.js' */

/**
 * A build that has written its files.
 * @typedef {object} Build
 * @property {string} root the folder of the project, absolute
 * @property {string} outDir the folder that is served, absolute
 * @property {string[]} files what was written, absolute
 * @property {Base} base what stands before a file's path below `outDir` in its address
 * @property {string} mapsRemedy how to have the bundler write maps
 * @property {Finding[]} [findings] what there is to say of it before anything is done
 */

/**
 * How to reach whoever runs the bundler.
 * @typedef {object} Voice
 * @property {(text: string) => void} info
 * @property {(finding: Finding) => void} warn
 * @property {(finding: Finding) => void} error it makes the build fail
 */

const SCRIPT = /\.(?:js|mjs|cjs)$/;
const WANTED = /\.(?:js|mjs|cjs|css|map)$/;

/**
 * @param {Build} build
 * @param {PluginOptions} given
 * @param {Voice} voice
 * @param {Sent} sent by earlier builds of the same plugin
 */
export async function afterBuild(build, given, voice, sent = new Sent()) {
  const core = await start();
  const options = readPluginOptions(core, given);
  const run = new Run(core, build, options, voice, sent);
  const turn = last.then(() => run.go()).catch((thrown) => run.tell([failure(thrown)]));
  last = turn;
  await turn;
}

/** Builds that end together take turns: they may share a receipt, and the network in any case. @type {Promise<void>} */
let last = Promise.resolve();

/** One build, on its way. */
class Run {
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
    const listed = [...new Set(build.files)].filter((file) => WANTED.test(file));
    this.gone = listed.filter((file) => !existsSync(file));
    this.files = listed
      .filter((file) => !this.gone.includes(file))
      .map((file) => ({ file, name: path.relative(build.outDir, file).replaceAll(path.sep, '/') }));
    this.scripts = this.files.filter(({ name }) => SCRIPT.test(name));
  }

  async go() {
    const { options, build, voice } = this;
    this.tell([...(build.findings ?? []), ...this.gone.map(fileGone)]);
    if (this.scripts.length === 0) {
      voice.info('nothing is uploaded: the build made no script');
      return;
    }
    const after = await AfterUpload.prepare(this.core, build, options, this.files);
    const repeated = await this.sent.among(this.files.map(({ file }) => file));
    /** @type {Report | undefined} */
    let report;
    try {
      report = await this.#send(repeated, after.findings);
    } catch (thrown) {
      // the maps are there all the same, and would be deployed
      this.tell([failure(thrown)]);
    }
    const cleared = await after.clear(report, repeated);
    this.tell(cleared.findings);
    const sum = report ? this.#sum(report) : 'nothing is uploaded';
    voice.info([sum, cleared.told].filter(Boolean).join('; '));
  }

  /**
   * @param {Map<string, string[]>} repeated what was sent before
   * @param {Finding[]} findings those that there are already
   * @returns {Promise<Report | undefined>} of the upload, where there was one
   */
  async #send(repeated, findings) {
    const { options } = this;
    const facts = await factsOf(this.core, options, this.build);
    const target = resolveTarget(this.core, uploadOptions(options), process.env);
    this.voice.info(this.#introduce(facts, target));
    // no stack trace would ever be matched to what is uploaded under other values
    const early = [...findings, ...facts.findings, ...(await this.#checkInit(facts))];
    this.tell(early);
    if (facts.findings.length > 0 || (early.length > 0 && options.onError !== 'warn')) {
      return undefined;
    }
    const report = await this.#upload(facts, repeated);
    const collisions = this.sent.collisions(report);
    this.tell([
      ...this.#findingsOf(report, repeated.size > 0),
      ...collisions.map((collision) => addressRepeated(collision, this.build.root)),
    ]);
    await this.sent.add(report);
    return report;
  }

  /** @param {Finding[]} findings */
  tell(findings) {
    const told = findings.filter(({ severity }) => severity !== 'note');
    for (const found of condense(told)) {
      const finding = { ...found, message: plain(found.message), help: plain(found.help) };
      const fails = finding.severity === 'error' && this.options.onError !== 'warn';
      if (fails) this.voice.error(finding);
      else this.voice.warn(finding);
    }
  }

  /**
   * @param {Facts} facts
   * @param {import('../target.js').Target} target
   */
  #introduce({ service, version, prefix }, target) {
    const shown = [
      service && `service ${service.value} (${service.origin})`,
      version && `version ${version.value} (${version.origin})`,
      prefix && `served under ${prefix.value || '/'} (${prefix.origin})`,
      `to ${target.site ?? target.url} (${target.origin})`,
      target.keyOrigin && `with the API key of ${target.keyOrigin}`,
    ];
    return shown.filter(Boolean).join(', ');
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
    const passed = uploadOptions(this.options);
    const { git = true, receipt } = passed;
    return upload(files, {
      ...passed,
      receipt: typeof receipt === 'string' ? path.resolve(this.build.root, receipt) : receipt,
      service: service?.value,
      version: version?.value,
      minifiedPathPrefix: prefix?.value,
      git: git && { cwd: this.build.root, ...(typeof git === 'object' && git) },
      allowEmpty: true,
    });
  }

  /**
   * @param {Report} report
   * @param {boolean} repeats whether some of the build was sent before
   */
  #findingsOf(report, repeats) {
    /** @type {Finding[]} */
    const findings = report.issues.map((issue) => ofIssue(issue));
    for (const { path: file, issues, upload: outcome } of report.files) {
      findings.push(...issues.map((issue) => ofIssue(issue, file)));
      if (outcome?.status === 'failed') findings.push(uploadFailed(outcome, file));
    }
    const none = report.files.every(
      ({ ok, upload: { status } = {} }) => ok && status === 'skipped',
    );
    if (none && !repeats) {
      const inline = report.files.some(({ issues }) =>
        issues.some(({ code }) => code === 'pair-map-inline'),
      );
      findings.push(noMaps(this.scripts.length, this.build.mapsRemedy, inline));
    }
    return findings;
  }

  /** @param {Report} report */
  #sum({ files, summary: { sent, failed, alreadySent, invalid } }) {
    const prepared = files.filter((file) => file.upload?.status === 'dry-run').length;
    const parts = [
      prepared > 0
        ? `${count(prepared, 'source map')} would be sent (dry run)`
        : `${count(sent, 'source map')} sent`,
      alreadySent > 0 && `${alreadySent} sent before`,
      failed > 0 && `${failed} failed`,
      invalid > 0 && `${invalid} not sent`,
    ];
    return parts.filter(Boolean).join(', ');
  }
}
