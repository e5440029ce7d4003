/** The two ways of saying no: to a client (a status and sentences) and to the person who starts the intake. */

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

/** The intake was asked for something it cannot do; the message is a sentence with the remedy. */
export class IntakeError extends Error {
  /**
   * @param {'port' | 'option' | 'fault' | 'dir'} about
   * @param {string} message
   */
  constructor(about, message) {
    super(message);
    this.name = 'IntakeError';
    this.about = about;
  }
}
