import type { Event, Issue, Original, SourceLines, UploadType } from '../index.js';
import type { OpenFile } from '../host/types.js';

/** A file of an upload, as the core takes it. */
export interface CoreFile {
  part: string;
  name: string;
  source: OpenFile;
}

/** What the core says of a file. */
export interface Inspection {
  format: string;
  /** In bytes. */
  size: number;
  type?: UploadType;
  identity: Record<string, string>;
  /** The parts of a Mach-O file, one for each processor. */
  slices?: Slice[];
  /** How much there is in a symbol or mapping file, and of what. */
  counts?: Record<string, number>;
  /** What is in an archive. */
  entries?: ArchiveEntry[];
  map?: MapSummary;
  issues: Issue[];
}

/** A file or folder in a zip archive. */
export interface ArchiveEntry {
  /** That of a folder ends in a slash. */
  name: string;
  /** 0 as it is, 8 by deflate; others are in APPNOTE 4.4.5. */
  compression: number;
  /** Length of its packed data, in bytes. */
  compressed: number;
  /** Length of its data, in bytes. */
  size: number;
  crc: number;
  /** Where its packed data begins in the archive, in bytes. */
  data: number;
  isEncrypted: boolean;
  isLink: boolean;
}

/** The part of a Mach-O file that is for one processor. */
export interface Slice {
  /** Where it begins, in bytes. */
  offset: number;
  /** In bytes. */
  size: number;
  /** As `dwarfdump --uuid` names it. */
  arch: string;
  uuid?: string;
  /** `dsym`, `execute`, `dylib`, … */
  kind: string;
  /** Whether DWARF debug information is in it. */
  dwarf: boolean;
}

/** The counts of a source map. */
export interface MapSummary {
  [count: string]: unknown;
}

/** A member of an event, as declared. */
export interface FieldDeclaration {
  name: string;
  about: string;
  rule: {
    kind: 'text' | 'commitSha' | 'hexOrEmpty' | 'guid' | 'integer' | 'flag' | 'oneOf';
    of?: unknown;
  };
  required: 'yes' | 'no' | { without: string };
  provenance: 'documented' | 'observed';
}

/** A file of an upload, as declared. */
export interface PartDeclaration {
  name: string;
  about: string;
  filename: { original: { without: string[] } } | { fixed: string };
  contentType: string;
  required: boolean;
  provenance: 'documented' | 'observed';
  role: 'file' | 'map' | 'minified' | 'companion' | 'trackedFiles' | 'trackedSources';
  /** Whether code is cut off of it and its debug information compressed before it is sent. */
  reduced: boolean;
}

/** An upload type, as declared. The first part is the file that the upload is about. */
export interface TypeDeclaration {
  name: UploadType;
  about: string;
  provenance: 'documented' | 'observed';
  fields: FieldDeclaration[];
  parts: PartDeclaration[];
  eventFirst: boolean;
  gzip: boolean;
  gathering: 'pairs' | 'each' | 'archives' | 'made';
  /** What the first part may be; empty where its content is not looked at. */
  formats: string[];
  /** An upload on the command line: the file, and the flags behind its type. */
  example?: { file: string; flags: string };
}

/** The tracked files of a repository, indexed by base name. */
export interface TrackedFiles {
  /** The `repository` part for a map's sources; undefined when no tracked file matches. */
  payloadFor(sources: (string | null)[], url: string, sha: string): Uint8Array | undefined;
  /** The `repository` part with every tracked file. */
  payload(url: string, sha: string): Uint8Array;
  readonly count: number;
  free(): void;
}

/** A line of a stack trace; `frame` where it is one. */
export interface StackLine {
  raw: string;
  frame?: StackFrame;
}

/** A repository and a commit, or who told of them. */
export interface CommitTold {
  repositoryUrl?: string;
  commitSha?: string;
}

/** A frame; line and column are 1-based. */
export interface StackFrame {
  function?: string;
  place?: { url: string; line: number; column?: number };
  /** An `await` or a callback led here: it does not stand at a call of the frame before it. */
  isAsync?: boolean;
  /** A stack begins here: the frame before it is of another one. */
  starts?: boolean;
  /** What stands before it in its line. */
  before?: string;
}

/** A piece of a line of code; the column of its first character is 0-based, in UTF-16 units. */
export interface CodeAt {
  text: string;
  column: number;
}

