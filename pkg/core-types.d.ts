import type { Event, Issue, UploadType } from './index.js';
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
  map?: MapSummary;
  issues: Issue[];
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

/** The Rust core, as JavaScript sees it. */
export interface Core {
  version(): string;
  types(): TypeDeclaration[];
  inspect(source: OpenFile, name: string): Inspection;
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
  }): {
    type?: UploadType;
    event?: Event;
    issues: Issue[];
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
  readLink(source: OpenFile): { url: string } | { inline: true } | undefined;
  pair(
    files: { path: string; link?: { url: string } | { inline: true } }[],
  ): { map?: string; minified?: string; issues: Issue[] }[];
  minifiedUrls(prefix: string, paths: string[]): { urls: string[] } | { issue: Issue };
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
