/** What a build wrote beside its symbol files, and is to be told of them: build IDs, the app's version. */
import { openFile } from '#host';

/** @import { NamedFile } from '../host-types.js' */

/** How Datadog's Unity SDK and Gradle plugin name the file of a build ID. */
const BUILD_ID = ['build_id', 'datadog.buildId'];

/** No such file is longer, in bytes. */
const LONGEST = 64 * 1024;

export class Beside {
  /** @type {Map<string, NamedFile>} */
  #byName;
  /** @type {Map<NamedFile, Promise<string>>} */
  #read = new Map();

  /** @param {NamedFile[]} files */
  constructor(files) {
    this.#byName = new Map(files.map((file) => [file.name, file]));
  }

  /**
   * The build ID that is told in the folder of a file, or in the nearest one above. Space around it is no part of it.
   * @param {string} name
   */
  async buildId(name) {
    const text = await this.#nearest(name, BUILD_ID);
    return text?.trim() || undefined;
  }

  /**
   * The `pubspec.yaml` of the project that a file is of.
   * @param {string} name
   */
  async pubspec(name) {
    return this.#nearest(name, ['pubspec.yaml']);
  }

  /**
   * The file that lies beside another.
   * @param {string} name
   * @param {string} other a file's name
   */
  has(name, other) {
    return this.#byName.has(`${folderOf(name)}${other}`);
  }

  /** @param {string} name @param {string[]} wanted */
  async #nearest(name, wanted) {
    for (let folder = folderOf(name); ; folder = folderOf(folder.slice(0, -1))) {
      for (const one of wanted) {
        const file = this.#byName.get(`${folder}${one}`);
        if (file) return this.#text(file);
      }
      if (folder === '') return undefined;
    }
  }

  /** @param {NamedFile} file */
  #text(file) {
    const known = this.#read.get(file) ?? readText(file);
    this.#read.set(file, known);
    return known;
  }
}

/** @param {NamedFile} file */
async function readText({ file }) {
  const source = await openFile(file);
  try {
    return new TextDecoder().decode(source.read(0, Math.min(source.length, LONGEST)).slice());
  } finally {
    source.close();
  }
}

/** @param {string} name @returns {string} with a slash at its end, or empty */
function folderOf(name) {
  return name.slice(0, name.lastIndexOf('/') + 1);
}