/** What a look-up comes to. */
export interface Found {
  original?: Original;
  context?: SourceLines;
  /** The function that it lies in, where the map says so. */
  function?: string;
  /** Where the segment begins that it is in, 0-based. */
  begins?: number;
  nearest?: number;
  issue?: Issue;
}

/** A frame, as far as names go. */
export interface NamedFrame {
  /** As the engine names it. */
  function?: string;
  /** As the map does. */
  scope?: string;
  /** The name that the map has for its place, where on the line the map gives it, and the place; 0-based. */
  name?: string;
  begins?: number;
  column?: number;
  code?: CodeAt;
  isResolved: boolean;
  /** It does not stand at a call of the frame before it. */
  isApart: boolean;
}

/**
 * A map that was looked at once. Lines 1-based, columns 0-based in UTF-16 units; what is in `to` is not included. Numbers are -1 where
 * there is none; `src/wasm/` says what they are.
 */
export interface LookedAt {
  coverage(): [
    whole: Float64Array,
    sources: Float64Array,
    names: (string | undefined)[],
    issue?: Issue,
  ];
  spans(
    source: number | undefined,
    line: number,
    column: number,
    toLine: number,
    toColumn: number,
    most: number,
  ): [
    spans: Float64Array,
    names: (string | undefined)[],
    sources: Float64Array,
    sourceNames: (string | undefined)[],
    more: boolean,
  ];
  content(
    source: number,
    most: number,
  ): [name: string | undefined, text: string | undefined, isCut: boolean];
  byteOf(line: number, column: number): [byte: number, column: number] | undefined;
  free(): void;
}

/** SHA-256, piece by piece. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** 32 bytes. */
  digest(): Uint8Array;
  free(): void;
}

/** What a minified file says of its map. */
export interface LinkReading {
  /** As it stands in the comment, relative to the file. */
  url?: string;
  /** Whether the map stands in the comment itself. */
  inline?: true;
  issues: Issue[];
}

/** A file of a build, for pairing. */
export interface BuildFile {
  /** Relative to the build's folder, with slashes. */
  path: string;
  link?: LinkReading;
  /** The `file` of a map, where it was read. */
  file?: string;
}

/** A map with its minified file, or one of them alone. */
export interface Pair {
  map?: string;
  minified?: string;
  /** Whether another pairing may come out once the map's `file` is given. */
  asksFile: boolean;
  issues: Issue[];
}

/** What the user says of the files that are to be planned. */
export interface PlanOptions {
  type?: UploadType;
  event?: Event;
  /** The names of the parts that files are named for. */
  parts?: string[];
  /** Where the minified files are served from. */
  prefix?: string;
  byDebugId?: boolean;
  dynamicSymbols?: boolean;
  /** That there is nothing to send is no error. */
  allowEmpty?: boolean;
  /** The share that is planned, such as `2/8`; without it, all. */
  shard?: string;
  /** Nothing is asked but which map is of which minified file. */
  onlyPairs?: boolean;
  onlySymbols?: boolean;
  /** The index of the only file of which that is asked. */
  about?: number;
}

/** A file of an upload: an index, and what is sent in its place. */
export interface PlannedPart {
  part: string;
  file: number;
  name?: string;
  pieces?: (Uint8Array | { file: number; start: number; length: number })[];
}

/** One upload, as the core plans it. */
export interface PlannedUpload {
  type: UploadType;
  path: string;
  parts: PlannedPart[];
  /** Whether the files that the user names parts for go with it. */
  takesParts?: true;
  /** What it takes of the event that was given: all, nothing, or what `own` says of its type. */
  given: 'none' | 'all' | 'own';
  /** What other files say of its event. */
  fields?: Record<string, string>;
  issues: Issue[];
  send: boolean;
  skip: boolean;
  identity?: Record<string, string>;
  id?: string;
  /** In bytes. */
  size?: number;
  /** The file that can't be read, which is why it is skipped. */
  /** The file that it is about. */
  about?: number;
  failed?: number;
}

/** The plan. */
export interface PlanResult {
  uploads: PlannedUpload[];
  issues: Issue[];
  /** Entries of archives that could not be unpacked. */
  unreadable: number[];
  /** A map and a minified file, -1 where there is none. */
  pairs: [map: number, minified: number][];
  /** By type: the names of the fields that its uploads take. */
  own: Record<string, string[]>;
  /** The files of the uploads that other shares have. */
  others: number[];
  /** The file that can't be read, without which nothing can be planned. */
  failed?: number;
}

