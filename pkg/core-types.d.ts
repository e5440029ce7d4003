import type { Event, Issue, Original, SourceLines, UploadType } from './index.js';
import type { OpenFile } from './host-types.js';

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

/** A finding that mapship knows. In its sentences `…` stands for a value. */
export interface CatalogueEntry {
  code: string;
  severity: 'error' | 'warning' | 'note';
  message: string;
  help: string;
  /** The clause or section the rule comes from. */
  rule: string;
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

/** A piece of an archive: bytes, or a range of the entry's source at that index. */
export type ZipSegment = Uint8Array | { file: number; start: number; length: number };

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
  filename: 'original' | { fixed: string };
  contentType: string;
  required: boolean;
  provenance: 'documented' | 'observed';
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

/** A frame; line and column are 1-based. */
export interface StackFrame {
  function?: string;
  place?: { url: string; line: number; column?: number };
  /** It does not stand at a call of the frame before it. */
  isAsync?: boolean;
}

/** A map, decoded for look-ups; line 1-based, column 0-based in UTF-16 units. */
export interface Lookup {
  original(line: number, column: number): Original | undefined;
  find(
    file: string,
    line: number,
    column: number,
    around: number,
  ): {
    original?: Original;
    context?: SourceLines;
    /** The name that this column is in or right behind. */
    called?: string;
    nearest?: number;
    issue?: Issue;
  };
  free(): void;
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

/** The Rust core, as JavaScript sees it. */
export interface Core {
  version(): string;
  types(): TypeDeclaration[];
  catalogue(): CatalogueEntry[];
  inspect(source: OpenFile, name: string): Inspection;
  /** A zip archive of these, stored; folders have no source. */
  writeZip(
    entries: {
      name: string;
      source?: OpenFile;
      start?: number;
      length?: number;
      /** How the range is packed; then the CRC-32 and the length of what it unpacks to are given too. */
      compression?: number;
      crc?: number;
      size?: number;
    }[],
  ): {
    length: number;
    segments: ZipSegment[];
  };
  /** The version that a pubspec.yaml tells. */
  /** What an `Info.plist` or an `output-metadata.json` tells of an app. */
  appVersion(bytes: Uint8Array): { version?: string; build?: string };
  pubspecVersion(pubspec: string): { version?: string; issue?: Issue };
  /** The checksum of a range of a file, as archives have it of their entries. */
  crc32(source: OpenFile, start: number, length: number): number;
  /** Why a symbol file that was found is passed over; `value` is what the sentence speaks of. */
  passedOver(
    code: 'pdb-not-beside' | 'dsym-no-object' | 'portable-pdb-unnamed' | 'symbols-duplicate',
    value: string,
  ): Issue;
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
    /** Whether the names of a map's sources are wanted. */
    sources?: boolean;
    /** Whether they are looked through for home folders and secrets. */
    scanSources?: boolean;
    byDebugId?: boolean;
  }): {
    type?: UploadType;
    event?: Event;
    issues: Issue[];
    /** Without its `map` and `counts`. */
    main?: Inspection;
    /** Which share of the minified file is mapped, from 0 to 1. */
    mapped?: number;
    sources?: (string | null)[];
  };
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
  /** A pasted stack trace, line by line. */
  parseStack(text: string): StackLine[];
  /** The file that is served at a frame's address, by its index. */
  locate(
    url: string,
    files: { path: string; url?: string }[],
  ): { index: number } | { issue: Issue };
  /** Why a frame can't be looked up: no place, no map of a file, or one that is not sound for a reason. */
  obstacle(file?: string, reason?: string): Issue;
  /** Why a frame without a column can't be: line 1-based. */
  noColumn(file: string, line: number): Issue;
  /** Lines (1-based) and columns (0-based, in UTF-16 units) in turn. */
  checkPlaces(source: OpenFile, file: string, places: Uint32Array): (Issue | undefined)[];
  /** What a bundle tells Datadog of itself, held against what it is uploaded with. */
  checkInit(
    source: OpenFile,
    file: string,
    service?: string,
    version?: string,
  ): { service?: string; version?: string; issues: Issue[] } | undefined;
  minifiedUrls(prefix: string, paths: string[]): { urls: string[] } | { issue: Issue };
  sites(): string[];
  resolveSite(given: string): { site: string; url: string } | { issue: Issue };
  customIntakeUrl(given: string): { url: string } | { issue: Issue };
  nearest(given: string, known: string[]): string | undefined;
  stripCredentials(url: string): string;
  sourcesPayload(
    sources: (string | null)[],
    mapDir: string,
    cwd: string,
    url: string,
    sha: string,
  ): Uint8Array | undefined;
  /** From the output of `git ls-files -z`. */
  trackFiles(lsFilesZ: Uint8Array): TrackedFiles;
}
