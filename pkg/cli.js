#!/usr/bin/env node
/** The command line. What it does is in `cli/`; this file only ends the process. */
import { run } from './cli/run.js';

const controller = new AbortController();
let interrupted = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    // a second time means now
    if (interrupted) process.exit(130);
    interrupted = true;
    controller.abort();
  });
}
// a reader that has seen enough (`mapship check | head`) is no fault of ours
process.stdout.on('error', (error) => {
  if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: controller.signal,
});