/** Plans uploads. Files are named by their indices. */
export interface Planner {
  lone(): number | undefined;
  addNeighbours(names: string[], shown: string[]): void;
  wanted(): Uint32Array;
  /** Whether all of an entry of an archive has to be read; else the beginning is enough, where it is long. */
  needsAll(id: number): boolean;
  /** `packed`: it goes on as it is packed, and only its beginning can be read. */
  read(id: number, source: OpenFile, packed: boolean): void;
  /** What a symbol file is, when nothing is wanted any more; undefined for what is none, or of a bundle. */
  inspection(id: number): Inspection | undefined;
  unreadable(id: number): void;
  /** Gives the memory back, too. */
  finish(): PlanResult;
  free(): void;
}

/** How a script and its map get a debug ID. */
export interface Injection {
  id?: string;
  /** Whether the script had it already. */
  isCarried: boolean;
  /** The files as they are to be, where they change: bytes, and ranges of the file as it is. */
  script?: (Uint8Array | { start: number; length: number })[];
  map?: (Uint8Array | { start: number; length: number })[];
  issues: Issue[];
}

/** The Rust core, as JavaScript sees it. */
export interface Core {
  version(): string;
  types(): TypeDeclaration[];
  /** A finding that the core does not make itself, with the values that its sentence speaks of. */
  finding(code: string, values?: Record<string, string | number | undefined>): Issue;
  inspect(source: OpenFile, name: string): Inspection;
  /** Which of files with these names may be archives that are looked into; of each whether it was found in a folder (1). */
  mayBeArchives(names: string[], found: Uint8Array): Uint32Array;
  /** What of a file may be of use, where it is an archive; see `src/wasm/plan.rs`. */
  contents(
    source: OpenFile,
    found: boolean,
  ): { issues: Issue[]; names: string[]; hasBundles: boolean; numbers: Float64Array } | undefined;
  /** What a file is, as far as its beginning and its name tell. */
  formatOf(source: OpenFile, name: string): string;
  /** Whether a file that can't be unpacked would be of use. */
  isOfUse(head: Uint8Array, name: string): boolean;
  /** Whether an upload is in a share such as `2/8`, by a text that tells it apart from others. */
  isInShare(shard: string, text: string): boolean;
  /** The version that a pubspec.yaml tells. */
  pubspecVersion(pubspec: string): { version?: string; issue?: Issue };
  /** An ELF file without its code; of what was compressed, `packed` has index and length, one after the other. */
  debugOnly(
    source: OpenFile,
    keepUnwind: boolean,
    packed: Float64Array,
  ): {
    /** Bytes, ranges of the file, and indexes of sections that were compressed. Not there where it is to be sent as it is. */
    pieces?: (Uint8Array | { offset: number; length: number } | number)[];
    /** What can be compressed: of each section its index, where it begins and how long it is, in bytes. */
    sections: Float64Array;
  };
  check(input: {
    type?: string;
    event?: Event;
    fill?: Event;
    files: CoreFile[];
    allowUnknown?: boolean;
    /** Whether what ECMA-426 calls an error is one, also where every consumer passes over it. */
    strict?: boolean;
    /** Whether the names of a map's sources are wanted. */
    sources?: boolean;
    /** Whether they are looked through for home folders and secrets. */
    scanSources?: boolean;
    byDebugId?: boolean;
    /** Whether it is known that files are missing, and said elsewhere. */
    partial?: boolean;
    /** Where the upload is to be framed too, if nothing is wrong with it; the files have a length then. */
    boundary?: string;
  }): {
    /** As `frame` returns it. */
    frame?: ReturnType<Core['frame']>;
    type?: UploadType;
    event?: Event;
    issues: Issue[];
    /** Without its `map` and `counts`. */
    main?: Inspection;
    /** Which share of the minified file is mapped, from 0 to 1. */
    mapped?: number;
    sources?: (string | null)[];
  };
  /** What the command line ends with where such a finding is about the whole run. */
  exitCode(code: string): number;
  /** What is to be said of an upload of so many bytes, as it is sent. */
  checkSize(size: number): Issue[];
  frame(input: {
    event: Event;
    files: { part: string; name: string; length: number }[];
    boundary: string;
  }): {
    contentType: string;
    contentLength: number;
    gzip: boolean;
    segments: (Uint8Array | number)[];
  };
  readLink(source: OpenFile, name: string): LinkReading;
  /** Where the comment stands that names a map in a file of its own: first byte, and the byte behind it. */
  linkSpan(source: OpenFile, name: string, map?: string): [start: number, end: number] | undefined;
  /** `prefix` finds the maps of links that are whole URLs. */
  pair(files: BuildFile[], prefix?: string): { pairs: Pair[]; issues: Issue[] };
  /** What a bundle tells Datadog of itself, held against what it is uploaded with. */
  checkInit(
    source: OpenFile,
    file: string,
    service?: string,
    version?: string,
  ): { service?: string; version?: string; issues: Issue[] } | undefined;
  /** Whether a path is that of the map of a style sheet. */
  isMapOfStyle(path: string): boolean;
  /** What a file of this name may give away where it is deployed. */
  suspect(path: string): 'map' | 'perhaps-map' | 'perhaps-inline' | undefined;
  minifiedUrls(prefix: string, paths: string[]): { urls: string[] } | { issue: Issue };
  sites(): string[];
  resolveSite(given: string): { site: string; url: string } | { issue: Issue };
  customIntakeUrl(given: string): { url: string } | { issue: Issue };
  nearest(given: string, known: string[]): string | undefined;
  stripCredentials(url: string): string;
  /** Repository and commit; without `git`, of which options and Datadog's variables tell. */
  chooseCommit(
    env: Record<string, string | undefined>,
    option: CommitTold,
    git?: CommitTold,
  ): CommitTold & { origin: CommitTold; issues: Issue[] };
  sourcesPayload(
    sources: (string | null)[],
    mapDir: string,
    cwd: string,
    url: string,
    sha: string,
  ): Uint8Array | undefined;
  /** From the output of `git ls-files -z`. */
  trackFiles(lsFilesZ: Uint8Array): TrackedFiles;
  /** Hashes piece by piece; to be freed. */
  sha256(): Sha256;
}

