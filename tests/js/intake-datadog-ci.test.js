import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { filesIn, freshDir, freshIntake, KEY } from './intake-client.js';
import { BREAKPAD, elf, portablePdb, TOOLS, wasm } from './intake-symbols.js';

// The official client, unmodified, uploads every type there is; in strict mode, so that nothing it sends is
// unknown to the intake. Its own traffic (metrics) is led to a port where nothing listens.

const DATADOG_CI = createRequire(import.meta.url).resolve('@datadog/datadog-ci');
const NOWHERE = 'http://127.0.0.1:9';
const SHELL =
  process.platform === 'win32' ? 'its tools are replaced by POSIX shell scripts' : false;

const FILES = {
  'dist/app.min.js': 'console.log(1);\n//# sourceMappingURL=app.min.js.map\n',
  'dist/app.min.js.map': '{"version":3,"sources":["../src/a.ts"],"names":[],"mappings":"AAAA"}',
  'src/a.ts': 'console.log(1)\n',
  'ios/App.dSYM/Contents/Info.plist': '<plist/>',
  'ios/App.dSYM/Contents/Resources/DWARF/App': 'x',
  'unity/lib.so': elf(),
  'unity/build_id': 'my-build',
  'unity/LineNumberMappings.json': '{}',
  'dart/app.android-arm64.symbols': 'x',
  'mapping.txt': 'a -> b:\n',
  'demo.sym': BREAKPAD,
  'a.wasm': wasm(),
  'ppdb/A.pdb': portablePdb(),
  'manifest.json': '{"A":"d-id"}',
  ...Object.fromEntries(Object.entries(TOOLS).map(([name, text]) => [`bin/${name}`, text])),
};

/**
 * A project to upload from, and datadog-ci to do it with.
 * @param {import('node:test').TestContext} t
 * @param {{ url: string }} intake
 */
async function project(t, { url }) {
  const dir = await freshDir(t);
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content, { mode: 0o755 });
  }
  const env = {
    PATH: `${join(dir, 'bin')}${delimiter}${process.env.PATH}`,
    HOME: dir,
    DATADOG_API_KEY: KEY,
    DATADOG_SOURCEMAP_INTAKE_URL: url,
    DATADOG_DSYM_INTAKE_URL: url,
    DD_CI_SKIP_VERSION_BANNER: '1',
    DD_BETA_COMMANDS_ENABLED: '1',
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    NO_PROXY: '127.0.0.1',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const run = (/** @type {string} */ file, /** @type {string[]} */ args) =>
    /** @type {Promise<{ code: number, text: string }>} */ (
      new Promise((resolve) => {
        execFile(file, args, { cwd: dir, env }, (error, stdout, stderr) =>
          resolve({ code: Number(error?.code ?? 0), text: stdout + stderr }),
        );
      })
    );
  return {
    git: (/** @type {string} */ args) => run('git', args.split(' ')),
    datadogCi: (/** @type {string} */ args) =>
      run(process.execPath, [DATADOG_CI, ...args.split(' ')]),
  };
}

const SOURCEMAPS =
  'sourcemaps upload dist --service shop --release-version 1.2.3 --minified-path-prefix https://x.com/js';

/** @type {[command: string, kept: [type: string, origin: string, files: string[]][]][]} */
const COMMANDS = [
  [
    `${SOURCEMAPS} --disable-git`,
    [['js_sourcemap', 'sourcemaps', ['source_map', 'minified_file']]],
  ],
  [
    'react-native upload --platform ios --service shop --sourcemap dist/app.min.js.map --release-version 1 --build-version 2 --disable-git',
    [['react_native_sourcemap', 'react-native', ['source_map']]],
  ],
  [
    'flutter-symbols upload --service-name shop --version 1.2.3 --dart-symbols-location dart --android-mapping --android-mapping-location mapping.txt --disable-git',
    [
      ['flutter_symbol_file', 'flutter-symbols', ['flutter_symbol_file']],
      ['jvm_mapping_file', 'flutter-symbols', ['jvm_mapping_file']],
    ],
  ],
  ['dsyms upload ios', [['ios_symbols', 'dsyms', ['symbols_archive']]]],
  [
    'unity-symbols upload --android --symbols-location unity --disable-git',
    [
      ['il2cpp_mapping_file', 'unity-symbols', ['il2cpp_mapping_file']],
      ['ndk_symbol_file', 'unity-symbols', ['ndk_symbol_file']],
    ],
  ],
  [
    'elf-symbols upload unity/lib.so --disable-git',
    [['elf_symbol_file', 'elf-symbols', ['elf_symbol_file']]],
  ],
  [
    'pe-symbols upload demo.sym --disable-git',
    [['pe_symbol_file', 'pe-symbols', ['pe_symbol_file']]],
  ],
  [
    'wasm-symbols upload a.wasm --disable-git',
    [['wasm_symbol_file', 'wasm-symbols', ['wasm_symbol_file']]],
  ],
  [
    'ppdb-symbols upload ppdb --debug-id-manifest manifest.json --disable-git',
    [['dotnet_portable_pdb', 'ppdb-symbols', ['dotnet_portable_pdb']]],
  ],
];

