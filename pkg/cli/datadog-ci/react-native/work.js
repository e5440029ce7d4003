/** The upload of a React Native source map, as datadog-ci's commands describe it. */
import { existsSync, statSync } from 'node:fs';

import { FileError, UsageError } from '../../../errors.js';
import { readRegular } from '../../../host/regular.js';
import { carriedId } from '../../../inject/native.js';
import { decodeText } from '../../../text/decode.js';

/** @import { Work } from '../../datadog-ci.js' */

/** What each platform calls its bundle, unless told otherwise. */
const BUNDLES = /** @type {Record<string, string>} */ ({
  ios: 'main.jsbundle',
  android: 'index.android.bundle',
});

/**
 * @param {object} described
 * @param {'android' | 'ios'} described.platform
 * @param {string} described.service
 * @param {string} described.version of the app
 * @param {string} described.build its number
 * @param {string} described.sourcemap the map's path
 * @param {string} [described.bundle] the bundle's path: its name, and where it is there its debug ID
 * @param {string} [described.projectPath]
 * @param {boolean} [described.removeSourcesContent]
 * @returns {Promise<Work[]>}
 */
export async function workOf(described) {
  const { platform, service, version, build, sourcemap, bundle, projectPath } = described;
  // of a folder every map would be sent, under one name
  if (statSync(sourcemap, { throwIfNoEntry: false })?.isDirectory()) {
    throw FileError.from(sourcemap, { code: 'EISDIR' });
  }
  // the map that Hermes' compiler makes has none; one that has another is of another bundle, which is said
  const id = bundle !== undefined && existsSync(bundle) ? await carriedId(bundle) : undefined;
  const file = described.removeSourcesContent ? withoutSources(sourcemap) : sourcemap;
  return [
    {
      input: [{ file, name: sourcemap }],
      options: {
        type: 'react_native_sourcemap',
        event: {
          platform,
          service,
          version,
          build_number: build,
          bundle_name: bundle?.split(/[/\\]/).findLast(Boolean) ?? BUNDLES[platform],
          project_path: projectPath ?? process.cwd(),
          ...(id !== undefined && { debug_id: id }),
        },
      },
    },
  ];
}

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
