/** What a folder tells of the project in it. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { decodeText } from '../../text/decode.js';
import { readRegular } from '../../host/regular.js';

/**
 * @typedef {{ name?: string, version?: string, scripts?: Record<string, string>, packageManager?: string, dependencies?: Record<string, string>, devDependencies?: Record<string, string> }} Manifest
 */

/** Lock files, with the program that writes each. */
const LOCKS = /** @type {const} */ ({
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'package-lock.json': 'npm',
});

/** How each adds a package to those for development, and how it runs a program of one. */
export const MANAGERS = /** @type {const} */ ({
  npm: { add: 'npm install --save-dev mapship', run: 'npx' },
  pnpm: { add: 'pnpm add --save-dev mapship', run: 'pnpm exec' },
  yarn: { add: 'yarn add --dev mapship', run: 'yarn' },
  bun: { add: 'bun add --dev mapship', run: 'bunx' },
});

export class Project {
  /** @param {string} folder absolute */
  constructor(folder) {
    this.folder = folder;
    /** The names of what is in it. @type {Set<string>} */
    this.files = new Set(readdirSync(folder));
    this.manifest = /** @type {Manifest | undefined} */ (this.json('package.json'));
  }

  /** @param {string} name of a package */
  uses(name) {
    const { dependencies = {}, devDependencies = {} } = this.manifest ?? {};
    return Object.hasOwn({ ...dependencies, ...devDependencies }, name);
  }

  /**
   * @param {string} name
   * @returns {string | undefined} where it is a file that can be read
   */
  text(name) {
    try {
      return decodeText(readRegular(path.join(this.folder, name)));
    } catch {
      // nobody has to have it
      return undefined;
    }
  }

  /** @param {string} name */
  json(name) {
    try {
      return JSON.parse(this.text(name) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** The names of files in a folder below. @param {string} folder */
  list(folder) {
    try {
      return readdirSync(path.join(this.folder, folder)).map((name) => `${folder}/${name}`);
    } catch {
      return [];
    }
  }

  /** The package manager: of the folder, or of the workspace above it. @returns {keyof typeof MANAGERS} */
  get manager() {
    for (let at = this.folder; ; at = path.dirname(at)) {
      for (const [name, manager] of Object.entries(LOCKS)) {
        if (existsSync(path.join(at, name))) return manager;
      }
      if (path.dirname(at) === at || existsSync(path.join(at, '.git'))) break;
    }
    const [named] = this.manifest?.packageManager?.split('@') ?? [];
    return named === 'pnpm' || named === 'yarn' || named === 'bun' ? named : 'npm';
  }

  /** Where the project of Angular is written to, as its builder has it. */
  angularOutput() {
    const { projects = {} } = this.json('angular.json') ?? {};
    const [[name, project] = []] = Object.entries(projects);
    const { outputPath } = /** @type {any} */ (project)?.architect?.build?.options ?? {};
    const base = typeof outputPath === 'string' ? outputPath : outputPath?.base;
    const browser = typeof outputPath === 'object' ? (outputPath.browser ?? 'browser') : 'browser';
    if (name === undefined) return undefined;
    return path.posix.join(base ?? `dist/${name}`, browser);
  }

  /** What the build script of an Android application says. */
  android() {
    const scripts = [
      'app/build.gradle.kts',
      'app/build.gradle',
      'build.gradle.kts',
      'build.gradle',
    ];
    const script = scripts.find((name) => this.text(name) !== undefined) ?? 'app/build.gradle';
    const text = this.text(script) ?? '';
    const said = (/** @type {string} */ name) =>
      new RegExp(`\\b${name}\\s*=?\\s*["']([^"']+)["']`).exec(text)?.[1];
    return { script, applicationId: said('applicationId'), versionName: said('versionName') };
  }

  /** Whether something in it names mapship already. @param {string} name of a file */
  names(name) {
    return /\bmapship\b/.test(this.text(name) ?? '');
  }
}

/** Reads one: what is no folder throws. @param {string} folder */
export function readProject(folder) {
  return new Project(path.resolve(folder));
}
