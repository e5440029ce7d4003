/** `mapship react-native`: the flags of `datadog-ci react-native`. */
import { adapter as codepush } from './react-native/codepush.js';
import { workOf } from './react-native/work.js';
import { adapter as xcode } from './react-native/xcode.js';

export { addInjectDebugId as addMore } from './inject.js';

/** Its other commands that end in an upload. */
export const others = { xcode, codepush };

/** @type {import('../datadog-ci.js').Adapter} */
export const adapter = {
  summary: 'Uploads the source map of a React Native bundle.',
  options: [
    ['--platform <platform>', 'ios or android'],
    ['--service <service>', 'the service that the error reports name'],
    ['--bundle <file>', 'the bundle: its name, and its debug ID where the map has none'],
    ['--sourcemap <file>', 'the source map'],
    ['--release-version <version>', 'the version that the error reports name'],
    ['--build-version <build>', "the app's build number"],
    ['--project-path <path>', "the project's root (the current folder)"],
    ['--remove-sources-content', 'leave the sources out of the map'],
  ],
  required: ['platform', 'service', 'sourcemap', 'releaseVersion', 'buildVersion'],
  configAbove: true,
  read: (_, { releaseVersion: version, buildVersion: build, ...given }) =>
    workOf({ ...described(given), version, build }),
};

/** @param {Record<string, any>} given */
function described({ platform, service, sourcemap, bundle, projectPath, removeSourcesContent }) {
  return { platform, service, sourcemap, bundle, projectPath, removeSourcesContent };
}
