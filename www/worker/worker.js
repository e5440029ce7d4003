/** The worker's end of the line: calls come in, progress and results go out. */
import { sayHow } from '../../pkg/core/how.js';
import { api } from './api.js';
import { howOnPage } from './how.js';

/** @import { Answer, Call, Request, Thrown } from '../engine/messages.js' */

/** @type {Map<number, AbortController>} what is under way */
const running = new Map();

sayHow(howOnPage);

addEventListener('message', ({ data }) => take(/** @type {Request} */ (data)));

/** @param {Request} request */
async function take(request) {
  const { id } = request;
  if ('abort' in request) {
    running.get(id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(id, controller);
  /** @type {Call} */
  const call = { signal: controller.signal, tell: (progress) => say({ id, progress }) };
  try {
    const run = /** @type {(call: Call, ...args: any[]) => unknown} */ (api[request.call]);
    say({ id, result: await run(call, ...request.args) });
  } catch (error) {
    say({ id, error: thrown(error) });
  } finally {
    running.delete(id);
  }
}

/** @param {Answer} answer */
function say(answer) {
  postMessage(answer);
}

/**
 * @param {any} error
 * @returns {Thrown}
 */
function thrown(error) {
  const { name = 'Error', message = String(error), code, help } = error ?? {};
  return {
    name,
    message,
    code: typeof code === 'string' ? code : undefined,
    help: typeof help === 'string' ? help : undefined,
  };
}
