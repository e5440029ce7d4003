/** `mapship flutter-symbols upload`: the flags of `datadog-ci flutter-symbols upload`. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

import { start } from '../../core/index.js';
import { FileError, UsageError } from '../../errors.js';
import { readRegular } from '../../host/regular.js';
import { decodeText } from '../../text/decode.js';

/** @import { Work } from '../datadog-ci.js' */

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary:
    "Uploads a Flutter app's symbols: of Dart, Android's mapping, iOS' dSYMs, the web's maps.",
  options: [
    ['--service-name <service>', 'the service that the error reports name'],
    ['--dart-symbols-location <folder>', "what --split-debug-info was given: Dart's .symbols"],
    ['--flavor <flavor>', 'sent as the variant (release)'],
    ['--version <version>', 'in place of that of pubspec.yaml'],
    ['--pubspec <file>', 'where pubspec.yaml is (./pubspec.yaml)'],
    ['--android-mapping', "upload Android's mapping from where Flutter writes it"],
    ['--android-mapping-location <file>', "where Android's mapping is"],
    ['--ios-dsyms', 'upload the dSYMs from where Flutter writes them'],
    ['--ios-dsyms-location <folder>', 'where the dSYMs are'],
    ['--web-sourcemaps', 'upload the source maps from where Flutter writes them'],
    ['--web-sourcemaps-location <folder>', 'where the source maps are'],
    ['--minified-path-prefix <prefix>', 'what precedes minified files in their addresses'],
  ],
  required: ['serviceName'],
  async read(_, given) {
    const { serviceName: service, flavor: variant = 'release' } = given;
    const version = given.version ?? (await versionOf(given.pubspec ?? './pubspec.yaml'));
    // Datadog's client makes a hyphen of the first plus, but for the web
    const event = { service, variant, version: version.replace('+', '-') };
    /** @type {Work[]} */
    const work = [];
    const dsyms = place(given, 'iosDsyms', './build/ios/archive/Runner.xcarchive/dSYMs');
    if (dsyms) work.push({ input: dsyms, options: { type: 'ios_symbols', git: false } });
    const mapping = `./build/app/outputs/mapping/${variant}/mapping.txt`;
    const android = place(given, 'androidMapping', mapping);
    if (android) work.push({ input: android, options: { type: 'jvm_mapping_file', event } });
    if (given.dartSymbolsLocation) {
      const input = symbolsIn(given.dartSymbolsLocation);
      work.push({ input, options: { type: 'flutter_symbol_file', event } });
    }
    const web = place(given, 'webSourcemaps', './build/web');
    if (web) {
      const { minifiedPathPrefix } = given;
      const options = { service, version, minifiedPathPrefix };
      work.push({ input: web, options: { type: 'js_sourcemap', ...options } });
    }
    if (work.length > 0) return work;
    throw new UsageError('no-input', 'no flag says which symbols are to be uploaded', {
      help: 'give --dart-symbols-location, --android-mapping, --ios-dsyms or --web-sourcemaps',
    });
  },
};

/**
 * @param {Record<string, any>} given
 * @param {string} name of the flag; with `Location` behind it, of the one that says where
 * @param {string} usual
 * @returns {string | undefined}
 */
function place(given, name, usual) {
  return given[`${name}Location`] ?? (given[name] ? usual : undefined);
}

/** @param {string} folder the symbol files in it, none below */
function symbolsIn(folder) {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.symbols'))
      .sort()
      .map((name) => path.join(folder, name));
  } catch (cause) {
    throw FileError.from(folder, cause);
  }
}

/** @param {string} pubspec @returns {Promise<string>} */
async function versionOf(pubspec) {
  const text = decodeText(readRegular(pubspec));
  const { version, issue } = (await start()).pubspecVersion(text);
  if (version !== undefined) return version;
  throw new UsageError(issue?.code ?? 'flutter-version-missing', `${issue?.message}`, {
    help: issue?.help,
  });
}
