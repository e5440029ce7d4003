/** Connections through an HTTP proxy: a tunnel that it opens on CONNECT, with TLS to the intake inside. RFC 9110, 9.3.6. */
import * as http from 'node:http';
import * as https from 'node:https';

import { Failure, reasonOf } from './failure.js';

export class TunnelAgent extends https.Agent {
  /** @type {Set<http.ClientRequest>} */
  #opening = new Set();

  /**
   * @param {URL} proxy
   * @param {https.AgentOptions} options
   */
  constructor(proxy, options) {
    super(options);
    this.proxy = proxy;
  }

  /**
   * @override
   * @param {any} options
   * @param {any} callback
   * @returns {any} nothing: the socket comes by the callback
   */
  createConnection(options, callback) {
    const { host, port } = options;
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const { request } = this.proxy.protocol === 'https:' ? https : http;
    const opening = request({
      ...placeOf(this.proxy),
      method: 'CONNECT',
      path: authority,
      headers: { Host: authority, ...authorization(this.proxy) },
      agent: false,
    });
    this.#opening.add(opening);
    opening.once('close', () => this.#opening.delete(opening));
    opening.once('error', (error) => {
      callback(new Failure('network', `${this.#name()} failed: ${reasonOf(error)}`));
    });
    opening.once('connect', (response, socket) => {
      this.#opening.delete(opening);
      if (response.statusCode === 200) {
        callback(null, super.createConnection({ ...options, socket }));
        return;
      }
      socket.destroy();
      const { statusCode = 0 } = response;
      const kind = statusCode >= 500 ? 'network' : 'refused';
      callback(new Failure(kind, `${this.#name()} answered CONNECT with HTTP ${statusCode}`));
    });
    opening.end();
  }

  /** @override */
  destroy() {
    for (const opening of this.#opening) opening.destroy();
    super.destroy();
  }

  /** Without what it is logged in with. */
  #name() {
    return `the proxy ${this.proxy.host}`;
  }
}

/** @param {URL} proxy */
export function placeOf({ protocol, hostname, port }) {
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port || (protocol === 'https:' ? 443 : 80),
    // whatever the environment says
    rejectUnauthorized: true,
  };
}

/**
 * @param {URL} proxy
 * @returns {Record<string, string>}
 */
export function authorization({ username, password }) {
  if (username === '' && password === '') return {};
  const pair = `${unescaped(username)}:${unescaped(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/**
 * As curl does it: a percent sign that begins no escape stands for itself. Passwords have them.
 * @param {string} text
 */
function unescaped(text) {
  return text.replace(/(?:%[\da-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString(),
  );
}
