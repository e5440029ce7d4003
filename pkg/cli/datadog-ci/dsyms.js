/** `mapship dsyms upload`: the flags of `datadog-ci dsyms upload`. */

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary: 'Uploads dSYM bundles: those in a folder, or in a zip archive.',
  argument: '<path>',
  options: [],
  required: [],
  noGit: true,
  configAbove: true,
  read: (paths, { intakeUrl }, { env }) => [
    {
      input: paths,
      // its own variable, which the other commands don't know
      options: { type: 'ios_symbols', intakeUrl: intakeUrl ?? env.DATADOG_DSYM_INTAKE_URL },
    },
  ],
};
