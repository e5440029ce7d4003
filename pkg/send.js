/** One upload, sent. What the network or the server says against it is an outcome, not an exception. */
import { asBlob, clientHeaders, requestBody } from '#host';

/** @import { Core } from './core-types.js' */
/** @import { Event, Outcome } from './index.js' */
/** @import { PartFile } from './plan.js' */
/** @import { Target } from './target.js' */

/** How much of a reply is read, and of one that is not JSON shown, in characters. */
const REPLY_READ = 64 * 1024;
const REPLY_SHOWN = 200;

/**
 * A request that is ready to go.
 * @typedef {object} Ready
 * @property {Blob} body
 * @property {string} contentType
 * @property {number} contentLength in bytes, before compression
 * @property {boolean} gzip
 */

/**
 * Puts the request together. Nothing is read yet: the files' bytes come when they are sent.
 * @param {Core} core
 * @param {Event} event
 * @param {(PartFile & { size?: number })[]} files
 * @returns {Promise<Ready>}
 */
export async function prepare(core, event, files) {
  const blobs = await Promise.all(files.map(({ file }) => asBlob(file)));
  const { segments, ...frame } = core.frame({
    event,
    files: files.map(({ part, name }, i) => ({ part, name, length: blobs[i]?.blob.size ?? 0 })),
    boundary: `mapship-${crypto.randomUUID()}`,
  });
  const pieces = segments.map((segment) =>
    typeof segment === 'number'
      ? /** @type {Blob} */ (blobs[segment]?.blob)
      : /** @type {BlobPart} */ (segment),
  );
  return { ...frame, body: new Blob(pieces) };
}

/**
 * @param {Ready} ready
 * @param {Target} target
 * @param {{ version: string, signal?: AbortSignal, onBytes?: (bytes: number) => void }} options
 * @returns {Promise<Outcome>}
 */
export async function send(ready, target, { version, signal, onBytes = () => {} }) {
  const start = performance.now();
  /** @type {{ error: unknown } | undefined} what the caller's own code threw */
  let thrown;
  const note = (/** @type {number} */ bytes) => {
    try {
      onBytes(bytes);
    } catch (error) {
      thrown = { error };
      throw error;
    }
  };
  let sent = () => 0;
  /** @type {Outcome} */
  const outcome = { status: 'failed', url: target.url, bytes: ready.contentLength };
  const finish = (/** @type {Partial<Outcome>} */ more) => ({
    ...outcome,
    bytesSent: sent(),
    ms: Math.round(performance.now() - start),
    ...more,
  });
  let response;
  try {
    const { body, duplex, headers, ...counted } = await requestBody(ready.body, {
      gzip: ready.gzip,
      onBytes: note,
    });
    sent = counted.sent;
    signal?.throwIfAborted();
    response = await fetch(target.url, {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': ready.contentType,
        'DD-API-KEY': target.apiKey ?? '',
        ...clientHeaders(version),
        ...headers,
      },
      body,
      // a redirect would carry the key along
      redirect: 'manual',
      signal,
      .../** @type {RequestInit} */ ({ duplex }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (thrown) throw thrown.error;
    if (isUnreadable(error)) {
      return finish({
        reason: 'a file of it was changed or removed after it was checked',
        help: 'run it again when nothing writes to the folder any more',
      });
    }
    return finish({
      reason: unreachable(target, error),
      help: 'check the network, the site and any proxy',
    });
  }
  let text;
  try {
    text = (await response.text()).slice(0, REPLY_READ);
  } catch (error) {
    signal?.throwIfAborted();
    return finish({
      httpStatus: response.status,
      reason: `the reply broke off: ${reasonOf(error)}`,
    });
  }
  return finish(readReply(response, text, target));
}

/**
 * @param {Response} response
 * @param {string} text
 * @param {Target} target
 * @returns {Partial<Outcome>}
 */
function readReply(response, text, target) {
  const httpStatus = response.status;
  const reply = parse(text);
  const isObject = typeof reply === 'object' && reply !== null;
  if (response.ok && (isObject || text.trim() === '')) {
    return { status: 'sent', httpStatus, id: isObject ? textOf(reply.data?.id) : undefined };
  }
  if (response.type === 'opaqueredirect' || (httpStatus >= 300 && httpStatus < 400)) {
    const to = response.headers.get('location');
    return {
      httpStatus,
      reason: `the intake answered with a redirect${to ? ` to ${shown(to)}` : ''}, which is not followed: it would carry the key along`,
      help: 'give the site or the intake URL that it leads to',
    };
  }
  const errors = isObject && Array.isArray(reply.errors) ? reply.errors.map(textOf) : [];
  const said =
    errors.length > 0
      ? errors.join('; ')
      : `the reply is not the API's: ${shown(text) || '(empty)'}`;
  return {
    httpStatus,
    errors: errors.length > 0 ? errors : undefined,
    reason: `HTTP ${httpStatus}: ${said}`,
    help: remedy(httpStatus, target),
  };
}

/**
 * What to do about a status. API page: responses.
 * @param {number} status
 * @param {Target} target
 */
function remedy(status, target) {
  const at = target.site ? `the site ${target.site} (from ${target.origin})` : target.url;
  switch (status) {
    case 401:
    case 403:
      return `check the API key, and that it belongs to ${at}`;
    case 404:
      return `check the intake URL ${target.url}`;
    case 413:
      return 'the limit is 500 MB for all files of an upload together';
    case 408:
    case 429:
    case 503:
      return 'try again later, or with fewer uploads at a time';
    default:
      return status < 300
        ? 'something between here and the intake answered in its place; check proxies'
        : undefined;
  }
}

/** @param {Target} target @param {unknown} error */
function unreachable(target, error) {
  return `${new URL(target.url).host} could not be reached: ${reasonOf(error)}`;
}

/**
 * The innermost reason: fetch wraps what the network said.
 * @param {unknown} error
 */
function reasonOf(error) {
  let inner = /** @type {any} */ (error);
  while (inner?.cause) inner = inner.cause;
  // several addresses were tried: each has its own
  inner = inner?.errors?.[0] ?? inner;
  return [inner?.code, inner?.message].filter(Boolean).join(', ') || String(inner);
}

/**
 * Whether a Blob could not be read: that is what the platforms say when its file is no longer what it was.
 * @param {any} error
 */
function isUnreadable(error) {
  for (let inner = error; inner; inner = inner.cause) {
    if (inner.name === 'NotReadableError' || inner.name === 'NotFoundError') return true;
  }
  return false;
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {unknown} value */
function textOf(value) {
  return typeof value === 'string'
    ? value
    : value === undefined
      ? undefined
      : JSON.stringify(value);
}

/** Safe to print: one line, no control characters, cut. @param {string} text */
function shown(text) {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > REPLY_SHOWN ? `${line.slice(0, REPLY_SHOWN)}…` : line;
}
