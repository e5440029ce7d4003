/** `mapship pe-symbols upload`: the flags of `datadog-ci pe-symbols upload`. */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { inspect } from '../../index.js';

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary: 'Uploads the PDBs of DLLs and programs, and Breakpad symbol files.',
  argument: '<paths...>',
  options: [['--replace-existing', 'replace what was uploaded before']],
  required: [],
  async read(paths, { replaceExisting: overwrite = false }) {
    const input = await Promise.all(paths.map(pdbOf));
    return [{ input, options: { type: 'pe_symbol_file', event: { overwrite } } }];
  },
};

/**
 * The PDB beside a DLL or program; any other path is taken as it is.
 * @param {string} given
 */
async function pdbOf(given) {
  if (!/\.(?:dll|exe|sys|ocx)$/i.test(given)) return given;
  const [told] = (await inspect(given)).files;
  const own = told?.identity.pdb_path?.split(/[/\\]/).at(-1);
  const { dir, name } = path.parse(given);
  const places = [own, `${name}.pdb`].flatMap((base) => (base ? [path.join(dir, base)] : []));
  // where there is none, the check says which one is missing
  return places.find((place) => existsSync(place)) ?? given;
}
