#!/usr/bin/env node
/** The command line. What it does is in `cli/`; this file only ends the process. */
import { EXIT } from './cli/exit.js';
import { asksVersion, ownVersion } from './cli/version.js';

const controller = new AbortController();
/** @type {number} what shells have for a process that the signal ended */
let interrupted = EXIT.INTERRUPTED;
for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', EXIT.INTERRUPTED],
  ['SIGTERM', EXIT.TERMINATED],
])) {
  process.on(signal, () => {
    interrupted = code;
    // a second time means now
    if (controller.signal.aborted) process.exit(code);
    controller.abort();
  });
}
// a reader that has seen enough (`mapship check | head`) is no fault of ours, and no reason to leave work undone: what was
// asked for is done, and the exit code says how that went
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPIPE') throw error;
    // it has no end of its own
    if (process.argv[2] === 'intake' && stream === process.stdout) controller.abort();
  });
}

const args = process.argv.slice(2);
if (asksVersion(args)) process.stdout.write(`${ownVersion()}\n`);
else {
  const { run } = await import('./cli/run.js');
  const code = await run(args, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    signal: controller.signal,
  });
  process.exitCode = code === EXIT.INTERRUPTED ? interrupted : code;
}
