import type { Blob } from './host/globals.js';
import type { ArchiveEntry, Slice, TypeDeclaration } from './core/types.js';
import type {
  CheckOptions,
  ExplainOptions,
  InjectOptions,
  InspectOptions,
  LookOptions,
  UploadOptions,
  VerifyOptions,
} from './options/types.js';
import type { UploadType } from './schema/events.js';

export * from './schema/events.js';
export type {
  ArchiveEntry,
  FieldDeclaration,
  PartDeclaration,
  Slice,
  TypeDeclaration,
} from './core/types.js';
export type {
  CheckOptions,
  ExplainOptions,
  InjectOptions,
  InspectOptions,
  LookOptions,
  UploadOptions,
  VerifyOptions,
} from './options/types.js';

/** A file: a path (Node only), a Blob or File, or its bytes. */
export type FileInput = string | Blob | Uint8Array;

/**
 * What to work on: one file; a folder (Node only), in which scripts, maps and symbol files are found; or a list of files. Names in a list
 * are paths relative to the build's folder, with slashes. What was not named but `found` in a folder counts as in a folder that is given
 * by its path: what can be no build output is passed over.
 */
export type Input = FileInput | (FileInput | { file: FileInput; name?: string; found?: boolean })[];

/** An event's members before they are known to be right. */
export type Event = Record<string, unknown>;

/** A request of a dry run, without the header `DD-API-KEY`. */
export interface PreparedRequest {
  /** What it would be posted to. */
  url: string;
  headers: Record<string, string>;
  /** Whether the body is to be compressed. */
  gzip: boolean;
  /** Length of the body before compression, in bytes. */
  length: number;
  /** The body before compression: bytes, whole files, and ranges of files on disk (`start` 0-based, in bytes). */
  body: (FileInput | { path: string; start: number; length: number })[];
  /** Of the files that are paths, in bytes. */
  sizes: Record<string, number>;
}

/** Where a receipt is kept. */
export interface ReceiptStore {
  /** What to call it to a person. */
  name: string;
  /** What was last written; `undefined` where nothing was. */
  read(): Promise<string | undefined>;
  /** Puts the text in place of all that was there before, in one step. */
  write(text: string): Promise<void>;
}

/** The JSON of a receipt. */
export interface ReceiptDocument {
  /** The version of this format. */
  receipt: 1;
  /** The version of mapship that wrote it. */
  mapship: string;
  /** ISO 8601, as all times. */
  writtenAt: string;
  /** Whether the last run came to its end; otherwise there may be uploads that it did not come to. */
  complete: boolean;
  uploads: ReceiptEntry[];
}

/** One upload in a receipt. */
export interface ReceiptEntry {
  /** The file that it is about. */
  path: string;
  type: UploadType;
  /** `pending`: it was begun, and the run ended before an answer came. */
  status: 'pending' | 'sent' | 'failed' | 'skipped';
  /** What was posted to. */
  intake?: string;
  /** SHA-256 of what makes it the same upload: intake, type, event without mapship's own version, and files. */
  digest?: string;
  /** As it is sent. */
  event?: Event;
  /** The files; `size` in bytes. */
  parts?: { part: string; name: string; size: number; sha256: string }[];
  /** What ties the file to its build, where its bytes tell; entries of early versions have none. */
  identity?: Record<string, string>;
  /** Whether a server runs it, so that no browser asks for it. */
  forServer?: boolean;
  /** As in an `Outcome`. */
  httpStatus?: number;
  id?: string;
  errors?: string[];
  reason?: string;
  attempts?: number;
  bytes?: number;
  bytesSent?: number;
  ms?: number;
  startedAt?: string;
  endedAt?: string;
}

