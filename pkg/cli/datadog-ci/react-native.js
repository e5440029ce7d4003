/** `mapship react-native upload`: the flags of `datadog-ci react-native upload`. */
import { statSync } from 'node:fs';

import { FileError, UsageError } from '../../errors.js';
import { readRegular } from '../../host/regular.js';
import { decodeText } from '../../text/decode.js';

export { addInjectDebugId as addMore } from './inject.js';

/** What each platform calls its bundle, unless told otherwise. */
const BUNDLES = /** @type {Record<string, string>} */ ({
  ios: 'main.jsbundle',
  android: 'index.android.bundle',
});

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary: 'Uploads the source map of a React Native bundle.',
  options: [
    ['--platform <platform>', 'ios or android'],
    ['--service <service>', 'the service that the error reports name'],
    ['--bundle <file>', 'the bundle, of which only the name is used'],
    ['--sourcemap <file>', 'the source map'],
    ['--release-version <version>', 'the version that the error reports name'],
    ['--build-version <build>', "the app's build number"],
    ['--project-path <path>', "the project's root (the current folder)"],
    ['--remove-sources-content', 'leave the sources out of the map'],
  ],
  required: ['platform', 'service', 'sourcemap', 'releaseVersion', 'buildVersion'],
  configAbove: true,
  async read(_, given) {
    const { platform, service, sourcemap, releaseVersion, bundle, projectPath } = given;
    const name = bundle?.split(/[/\\]/).findLast(Boolean) ?? BUNDLES[platform];
    // of a folder every map would be sent, under one name
    if (statSync(sourcemap, { throwIfNoEntry: false })?.isDirectory()) {
      throw FileError.from(sourcemap, { code: 'EISDIR' });
    }
    const file = given.removeSourcesContent ? withoutSources(sourcemap) : sourcemap;
    return [
      {
        input: [{ file, name: sourcemap }],
        options: {
          type: 'react_native_sourcemap',
          event: {
            platform,
            service,
            version: releaseVersion,
            build_number: given.buildVersion,
            bundle_name: name,
            project_path: projectPath ?? process.cwd(),
          },
        },
      },
    ];
  },
};

/** @param {string} path @returns {Uint8Array} */
function withoutSources(path) {
  const text = decodeText(readRegular(path));
  try {
    const { sourcesContent: _, ...map } = JSON.parse(text);
    return new TextEncoder().encode(JSON.stringify(map));
  } catch (cause) {
    throw new UsageError('map-not-json', `${path} is not JSON`, {
      cause,
      help: 'give the source map that the bundler wrote',
    });
  }
}
