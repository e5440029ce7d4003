/** Saying no to a client. */

/** A request that cannot be accepted; becomes the reply's status and its `errors`. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string | string[]} errors
   * @param {Record<string, string>} [headers] Of the reply.
   */
  constructor(status, errors, headers = {}) {
    const list = Array.isArray(errors) ? errors : [errors];
    super(list.join('; '));
    this.name = 'Refusal';
    this.status = status;
    this.errors = list;
    this.headers = headers;
  }
}

/** The client closed the connection before its body was complete: there may be nobody left to answer. */
export class ClientGone extends Refusal {
  /** @param {number} bytes How many bytes of the body had arrived. */
  constructor(bytes) {
    super(400, `The request body ended early: the connection closed after ${bytes} bytes`);
    this.name = 'ClientGone';
  }
}
