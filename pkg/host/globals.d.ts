/**
 * What Node and browsers have, by the types that the program itself knows of it: those of `@types/node` or of TypeScript's `dom`. A program
 * with neither gets the least that the API says of it.
 */

export type Blob = typeof globalThis extends { Blob: { prototype: infer Known } }
  ? Known
  : { readonly size: number; readonly type: string; arrayBuffer(): Promise<ArrayBuffer> };

export type AbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Known } }
  ? Known
  : { readonly aborted: boolean; readonly reason: any; throwIfAborted(): void };
