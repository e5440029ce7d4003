import type { FileInput } from '../index.js';
import type { AbortSignal, Blob } from './globals.js';

export type { FileInput };

/** A file opened for reads of ranges. */
export interface OpenFile {
  /** In bytes. */
  length: number;
  /** Of files on disk. */
  stamp?: Stamp;
  /** What a browser reads by ranges: the core then reads it itself. */
  blob?: Blob;
  /** The bytes from `offset` (0-based) on; valid until the next call. */
  read(offset: number, length: number): Uint8Array;
  /** All of a small file, if it was read. */
  whole?(): Uint8Array | undefined;
  close(): void;
}

/** A file with the name it is known by: a path relative to the build's folder, with slashes. */
export interface NamedFile {
  name: string;
  file: FileInput;
  /** What to call it to a person: the path as the user would type it. */
  shown?: string;
  /** Neither script nor map, found in a folder: nothing is said of it, unless it turns out to be a symbol file. */
  aside?: true;
  /** Found in a folder, not named. */
  inFolder?: true;
  /** The folder that was given, or that of the file that was: where two have a name in common, each is a build of its own. */
  root?: string;
}

/** What a file was like when it was checked. */
export interface Stamp {
  /** In bytes. */
  size: number;
  /** In ms since 1970. */
  modified: number;
}

/** Bytes of a file, from `start` (0-based) on. */
export interface FileRange {
  file: FileInput;
  start: number;
  length: number;
  /** Only of files on disk. */
  stamp?: Stamp;
}

/** A piece of a part that is made here: bytes, or a range of a file, which is read when it is sent. */
export type Piece = Uint8Array | FileRange;

/** What was made of a file, and is kept until it was sent: a section compressed by zlib (RFC 1950), an entry of an archive unpacked. */
export interface Kept {
  file: FileInput;
  /** In bytes. */
  length: number;
  /** Only of files on disk. */
  stamp?: Stamp;
  /** Whether it is a file that is removed with it. */
  temporary?: boolean;
  /** Removes it. */
  release(): void | Promise<void>;
}

/** A file of a body. */
export interface BodyFile {
  file: FileInput;
  /** In bytes. */
  size: number;
  /** What is sent in place of the file, where that is made out of it. */
  pieces?: Piece[];
  /** The same before any of it was compressed: what a receipt knows it by. */
  plain?: Piece[];
  /** Only of files on disk. */
  stamp?: Stamp;
  /** Whether it is a file that is removed when it was sent. */
  temporary?: boolean;
  /** Of small files on disk: all of it, as it was then. */
  bytes?: Uint8Array;
}

/** A body, put together but not read: bytes, and files by their index. */
export interface Frame {
  contentType: string;
  /** In bytes, before compression. */
  contentLength: number;
  gzip: boolean;
  segments: (Uint8Array | number)[];
}

/** One attempt at an upload. */
export interface Post {
  headers: Record<string, string>;
  frame: Frame;
  files: BodyFile[];
  /** After how long without anything moving it is given up, in ms. */
  timeout: number;
  signal?: AbortSignal;
  /** Told how many more bytes were taken for sending, before compression. */
  onBytes(bytes: number): void;
}

/** What came back. */
export interface Reply {
  /** 0 for a redirect that a browser says nothing of. */
  status: number;
  location?: string;
  retryAfter?: string;
  /** When it was made, by the clock of who made it. */
  date?: string;
  /** Only in Node. */
  contentType?: string;
  /** Its beginning, where it is long. */
  text: string;
  /** Why the text ends early, where it does. */
  broken?: string;
  /** Length of the request's body as it was sent, in bytes. */
  sent: number;
  /** From the last byte of a short request to the first of the reply, in ms; only in Node. */
  latency?: number;
}

/** The way to one intake. */
export interface Transport {
  /**
   * Rejects with a `Failure` where no reply came, and with the signal's reason.
   */
  post(post: Post): Promise<Reply>;
  close(): void;
}

declare global {
  /** Only in workers, which the library of the DOM leaves out. */
  class FileReaderSync {
    readAsArrayBuffer(blob: Blob): ArrayBuffer;
  }
}