/** The JSON of a plan: what is to be sent later, and where it is then. There is no key and no site in it. */
export interface PlanDocument {
  /** The version of this format. */
  plan: 1;
  /** The version of mapship that wrote it. */
  mapship: string;
  /** ISO 8601. */
  writtenAt: string;
  uploads: {
    /** The file that it is about. All paths are as seen from the plan, with slashes. */
    path: string;
    type: UploadType;
    /** As it is sent. An integer past 2^53 - 1 is `{ integer: '…' }`. */
    event: Event;
    parts: PlannedPart[];
    /** The options by which it was judged, and is judged again. */
    check?: Record<string, boolean>;
  }[];
  /** What is to be cleared away once it has arrived. */
  clear: {
    folder: string;
    /** Where maps are moved to; they are deleted where there is none. */
    to?: string;
    /** Whether all of the folder is deployed, so that it is looked through afterwards. */
    whole: boolean;
    /** The maps of style sheets, which are sent nowhere. */
    styles: string[];
  }[];
}

/** A part of an upload in a plan: a file, or a text that was made then. */
export interface PlannedPart {
  part: string;
  name: string;
  path?: string;
  /** In bytes. */
  size?: number;
  sha256?: string;
  text?: string;
}

/** An upload that is to be made, if it is sound. */
export interface PlannedUpload {
  /** The file that it is about. */
  path: string;
  type: UploadType;
  /** The address of a minified file, by which stack traces will find it. */
  minifiedUrl?: string;
  /** What ties a symbol file to its build, by name. */
  identity?: Record<string, string>;
  /** What of its identity it is found by, such as a build ID. */
  id?: string;
  /** Of what is sent, before compression, in bytes. */
  size?: number;
  /** Why it is not going to be sent. */
  skipped?: string;
}

/** How far the work has come. */
export interface Progress {
  /**
   * `check`: a file was judged; `send`: an upload has ended; `bytes`: some bytes of it were taken for sending; `retry`: an
   * attempt failed, and another will follow.
   */
  phase: 'check' | 'send' | 'bytes' | 'retry';
  path: string;
  /** Files judged or uploads ended so far. */
  done: number;
  total: number;
  /** In phase `check` of an upload: how many bytes its files have, 0 where they are not going to be sent. */
  size?: number;
  /** In phase `bytes`: how many more bytes, before compression. A further attempt takes them once more. */
  bytes?: number;
  /** In phase `retry`: how long until the next attempt, in ms; how many were made; why the last failed. */
  wait?: number;
  attempts?: number;
  reason?: string;
  /** In phase `retry`: the status of the last reply, where there was one. */
  httpStatus?: number;
  /** In phase `send`. */
  outcome?: Outcome;
  /** In phase `check`: what was found, as it will be in the report. */
  file?: FileReport;
}

/** What a call found and did. The same document is printed by `--json`. */
export interface Report {
  /** The version of mapship. */
  mapship: string;
  /** The config file that was used; only in documents of the command line. */
  config?: string;
  /** Whether nothing stands against any file, and no upload has failed. */
  ok: boolean;
  files: FileReport[];
  /** What is to be said of the run as a whole. */
  issues: RunIssue[];
  summary: Summary;
  /** What became of the source maps, where the option `afterUpload` asks for something; in a dry run, what would. */
  cleared?: Cleared;
  /**
   * The exit code that there would have been without `--warn-only`; only in documents of the command line, and only where
   * something is wrong.
   */
  suppressedExitCode?: number;
}

/** What became of source maps that were to be deleted or moved. */
export interface Cleared {
  /** Those that are gone; `to`: where they were moved. */
  maps: { path: string; to?: string }[];
  /** The files that would be deployed with a map all the same: maps, and files that hold theirs (`inline`). */
  left: { path: string; inline: boolean }[];
}

/** One upload: the file it is about, with the others that belong to it. */
export interface FileReport {
  /** The target of the config file that it belongs to; only in documents of the command line. */
  target?: string;
  path: string;
  /** Whether no error stands against it. */
  ok: boolean;
  /** What the file is: `source-map`, `elf`, `pe`, … */
  format?: string;
  type?: UploadType;
  /** What ties it to a build, such as a debug ID. */
  identity: Record<string, string>;
  /** The parts of a Mach-O file, one for each processor; in a report of `inspect`. */
  slices?: Slice[];
  /** How much there is in a symbol or mapping file, and of what; in a report of `inspect`. */
  counts?: Record<string, number>;
  /** What is in a zip archive; in a report of `inspect`. */
  entries?: ArchiveEntry[];
  /** Which share of a minified file its map leads to a source, from 0 to 1; where both are sound. */
  mapped?: number;
  /** The event as it is sent. Integers past 2^53 - 1 are BigInts (in `--json`: numbers with all digits). */
  event?: Event;
  /** The files that make up the upload; `size` in bytes. */
  parts: { part?: string; path: string; size: number }[];
  issues: Issue[];
  /** What came of it, in a report of `upload`. */
  upload?: Outcome;
}

