/** `mapship ppdb-symbols upload`: the flags of `datadog-ci ppdb-symbols upload`. */
import path from 'node:path';

import { UsageError } from '../../errors.js';
import { readRegular } from '../../host/regular.js';
import { decodeText } from '../../text/decode.js';
import { inspect } from '../../index.js';
import { safe } from '../../text/safe.js';

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary: 'Uploads portable PDBs, by the debug IDs of a manifest.',
  argument: '<paths...>',
  options: [
    ['--debug-id-manifest <file>', 'JSON: an object from assembly names to debug IDs'],
    ['--replace-existing', 'replace what was uploaded before'],
  ],
  required: ['debugIdManifest'],
  async read(paths, { debugIdManifest, replaceExisting: overwrite = false }, { stderr }) {
    const ids = readManifest(debugIdManifest);
    const { files } = await inspect(paths);
    const work = files
      .filter(({ format }) => format === 'portable-pdb')
      .flatMap(({ path: file }) => {
        const assembly = path.basename(file).replace(/\.pdb$/i, '');
        const id = ids.get(assembly.toLowerCase());
        if (id === undefined) {
          stderr.write(`not sent: ${safe(file)}: the manifest has no "${safe(assembly)}"\n`);
          return [];
        }
        const event = { debug_id: id, assembly_name: assembly, overwrite };
        /** @type {import('../datadog-ci.js').Work} */
        const one = { input: file, options: { type: 'dotnet_portable_pdb', event } };
        return [one];
      });
    if (work.length > 0) return work;
    throw new UsageError('no-input', 'no portable PDB was found that the manifest names', {
      help: 'give the folder with the PDBs, and a manifest of their assemblies',
    });
  },
};

/**
 * @param {string} file
 * @returns {Map<string, string>} by the assembly's name in lower case
 */
function readManifest(file) {
  const text = decodeText(readRegular(file));
  const refuse = (/** @type {string} */ why, /** @type {unknown} */ cause) =>
    new UsageError('manifest-invalid', `${file} ${why}`, {
      cause,
      help: 'write { "Assembly": "debug ID" }',
    });
  let read;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw refuse('is not JSON', cause);
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    throw refuse('is not an object', undefined);
  }
  const entries = Object.entries(read);
  const wrong = entries.find(([, id]) => typeof id !== 'string');
  if (wrong) throw refuse(`has no string for "${wrong[0]}"`, undefined);
  return new Map(entries.map(([name, id]) => [name.toLowerCase(), id]));
}
