// As React Native's task of Gradle does it: bundled by Metro, compiled by Hermes, and the maps of both made one.
const { execFileSync } = require('node:child_process');
const { mkdirSync, renameSync } = require('node:fs');
const path = require('node:path');
const Metro = require('metro');

const native = path.dirname(require.resolve('react-native/package.json'));
const { version } = require('react-native/package.json');
const hermes = path.dirname(require.resolve('hermes-compiler/package.json', { paths: [native] }));
const systems = {
  linux: 'linux64-bin/hermesc',
  darwin: 'osx-bin/hermesc',
  win32: 'win64-bin/hermesc.exe',
};
const hermesc = path.join(hermes, 'hermesc', systems[process.platform]);

const bundle = path.join(__dirname, 'build/index.android.bundle');
const deployed = path.join(__dirname, 'dist/index.android.bundle');

async function build() {
  for (const file of [bundle, deployed]) mkdirSync(path.dirname(file), { recursive: true });
  const config = await Metro.loadConfig({ config: path.join(__dirname, 'metro.config.cjs') });
  await Metro.runBuild(config, {
    entry: 'index.js',
    platform: 'android',
    dev: false,
    // Hermes does it
    minify: false,
    bundleOut: bundle,
    sourceMapOut: `${bundle}.packager.map`,
    sourceMap: true,
    sourceMapUrl: 'index.android.bundle.map',
  });
  const args = ['-w', '-emit-binary', '-max-diagnostic-width=80', '-O', '-output-source-map'];
  execFileSync(hermesc, [...args, '-out', deployed, bundle], { stdio: 'inherit' });
  renameSync(`${deployed}.map`, `${bundle}.compiler.map`);
  const compose = path.join(native, 'scripts/compose-source-maps.js');
  const maps = [`${bundle}.packager.map`, `${bundle}.compiler.map`];
  execFileSync(process.execPath, [compose, ...maps, '-o', `${deployed}.map`]);
  console.log(`built with React Native ${version}`);
}

build();
