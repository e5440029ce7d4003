import type { UploadOptions } from '../index.js';

/** Options of the plugins: none is needed. */
export interface PluginOptions extends Pick<
  UploadOptions,
  | 'apiKey'
  | 'site'
  | 'intakeUrl'
  | 'allowHttp'
  | 'projectPath'
  | 'git'
  | 'scanSources'
  | 'receipt'
  | 'dryRun'
  | 'maxConcurrency'
  | 'maxRetries'
  | 'timeout'
  | 'deadline'
> {
  /**
   * Whether to do anything. Without it: in production builds that have an API key or are dry runs. Watch mode and dev servers
   * never upload.
   */
  enabled?: boolean;
  /** The service, as in `datadogRum.init`. Without it: `name` in package.json, a scope left out. */
  service?: string;
  /** The version, as in `datadogRum.init`. Without it: `version` in package.json, or the commit where that is 0.0.0 or missing. */
  version?: string;
  /**
   * What stands before the relative path of a file in its address: `https://host/path`, `//host/path` or `/path`. Without it:
   * the bundler's own `base`, `publicPath` or `assetPrefix`.
   */
  minifiedPathPrefix?: string;
  /** `'hidden'`: have the build write source maps that no file names, where its configuration says nothing of source maps. */
  sourcemaps?: 'hidden';
  /**
   * What becomes of maps that have arrived: `'keep'` them, `'delete'` them, or move them to a folder. With the last two the
   * comments that name them are taken out, and the build fails by `onError` where it would still deploy a map.
   */
  afterUpload?: 'keep' | 'delete' | { move: string };
  /** `'fail'`, where nothing is said: what is wrong fails the build. `'warn'`: it is a warning. */
  onError?: 'fail' | 'warn';
}
