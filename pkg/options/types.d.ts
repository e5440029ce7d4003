// Made by `cargo xtask build` from src/options/; do not edit.
import type { AbortSignal } from '../host/globals.js';
import type {
  FileInput,
  InjectedFile,
  Input,
  PlannedUpload,
  PreparedRequest,
  Progress,
  ReceiptStore,
} from '../index.js';
import type { PartName, UploadEvent, UploadType } from '../schema/events.js';

/** How files are inspected. */
export interface InspectOptions {
  /** Ends the call early. It then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** How files are checked. */
export interface CheckOptions {
  /** Service, as your application reports it to Datadog. Short for `event.service`. */
  service?: string;
  /** Version, as your application reports it to Datadog. Short for `event.version`. */
  version?: string;
  /**
   * What precedes the paths of minified files in their addresses: a URL, or a path such as /static.
   * `https://host/path`, `//host/path` or `/path`. It makes `event.minified_url` of each source map.
   */
  minifiedPathPrefix?: string;
  /**
   * Upload type; without it, maps and scripts are JavaScript source maps, and any other file is what its
   * bytes say.
   */
  type?: UploadType;
  /**
   * Tie each source map to its minified file by the debug ID in that file, instead of by service, version
   * and prefix. The debug ID is `ddDebugId`, as Datadog's plugins write it.
   */
  byDebugId?: boolean;
  /** Path of the project, which is cut off from the names of the sources. Short for `event.project_path`. */
  projectPath?: string;
  /**
   * Further fields of the event, named as in the API (docs/upload-types.md). Without any, `check` judges
   * only the files.
   */
  event?: Partial<UploadEvent>;
  /** The files of further parts, for an upload of one file. */
  parts?: Partial<Record<PartName, FileInput>>;
  /**
   * Look for home folders and secrets in the sources that maps hold. They are looked for in
   * `sourcesContent`, which takes longer.
   */
  scanSources?: boolean;
  /**
   * Report what ECMA-426 calls an error as an error, also where every consumer reads the map anyway; for
   * authors of generators. Without it, what has no consequence for stack traces is a warning or a note.
   */
  strict?: boolean;
  /** Warn about event fields that the type does not know, instead of refusing them. */
  allowUnknown?: boolean;
  /** Succeed where nothing is found to upload. */
  allowEmpty?: boolean;
  /**
   * Leave the code out of ELF files, and compress their debug information. As `objcopy --only-keep-debug
   * --compress-debug-sections=zlib` does: what symbolication needs is sent. Exception handling tables are
   * kept where `event.generate_cfi_cache` is true. `true` where it is not given.
   */
  onlyKeepDebug?: boolean;
  /** In folders, also take ELF files that have no symbols but the dynamic ones. */
  uploadDynamicSymbols?: boolean;
  /** Ends the call early. It then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called as the work goes on. */
  onProgress?(progress: Progress): void;
}

/** How files are checked and sent. */
export interface UploadOptions extends CheckOptions {
  /**
   * Datadog site: a domain such as us3.datadoghq.com, a short name such as US3, or the URL of a page on it.
   * `datadoghq.com` where it is not given. Without it, the environment's `DATADOG_SITE` or `DD_SITE` counts.
   */
  site?: string;
  /**
   * Another intake than the site's: its base URL, or the full URL that ends in /srcmap. Without it, the
   * environment's `DATADOG_SOURCEMAP_INTAKE_URL` or `DD_SOURCEMAP_INTAKE_URL` counts.
   */
  intakeUrl?: string;
  /** Send the API key to an intake on another machine that has no TLS. The key then travels in the open. */
  allowHttp?: boolean;
  /**
   * The API key. A dry run needs none. Without it, the environment's `DATADOG_API_KEY` or `DD_API_KEY`
   * counts.
   */
  apiKey?: string;
  /**
   * Send to a relay, which has the API key, instead of to the intake: that of `mapship page`. It goes
   * without `apiKey`; `site` or `intakeUrl` then only say what an outcome names. See docs/page.md.
   */
  relay?: {
    /** Origin of the relay. */
    url: string;
    /** The session that the relay gave. */
    session: string;
  };
  /** Do everything but send; needs no key and no network. */
  dryRun?: boolean;
  /**
   * Write down in this file what is sent; what it says to have arrived is not sent again. It is written as
   * uploads go on. What has changed since is sent again. In place of the path of a file a program can give a
   * store. See docs/receipts.md.
   */
  receipt?: string | ReceiptStore;
  /**
   * What is uploaded is run by a server, and no browser gets it: the receipt says so, and verify does not
   * ask the site for it. The plugins and adapters say so themselves of what their option `server` uploads.
   */
  forServer?: boolean;
  /**
   * What becomes of maps that have arrived: keep them, delete them, or move them to a folder. With the last
   * two the comments that name the maps are taken out, and a map that would still be deployed is an error.
   * Only files on disk are taken. See docs/after-upload.md. `keep` where it is not given.
   */
  afterUpload?: 'keep' | 'delete' | {
    /** The folder to move them to. */
    move: string;
  };
  /**
   * Send nothing, but write down in this file what is to be sent later by `plan`. No key is needed. Further
   * builds of the same process add to it. See docs/later.md.
   */
  defer?: string;
  /**
   * Send what this file says, which `defer` has written: what it has settled can't be given besides it. The
   * input is then an empty list.
   */
  plan?: string;
  /**
   * Send this share only, such as 2/8 for the second of eight: for several machines that send one build
   * between them. Which share an upload is in follows from what is sent, not from the order of the files or
   * from where they lie. See docs/shards.md.
   */
  shard?: string;
  /**
   * How many uploads are under way at a time at most. It starts with 20, and finds by itself how many are
   * right. See docs/sending.md. 100 where it is not given.
   */
  maxConcurrency?: number;
  /**
   * How often an upload is tried again. It is tried again after a failure that may pass: no network, or HTTP
   * 408, 429, 500, 502, 503 or 504. 5 where it is not given.
   */
  maxRetries?: number;
  /** Give up an attempt when nothing has moved for this long. In ms. 60,000 where it is not given. */
  timeout?: number;
  /** How long all uploads together may take. In ms. 3,600,000 where it is not given. */
  deadline?: number;
  /**
   * Git metadata: `false` for none, or an object with what is to be used in place of Git's answers. Node
   * only. Without it, it is that of the repository around the current folder.
   */
  git?: boolean | {
    /** A folder of the repository. */
    cwd?: string;
    /**
     * URL of the repository, in place of what Git says. Without it, the environment's
     * `DD_GIT_REPOSITORY_URL` counts.
     */
    repositoryUrl?: string;
    /**
     * SHA of the commit, in place of what Git says. Without it, the environment's `DD_GIT_COMMIT_SHA`
     * counts.
     */
    commitSha?: string;
  };
  /** Called once, before anything is sent, with everything that is to be sent. */
  onPlan?(uploads: PlannedUpload[]): void;
  /** In a dry run: called with each request that would be made. */
  onRequest?(request: PreparedRequest): void;
}

/** How a stack trace is to be explained. */
export interface ExplainOptions {
  /**
   * The build that the trace is from: its folder, or files of it. Those that frames lead to are read; of the
   * others the end, which names their map, and all of them where they may tell the service or version that
   * is given.
   */
  files: Input;
  /**
   * What the upload gives; frames are then matched by the whole address, otherwise by the end of the path.
   */
  minifiedPathPrefix?: string;
  /** The service that the build is uploaded with, held against what its files tell Datadog. */
  service?: string;
  /** The version that the build is uploaded with, held against what its files tell Datadog. */
  version?: string;
  /** How many lines to show before and after the one that is meant. 3 where it is not given. */
  context?: number;
  /**
   * The folder with the sources of a native program, of which the lines are shown. Debug information names
   * the paths of the machine that built the program: they are found by their ends. Source maps bring their
   * sources along. A browser has no folders.
   */
  sourceRoot?: string;
  /** Ends the call early. It then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** How a map is looked at. */
export interface LookOptions {
  /** Ends the call early. It then rejects with the signal's reason. */
  signal?: AbortSignal;
  /**
   * How many sources are listed one by one: those that make up most of the file. 10,000 where it is not
   * given.
   */
  limit?: number;
}

/** How debug IDs are put into scripts and maps. */
export interface InjectOptions {
  /** Find out what would change, and write nothing. */
  dryRun?: boolean;
  /** The scripts are bundles of React Native, which looks its debug IDs up in its own way. */
  reactNative?: boolean;
  /** A service for the browser SDK to report the errors of these scripts under. */
  service?: string;
  /** A version for the browser SDK to report the errors of these scripts under. */
  version?: string;
  /** Called as each script is done. */
  onFile?(file: InjectedFile): void;
  /** Ends the call early. It then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** How what is live is held against what was sent. */
export interface VerifyOptions {
  /**
   * What was sent: the receipts of its uploads (upload --receipt), or the folder of the build. A folder
   * holds more: what of a file was changed on its way can then be told.
   */
  against: Input;
  /** A further page: its address, or a path on the host of the first; may be given several times. */
  page?: string[];
  /**
   * A sitemap, whose pages on hosts that are named are loaded too: its address, or a path on the host of the
   * first page.
   */
  sitemap?: string;
  /** A file with further pages, one on each line. */
  pagesFrom?: string;
  /** How many pages are loaded at most. 50 where it is not given. */
  maxPages?: number;
  /**
   * A header for the hosts of the pages that are named, such as a cookie: "Name: value"; no other host gets
   * it.
   */
  header?: string[];
  /**
   * A host in a private network, or on this machine, that scripts may come from, as host or host:port; those
   * of the pages that are named are known.
   */
  privateHost?: string[];
  /**
   * Load the pages in a browser, too, for the scripts that it runs: the path of a Chromium or Chrome, or
   * `auto` for the one that MAPSHIP_BROWSER names or that is installed.
   */
  browser?: string;
  /** With a folder: what the upload gives; addresses are then held against it, too. */
  minifiedPathPrefix?: string;
  /** The service of the uploads that count; with a folder, the one that its upload gives. */
  service?: string;
  /** The version of the uploads that count; with a folder, the one that its upload gives. */
  version?: string;
  /** How long to try again while something is not as it should be: for deploys that take a while. In ms. */
  wait?: number;
  /** Which share of the code that is live has to resolve, in per cent. */
  minCoverage?: number;
  /** Source maps are public on purpose: that they are is no finding. */
  allowMaps?: boolean;
  /** How long a server may send nothing. In ms. 30,000 where it is not given. */
  requestTimeout?: number;
  /** Ends the call early. It then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** What may be said once for all targets, and of each. */
export interface ConfigDefaults extends Pick<
  UploadOptions,
  | 'service'
  | 'version'
  | 'minifiedPathPrefix'
  | 'type'
  | 'byDebugId'
  | 'projectPath'
  | 'event'
  | 'site'
  | 'intakeUrl'
  | 'allowHttp'
  | 'forServer'
  | 'afterUpload'
  | 'maxConcurrency'
  | 'maxRetries'
  | 'timeout'
  | 'deadline'
  | 'scanSources'
  | 'strict'
  | 'allowUnknown'
  | 'allowEmpty'
  | 'onlyKeepDebug'
  | 'uploadDynamicSymbols'
  | 'git'
> {
  /**
   * Write down in this file what is sent; what it says to have arrived is not sent again. It is written as
   * uploads go on. What has changed since is sent again. In place of the path of a file a program can give a
   * store. See docs/receipts.md. Relative to the config file, as all paths in it.
   */
  receipt?: string;
}

/** What is to be uploaded: a folder or a file, and what it is uploaded with. */
export interface ConfigTarget extends ConfigDefaults {
  /** The files of further parts, for an upload of one file. */
  parts?: Partial<Record<PartName, string>>;
  /**
   * What `--target` and reports call the target; its path where it has none. No two targets may have the
   * same.
   */
  name?: string;
  /**
   * The folder that the build writes to, or a file; only the type `repository` needs none. Relative to the
   * config file, as all paths in it.
   */
  path?: string;
}

/**
 * A config file. Its members are the defaults of its targets. There is none for the API key: it belongs in
 * the environment.
 */
export interface ConfigObject extends ConfigDefaults {
  /** What is to be uploaded. */
  targets?: ConfigTarget[];
  /** The schema of the file, for editors. */
  $schema?: string;
}

/** Options of the plugins: none is needed. */
export interface PluginOptions extends Pick<
  UploadOptions,
  | 'projectPath'
  | 'site'
  | 'intakeUrl'
  | 'allowHttp'
  | 'apiKey'
  | 'dryRun'
  | 'receipt'
  | 'afterUpload'
  | 'defer'
  | 'maxConcurrency'
  | 'maxRetries'
  | 'timeout'
  | 'deadline'
  | 'scanSources'
  | 'strict'
  | 'git'
> {
  /**
   * Whether to do anything; without it, the plugin works in production builds that have an API key or are
   * dry runs. Watch mode and dev servers never upload.
   */
  enabled?: boolean;
  /** The service, as in `datadogRum.init`; without it, the `name` in package.json, without its scope. */
  service?: string;
  /**
   * The version, as in `datadogRum.init`; without it, the `version` in package.json, or the commit where
   * that is 0.0.0 or missing.
   */
  version?: string;
  /**
   * What precedes a file's path in its address: `/static`, `https://example.com/static`; without it, the
   * bundler's own `base`, `publicPath` or `assetPrefix`.
   */
  minifiedPathPrefix?: string;
  /**
   * Where the folder of the project lies on the server that runs the build, `/srv/app`: what the server runs
   * is uploaded for its stack traces; without it, only what browsers run.
   */
  server?: string;
  /**
   * `'hidden'`: have the build write source maps that no file names, where its configuration says nothing of
   * source maps.
   */
  sourcemaps?: 'hidden';
  /**
   * Give each script and its map a debug ID, by which Datadog finds the map wherever the script is served.
   * It is there before hashes are taken, but for esbuild; docs/debug-ids.md has more.
   */
  debugIds?: boolean;
  /**
   * What a production build on CI does where it has no API key: print a warning, fail, or say so in one line
   * as on other machines. docs/plugins.md says what counts as CI. `warn` where it is not given.
   */
  missingKey?: 'warn' | 'error' | 'ignore';
  /** Whether what is wrong fails the build, or is a warning. `fail` where it is not given. */
  onError?: 'fail' | 'warn';
}