/** One finding about a file or its event. */
export interface Issue {
  /** Stable, kebab-case; listed in docs/findings.md. */
  code: string;
  severity: 'error' | 'warning' | 'note';
  message: string;
  /** What to do about it. */
  help: string;
  at: {
    /** The part of the upload concerned. */
    part?: string;
    /** `event.service`, `parts.source_map`, or a JSON path in the file. */
    path?: string;
    /** Byte in the file, 0-based. */
    offset?: number;
    /** Line in the file, 1-based. */
    line?: number;
    /** Column in that line, 1-based, in bytes. */
    column?: number;
    /** In `mappings`: line of the generated file (1-based), segment in it (0-based), byte in the string (0-based). */
    mapping?: { generatedLine: number; segment: number; byte: number };
  };
  /** The values that the message speaks of. */
  args: Record<string, string | number>;
  /** How often it was found; `at` is the first place. */
  count: number;
}

/** One thing to be said of a run: that Git metadata is missing, say. */
export interface RunIssue {
  /** The target of the config file that it is about, where it is about one. */
  target?: string;
  code: string;
  severity: 'error' | 'warning' | 'note';
  message: string;
  help: string;
}

/** What came of an upload. */
export interface Outcome {
  /** `already-sent`: the receipt of an earlier run says that the same has arrived; `deferred`: it is in the plan. */
  status: 'sent' | 'already-sent' | 'failed' | 'skipped' | 'dry-run' | 'deferred';
  /** What was posted to; by a relay, where the intake was named. */
  url: string;
  /** The status of the reply. */
  httpStatus?: number;
  /** The ID that the intake gave it. */
  id?: string;
  /** What the intake had against it, in its own words. */
  errors?: string[];
  /** Why it failed or was skipped. */
  reason?: string;
  /** What to do about it. */
  help?: string;
  /** Length of the body before compression, in bytes. */
  bytes?: number;
  /** Length of the body as it was sent by the last attempt, in bytes. */
  bytesSent?: number;
  /** How often it was tried; 0 where the run was over before its turn. */
  attempts?: number;
  /** How long it took, with all attempts and the waits between them. */
  ms?: number;
}

export interface Summary {
  files: number;
  /** Files with no error. */
  ok: number;
  invalid: number;
  /** Findings by severity, of files and of the run, repeats counted. */
  errors: number;
  warnings: number;
  notes: number;
  /** Uploads by what came of them. */
  sent: number;
  failed: number;
  skipped: number;
  alreadySent: number;
  /** Size of all files. */
  bytes: number;
  /** What went on the wire. */
  bytesSent: number;
  ms: number;
}

/** The base of what is thrown: misuse, I/O, faults of mapship. Bad files are not thrown; they are in the report. */
export class MapshipError extends Error {
  /** Stable, kebab-case. */
  readonly code: string;
  /** What to do about it. */
  readonly help?: string;
  constructor(code: string, message: string, more?: { cause?: unknown; help?: string });
}
/** The call is wrong: an unknown option, no API key, a site that does not exist. */
export class UsageError extends MapshipError {}
/** A file could not be found or read. */
export class FileError extends MapshipError {
  readonly path: string;
}
/** mapship itself is at fault. */
export class InternalError extends MapshipError {}

/** What each file is, by its bytes; its identity; what is wrong with it. */
export function inspect(input: Input, options?: InspectOptions): Promise<Report>;

/**
 * Judges what an upload would carry: the files, how they belong together, and the event where any of it is given.
 *
 * Bad files and events are findings in the report.
 * @throws {UsageError | FileError}
 */
export function check(input: Input, options?: CheckOptions): Promise<Report>;

/**
 * Checks everything, then sends what is sound. One bad file does not keep the others from being sent.
 *
 * What the network or the intake says against an upload is in its `upload` of the report.
 * @throws {UsageError | FileError}
 */
