// What the tests of the formats share: reports as programs make them, with names as attackers make them.
import { start } from '../../pkg/core/index.js';

/** @import { Issue, Report } from 'mapship' */
/** @import { Context } from '../../pkg/report/findings.js' */

/** File names that a format might take for something else than a name. */
export const HOSTILE = [
  'two\nlines.map',
  'a\r\n::error::b.map',
  '::error file=x::y.map',
  'dist/##[error]z.map',
  'a|b`c``d|.map',
  '<script>alert(1)</script>.map',
  ']]>.map',
  '"quoted" & \'more\'.map',
  'nul\0 bell\x07 escape\x1b[31m.map',
  'lone \ud800 surrogate.map',
  'not a character \ufffe.map',
  'bidi \u202e end.map',
  '[link](https://evil.example/)![image](x).map',
  '{0} {1}.map',
  '100%25 ünïcode 😀, a: b.map',
  '@everyone #1 www.evil.example https://evil.example **bold** $x$.map',
  '../up/a.map',
  ' leading and trailing `',
  'C:\\windows\\a.map',
  '&#124;&lt;.map',
  '\\|.map',
];

/**
 * @param {Partial<Issue>} [more]
 * @returns {Issue}
 */
export function issue(more) {
  return {
    code: 'map-vlq-digit',
    severity: 'error',
    message: '$.mappings contains !, which is not a Base64 digit',
    help: 'build it again',
    at: { path: '$.mappings', offset: 66, line: 2, column: 53 },
    args: {},
    count: 1,
    ...more,
  };
}

/**
 * A report of one file each, named as given; what the message and the outcome say has the name in it too.
 * @param {string[]} names
 * @param {Partial<Report['files'][number]>} [more]
 * @returns {Report}
 */
export function reportOf(names, more = {}) {
  return {
    mapship: '0.1.0',
    ok: false,
    files: names.map((name) => ({
      path: name,
      ok: false,
      format: 'source-map',
      type: 'js_sourcemap',
      identity: {},
      parts: [{ part: 'source_map', path: name, size: 100 }],
      issues: [
        issue({ message: `it is the map of ${name}`, help: `remove ${name}` }),
        issue({ code: 'pair-by-name', severity: 'note', message: `note: ${name}`, at: {} }),
      ],
      upload: { status: 'failed', url: 'https://intake.example/', reason: `refused ${name}` },
      ...more,
    })),
    issues: [{ code: 'git-none', severity: 'warning', message: 'no Git', help: 'use Git' }],
    summary: {
      files: names.length,
      ok: 0,
      invalid: names.length,
      errors: names.length,
      warnings: 0,
      notes: names.length,
      sent: 0,
      failed: names.length,
      skipped: 0,
      alreadySent: 0,
      bytes: 100 * names.length,
      bytesSent: 0,
      ms: 1234,
    },
  };
}

/** @returns {Promise<Context>} */
export async function context() {
  return { command: 'upload', exitCode: 4, core: await start() };
}