/** What looks positions up, as JavaScript sees it. */
export interface Lookups {
  /** A finding that the core does not make itself, with the values that its sentence speaks of. */
  finding(code: string, values?: Record<string, string | number | undefined>): Issue;
  /** How a script and its map are to be changed, for a debug ID. */
  inject(
    script: OpenFile,
    map: OpenFile,
    options: {
      service?: string;
      version?: string;
      reactNative?: boolean;
      first?: boolean;
      id?: string;
    },
  ): Injection;
  /** The debug ID of a text. */
  debugIdOf(text: OpenFile): string;
  /** A pasted stack trace, line by line. */
  parseStack(text: string): StackLine[];
  /** The file that is served at a frame's address, by its index; or why there is none, or that it is a source's. With `least`, it may be a source's all the same. */
  locate(
    url: string,
    files: { path: string; shown?: string; url?: string; hasMap: boolean }[],
  ): { index?: number; issue?: Issue; isSource: boolean; least?: number };
  /** Which addresses are those of sources of a map: each must have so many names in common with one. */
  findSources(
    map: OpenFile,
    path: string,
    shown: string,
    urls: string[],
    least: Uint32Array,
  ): ({ issue: Issue; shared: number } | undefined)[];
  /** The path of a source whose name in a map is relative, from where the user is. */
  pathOfSource(name: string, path: string, shown: string): string | undefined;
  /** Why a frame can't be looked up: no place, no map of a file, or one that is not sound for a reason. */
  obstacle(file?: string, reason?: string): Issue;
  /** Why a frame without a column can't be: line 1-based. */
  noColumn(file: string, line: number): Issue;
  /** What stands at some places: lines (1-based) and columns (0-based, in UTF-16 units) in turn. */
  readPlaces(
    source: OpenFile,
    file: string,
    places: Uint32Array,
  ): { issue?: Issue; code?: CodeAt }[];
  /** Looks such places up in the map of a file, with so many lines around each; `issue` says that the map is not sound. */
  lookUp(
    map: OpenFile,
    file: string,
    places: Uint32Array,
    around: number,
  ): { found: Found[]; issue?: undefined } | { issue: Issue };
  /** What the functions of frames are called, which stand in their order in a trace. */
  nameFrames(frames: NamedFrame[]): (string | undefined)[];
  /** The frames of native programs, of WebAssembly and of .NET in the lines of a text. */
  nativeFrames(lines: string[], files: SymbolsFile[]): NativeFrame[];
  /** What is said of the same frames, with what came of each. */
  sayNative(
    lines: string[],
    files: SymbolsFile[],
    answers: (SymbolicatedPlace | undefined)[],
  ): NativeLine[];
  /** The indexes of the files that take lines of what was made of C# to lines of C#. */
  mappingsOfLines(files: SymbolsFile[]): number[];
  /** Looks such lines up in one of them. */
  generatedLines(
    mapping: OpenFile,
    wanted: { file: string; line: number }[],
  ): ({ file: string; line: number } | undefined)[];
}