export function upload(input: Input, options?: UploadOptions): Promise<Report>;

/**
 * Gives a debug ID to each script and its map, in the files themselves: the script tells its ID while it runs, and Datadog finds the
 * map by it. Node only.
 *
 * What has its ID already is left as it is. A file is written whole or not at all.
 * @throws {UsageError | FileError}
 */
export function inject(input: Input, options?: InjectOptions): Promise<InjectReport>;

/**
 * Holds what is live against what was sent: pages are loaded, and the scripts that they lead to; or what is shipped in packages is read:
 * an .apk, .aab, .ipa, .xcarchive, .asar, or a folder. Node only.
 *
 * `what`: addresses of pages, or paths of packages. What differs is a finding in the report, and so is what could not be loaded.
 * @throws {UsageError | FileError}
 */
export function verify(what: string | string[], options: VerifyOptions): Promise<VerifyReport>;

/** What `verify` returns, and `mapship verify --json` prints: a report whose files are scripts by their addresses, and more. */
export interface VerifyReport extends Report {
  files: VerifiedFile[];
  /** How much of the code that is live resolves. */
  coverage: {
    /** All code of the application, and what resolves of it, in bytes. */
    bytes: number;
    coveredBytes: number;
    /** From 0 to 1. */
    share: number;
    /** Scripts, by their groups. */
    covered: number;
    changed: number;
    unsent: number;
    missing: number;
    foreign: number;
    /** Scripts whose maps are public. */
    leaked: number;
    /** Files with nothing to make readable. */
    readable: number;
  };
  /** The pages that were loaded; `arrived`: where a redirect led; `failed`: why one could not be. */
  pages: { url: string; arrived?: string; failed?: string }[];
}

/** A script that is live, or should be; or a page of which there is something to be said. */
export interface VerifiedFile extends FileReport {
  /**
   * `same`; `changed`: other bytes, whose positions are those of the map; `differs`; `other-build`; `elsewhere`: the same bytes under
   * another address than they were sent for; `unsent`; `foreign`: somebody else's; `generated`: a bundler or a framework writes it and makes no map of it; `uncompared`: the receipt has no hash; `missing`:
   * something that is live asks for it; `not-served`: it was sent; `unreachable`; `page`. In packages: `covered`, `at-hand`: the folder has what was not sent; `uncovered`;
   * `uncompared`: the receipt does not tell what would cover it; `readable`: nothing has taken its names away; `unread`.
   */
  status: string;
  /** With a browser: a frame that it may tell of the script, made readable where it can be. */
  frame?: ExplainedFrame;
  /** `covered`, `changed`, `unsent`, `missing`, `foreign`, `unreachable`, `pages`. */
  group: string;
  /** The address that answered, where a redirect led to it. */
  arrived?: string;
  /** The file that was sent and that it is, or should be, and the address that it was sent for. */
  sent?: { file: string; url?: string };
}

/** What became of scripts that were to get debug IDs. */
export interface InjectReport {
  /** Whether none failed. */
  ok: boolean;
  /** Whether nothing was written. */
  dryRun: boolean;
  /** The scripts that have a map, in the order of their paths. */
  files: InjectedFile[];
}

/** A script with a map. */
export interface InjectedFile {
  /** The script. */
  path: string;
  /** Its map. */
  map: string;
  debugId?: string;
  /**
   * `injected`: both have got the ID. `recorded`: the script had one, and the map has got it. `unchanged`: both had it.
   * `skipped`: there is nothing to find by an ID. `failed`: the issues say why; neither file has changed.
   */
  status: 'injected' | 'recorded' | 'unchanged' | 'skipped' | 'failed';
  issues: Issue[];
}

/** A position in a source. */
export interface Original {
  /** As the map names it, with its `sourceRoot`. */
  source: string;
  /** Where that is relative to the map's folder: the path of it from where you are. */
  path?: string;
  /** 1-based. */
  line: number;
  /** 0-based, in UTF-16 units. */
  column: number;
  /** The name that stood there, where the map has one. */
  name?: string;
  /** The text of the line, where the map has it. */
  text?: string;
}

