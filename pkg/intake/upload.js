/** One upload request, from its headers to its answer and its record. */

import { randomUUID } from 'node:crypto';
import { ClientGone, Refusal } from '../http/refusal.js';
import { sendErrors, sendJson } from '../http/reply.js';
import { discardBody } from '../http/body.js';
import { receiveBody } from './body.js';
import { readEvent } from './event-json.js';
import { faultRefusal } from './fault.js';
import { apiKeyOf, clientOf, recordable } from './headers.js';
import { identityOf } from './identity.js';
import { judge } from './validate.js';
import { partsInWords } from './listing.js';
import { printable, shortened, size } from './wording.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {import('./listing.js').RequestRecord} RequestRecord */

/**
 * @typedef {object} UploadSettings
 * @property {import('./store.js').Store} store
 * @property {ReturnType<typeof import('./fault.js').faultPlan>} nextFaults
 * @property {string | undefined} requireKey
 * @property {200 | 202} status
 * @property {boolean} strict
 * @property {number} maxBytes
 * @property {number} idleMs
 * @property {(line: string) => void} log
 *
 * @typedef {{ bytesPerSecond: number | undefined, idleMs: number }} Pace How fast to read, and how long to wait.
 */

/**
 * @param {IncomingMessage} req
 * @param {ServerResponse} res
 * @param {UploadSettings} settings
 */
export async function handleUpload(req, res, settings) {
  const { strike, slow } = settings.nextFaults();
  const pace = {
    bytesPerSecond: slow?.bytesPerSecond,
    idleMs: settings.idleMs,
  };
  const record = newRecord(req);
  try {
    if (strike?.kind === 'drop') return await dropConnection(req, record, strike, pace, settings);
    if (strike) throw faultRefusal(strike, new Date());
    const keyProblem = problemWithKey(req, settings.requireKey);
    if (keyProblem) throw keyProblem;
    const number = await accept(req, record, pace, settings);
    settings.log(`POST ${record.status} #${number} ${describe(record)}`);
    for (const note of record.notes) settings.log(`     note: ${printable(note)}`);
    sendJson(res, settings.status, {
      data: { id: record.id, type: 'sourcemap_upload' },
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    record.status = error.status;
    record.errors = error.errors;
    record.bytesOnWire += await discardBody(req, {
      ...pace,
      most: settings.maxBytes,
    });
    await recordRefusal(record, settings);
    if (!(error instanceof ClientGone)) sendErrors(res, error.status, error.errors, error.headers);
  }
}

/**
 * @param {IncomingMessage} req
 * @param {RequestRecord} record Completed as things become known.
 * @param {Pace} pace
 * @param {UploadSettings} settings
 * @returns {Promise<number>} The number under which it is kept.
 */
async function accept(req, record, pace, { store, maxBytes, strict, status }) {
  const draft = await store.draft();
  try {
    const body = await receiveBody(req, {
      dir: draft,
      traffic: record,
      maxBytes,
      ...pace,
    });
    record.parts = body.parts;
    const errors = [...body.errors];
    if (body.event === undefined) {
      errors.unshift('Missing required part: event');
      throw new Refusal(400, errors);
    }
    const reading = readEvent(body.event);
    if (!reading.ok) throw new Refusal(400, [reading.error, ...errors]);
    record.event = reading.value;
    const others = body.parts.filter((part) => part.name !== 'event');
    const verdict = judge(reading.fields, others, { strict });
    record.type = verdict.type ?? null;
    record.notes = verdict.notes;
    errors.unshift(...verdict.errors);
    if (errors.length > 0) throw new Refusal(400, errors);
    record.status = status;
    return await store.keep(draft, verdict.type ?? 'unknown', record);
  } finally {
    await store.discard(draft);
  }
}

/**
 * @param {IncomingMessage} req
 * @param {RequestRecord} record
 * @param {import('./fault.js').Fault} strike
 * @param {Pace} pace
 * @param {UploadSettings} settings
 */
async function dropConnection(req, record, strike, pace, settings) {
  if (strike.after)
    record.bytesOnWire = await discardBody(req, {
      ...pace,
      most: strike.after,
    });
  record.errors = [`Connection reset after ${record.bytesOnWire} bytes (fault ${strike.spec})`];
  await recordRefusal(record, settings);
  req.socket.resetAndDestroy();
}

/**
 * @param {RequestRecord} record
 * @param {UploadSettings} settings
 */
async function recordRefusal(record, { store, log }) {
  const status = record.status ?? 'dropped';
  await store.refuse(String(status), {
    ...record,
    parts: record.parts.map((part) => ({ ...part, path: null })),
  });
  log(`POST ${status} ${describe(record)}`);
  for (const error of record.errors) log(`     ${printable(error)}`);
}

/**
 * @param {IncomingMessage} req
 * @param {string | undefined} requireKey
 */
export function problemWithKey(req, requireKey) {
  const key = apiKeyOf(req.headers);
  if (key === '') return new Refusal(401, 'Unauthorized: missing header DD-API-KEY');
  if (requireKey !== undefined && key !== requireKey) {
    return new Refusal(
      403,
      'Forbidden: the API key in DD-API-KEY is not the one this intake requires',
    );
  }
  return undefined;
}

/** @param {IncomingMessage} req @returns {RequestRecord} */
function newRecord(req) {
  return {
    id: randomUUID(),
    receivedAt: new Date().toISOString(),
    status: null,
    type: null,
    client: clientOf(req.headers),
    headers: recordable(req.headers),
    encoding: 'identity',
    bytesOnWire: 0,
    bytesDecoded: 0,
    event: null,
    parts: [],
    notes: [],
    errors: [],
  };
}

/** @param {RequestRecord} record */
function describe({ type, event, parts, client, encoding, bytesOnWire, bytesDecoded }) {
  const sent = encoding === 'identity' ? '' : ` as ${size(bytesOnWire)} of ${encoding}`;
  return [
    type ?? '',
    event ? identityOf(event) : '',
    parts.length > 0 ? `[${partsInWords(parts)}]` : '',
    `(${size(sent ? bytesDecoded : bytesOnWire)}${sent})`,
    client.origin ? `from ${shortened(client.origin, 60)}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
