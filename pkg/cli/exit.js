/** What the process ends with. */

export const EXIT = /** @type {const} */ ({
  /** All that was asked for was done. */
  DONE: 0,
  /** mapship itself is at fault. */
  INTERNAL: 1,
  /** The command line or the configuration is wrong. */
  USAGE: 2,
  /** A file or its event is invalid. */
  INVALID: 3,
  /** An upload failed. */
  FAILED: 4,
  /** Nothing was found to do. */
  NOTHING: 5,
  /** Stopped by Ctrl-C, as shells have it. */
  INTERRUPTED: 130,
  /** Stopped by SIGTERM, as CI systems do. */
  TERMINATED: 143,
});

/** @param {import('../index.js').Report} report */
export function exitCodeOf(report) {
  if (report.issues.some(({ code }) => code === 'receipt-unwritten')) return EXIT.USAGE;
  if (report.summary.failed > 0) return EXIT.FAILED;
  if (report.files.some((file) => !file.ok)) return EXIT.INVALID;
  const nothing = report.issues.find((issue) => issue.code === 'nothing-found');
  if (nothing?.severity === 'error') return EXIT.NOTHING;
  return report.ok ? EXIT.DONE : EXIT.INVALID;
}

export const EXIT_HELP = `
Exit codes:
  0  all that was asked for was done
  1  an internal error
  2  the command line or the configuration is wrong
  3  a file or its event is invalid
  4  an upload failed
  5  nothing was found to do
With --warn-only, check and upload end with 0 instead of 3, 4 and 5.
`;
