/**
 * What the package may weigh and take. `cargo xtask pack` measures each, prints it with its limit, and fails when one is over.
 *
 * Sizes grow with what mapship can do: raise a limit when what came in is worth it, and not by more than that. Times are ratios to
 * something that the same run does beside it, so a slow or busy machine changes them little; their limits are wide.
 */

/** @typedef {'kB' | 'gzipped' | 'count' | 'ratio'} Unit of kilobytes, of kilobytes on the wire, of pieces, or none */

/** @type {Record<string, { of: string, unit: Unit, limit: number }>} */
export const BUDGETS = {
  core: { of: 'the module that every run needs', unit: 'gzipped', limit: 230 },
  lookups: { of: 'the module that looks positions up', unit: 'gzipped', limit: 200 },
  jvm: { of: 'the module for traces of the JVM', unit: 'gzipped', limit: 50 },
  native: { of: 'the module for traces of native programs', unit: 'gzipped', limit: 160 },
  pdb: { of: 'the module for PDBs', unit: 'gzipped', limit: 160 },
  verify: { of: 'the module that verifies what is live', unit: 'gzipped', limit: 111 },
  page: { of: 'the first load of the upload page, with the core', unit: 'gzipped', limit: 300 },
  packed: { of: 'the tarball', unit: 'kB', limit: 1700 },
  unpacked: { of: 'the package as it is installed', unit: 'kB', limit: 4900 },
  files: { of: 'its files', unit: 'count', limit: 450 },
  packages: { of: 'what npm installs, mapship included', unit: 'count', limit: 3 },
  version: { of: '`mapship --version`, beside a bare start of Node', unit: 'ratio', limit: 3 },
  check: {
    of: '`mapship check` of a small build, beside a bare start of Node',
    unit: 'ratio',
    limit: 4,
  },
  map: { of: 'checking a map of some megabytes, beside JSON.parse of it', unit: 'ratio', limit: 8 },
};

/** @typedef {keyof typeof BUDGETS} Budget */

/**
 * @param {Record<string, number>} measured by budget; sizes in bytes
 * @returns {{ lines: string[], over: string[] }} a table, and what is over its limit or was not measured
 */
export function hold(measured) {
  const lines = [];
  const over = [];
  for (const [name, { of, unit, limit }] of Object.entries(BUDGETS)) {
    const bytes = measured[name] ?? NaN;
    const value = unit === 'kB' || unit === 'gzipped' ? bytes / 1000 : bytes;
    // what was not measured is no number, which is not below any limit
    const isWithin = value <= limit;
    const shown = [say(value, unit), `of ${say(limit, unit)}`];
    lines.push(`${name.padEnd(9)} ${shown[0]?.padStart(17)}  ${shown[1]?.padEnd(20)} ${of}`);
    if (!isWithin)
      over.push(`${name} (${of}) is ${say(value, unit)}; it may be ${say(limit, unit)} at most`);
  }
  return { lines, over };
}

/** @param {number} value @param {Unit} unit */
function say(value, unit) {
  if (unit === 'count') return String(value);
  if (unit === 'ratio') return `${value.toFixed(1)} ×`;
  return `${value.toFixed(1)} kB${unit === 'gzipped' ? ' gzipped' : ''}`;
}