describe('datadog-ci uploads to the intake', { concurrency: 2, skip: SHELL }, () => {
  for (const [command, expected] of COMMANDS) {
    it(command.split(' ', 2).join(' '), async (t) => {
      const intake = await freshIntake(t, { strict: true });
      const { datadogCi } = await project(t, intake);
      const { code, text } = await datadogCi(command);
      assert.equal(code, 0, text);
      const uploads = await intake.uploads();
      assert.deepEqual(
        uploads
          .map(({ type, client, parts }) => [
            type,
            `${client.origin}`.replace('datadog-ci_', ''),
            parts.map((part) => part.name).filter((name) => name !== 'event'),
          ])
          .sort(),
        expected,
        text,
      );
      for (const { client, encoding } of uploads) {
        assert.equal(client.originVersion, '5.25.0');
        assert.match(client.userAgent ?? '', /^datadog-ci\/5\.25\.0 /);
        assert.equal(encoding, command.startsWith('dsyms') ? 'identity' : 'gzip');
      }
    });
  }

  it('with the Git data of a repository', async (t) => {
    const intake = await freshIntake(t, { strict: true });
    const { git, datadogCi } = await project(t, intake);
    await git('init -q .');
    await git('remote add origin https://user:secret@github.com/acme/proj.git');
    await git('add src dist');
    await git('-c user.name=a -c user.email=a@b.c commit -q -m first');
    const hash = (await git('rev-parse HEAD')).text.trim();
    for (const command of [SOURCEMAPS, 'git-metadata upload --no-gitsync']) {
      const { code, text } = await datadogCi(command);
      assert.equal(code, 0, text);
    }
    const [map, repository] = await intake.uploads();
    assert.equal(map.type, 'js_sourcemap');
    assert.equal(repository.type, 'repository');
    for (const { event, dir } of [map, repository]) {
      assert.equal(event?.git_commit_sha, hash);
      assert.equal(event?.git_repository_url, 'https://github.com/acme/proj.git');
      const { data } = JSON.parse(await readFile(join(dir, 'repository'), 'utf8'));
      assert.equal(data[0].hash, hash);
    }
    const files = await Promise.all(
      (await filesIn(intake.dir)).map((file) => readFile(join(intake.dir, file))),
    );
    assert.ok(!Buffer.concat(files).includes(KEY));
  });

  it('which tries again after a 503', async (t) => {
    const intake = await freshIntake(t, { faults: ['503:times=1'] });
    const { datadogCi } = await project(t, intake);
    const { code, text } = await datadogCi(`${SOURCEMAPS} --disable-git`);
    assert.equal(code, 0, text);
    assert.match(text, /\[attempt 1\] Retrying/);
    assert.equal((await intake.uploads()).length, 1);
    assert.ok((await filesIn(intake.dir)).includes('refused/0001-503/request.json'));
  });

  it('which ends with 1 when its key is wrong', async (t) => {
    const intake = await freshIntake(t, { requireKey: 'another' });
    const { datadogCi } = await project(t, intake);
    const { code, text } = await datadogCi(`${SOURCEMAPS} --disable-git`);
    assert.equal(code, 1, text);
    assert.deepEqual(await intake.uploads(), []);
  });
});
