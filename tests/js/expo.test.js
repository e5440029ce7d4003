// The config of an Expo app, from what Expo's own reader of the app's configuration says. The reader here is a stand-in of a few
// lines; `cargo xtask judge frameworks` has the real one.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';

import { withExpo } from '../../pkg/frameworks/expo.js';
import { folder, intake, mapship } from './world.js';

const READER = `exports.getConfig = (root) => ({
  exp: JSON.parse(require('fs').readFileSync(root + '/app.json')).expo,
});`;

const APP = {
  version: '2.1.0',
  android: { package: 'com.example.shop', versionCode: 41 },
  ios: { bundleIdentifier: 'com.example.Shop', buildNumber: '40' },
  experiments: { baseUrl: '/shop/' },
};

const MAP = {
  version: 3,
  sources: ['a.ts'],
  sourcesContent: ['throw 1'],
  names: [],
  mappings: 'AAAA',
};

/** @param {Record<string, unknown>} [app] */
function project(app = APP) {
  const map = JSON.stringify(MAP);
  const native = JSON.stringify({ ...MAP, debugId: '2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91' });
  return {
    'package.json': '{"name":"shop","type":"module"}',
    'app.json': JSON.stringify({ expo: app }),
    'node_modules/expo/package.json': '{"name":"expo","version":"1.0.0"}',
    'node_modules/@expo/config/package.json': '{"name":"@expo/config","version":"1.0.0"}',
    'node_modules/@expo/config/index.js': READER,
    'dist/_expo/static/js/web/index-1.js': 'throw 1\n//# sourceMappingURL=index-1.js.map\n',
    'dist/_expo/static/js/web/index-1.js.map': map,
    'dist/_expo/static/js/android/index-2.hbc': 'bytecode',
    'dist/_expo/static/js/android/index-2.hbc.map': native,
    'dist/_expo/static/js/ios/index-3.hbc': 'bytecode',
    'dist/_expo/static/js/ios/index-3.hbc.map': native,
    'mapship.config.mjs': `import { withExpo } from ${JSON.stringify(
      new URL('../../pkg/frameworks/expo.js', import.meta.url).href,
    )};
export default withExpo({ service: { web: 'shop-web' }, minifiedPathPrefix: 'https://a.example/' });
`,
  };
}

test('an Expo app is uploaded by what its own configuration says', async (t) => {
  const cwd = await folder(t, project());
  const running = await intake(t);
  const { code, stderr, stdout } = await mapship(
    ['upload', '--intake-url', running.url, '--disable-git'],
    { cwd, env: { DATADOG_API_KEY: 'x'.repeat(32) } },
  );
  assert.equal(code, 0, stdout + stderr);
  const uploads = (await running.uploads()).map(({ event }) => event ?? {});
  const [web] = uploads.filter(({ type }) => type === 'js_sourcemap');
  assert.equal(web?.minified_url, 'https://a.example/shop/_expo/static/js/web/index-1.js');
  assert.equal(web?.service, 'shop-web');
  assert.equal(web?.version, '2.1.0');
  const native = uploads
    .filter(({ type }) => type === 'react_native_sourcemap')
    .map(({ platform, service, version, build_number, bundle_name }) => {
      return [platform, service, version, build_number, bundle_name];
    })
    .sort();
  assert.deepEqual(native, [
    ['android', 'com.example.shop', '2.1.0', '41', 'index.android.bundle'],
    ['ios', 'com.example.Shop', '2.1.0', '40', 'main.jsbundle'],
  ]);
});

test('what was not exported is no target, and what is not known is not said', async (t) => {
  const { version } = APP;
  const files = Object.entries(project({ version }))
    .filter(([name]) => !name.includes('/ios/') && !name.includes('/web/'))
    .map(([name, text]) => [name.replace('dist/', 'out/'), text]);
  const cwd = await folder(t, Object.fromEntries(files));
  const config = withExpo({ service: 'shop', outputDir: 'out' })({ folder: cwd });
  assert.deepEqual(config, {
    version,
    targets: [
      {
        name: 'android',
        path: path.join('out', '_expo/static/js/android'),
        service: 'shop',
        event: { platform: 'android', bundle_name: 'index.android.bundle' },
      },
    ],
  });
});

test('the client of an app with a server lies in a folder of its own', async (t) => {
  const files = Object.entries(project()).map(([name, text]) => {
    return [name.replace('dist/', 'dist/client/'), text];
  });
  const cwd = await folder(t, Object.fromEntries(files));
  const { targets } = withExpo()({ folder: cwd });
  assert.deepEqual(
    targets?.map(({ path: at, minifiedPathPrefix }) => [at, minifiedPathPrefix]),
    [[path.join('dist', 'client', '_expo/static/js/web'), '/shop/_expo/static/js/web']],
  );
});

test('what is missing is named, with the command that makes it', async (t) => {
  const none = await folder(t, { 'package.json': '{}' });
  assert.throws(() => withExpo()({ folder: none }), { code: 'expo-missing' });
  const { 'app.json': app, ...others } = project();
  const files = Object.entries({ ...others, 'app.json': app }).filter(([name]) => {
    return !name.startsWith('dist/');
  });
  const cwd = await folder(t, Object.fromEntries(files));
  const { code, stderr } = await mapship(['upload', '--dry-run'], { cwd });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /dist\/_expo\/static\/js is not there: the app is not exported +\[expo-not-/,
  );
  assert.match(stderr, /npx expo export --source-maps --output-dir dist/);
  const broken = await folder(t, { ...project(), 'app.json': '{' });
  assert.throws(() => withExpo()({ folder: broken }), { code: 'expo-config' });
});