/** A finding without its sentences, for `Core.finding`. */
export interface Unsaid {
  code: string;
  values: Record<string, string | number>;
}

/** A frame of the JVM in the lines of a text; `index` 0-based, `line` 1-based, as the trace has them. */
export interface JvmFrame {
  index: number;
  /** What stands before it in its line. */
  before: string;
  /** Class and method. */
  function: string;
  /** What stands for the source file. */
  file: string;
  line?: number;
}

/** A frame as it was in the sources. */
export interface JvmOriginal {
  /** Class and method. */
  function: string;
  /** The file. */
  source: string;
  /** 1-based. */
  line?: number;
}

/** What became of a line of a text. */
export interface RetracedLine {
  /** 0-based. */
  index: number;
  /** `words` is no frame, but the class of an exception that has its name again. */
  state: 'resolved' | 'readable' | 'removed' | 'unreadable' | 'words';
  /** The lines that stand in its place; none where it stays, or is left out. */
  text: string[];
  /** What it was in the sources, the innermost frame first; then other readings of it. */
  readings: JvmOriginal[][];
  issues: Unsaid[];
}

/** What reads stack traces of the JVM, as JavaScript sees it. */
export interface Jvm {
  /** The frames of the JVM in the lines of a text. */
  jvmFrames(lines: string[]): JvmFrame[];
  /** Makes lines of a text readable by a mapping, whose name is for findings; without one it is said which need it. */
  retrace(
    lines: string[],
    mapping: OpenFile | undefined,
    name: string,
  ): { lines: RetracedLine[]; issues: Unsaid[] };
}

/** A file with symbols, as frames are matched with it. */
export interface SymbolsFile {
  path: string;
  format: string;
  /** What an inspection tells of it. */
  identity: Record<string, unknown>;
  slices: { uuid?: string; dwarf?: boolean }[];
}

/** A frame of a native program, of WebAssembly or of .NET in the lines of a text; `index` 0-based. */
export interface NativeFrame {
  index: number;
  platform: 'native' | 'wasm' | 'dotnet';
  /** What stands before it in its line. */
  before: string;
  /** As the trace names it; empty where only an ID tells. */
  module: string;
  /** The module's ID, where the trace tells it. */
  id?: string;
  /** As the trace names it. */
  function?: string;
  /** Whether it names a line of the source already. */
  isReadable: boolean;
  /** The place to look up, in a form that the modules know. */
  place?: string;
  /** A line of what was made of C#. */
  generated?: { file: string; line: number };
  /** Index of the file that it is to be looked up in. */
  file?: number;
  /** The module that reads this file; none where it is a mapping of lines. */
  reader?: string;
}

/** A function, and a place in its source: `line` and `column` 1-based. */
export interface SymbolicatedFrame {
  function?: string;
  file?: string;
  line?: number;
  column?: number;
  isInlined: boolean;
  isNearestSymbol: boolean;
}

/** What came of a place; `reason` says why there is nothing, or not all, and `file` is a value of it. */
export interface SymbolicatedPlace {
  frames: SymbolicatedFrame[];
  reason?: string;
  file?: string;
}

/** What became of a frame. */
export interface NativeLine {
  /** 0-based. */
  index: number;
  /** What it was in the sources, what was inlined first. `line` 1-based, `column` 0-based. */
  originals: { function: string; source?: string; line?: number; column?: number }[];
  /** The lines that stand in its place. */
  rewritten: string[];
  issues: Issue[];
}

