/**
 * Separate debug files that have no build ID: their library names them (`.gnu_debuglink`) and tells their checksum, and has the hash
 * by which they are found.
 */
import { openFile } from '#host';

/** @import { Core, Inspection } from '../core-types.js' */
/** @import { NamedFile } from '../host-types.js' */

/** Where a debugger looks for the file, seen from its library's folder. */
const BESIDE = ['', '.debug/'];

export class DebugLinks {
  /** Those that name a file, by the paths at which it may lie. @type {Map<string, { crc: string, hash: string }>} */
  #named = new Map();

  /**
   * @param {NamedFile} file
   * @param {Inspection} told
   */
  add({ name }, { identity }) {
    const { debug_link: link, debug_link_crc: crc, file_hash: hash } = identity;
    const hasId = identity.gnu_build_id !== undefined || identity.go_build_id !== undefined;
    if (hasId || link === undefined || crc === undefined || hash === undefined) return;
    const folder = name.slice(0, name.lastIndexOf('/') + 1);
    for (const below of BESIDE) this.#named.set(`${folder}${below}${link}`, { crc, hash });
  }

  /**
   * What a debug file without a build ID is told by, with the hash of its library: itself, where no library names it.
   * @param {Core} core
   * @param {NamedFile} file
   * @param {Inspection} told
   * @returns {Promise<Inspection>}
   */
  async resolve(core, { name, file }, told) {
    const isNameless = told.issues.some(({ code }) => code === 'elf-no-identity');
    const library = isNameless ? this.#named.get(name) : undefined;
    if (library === undefined) return told;
    const source = await openFile(file);
    try {
      const crc = core.crc32(source, 0, source.length).toString(16).padStart(8, '0');
      // of another build
      if (crc !== library.crc) return told;
    } finally {
      source.close();
    }
    return {
      ...told,
      identity: { ...told.identity, file_hash: library.hash },
      issues: told.issues.filter(({ code }) => code !== 'elf-no-identity'),
    };
  }
}
