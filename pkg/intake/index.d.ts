/** The local intake: it answers uploads as the API does, keeps what it gets, and can be told to fail. */

export interface IntakeOptions {
  /** Where to keep uploads; a new temporary folder where it is not given. */
  dir?: string;
  /** 0 to 65535; 0, the default, takes a free one. */
  port?: number;
  /**
   * The IP address to listen on: 127.0.0.1, the default, is this machine's alone. On another, such as 0.0.0.0 for all, whoever reaches
   * it may upload, and read what it holds.
   */
  host?: string;
  /** The only API key to accept; any will do where it is not given. */
  requireKey?: string;
  /** What to do wrong on purpose, such as `429:retry-after=2,times=3`, `slow:bytes-per-second=65536`, `drop:rate=0.05`. */
  faults?: string[];
  /** The status of an accepted upload: 202, the default, or 200. */
  status?: number;
  /** Let pages of any origin post to it and read what it answers; no by default. */
  cors?: boolean;
  /** Refuse event fields and parts that neither the published contract nor real clients have. */
  strict?: boolean;
  /** Limit of a file in bytes, and of a source map with its minified file; 500 MiB by default. */
  maxBytes?: number;
  /** After how many ms without data a request is given up; 30,000 by default. */
  idleMs?: number;
  /** Gets a line per request, and one per note or error of it. */
  log?(line: string): void;
}

export interface Intake {
  /** Such as `http://127.0.0.1:8080`, without a path. */
  url: string;
  port: number;
  /** Absolute. */
  dir: string;
  /** Ends all connections; resolves when nothing is being written any more. */
  close(): Promise<void>;
  /** What it holds, also from earlier runs in the same folder. */
  uploads(): Promise<Upload[]>;
}

/** A request as the intake recorded it. */
export interface RequestRecord {
  /** The UUID that the reply carried. */
  id: string;
  /** ISO 8601, UTC. */
  receivedAt: string;
  /** What was answered; null when the connection was reset by a fault. */
  status: number | null;
  /** The upload type, when it could be read. */
  type: string | null;
  client: { origin: string | null; originVersion: string | null; userAgent: string | null };
  /** The request's headers, without anything secret. */
  headers: Record<string, string>;
  /** The Content-Encoding: identity, gzip or zstd. */
  encoding: string;
  /** Of the body, as sent. */
  bytesOnWire: number;
  /** Of the body, decoded; 0 when it was not read. */
  bytesDecoded: number;
  /** As parsed; `event.json` in the upload's folder has the bytes that were sent. */
  event: Record<string, unknown> | null;
  parts: Part[];
  /** What was accepted though the published contract does not have it. */
  notes: string[];
  /** Why it was refused; empty for an upload. */
  errors: string[];
}

export interface Part {
  name: string;
  /** The name the client gave; never used as a path. */
  filename: string | null;
  contentType: string;
  /** In bytes. */
  size: number;
  /** In lower-case hexadecimal digits. */
  sha256: string;
  /** The file it is kept in, relative to the upload's folder; null for a refused request, of which no file is kept. */
  path: string | null;
}

export type Upload = RequestRecord & {
  /** 1 and up, in the order of arrival. */
  number: number;
  /** Its folder, absolute. */
  dir: string;
};

/** What to do wrong on purpose; the grammar is in docs/intake.md. */
export interface Fault {
  spec: string;
  kind: 'status' | 'slow' | 'drop';
  status?: number;
  retryAfter?: { seconds: number; asDate: boolean };
  bytesPerSecond?: number;
  /** Bytes of the body to read before the connection is reset. */
  after?: number;
  times?: number;
  every?: number;
  rate?: number;
  seed?: number;
}

/** An option, a fault, the port or the folder can't be used. */
export class IntakeError extends Error {
  constructor(about: 'port' | 'option' | 'fault' | 'dir', message: string);
  readonly about: 'port' | 'option' | 'fault' | 'dir';
}

/** @throws {IntakeError} */
export function startIntake(options?: IntakeOptions): Promise<Intake>;
/** The uploads that a folder holds, oldest first. */
export function listUploads(dir: string): Promise<Upload[]>;
/** The requests that were refused, oldest first. */
export function listRefused(dir: string): Promise<Upload[]>;
/** A table for people. */
export function formatListing(uploads: Upload[]): string;
/** @throws {IntakeError} */
export function parseFault(spec: string): Fault;
