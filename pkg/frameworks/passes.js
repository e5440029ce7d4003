/**
 * A framework builds in passes, one for browsers and one for servers, and goes on with what they have written. Passes are
 * gathered as they come, and worked on when the framework is done with their files.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';

import { afterBuild } from '../plugin/after-build.js';
import { setAside, snapshot, writtenSince } from '../plugin/late.js';
import { textOf } from '../plugin/text.js';
import { Sent } from '../plugin/uploaded.js';

/** @import { Build } from '../plugin/after-build.js' */
/** @import { Finding } from '../plugin/findings.js' */
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
    /** @type {Set<string>} */
    const errors = new Set();
    // what browsers run is of more interest
    const waiting = this.#waiting.splice(0).sort((a, b) => rank(a.pass) - rank(b.pass));
    for (const { pass, before } of waiting) {
      const { root, outDir, options } = pass;
      // what was changed since, or came late, is of the pass too
      const written = new Set([...pass.files, ...(await writtenSince(outDir, before))]);
      await dropOrphans(pass);
      const files = [...written].filter((file) => existsSync(file));
      const told = (/** @type {Finding} */ finding) => textOf(finding, root);
      await afterBuild(
        { ...pass, files, goesOn: true, mapsRemedy: this.mapsRemedy },
        options,
        {
          info: (text) => printer.info(text),
          warn: (finding) => printer.warn(told(finding)),
          error: (finding) => void errors.add(told(finding)),
        },
        this.#sent,
      );
    }
    if (errors.size > 0) throw failureOf([...errors]);
  }
}

/** @param {Pass} pass */
function rank({ server }) {
  return server ? 1 : 0;
}

/**
 * Frameworks take small scripts away to write them into pages, and leave their maps behind.
 * @param {Pass} pass
 */
async function dropOrphans({ files, options: { afterUpload = 'keep', dryRun } }) {
  if (afterUpload === 'keep' || dryRun) return;
  for (const map of files.filter((file) => file.endsWith('.map'))) {
    if (!existsSync(map.slice(0, -'.map'.length))) await rm(map, { force: true });
  }
}

/**
 * A build ends with one error, so it has to say them all. Where in mapship it was thrown is of no use to anybody.
 * @param {string[]} texts
 */
function failureOf(texts) {
  const message = `mapship: ${texts.join('\n')}`;
  return Object.assign(new Error(message), { stack: message });
}
