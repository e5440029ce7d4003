import type { ConfigObject } from '../../options/types.js';
import type { UploadOptions } from '../../index.js';

export type { ConfigDefaults, ConfigObject, ConfigTarget } from '../../options/types.js';

/** What a config file exports as its default: the config, or a function that returns it. */
export type Config =
  ConfigObject | ((context: ConfigContext) => ConfigObject | Promise<ConfigObject>);

/** What a config that is a function gets. */
export interface ConfigContext {
  /** The folder of the config file, absolute. */
  folder: string;
}

/** A config file, read and found to be sound. */
export interface LoadedConfig {
  /** Path of the file, absolute. */
  file: string;
  /** What it says for all targets, for uploads of something else. */
  defaults: LoadedOptions;
  targets: LoadedTarget[];
}

export interface LoadedOptions {
  /**
   * Ready for `upload()`: paths are absolute, and where the environment names another site or intake, or what Git would tell,
   * the file's is left out.
   */
  options: UploadOptions;
  /** Which member of the file each value is from: `{ 'event.service': 'targets[0].service' }`. */
  origins: Record<string, string>;
}

export interface LoadedTarget extends LoadedOptions {
  name: string;
  /** What to give to `upload()`: its absolute path; an empty list where it has none. */
  input: string | string[];
}

/** Gives the config back as it is; for editors, which then know its members. */
export function defineConfig<C extends Config>(config: C): C;

/**
 * The config file of a folder: `mapship.config.js`, `.mjs`, `.cjs` or `.json` in it, or in a folder above up to the repository's
 * root. `path` names the file instead.
 * @returns `undefined` where there is no such file
 * @throws {UsageError | FileError}
 */
export function loadConfig(options?: {
  cwd?: string;
  path?: string;
}): Promise<LoadedConfig | undefined>;
