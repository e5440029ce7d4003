/** `mapship wasm-symbols upload`: the flags of `datadog-ci wasm-symbols upload`. */

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary: 'Uploads WebAssembly modules with DWARF.',
  argument: '<paths...>',
  options: [['--replace-existing', 'replace what was uploaded before']],
  required: [],
  read: (paths, { replaceExisting: overwrite = false }) => [
    { input: paths, options: { type: 'wasm_symbol_file', event: { overwrite } } },
  ],
};
