/** The sample build: something to look at for who has no build at hand. Loaded when it is first asked for. */
import { take } from '../state/build.js';
import { stack } from '../state/explain.js';
import { files, trace } from './made.js';

export async function openSample() {
  stack.value ||= trace;
  const given = Object.entries(files).map(([path, text]) => ({
    file: new Blob([text]),
    path,
    found: true,
  }));
  await take(given, [], { isSample: true });
}
