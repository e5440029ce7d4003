/** `mapship elf-symbols upload`: the flags of `datadog-ci elf-symbols upload`. */

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary: 'Uploads ELF symbol files, without their code.',
  argument: '<paths...>',
  options: [
    ['--upload-dynamic-symbols', 'in folders, take files that have dynamic symbols only'],
    ['--replace-existing', 'replace what was uploaded before'],
    ['--include-unwind-info', 'keep the exception handling tables'],
    ['--no-only-keep-debug', 'send the files whole, with their code'],
  ],
  required: [],
  read: (paths, { uploadDynamicSymbols, replaceExisting, includeUnwindInfo, onlyKeepDebug }) => [
    {
      input: paths,
      options: {
        type: 'elf_symbol_file',
        uploadDynamicSymbols,
        onlyKeepDebug,
        event: {
          overwrite: replaceExisting ?? false,
          generate_cfi_cache: includeUnwindInfo ?? false,
        },
      },
    },
  ],
};