/** Lines of a source. */
export interface SourceLines {
  /** Number of the first, 1-based. */
  firstLine: number;
  lines: string[];
}

/** A frame as it was in the sources, of another platform than JavaScript. */
export interface OriginalFrame {
  /** The function: on the JVM class and method. */
  function: string;
  /** The file, as far as it is known. */
  source?: string;
  /** 1-based; not there where it is not known. */
  line?: number;
  /** 0-based. */
  column?: number;
  /** The line of the source with some around it, where `sourceRoot` has the source. */
  context?: SourceLines;
}

/** A line of a stack trace. Where it is a frame, it has `issues`: what keeps it from being readable, or none. */
export interface ExplainedFrame {
  /** As it was given. */
  raw: string;
  /** What wrote it, where that is not JavaScript. */
  platform?: 'jvm' | 'native' | 'wasm' | 'dotnet';
  /** What stands before the frame in its line: its indentation, or the words of a log. */
  before?: string;
  /** Whether an `await` or a callback led here. */
  isAsync?: boolean;
  /** The function as the trace names it. */
  function?: string;
  /** The function's name in the source, as far as the frame that called it tells; otherwise as the trace names it. */
  name?: string;
  /** The address in the trace; line and column are 1-based, as there. Some consoles write no column. */
  url?: string;
  line?: number;
  column?: number;
  /** The minified file that is meant, and its map; on other platforms the mapping file or the symbols that it was looked up in. */
  file?: string;
  map?: string;
  original?: Original;
  /** The lines around the original, where the map has them. */
  context?: SourceLines;
  /**
   * On other platforms: what it was in the sources, the innermost frame first, the others those that it was inlined into. None where a
   * tool has made the frame, and the sources have no such call.
   */
  originals?: OriginalFrame[];
  /** What else it may have been, where that is not certain. */
  alternatives?: OriginalFrame[][];
  /** On other platforms: the lines that stand in its place, as the platform writes them. Also of the line that names an exception. */
  rewritten?: string[];
  /** Whether it is readable as it is: Node or a browser has named a source, not a minified file. */
  readable?: boolean;
  issues?: Issue[];
}

/** What `explain` returns, and `mapship explain --json` prints. */
export interface Explanation {
  /** Version of mapship. */
  mapship: string;
  /** Whether a frame is readable, and nothing stands in the way of another that is the build's. */
  ok: boolean;
  lines: ExplainedFrame[];
  /** What is to be said of the build's files rather than of a frame. */
  issues: Issue[];
  /** The frames that name a place in a file or a method, those of them that were made readable, and those that were readable already. */
  summary: { frames: number; resolved: number; readable: number };
}

/**
 * A stack trace of minified code, made readable: Chromium's, Node's, Firefox's, Safari's or Datadog's, a frame of it, or
 * `line:column` with one file; one of Android and the JVM, with the mapping file of ProGuard or R8;
 * or one of a native program, with its debug information. What can't be made readable has a finding that says why.
 * @throws {UsageError | FileError}
 */
export function explain(stack: string, options: ExplainOptions): Promise<Explanation>;

/** A position in a file. */
export interface Position {
  /** 1-based. */
  line: number;
  /** 0-based, in UTF-16 units. */
  column: number;
}

/** A picture of what a source map covers of its generated file. The files are kept open until `close`. */
export interface Look {
  /** How much of the generated file each source makes up. */
  readonly coverage: MapCoverage;
  /**
   * The stretches of the generated file from one position to another, which is not included. The first begins before `from` where
   * that lies in it. At most `limit` of them: 1,000 where nothing is said, 20,000 at most.
   */
  generated(from: Position, to: Position, limit?: number): Promise<Spans>;
  /**
   * The stretches of the generated file that lead to between two positions of a source (by its index), the second not included,
   * in the order of the generated file. `limit` as for `generated`.
   */
  original(source: number, from: Position, to: Position, limit?: number): Promise<Spans>;
  /** The content of a source, by its index: at most `limit` bytes of it, 8 MiB where nothing is said, 64 MiB at most. */
  content(source: number, limit?: number): Promise<SourceContent>;
  /**
   * So many UTF-16 units of the minified file from a position on, 1,048,576 at most; line ends are not counted. A column behind its
   * line's end is taken for that. No lines where there are none, or the file was not given.
   */
  text(from: Position, length: number): Promise<TextWindow>;
  /** Closes the files. No other method may be called after it. */
  close(): void;
}

