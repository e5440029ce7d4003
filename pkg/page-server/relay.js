/** Sends on an upload of the page to the one intake, with the key that the page does not get. */

import { clientHeaders } from '#host';
import { ClientGone } from '../http/refusal.js';
import { openWire } from '../http/body.js';
import { Failure, unreachable } from '../send/wire/failure.js';
import { Connection } from '../send/wire/post-node.js';
import { withoutKey } from '../text/redact.js';
import { RelayRefusal } from './refusal.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {import('../host/types.js').Reply} Reply */
/** @typedef {import('../http/refusal.js').Refusal} Refusal */

/** The headers that pass, as they were given; no other does. */
const PASSED = /** @type {const} */ ({
  'content-type': 'Content-Type',
  'content-encoding': 'Content-Encoding',
  'content-length': 'Content-Length',
  'dd-evp-origin': 'DD-EVP-ORIGIN',
  'dd-evp-origin-version': 'DD-EVP-ORIGIN-VERSION',
});

/** From this length on, in UTF-16 units, a reply may have been cut. */
const CUT = 63 * 1024;

export class Relay {
  /**
   * @param {object} to
   * @param {string} to.intake The URL that is posted to.
   * @param {string} [to.apiKey]
   * @param {string} to.version Of mapship.
   * @param {number} to.timeout In ms without a move.
   * @param {Record<string, string | undefined>} to.env For the proxies that it names.
   */
  constructor({ intake, apiKey, version, timeout, env }) {
    this.intake = intake;
    this.apiKey = apiKey;
    this.version = version;
    this.timeout = timeout;
    this.connection = new Connection(intake, env);
  }

  close() {
    this.connection.close();
  }

  /**
   * @param {IncomingMessage} req
   * @param {ServerResponse} res Nothing is written to it; whoever lets it go breaks the upload off.
   * @returns {Promise<{ status: number, text: string, headers: Record<string, string> }>} What the page is to get.
   * @throws {Refusal}
   */
  async send(req, res) {
    const { apiKey } = this;
    if (apiKey === undefined) {
      throw new RelayRefusal(
        'relay-no-key',
        'There is no API key: set DATADOG_API_KEY or DD_API_KEY where mapship page is started, and start it again',
      );
    }
    const wire = openWire(req, { idleMs: this.timeout });
    wire.broken.catch((error) => wire.stream.destroy(error));
    const gone = new AbortController();
    const onClose = () => gone.abort();
    res.on('close', onClose);
    try {
      const reply = await this.connection.forward({
        headers: this.#headers(req, apiKey),
        chunks: wire.stream,
        timeout: this.timeout,
        signal: gone.signal,
      });
      return this.#passed(reply, apiKey);
    } catch (error) {
      if (gone.signal.aborted) throw new ClientGone(wire.bytes);
      if (!(error instanceof Failure)) throw error;
      const { reason, help } = unreachable(error, this.intake);
      const code = error.kind === 'idle' ? 'relay-timeout' : 'relay-unreachable';
      throw new RelayRefusal(code, withoutKey(`${reason}; ${help}`, apiKey));
    } finally {
      wire.release();
      res.off('close', onClose);
    }
  }

  /**
   * @param {IncomingMessage} req
   * @param {string} apiKey
   */
  #headers({ headers }, apiKey) {
    /** @type {Record<string, string>} */
    const all = { Accept: 'application/json', ...clientHeaders(this.version) };
    for (const [name, value] of Object.entries(PASSED)) {
      const given = headers[name];
      if (typeof given === 'string') all[value] = given;
    }
    return { ...all, 'DD-API-KEY': apiKey };
  }

  /**
   * Only what the page needs of a reply, and nothing that could be the key.
   * @param {Reply} reply
   * @param {string} apiKey
   */
  #passed({ status, retryAfter, contentType = '', text, broken }, apiKey) {
    const { host } = new URL(this.intake);
    if (broken !== undefined) {
      throw new Failure('network', `its reply, HTTP ${status}, broke off: ${broken}`);
    }
    if (status === 407) {
      throw new Failure('refused', `the proxy to ${host} wants a login (HTTP 407)`);
    }
    if (status < 200 || status > 599) {
      throw new Failure('network', `it answered with HTTP ${status}, which is no status`);
    }
    const clean = withoutKey(text, apiKey);
    // the key could be cut too, and is not known by its beginning
    const told = text.length < CUT ? clean : clean.slice(0, -apiKey.length);
    const isJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType);
    /** @type {Record<string, string>} */
    const headers = { 'content-type': isJson ? 'application/json' : 'text/plain; charset=utf-8' };
    if (retryAfter !== undefined) headers['retry-after'] = withoutKey(retryAfter, apiKey);
    return { status, text: told, headers };
  }
}
