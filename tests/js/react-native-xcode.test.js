// `react-native xcode`, by mapship and by the unmodified datadog-ci, in the same environment with the same scripts:
// what arrives is the same. The scripts that they run are ordinary shell scripts.
import assert from 'node:assert/strict';
import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { ID, MAP, common, comparable, official } from './react-native-world.js';
import { folder, intake, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */

const PLIST = `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
<key>CFBundleShortVersionString</key><string>3.2.1</string>
<key>CFBundleVersion</key><string>$(CURRENT_PROJECT_VERSION)</string>
</dict></plist>
`;

/** Stands in for react-native-xcode.sh: writes the bundle and the map that the test has made. */
const BUNDLER = `#!/bin/sh
echo "bundling $CONFIGURATION, Hermes: \${USE_HERMES:-unset}"
echo "warning: from the script" >&2
cat ../made/bundle.js > "$CONFIGURATION_BUILD_DIR/main.jsbundle"
cat ../made/map.json > "\${MAP_TO:-$SOURCEMAP_FILE}"
`;

/** Stands in for compose-source-maps.js: says what it was called with. */
const COMPOSER = `#!/bin/sh
echo "composing $*"
cat ../made/composed.json > "$4"
`;

const COMPOSED = { ...MAP, sources: ['composed.ts'] };

/**
 * An app with its `ios` folder, whose scripts may be run.
 * @param {TestContext} t
 * @param {Record<string, string>} [more]
 */
async function app(t, more = {}) {
  const dir = await folder(t, {
    'made/bundle.js': `f();\n//# debugId=${ID}\n`,
    'made/map.json': JSON.stringify(MAP),
    'made/composed.json': JSON.stringify(COMPOSED),
    'ios/App/Info.plist': PLIST,
    'ios/Podfile.lock': 'PODS:\n  - hermes-engine (0.79.0)\n',
    'react-native/package.json': '{"name":"react-native","version":"0.79.1"}',
    'react-native/scripts/react-native-xcode.sh': BUNDLER,
    'react-native/scripts/compose-source-maps.js': COMPOSER,
    'own.sh': BUNDLER,
    'sdk/package.json': '{"name":"@datadog/mobile-react-native"}',
    ...more,
  });
  await mkdir(path.join(dir, 'build/App.app'), { recursive: true });
  for (const name of ['react-native/scripts/react-native-xcode.sh', 'own.sh']) {
    await chmod(path.join(dir, name), 0o755);
  }
  await chmod(path.join(dir, 'react-native/scripts/compose-source-maps.js'), 0o755);
  return dir;
}

/** What Xcode sets in a build phase, as far as it is read. @param {string} dir @returns {Record<string, string>} */
function xcode(dir) {
  return {
    CONFIGURATION: 'Release',
    CONFIGURATION_BUILD_DIR: path.join(dir, 'build'),
    UNLOCALIZED_RESOURCES_FOLDER_PATH: 'App.app',
    PROJECT_DIR: path.join(dir, 'ios'),
    INFOPLIST_FILE: 'App/Info.plist',
    PODS_PODFILE_DIR_PATH: path.join(dir, 'ios'),
    PODS_ROOT: path.join(dir, 'ios/Pods'),
    PLATFORM_NAME: 'iphoneos',
    PRODUCT_BUNDLE_IDENTIFIER: 'com.example.Shop',
    MARKETING_VERSION: '9.9',
    CURRENT_PROJECT_VERSION: '77',
    SOURCEMAP_FILE: path.join(dir, 'build/out.map'),
    DATADOG_CI_REACT_NATIVE_PATH: path.join(dir, 'react-native'),
    DATADOG_REACT_NATIVE_PATH: path.join(dir, 'sdk'),
  };
}

/**
 * Runs both, each in an app of its own, and compares.
 * @param {TestContext} t
 * @param {string[]} args
 * @param {object} [how]
 * @param {(dir: string) => Record<string, string | undefined>} [how.env]
 * @param {Record<string, string>} [how.files]
 */
async function both(t, args, { env = () => ({}), files } = {}) {
  const ends = [];
  for (const client of [mapship, official]) {
    const { url, uploads } = await intake(t);
    const dir = await app(t, files);
    const set = { ...xcode(dir), ...env(dir), ...common(url) };
    const own = Object.entries(set).filter(([, value]) => value !== undefined);
    const end = await client(args, {
      cwd: path.join(dir, 'ios'),
      env: /** @type {Record<string, string>} */ (Object.fromEntries(own)),
    });
    const arrived = await Promise.all((await uploads()).map(comparable));
    const text = JSON.stringify(arrived).replaceAll(dir, '<app>');
    ends.push({ ...end, dir, arrived: JSON.parse(text) });
  }
  const [ours, theirs] = /** @type {[(typeof ends)[0], (typeof ends)[0]]} */ (ends);
  const told = `${ours.stdout}${ours.stderr}\n--- datadog-ci:\n${theirs.stdout}${theirs.stderr}`;
  return { ours, theirs, told };
}

/** @type {[what: string, args: string, how: Parameters<typeof both>[2], event: Record<string, unknown>][]} */
const SAME = [
  [
    'version and build of the Info.plist, the ID of the bundle',
    '',
    {},
    { service: 'com.example.Shop', version: '3.2.1', build_number: '77', debug_id: ID },
  ],
  [
    'version and build of the settings, where Xcode makes the Info.plist',
    '',
    { env: () => ({ INFOPLIST_FILE: undefined }) },
    { version: '9.9', build_number: '77' },
  ],
  [
    "a service and a version of one's own",
    '--service shop --disable-git',
    { env: () => ({ DATADOG_RELEASE_VERSION: '4.0-beta' }) },
    { service: 'shop', version: '4.0-beta' },
  ],
  [
    'a service in the environment, a script, an Info.plist',
    '../own.sh --info-plist-path App/Info.plist --service shop',
    { env: () => ({ SERVICE_NAME_IOS: 'shop-ios', INFOPLIST_FILE: undefined }) },
    { service: 'shop-ios', version: '3.2.1' },
  ],
  [
    'the map named among the arguments for Metro',
    '',
    {
      env: (dir) => ({
        SOURCEMAP_FILE: undefined,
        MAP_TO: path.join(dir, 'build/x.map'),
        EXTRA_PACKAGER_ARGS: `--reset-cache --sourcemap-output ${path.join(dir, 'build/x.map')}`,
      }),
    },
    { version: '3.2.1' },
  ],
  [
    'the ID that the plugin for Metro noted, where the bundle has none',
    '',
    { files: { 'made/bundle.js': 'f();\n', 'sdk/.tmp/debug_id': `${ID}\n` } },
    { debug_id: ID },
  ],
  [
    'no ID at all',
    '--remove-sources-content',
    { files: { 'made/bundle.js': 'f();\n' } },
    { bundle_name: 'main.jsbundle' },
  ],
  [
    'maps composed for React Native 0.70',
    '',
    { files: { 'react-native/package.json': '{"version":"0.70.15"}' } },
    { debug_id: ID },
  ],
  [
    'not composed where Hermes is off',
    '',
    {
      files: { 'react-native/package.json': '{"version":"0.70.15"}' },
      env: () => ({ USE_HERMES: 'false' }),
    },
    { version: '3.2.1' },
  ],
  [
    'a debug build, by force',
    '--force',
    { env: () => ({ CONFIGURATION: 'Debug', SKIP_BUNDLING: '1' }) },
    { version: '3.2.1' },
  ],
];

for (const [what, flags, how, event] of SAME) {
  test(`xcode, the same requests: ${what}`, async (t) => {
    const args = ['react-native', 'xcode', ...flags.split(' ').filter(Boolean)];
    const { ours, theirs, told } = await both(t, args, how);
    assert.equal(ours.code, 0, told);
    assert.equal(theirs.arrived.length, 1, told);
    assert.deepEqual(ours.arrived, theirs.arrived, told);
    for (const [name, value] of Object.entries(event)) {
      assert.equal(ours.arrived[0].event[name], value, name);
    }
    // Xcode finds warnings by how their lines begin
    assert.match(ours.stderr, /^warning: from the script$/m);
  });
}

test('maps of older React Natives are composed of the two that Metro and Hermes made', async (t) => {
  const files = { 'react-native/package.json': '{"version":"0.70.15"}' };
  const { ours, theirs, told } = await both(t, ['react-native', 'xcode'], { files });
  const made = /composing \S+build\/main.jsbundle.map \S+build\/App.app\/main.jsbundle.map -o \S+/;
  for (const { stdout } of [ours, theirs]) {
    assert.match(stdout, made, told);
    assert.match(stdout, /bundling Release, Hermes: true/);
  }
  assert.deepEqual(ours.arrived[0].map.sources, ['composed.ts']);
});

/** @type {[what: string, env: Record<string, string>, bundles: boolean][]} */
const NOT_SENT = [
  ['a debug build for a device', { CONFIGURATION: 'Debug' }, true],
  [
    'a debug build for the simulator',
    { CONFIGURATION: 'Debug', PLATFORM_NAME: 'iphonesimulator' },
    false,
  ],
  [
    'the same, bundled',
    { CONFIGURATION: 'Debug', PLATFORM_NAME: 'iphonesimulator', FORCE_BUNDLING: '1' },
    true,
  ],
  ['bundling switched off', { SKIP_BUNDLING: '1' }, false],
];

for (const [what, env, bundles] of NOT_SENT) {
  test(`xcode sends nothing: ${what}`, async (t) => {
    const { ours, theirs, told } = await both(t, ['react-native', 'xcode'], { env: () => env });
    for (const { code, arrived, stdout } of [ours, theirs]) {
      assert.equal(code, 0, told);
      assert.deepEqual(arrived, [], told);
      assert.equal(/bundling/.test(stdout.replace(/^Skipping.*/m, '')), bundles, told);
    }
  });
}

/** @type {[what: string, how: NonNullable<Parameters<typeof both>[2]>, said: RegExp][]} */
const REFUSED = [
  ['no service', { env: () => ({ PRODUCT_BUNDLE_IDENTIFIER: undefined }) }, /PRODUCT_BUNDLE_ID/],
  ['no configuration', { env: () => ({ CONFIGURATION: undefined }) }, /CONFIGURATION is missing/],
  ['no map', { env: () => ({ SOURCEMAP_FILE: undefined }) }, /export SOURCEMAP_FILE=/],
  ['no folder', { env: () => ({ CONFIGURATION_BUILD_DIR: undefined }) }, /CONFIGURATION_BUILD_DIR/],
  [
    'no version',
    { env: () => ({ INFOPLIST_FILE: undefined, MARKETING_VERSION: undefined }) },
    /MARKETING_VERSION/,
  ],
  [
    'no build',
    { env: () => ({ INFOPLIST_FILE: undefined, CURRENT_PROJECT_VERSION: undefined }) },
    /CURRENT_PROJECT_VERSION/,
  ],
  [
    'a script that fails',
    {
      files: {
        'react-native/scripts/react-native-xcode.sh': '#!/bin/sh\necho "error: x" >&2\nexit 3\n',
      },
    },
    /^error: x$[^]*ended with 3/m,
  ],
  [
    'no script',
    { env: () => ({ DATADOG_CI_REACT_NATIVE_PATH: '/nowhere' }) },
    /react-native-xcode.sh can't be run \(ENOENT\)/,
  ],
];

for (const [what, how, said] of REFUSED) {
  test(`xcode fails as datadog-ci does: ${what}`, async (t) => {
    const { ours, theirs, told } = await both(t, ['react-native', 'xcode'], how);
    assert.notEqual(theirs.code, 0, told);
    assert.equal(ours.code, 2, told);
    assert.match(ours.stderr, said);
    assert.deepEqual([ours.arrived, theirs.arrived], [[], []]);
  });
}

test('a map with the ID of another bundle is not sent', async (t) => {
  const dir = await app(t, {
    'made/map.json': JSON.stringify({ ...MAP, debugId: ID.replace(/^b/, 'c') }),
  });
  const { url, uploads } = await intake(t);
  const env = { ...xcode(dir), ...common(url) };
  const end = await mapship(['react-native', 'xcode'], { cwd: path.join(dir, 'ios'), env });
  assert.equal(end.code, 3, end.stdout + end.stderr);
  assert.match(end.stdout, /debug_id is "b359c38b[^]*the file says "c359c38b[^]*event-contradicts/);
  assert.equal((await uploads()).length, 0);
});

test('only one document is printed with --json, and the map is found where the script went', async (t) => {
  const dir = await app(t);
  const { url, uploads } = await intake(t);
  const env = {
    ...xcode(dir),
    ...common(url),
    SOURCEMAP_FILE: './build/a.map',
    MAP_TO: '../build/a.map',
  };
  const args = ['react-native', 'xcode', '--json', '--disable-git'];
  const end = await mapship(args, { cwd: path.join(dir, 'ios'), env });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.equal(end.json().files[0].event.version, '3.2.1');
  assert.match(end.stderr, /^bundling Release/m);
  assert.equal((await uploads()).length, 1);
});

test('outside of Xcode, by force', async (t) => {
  const dir = await app(t);
  const { url, uploads } = await intake(t);
  const { CONFIGURATION: _, ...others } = xcode(dir);
  const env = { ...others, ...common(url) };
  const args = ['react-native', 'xcode', '--force'];
  const end = await mapship(args, { cwd: path.join(dir, 'ios'), env });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  assert.equal((await uploads()).length, 1);
});

test('the name of the bundle and variables within a version are taken from Xcode', async (t) => {
  const plist = PLIST.replace('3.2.1', '${MAJOR}.$(MINOR) &amp; more');
  const dir = await app(t, { 'ios/App/Info.plist': plist });
  const { url, uploads } = await intake(t);
  const env = { ...xcode(dir), ...common(url), MAJOR: '5', MINOR: '6', BUNDLE_NAME: 'shop' };
  const end = await mapship(['react-native', 'xcode'], { cwd: path.join(dir, 'ios'), env });
  assert.equal(end.code, 0, end.stdout + end.stderr);
  const [upload] = await uploads();
  assert.equal(upload?.event?.version, '5.6 & more');
  assert.equal(upload?.event?.bundle_name, 'shop.jsbundle');
});

test('version and build keep their zeros', async (t) => {
  const plist = PLIST.replace('3.2.1', '1.10').replace('$(CURRENT_PROJECT_VERSION)', '007');
  const { ours, theirs, told } = await both(t, ['react-native', 'xcode'], {
    files: { 'ios/App/Info.plist': plist },
  });
  const of = (/** @type {typeof ours} */ { arrived }) => {
    const [{ event }] = arrived;
    return [event.version, event.build_number];
  };
  assert.deepEqual(of(ours), ['1.10', '007'], told);
  // what docs/datadog-ci.md says of it
  assert.deepEqual(of(theirs), ['1.1', '7'], told);
});
