/**
 * A framework builds in passes, one for browsers and one for servers, and goes on with what they have written. Passes are
 * gathered as they come, and worked on when the framework is done with their files.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';

import { start } from '../core/index.js';
import { afterBuild } from '../plugin/after-build.js';
import { look } from '../send/after-upload/look.js';
import { setAside, snapshot, writtenSince } from '../plugin/late.js';
import { textOf } from '../plugin/text.js';
import { Sent } from '../plugin/uploaded.js';

/** @import { Build, Voice } from '../plugin/after-build.js' */
/** @import { PluginOptions } from '../plugin/index.js' */

/**
 * What a pass has written.
 * @typedef {Omit<Build, 'mapsRemedy'> & { name: string, options: PluginOptions }} Pass
 */

/**
 * How the framework prints lines.
 * @typedef {object} Printer
 * @property {(text: string) => void} info
 * @property {(text: string) => void} warn
 */

const MINIFIED = /\.(?:js|mjs|cjs|css)$/;

export class Passes {
  #sent = new Sent();

  /** @type {{ pass: Pass, before: Map<string, string> }[]} */
  #waiting = [];

  /** @param {string} mapsRemedy how to have the framework write maps */
  constructor(mapsRemedy) {
    this.mapsRemedy = mapsRemedy;
  }

  /** @param {Pass} pass */
  async add(pass) {
    // what servers run is not served, though it may lie in the folder of what is
    if (pass.server) setAside(pass.outDir);
    // a framework may build the same again
    this.#waiting = this.#waiting.filter(
      ({ pass: { name, outDir } }) => name !== pass.name || outDir !== pass.outDir,
    );
    this.#waiting.push({ pass, before: await snapshot(pass.outDir) });
  }

  /**
   * Checks, sends and clears away what has been gathered.
   * @param {Printer} printer
   * @throws {Error} of all that makes the build fail
   */
  async finish(printer) {
    // what browsers run is of more interest
    const waiting = this.#waiting.splice(0).sort((a, b) => rank(a.pass) - rank(b.pass));
    await telling(printer, async (voiceOf) => {
      for (const one of waiting) await this.#work(one, voiceOf(one.pass.root));
    });
  }

  /**
   * @param {{ pass: Pass, before: Map<string, string> }} waiting
   * @param {Voice} voice
   */
  async #work({ pass, before }, voice) {
    const { outDir, options } = pass;
    // what was changed since, or came late, is of the pass too
    const written = new Set([...pass.files, ...(await writtenSince(outDir, before))]);
    await dropOrphans(pass.files, options);
    const files = [...written].filter((file) => existsSync(file));
    const build = { ...pass, files, goesOn: true, mapsRemedy: this.mapsRemedy };
    await afterBuild(build, options, voice, this.#sent);
  }
}

/**
 * Work that tells of what it finds: what is wrong fails the build once all of it is known.
 * @param {Printer} printer
 * @param {(voiceOf: (root: string) => Voice) => Promise<void>} work
 * @throws {Error} of all that makes the build fail
 */
export async function telling(printer, work) {
  /** @type {Set<string>} */
  const errors = new Set();
  await work((root) => ({
    info: (text) => printer.info(text),
    warn: (finding) => printer.warn(textOf(finding, root)),
    error: (finding) => void errors.add(textOf(finding, root)),
  }));
  if (errors.size > 0) throw failureOf([...errors]);
}

/** @param {Pass} pass */
function rank({ server }) {
  return server ? 1 : 0;
}

/**
 * Frameworks take small scripts away to write them into pages, or give them other names, and leave their maps behind.
 * @param {string[]} files that a build has written, absolute
 * @param {PluginOptions} options
 */
export async function dropOrphans(files, { afterUpload = 'keep', dryRun }) {
  if (afterUpload === 'keep' || dryRun) return;
  const orphans = files.filter((file) => file.endsWith('.map') && !existsSync(file.slice(0, -4)));
  if (orphans.length === 0) return;
  const core = await start();
  /** @type {Set<string>} */
  const named = new Set();
  for (const file of files.filter((name) => MINIFIED.test(name))) {
    const url = await look(file, (source) => core.readLink(source, file).url);
    if (url) named.add(path.basename(url));
  }
  for (const map of orphans) {
    if (!named.has(encodeURI(path.basename(map))) && !named.has(path.basename(map))) {
      await rm(map, { force: true });
    }
  }
}

/**
 * A build ends with one error, so it has to say them all. Where in mapship it was thrown is of no use to anybody, and
 * Rolldown would print a stack without the error's name as another one.
 * @param {string[]} texts
 */
function failureOf(texts) {
  const message = `mapship: ${texts.join('\n')}`;
  return Object.assign(new Error(message), { stack: `Error: ${message}` });
}
