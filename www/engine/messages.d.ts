import type { Api } from '../worker/api.js';

/** What the page asks of the worker. */
export type Request =
  | { id: number; call: keyof Api; args: unknown[] }
  /** Ends a call early. */
  | { id: number; abort: true };

/** What the worker says: first any number of times how far it is, then once what came of it. */
export type Answer =
  | { id: number; progress: unknown }
  | { id: number; result: unknown }
  | { id: number; error: Thrown };

/** An error, as it goes from one realm to another. */
export interface Thrown {
  name: string;
  message: string;
  code?: string;
  help?: string;
}

/** What a function of the worker gets besides its arguments. */
export interface Call {
  signal: AbortSignal;
  /** Tells the page how far it is. */
  tell(progress: unknown): void;
}

type Tail<F> = F extends (call: Call, ...args: infer A) => infer R
  ? (...args: A) => Promise<Awaited<R>>
  : never;

/** The worker's functions, as the page calls them. */
export type Remote = { [K in keyof Api]: Tail<Api[K]> };