/** What a source map covers of its generated file. Units are UTF-16 code units, line ends not counted. */
export interface MapCoverage {
  /**
   * Whether the minified file was given. Otherwise nobody knows where its lines end: what stands behind the last segment of a
   * line, and lines without segments, are in no number.
   */
  minified: boolean;
  /** Lines of the minified file; without it, up to the last that has a segment. */
  lines: number;
  /** Length of its longest line, in units; without it, as far as segments go. */
  longestLine: number;
  /** Units of the file: the sum of the four that follow. */
  units: number;
  /** Those led to a source. */
  mapped: number;
  /** Those of which a segment of one field says that they come from no source. */
  sourceless: number;
  /** Those before the first segment of their line, and those of lines without segments. */
  unmapped: number;
  /** Those behind the place where a broken map was read no further. */
  unread: number;
  /** Segments of the map, up to there. */
  segments: number;
  /** Those that stand before the one before them: they cover nothing. */
  backward: number;
  /** Those that lie behind the end of their line or of the file. */
  beyond: number;
  /** Those that go on to an end of line that is not known, and count no units. */
  openEnds: number;
  sourceCount: number;
  /** Those that make up most of the file, the largest first. */
  sources: SourceCoverage[];
  /** The others together. */
  others: { sources: number; units: number; segments: number };
  /** What is wrong with the map, where it could not be read to its end. */
  issue?: Issue;
  /** Where that is in the generated file. */
  issueAt?: Position;
  /** Whether it is an index map with more sections than are looked at, which is 65,536. */
  hasMoreSections: boolean;
}

/** What a source makes up of the generated file. */
export interface SourceCoverage {
  /** 0-based; those of an index map are counted through all sections. */
  index: number;
  /** As the map has it, with `sourceRoot`, cut at 4096 bytes; missing where it is null. */
  name?: string;
  /** Units that lead to it. */
  units: number;
  /** Segments that lead to it. */
  segments: number;
  /** Length of its content, in bytes as it stands in the map; missing where the map has none. */
  contentBytes?: number;
  /** Whether the map says that debuggers are to pass over it. */
  ignored: boolean;
}

/** Stretches of the generated file, in its order. What lies between them is not mapped. */
export interface Spans {
  spans: Span[];
  /** The names of the sources that they lead to, each once. */
  sources: { index: number; name?: string }[];
  /** Whether there are more than the limit. */
  more: boolean;
}

/** A stretch of a line of the generated file, never an empty one. */
export interface Span {
  /** 1-based. */
  line: number;
  /** 0-based, in UTF-16 units. */
  column: number;
  /** The column behind its last unit; missing where it goes on to an end of line that is not known. */
  endColumn?: number;
  /** Index of the source; missing where the map says that it comes from none. */
  source?: number;
  /** 1-based. */
  originalLine?: number;
  /** 0-based, in UTF-16 units. */
  originalColumn?: number;
  /** The name that stood there, where the map has one. */
  name?: string;
}

/** The content of a source. */
export interface SourceContent {
  index: number;
  name?: string;
  /** Missing where the map has none. */
  text?: string;
  /** Whether `text` is only its beginning. */
  isCut: boolean;
}

/** A window of the minified file. */
export interface TextWindow {
  /** The lines in it: `column` is where `text` begins, `ends` whether the line was seen to end with it. */
  lines: { line: number; column: number; text: string; ends: boolean }[];
  /** Whether the file goes on behind it. */
  more: boolean;
}

/**
 * A picture of what a source map covers, to be asked about. It is not held in memory: each question reads what it needs. Of a
 * broken map there is a picture up to where it is broken.
 * @throws {UsageError | FileError}
 */
export function look(
  files: { map: FileInput; minified?: FileInput },
  options?: LookOptions,
): Promise<Look>;

/** The version of mapship. */
export function version(): Promise<string>;

/** The declarations of all upload types: fields, limits, parts. */
export function types(): Promise<TypeDeclaration[]>;
