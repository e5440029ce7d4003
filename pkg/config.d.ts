import type { CheckOptions, UploadOptions } from './index.js';

/** What may be said once for all targets, and of each. */
export interface ConfigDefaults extends Pick<
  UploadOptions,
  | 'type'
  | 'event'
  | 'service'
  | 'version'
  | 'projectPath'
  | 'minifiedPathPrefix'
  | 'allowUnknown'
  | 'allowEmpty'
  | 'scanSources'
  | 'onlyKeepDebug'
  | 'uploadDynamicSymbols'
  | 'site'
  | 'intakeUrl'
  | 'git'
  | 'maxConcurrency'
  | 'maxRetries'
  | 'timeout'
  | 'deadline'
  | 'allowHttp'
> {
  /** Where to write down what is sent. Relative to the config file, as all paths in it. */
  receipt?: string;
}

/** What is to be uploaded: a folder or a file, and what it is uploaded with. */
export interface ConfigTarget extends ConfigDefaults {
  /** By which `--target` and reports call it; its path where it has none. No two may have the same. */
  name?: string;
  /** The folder that the build writes to, or a file. Only the type `repository` does without. */
  path?: string;
  /** The files of further parts, for an upload of one file: paths. */
  parts?: Partial<Record<keyof NonNullable<CheckOptions['parts']>, string>>;
}

/** A config file. Its members are the defaults of its targets. There is none for the API key: it belongs in the environment. */
export interface ConfigObject extends ConfigDefaults {
  /** For editors. */
  $schema?: string;
  targets?: ConfigTarget[];
}

/** What a config file exports as its default: the config, or a function that returns it. */
export type Config = ConfigObject | (() => ConfigObject | Promise<ConfigObject>);

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
