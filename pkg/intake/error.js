/** Saying no to the person who starts the intake. */

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