/** What looks places up in files with symbols, as JavaScript sees it. */
export interface Symbolicator {
  /** Looks places up, each of the module with the ID, or an empty one. */
  symbolicate(source: OpenFile, ids: string[], places: string[]): SymbolicatedPlace[];
}

/** A script that is mentioned: how, as `src/verify/script.rs` names it. */
export interface Mention {
  url: string;
  kind: string;
  /** How doubtful it is that it is a script: 0 is the surest. */
  doubt: number;
  /** Whether it is a text that may be anything. */
  isGuess: boolean;
}

/** What came of asking for a script, for `Verifier.judge`. */
export interface ServedScript {
  /** What was asked for, and what answered after redirects. */
  url: string;
  arrived: string;
  /** Missing where only the receipt names it. */
  kind?: string;
  /** Who mentions it. */
  by?: string;
  /** Whether it lies on a host of the application. */
  own: boolean;
  /** Whether it is one that bundlers write themselves. */
  isGenerated?: boolean;
  /** Why there was no answer. */
  failed?: string;
  status?: number;
  /** Of a script: in bytes, and in hexadecimal digits. */
  size?: number;
  sha256?: string;
  /** Whether a page came in its place. */
  isPage?: boolean;
  /** What `changeOf` or `changeBetween` said. */
  change?: number[];
  /** Its maps that are public; `map` is missing where it is in the script. */
  leaks: { map?: string; by: 'comment' | 'header' | 'name' }[];
}

/** A minified file that was sent, for `Verifier.judge`. */
export interface SentScript {
  file: string;
  url?: string;
  /** In bytes. */
  size?: number;
  sha256?: string;
  /** Whether it is found by a debug ID. */
  byId?: boolean;
}

/** A file with code in a package, for `Verifier.judgePackage`. */
export interface ShippedFile {
  path: string;
  /** In bytes, unpacked. */
  size: number;
  ids: string[];
  /** What it says of itself, where that is more than its hash. */
  identity?: Record<string, string>;
  /** The format of what makes it readable, as far as it is known. */
  format?: string;
  /** Whether nothing has taken its names away. */
  isReadable?: boolean;
  /** Why it could not be read. */
  failed?: string;
}

/** What holds that which is live against what was sent; see `src/wasm/verify.rs`. */
export interface Verifier {
  readPage(page: Uint8Array): { base?: string; mentions: Mention[]; inline: string[] };
  isGenerated(script: Uint8Array): boolean;
  readScript(script: Uint8Array): {
    mentions: Mention[];
    chunkIds: string[];
    chunks?: { function: string; publicPath?: string };
  };
  chunksOf(chunkFunction: string, path: string, ids: string[]): Mention[];
  placesOf(url: string, known: string[]): string[];
  looksLikeMap(head: Uint8Array): boolean;
  changeOf(served: Uint8Array, size: number, sha256: string, maps: string[]): number[] | undefined;
  changeBetween(sent: Uint8Array, served: Uint8Array): number[];
  readInit(script: Uint8Array): { service?: string; version?: string } | undefined;
  /** Nothing where it agrees with an upload. */
  judgeInit(
    init: { service?: string; version?: string },
    file: string,
    uploads: { service?: string; version?: string }[],
  ): Unsaid[];
  mayHoldCode(name: string): boolean;
  howToLook(format: string, head: Uint8Array): 'not' | 'into' | 'inside' | 'hash' | 'marker';
  dexMarker(piece: Uint8Array): string[] | undefined;
  debugIdIn(piece: Uint8Array): string | undefined;
  hidesEntries(code: string): boolean;
  liesOf(numbers: Float64Array): (string | undefined)[];
  judgePackage(input: {
    shipped: ShippedFile[];
    known: { file: string; ids: string[]; isSent: boolean; untold: string[] }[];
    least?: number;
  }): {
    files: { status: string; group: string; sent?: number; issues: Unsaid[] }[];
    issues: Unsaid[];
    /** In bytes. */
    total: number;
    covered: number;
  };
  judge(input: {
    sent: SentScript[];
    served: ServedScript[];
    /** How many pages were read, and how many scripts they mention. */
    pages: number;
    mentions: number;
    allowMaps?: boolean;
    least?: number;
  }): {
    files: (
      | { status: string; group: string; sent?: number; unexplained: boolean; issues: Unsaid[] }
      | undefined
    )[];
    issues: Unsaid[];
    /** In bytes. */
    total: number;
    covered: number;
  };
}
