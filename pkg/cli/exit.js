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

/**
 * @param {import('../core/types.js').Core} core
 * @param {import('../index.js').Report} report
 */
export function exitCodeOf(core, report) {
  const errors = report.issues.filter(({ severity }) => severity === 'error');
  const exits = errors.map(({ code }) => core.exitCode(code));
  if (exits.includes(EXIT.USAGE)) return EXIT.USAGE;
  if (report.summary.failed > 0) return EXIT.FAILED;
  if (report.files.some((file) => !file.ok)) return EXIT.INVALID;
  if (exits.includes(EXIT.NOTHING)) return EXIT.NOTHING;
  return report.ok ? EXIT.DONE : EXIT.INVALID;
}
