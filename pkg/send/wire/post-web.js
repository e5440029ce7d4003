/** Requests in a browser: by `fetch`. */
import { cut } from '../../host/byte-ranges.js';
import { gather, piecesOf } from '../../host/blob-web.js';
import { Failure, reasonOf } from './failure.js';

/** @import { Post, Reply } from '../../host/types.js' */

/** How much of a reply is kept, in characters. */
const REPLY_KEPT = 64 * 1024;

/**
 * `fetch` does not say how far a body has got, so besides the time for the reply it gets the time that the body takes at
 * this rate, in bytes per second.
 */
const SLOWEST = 32 * 1024;

/**
 * @param {string} url
 * @param {Post} post
 * @returns {Promise<Reply>}
 */
export async function post(url, { headers, frame, files, timeout, signal, onBytes }) {
  signal?.throwIfAborted();
  const body = await makeBody(frame, files, onBytes).catch((error) => {
    throw isUnreadable(error) ? changed(error) : error;
  });
  const patience = AbortSignal.timeout(
    Math.min(2 ** 31 - 1, Math.ceil(timeout + (1000 * body.size) / SLOWEST)),
  );
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        ...headers,
        ...(frame.gzip ? { 'Content-Encoding': 'gzip' } : {}),
      },
      body,
      // a redirect would carry the key along
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    const { status } = response;
    const reply = {
      status,
      location: response.headers.get('location') ?? undefined,
      retryAfter: response.headers.get('retry-after') ?? undefined,
      date: response.headers.get('date') ?? undefined,
      sent: body.size,
    };
    try {
      return { ...reply, text: await beginningOf(response) };
    } catch (error) {
      signal?.throwIfAborted();
      return { ...reply, text: '', broken: reasonOf(error) };
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (patience.aborted) {
      throw new Failure('idle', `no reply within ${timeout / 1000} s of the time for its size`);
    }
    if (isUnreadable(error)) throw changed(error);
    // pages are not told why, and each browser says that in other words: Failed to fetch, Load failed
    const reason = error instanceof TypeError ? 'the browser got no answer' : reasonOf(error);
    throw new Failure('network', reason, error);
  }
}

/**
 * The beginning of a reply; what comes after is not read.
 * @param {Response} response
 */
async function beginningOf({ body }) {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of piecesOf(body)) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length >= REPLY_KEPT) return text.slice(0, REPLY_KEPT);
  }
  return text + decoder.decode();
}

/**
 * Browsers send no streams to every server, so a compressed body is made before it is sent.
 * @param {Post['frame']} frame
 * @param {Post['files']} files
 * @param {Post['onBytes']} onBytes
 * @returns {Promise<Blob>}
 */
async function makeBody({ segments, gzip }, files, onBytes) {
  const pieces = segments.flatMap((segment) =>
    typeof segment === 'number' ? blobParts(files[segment]) : [/** @type {BlobPart} */ (segment)],
  );
  const whole = new Blob(pieces);
  if (!gzip) {
    onBytes(whole.size);
    return whole;
  }
  const packed = whole.stream().pipeThrough(counting(onBytes));
  return gather(piecesOf(packed.pipeThrough(new CompressionStream('gzip'))));
}

/**
 * Tells of what goes through.
 * @param {Post['onBytes']} onBytes
 * @returns {TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>}
 */
function counting(onBytes) {
  return new TransformStream({
    transform(chunk, controller) {
      onBytes(chunk.length);
      controller.enqueue(chunk);
    },
  });
}

/**
 * A file, or what is sent in its place.
 * @param {import('../../host/types.js').BodyFile | undefined} file
 * @returns {BlobPart[]}
 */
function blobParts(file) {
  if (file?.pieces === undefined) return [/** @type {BlobPart} */ (file?.file)];
  return file.pieces.map((piece) => {
    if (piece instanceof Uint8Array) return /** @type {BlobPart} */ (piece);
    return /** @type {BlobPart} */ (cut(piece));
  });
}

/**
 * Whether a Blob could not be read: that is what browsers say when its file is no longer what it was.
 * @param {any} error
 */
function isUnreadable(error) {
  for (let inner = error; inner; inner = inner.cause) {
    if (inner.name === 'NotReadableError' || inner.name === 'NotFoundError') return true;
  }
  return false;
}

/** @param {unknown} cause */
function changed(cause) {
  return new Failure('changed', 'the file is not what was checked', cause);
}
