// The hooks in docs/react-native.md, taken from there and run in the environment that Xcode and Gradle give. React Native's own
// scripts are stand-ins of a few lines.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { ID, MAP } from './react-native-world.js';
import { CLEAN, folder, intake } from './world.js';

/** @import { TestContext } from 'node:test' */

const run = promisify(execFile);
const DOCS = await readFile(new URL('../../pkg/docs/react-native.md', import.meta.url), 'utf8');
const KEY = '0123456789abcdef0123456789abcdef';

/** A script of the page, by a line near its beginning. @param {string} language @param {string} line */
function shown(language, line) {
  const blocks = DOCS.matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  const [found, ...more] = [...blocks].filter(
    ([, of, text]) => of === language && text?.split('\n').slice(0, 2).includes(line),
  );
  assert.ok(found?.[2] && more.length === 0, line);
  return found[2];
}

/** As React Native's: it goes to the project, and sets what `.xcode.env` says. */
const WITH_ENVIRONMENT = `#!/bin/bash
source "$PODS_ROOT/../.xcode.env"
if [ -n "$1" ]; then
  "$1"
fi
`;

/** As React Native's, in what it reads and writes. */
const REACT_NATIVE_XCODE = `#!/bin/bash
set -e
cd "\${PROJECT_ROOT:-$PROJECT_DIR/..}"
echo "bundling in $PWD"
mkdir -p "$CONFIGURATION_BUILD_DIR" "$(dirname "$SOURCEMAP_FILE")"
cp made/bundle.js "$CONFIGURATION_BUILD_DIR/main.jsbundle"
cp made/map.json "$CONFIGURATION_BUILD_DIR/$(basename "$SOURCEMAP_FILE")"
cp made/map.json "$SOURCEMAP_FILE"
rm "$CONFIGURATION_BUILD_DIR/$(basename "$SOURCEMAP_FILE")"
`;

/** @param {TestContext} t */
async function app(t) {
  const dir = await folder(t, {
    'ios/.xcode.env': `export NODE_BINARY=${JSON.stringify(process.execPath)}\n`,
    'ios/mapship.sh': shown('sh', '# ios/mapship.sh (chmod +x)'),
    'phase.sh': shown('sh', '# Build Phases > Bundle React Native code and images'),
    'made/bundle.js': `f();\n//# debugId=${ID}\n`,
    'made/map.json': JSON.stringify(MAP),
    'node_modules/react-native/package.json': '{"name":"react-native","version":"0.82.1"}',
    'node_modules/react-native/scripts/xcode/with-environment.sh': WITH_ENVIRONMENT,
    'node_modules/react-native/scripts/react-native-xcode.sh': REACT_NATIVE_XCODE,
  });
  for (const name of [
    'ios/mapship.sh',
    'node_modules/react-native/scripts/xcode/with-environment.sh',
    'node_modules/react-native/scripts/react-native-xcode.sh',
  ]) {
    await chmod(path.join(dir, name), 0o755);
  }
  const pkg = fileURLToPath(new URL('../../pkg', import.meta.url));
  await symlink(pkg, path.join(dir, 'node_modules/mapship'), 'junction');
  return dir;
}

/** What Xcode gives a phase. Its PATH has no node. @param {string} dir */
function xcode(dir) {
  return {
    HOME: CLEAN.HOME,
    GIT_CONFIG_GLOBAL: CLEAN.GIT_CONFIG_GLOBAL,
    PATH: '/usr/bin:/bin',
    CONFIGURATION: 'Release',
    CONFIGURATION_BUILD_DIR: path.join(dir, 'derived/Build/Products'),
    DERIVED_FILE_DIR: path.join(dir, 'derived/Intermediates'),
    UNLOCALIZED_RESOURCES_FOLDER_PATH: 'Shop.app',
    PROJECT_DIR: path.join(dir, 'ios'),
    PODS_ROOT: path.join(dir, 'ios/Pods'),
    REACT_NATIVE_PATH: path.join(dir, 'ios/Pods/../../node_modules/react-native'),
    PLATFORM_NAME: 'iphoneos',
    PRODUCT_BUNDLE_IDENTIFIER: 'com.example.Shop',
    MARKETING_VERSION: '1.2.0',
    CURRENT_PROJECT_VERSION: '41',
  };
}

test("Xcode's build phase bundles the app and sends its map", async (t) => {
  const dir = await app(t);
  await mkdir(path.join(dir, 'ios/Pods'));
  const { url, uploads } = await intake(t);
  const env = { ...xcode(dir), DATADOG_API_KEY: KEY, DATADOG_SOURCEMAP_INTAKE_URL: url };
  // Xcode runs a phase in the folder of the project file, by this shell
  const { stdout } = await run('/bin/sh', [path.join(dir, 'phase.sh')], {
    cwd: path.join(dir, 'ios'),
    env,
  });
  assert.match(stdout, /bundling in/);
  const [upload, ...more] = await uploads();
  assert.equal(more.length, 0);
  const { cli_version: _, project_path: root, ...event } = upload?.event ?? {};
  assert.equal(path.basename(String(root)), path.basename(dir));
  assert.deepEqual(event, {
    type: 'react_native_sourcemap',
    platform: 'ios',
    service: 'com.example.Shop',
    version: '1.2.0',
    build_number: '41',
    bundle_name: 'main.jsbundle',
    debug_id: ID,
  });
});

