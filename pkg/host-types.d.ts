import type { FileInput } from './index.js';

export type { FileInput };

/** A file opened for reads of ranges. */
export interface OpenFile {
  /** In bytes. */
  length: number;
  /** The bytes from `offset` (0-based) on; valid until the next call. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/** A file with the name it is known by: a path relative to the build's folder, with slashes. */
export interface NamedFile {
  name: string;
  file: FileInput;
  /** What to call it to a person: the path as the user would type it. */
  shown?: string;
  /** A style sheet found in a folder: it is there for what it says of maps, and nothing is said of it. */
  aside?: true;
}

/** The body of a request. */
export interface Body {
  body: Blob | ReadableStream;
  duplex?: 'half';
  headers: Record<string, string>;
  /** Bytes that have gone on the wire so far. */
  sent(): number;
}

declare global {
  /** Only in workers, which the library of the DOM leaves out. */
  class FileReaderSync {
    readAsArrayBuffer(blob: Blob): ArrayBuffer;
  }
}
