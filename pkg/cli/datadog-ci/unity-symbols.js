/** `mapship unity-symbols upload`: the flags of `datadog-ci unity-symbols upload`. */
import { existsSync } from 'node:fs';
import path from 'node:path';

import { FileError, UsageError } from '../../errors.js';
import { readRegular } from '../../host/regular.js';
import { decodeText } from '../../text/decode.js';

/** @import { Work } from '../datadog-ci.js' */

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary: "Uploads a Unity app's symbols: IL2CPP's line mapping, and Android's libraries.",
  options: [
    ['--ios', 'the app is for iOS'],
    ['--android', 'the app is for Android'],
    ['--symbols-location <folder>', 'where the symbols and the file build_id are'],
    ['--skip-il2cpp', "leave IL2CPP's line mapping out"],
  ],
  required: [],
  read(_, given) {
    if (Boolean(given.ios) === Boolean(given.android)) {
      throw new UsageError('flag-missing', 'either --ios or --android must be given', {
        help: 'give one of them',
      });
    }
    const usual = given.ios ? './datadogSymbols' : './unityLibrary/symbols';
    const folder = given.symbolsLocation ?? usual;
    const event = { build_id: buildIdIn(folder) };
    /** @type {Work[]} */
    const work = [];
    const mapping = path.join(folder, 'LineNumberMappings.json');
    if (!given.skipIl2cpp) {
      if (!existsSync(mapping)) {
        throw new FileError(mapping, 'does not exist', {
          help: 'build with the Datadog SDK and IL2CPP, or give --skip-il2cpp',
        });
      }
      work.push({ input: mapping, options: { type: 'il2cpp_mapping_file', event } });
    }
    if (given.android) work.push({ input: folder, options: { type: 'ndk_symbol_file', event } });
    return work;
  },
};

/** @param {string} folder */
function buildIdIn(folder) {
  const file = path.join(folder, 'build_id');
  const text = decodeText(readRegular(file));
  // an editor's line end is no part of it
  const id = text.trim();
  if (id !== '') return id;
  throw new UsageError('build-id-empty', `${file} is empty`, {
    help: 'build again: the Datadog SDK for Unity writes it',
  });
}