test("Xcode's build phase only bundles where there is no key, and fails where the upload fails", async (t) => {
  const dir = await app(t);
  await mkdir(path.join(dir, 'ios/Pods'));
  const { url, uploads } = await intake(t, { requireKey: 'another-key-of-32-characters-000' });
  const phase = (/** @type {Record<string, string>} */ more) =>
    run('/bin/sh', [path.join(dir, 'phase.sh')], {
      cwd: path.join(dir, 'ios'),
      env: { ...xcode(dir), ...more },
    });
  const { stdout } = await phase({});
  assert.match(stdout, /bundling in/);
  assert.doesNotMatch(stdout, /sent/);
  await assert.rejects(phase({ DATADOG_API_KEY: KEY, DATADOG_SOURCEMAP_INTAKE_URL: url }), {
    code: 4,
  });
  assert.equal((await uploads()).length, 0);
});

/** What Gradle puts in, by how the script names it. @param {string} dir @returns {Record<string, string>} */
const gradle = (dir) => ({
  bundles: path.join(dir, 'app/build/generated/assets/react/release'),
  maps: path.join(dir, 'app/build/generated/sourcemaps/react/release'),
  name: 'index.android.bundle',
  'android.defaultConfig.applicationId': 'com.example.shop',
  'android.defaultConfig.versionName': '1.2.0',
  'android.defaultConfig.versionCode': '41',
});

/** The words of the task's command line. @param {Record<string, string>} values */
function wordsOfTask(values) {
  const script = shown('groovy', '// android/app/build.gradle, at its end');
  const list = /commandLine ((?:"[^"\n]*"(?:,\s+)?)+)\n/.exec(script)?.[1];
  assert.ok(list);
  const words = [...list.matchAll(/"([^"]*)"/g)].map(([, text]) =>
    String(text).replace(/\$\{([^}]*)\}|\$(\w+)/g, (_, inner, word) => {
      const value = values[inner ?? word];
      assert.ok(value !== undefined, `Gradle knows no ${inner ?? word}`);
      return value;
    }),
  );
  assert.doesNotMatch(words.join(' '), /\$/);
  return words;
}

test("Gradle's task sends the composed map, with the ID of Hermes' bytecode", async (t) => {
  const dir = await app(t);
  const { url, uploads } = await intake(t);
  const values = gradle(dir);
  const { bundles = '', maps = '' } = values;
  for (const folderOf of [bundles, maps]) await mkdir(folderOf, { recursive: true });
  const bytecode = new URL('../fixtures/symbols/hermes/id.hbc', import.meta.url);
  await writeFile(path.join(bundles, 'index.android.bundle'), await readFile(bytecode));
  await writeFile(path.join(maps, 'index.android.bundle.map'), JSON.stringify(MAP));
  const [program, ...args] = wordsOfTask(values);
  assert.equal(program, 'node');
  await run(process.execPath, args, {
    cwd: dir,
    env: { ...CLEAN, DATADOG_API_KEY: KEY, DATADOG_SOURCEMAP_INTAKE_URL: url },
  });
  const [upload] = await uploads();
  const { cli_version: _, project_path: __, ...event } = upload?.event ?? {};
  assert.deepEqual(event, {
    type: 'react_native_sourcemap',
    platform: 'android',
    service: 'com.example.shop',
    version: '1.2.0',
    build_number: '41',
    bundle_name: 'index.android.bundle',
    debug_id: '7c8510aa-fcc0-42ed-a60e-505750c49938',
  });
});

test("Metro's configuration is one that Metro takes", async (t) => {
  const dir = await app(t);
  const text = shown('js', '// metro.config.js');
  // as those of React Native, in what they give
  const given = `exports.getDefaultConfig = (projectRoot) => ({ projectRoot, serializer: {} });
exports.mergeConfig = Object.assign;`;
  const at = path.join(dir, 'node_modules/@react-native/metro-config');
  await mkdir(at, { recursive: true });
  await writeFile(path.join(at, 'package.json'), '{"main":"index.js"}');
  await writeFile(path.join(at, 'index.js'), given);
  await writeFile(path.join(dir, 'metro.config.js'), text);
  const script = `const c = require('./metro.config.js');
console.log(c.projectRoot === process.cwd(), typeof c.serializer.customSerializer)`;
  const { stdout } = await run(process.execPath, ['-e', script], {
    cwd: await realpath(dir),
    env: CLEAN,
  });
  assert.equal(stdout, 'true function\n');
});
