/** The metadata of repositories in order. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { codes, ENV, files, git, impostor, read, repository, sandbox } from './git-sandbox.js';

const home = sandbox();
const notWindows = { skip: process.platform === 'win32' };
const SHA = '0123456789abcdef0123456789abcdef01234567';

test('a plain repository tells all, and nothing has to be said', async () => {
  const dir = repository(join(home, 'plain'), { files: ['src/b.ts', 'a.ts'] });
  assert.deepEqual(await read(dir), {
    repositoryUrl: 'https://h.example/o/r.git',
    commitSha: git(dir, 'rev-parse', 'HEAD'),
    origin: { repositoryUrl: 'git', commitSha: 'git' },
    root: dir,
    lsFiles: Buffer.from('a.ts\0src/b.ts\0'),
    issues: [],
  });
});

test('file names arrive as they are', notWindows, async () => {
  const names = [
    ' lead',
    'a b.ts',
    'back\\slash',
    'new\nline',
    'quo"te',
    "tick'",
    'ü/é.ts',
    '🚀.ts',
    '-n',
    '[id].tsx',
    ':x',
  ];
  const dir = repository(join(home, 'names'), { files: names });
  assert.deepEqual(new Set(files(await read(dir))), new Set(names));
});

test('a directory below gives the whole repository', async () => {
  const dir = repository(join(home, 'below'), {
    files: ['a.ts', 'packages/p/b.ts', 'packages/q/c.ts'],
  });
  mkdirSync(join(dir, 'packages/p/dist'));
  for (const below of ['packages', 'packages/p', 'packages/p/dist']) {
    const result = await read(join(dir, below));
    assert.deepEqual(files(result), ['a.ts', 'packages/p/b.ts', 'packages/q/c.ts']);
    assert.equal(result.root, dir);
    assert.equal(result.repositoryUrl, 'https://h.example/o/r.git');
  }
});

test('a repository may have any name', notWindows, async () => {
  const dir = repository(join(home, 'a "q"\nü 🚀 '));
  const result = await read(dir);
  assert.equal(result.root, dir);
  assert.deepEqual(files(result), ['a.ts']);
  symlinkSync(dir, join(home, 'link'));
  assert.equal((await read(join(home, 'link'))).root, dir);
});

test('what is tracked is listed, and nothing else', async () => {
  const dir = repository(join(home, 'tracked'), { files: ['a.ts', 'b.ts', 'gone.ts'] });
  writeFileSync(join(dir, 'new.ts'), '');
  rmSync(join(dir, 'gone.ts'));
  git(dir, 'rm', '-q', 'b.ts');
  assert.deepEqual(files(await read(dir)), ['a.ts', 'gone.ts']);
});

test('an empty commit has a list, and it is empty', async () => {
  assert.deepEqual(files(await read(repository(join(home, 'empty'), { files: [] }))), []);
});

test('a list longer than a pipe arrives whole', async () => {
  const names = Array.from({ length: 3000 }, (_, i) => `${'long-name-'.repeat(10)}${i}.ts`);
  const dir = repository(join(home, 'many'), { files: names });
  assert.deepEqual(files(await read(dir)), names.sort());
});

test('a detached HEAD is a commit', async () => {
  const dir = repository(join(home, 'detached'));
  const first = git(dir, 'rev-parse', 'HEAD');
  git(dir, 'commit', '-q', '--allow-empty', '-m', 'second');
  git(dir, 'checkout', '-q', '--detach', first);
  const result = await read(dir);
  assert.equal(result.commitSha, first);
  assert.deepEqual(result.issues, []);
});

test('a worktree has its own commit, a submodule its own everything', async () => {
  const library = repository(join(home, 'library'), {
    files: ['lib.ts'],
    remotes: { origin: 'https://h.example/lib' },
  });
  const dir = repository(join(home, 'with-submodule'));
  const first = git(dir, 'rev-parse', 'HEAD');
  git(dir, 'submodule', '--quiet', 'add', library, 'vendor/lib');
  git(dir, 'commit', '-q', '-m', 'add the library');
  git(dir, 'worktree', 'add', '-q', '--detach', join(home, 'worktree'), first);

  const worktree = await read(join(home, 'worktree'));
  assert.equal(worktree.commitSha, first);
  assert.equal(worktree.root, join(home, 'worktree'));
  assert.equal(worktree.repositoryUrl, 'https://h.example/o/r.git');
  assert.deepEqual(files(worktree), ['a.ts']);

  const submodule = await read(join(dir, 'vendor/lib'));
  assert.equal(submodule.commitSha, git(library, 'rev-parse', 'HEAD'));
  assert.equal(submodule.root, join(dir, 'vendor/lib'));
  assert.equal(submodule.repositoryUrl, library);
  assert.deepEqual(files(submodule), ['lib.ts']);

  assert.deepEqual(files(await read(dir)), ['.gitmodules', 'a.ts', 'vendor/lib']);
});

test('the remote is origin, or the one that clones are named after, or the first', async () => {
  const remotes = {
    zoo: 'https://z.example/r',
    origin: 'https://o.example/r',
    fork: 'https://f.example/r',
  };
  const dir = repository(join(home, 'remotes'), { remotes });
  const url = async () => (await read(dir)).repositoryUrl;
  assert.equal(await url(), 'https://o.example/r');
  git(dir, 'config', 'clone.defaultRemoteName', 'zoo');
  assert.equal(await url(), 'https://z.example/r');
  git(dir, 'config', 'clone.defaultRemoteName', 'gone');
  assert.equal(await url(), 'https://f.example/r');
  git(dir, 'config', '--unset', 'clone.defaultRemoteName');
  git(dir, 'remote', 'remove', 'origin');
  assert.equal(await url(), 'https://f.example/r');
});

test('the URL is the one for pushing, with the rewriting of git', async () => {
  const dir = repository(join(home, 'push'));
  git(dir, 'config', 'url.https://rewritten.example/.insteadOf', 'https://h.example/');
  assert.equal((await read(dir)).repositoryUrl, 'https://rewritten.example/o/r.git');
  git(dir, 'remote', 'set-url', '--push', 'origin', 'git@push.example:o/r.git');
  assert.equal((await read(dir)).repositoryUrl, 'git@push.example:o/r.git');
});

test('a remote without a URL is passed over', async () => {
  const dir = repository(join(home, 'half-remote'), { remotes: { real: 'https://h.example/r' } });
  git(dir, 'config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  assert.equal((await read(dir)).repositoryUrl, 'https://h.example/r');
});

test('options go before variables, variables before git, each value by itself', async () => {
  const dir = repository(join(home, 'precedence'));
  const head = git(dir, 'rev-parse', 'HEAD');
  const env = {
    ...ENV,
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'o/ci',
    GITHUB_SHA: SHA,
  };
  const dd = { DD_GIT_REPOSITORY_URL: 'https://dd.example/r', DD_GIT_COMMIT_SHA: 'DD'.repeat(20) };
  const option = { repositoryUrl: ' https://option.example/r ', commitSha: 'C'.repeat(40) };
  /** @param {Parameters<typeof read>[1]} options */
  const short = async (options) => {
    const { repositoryUrl, commitSha, origin, lsFiles, issues } = await read(dir, {
      env,
      ...options,
    });
    return [
      repositoryUrl,
      origin.repositoryUrl,
      commitSha,
      origin.commitSha,
      Boolean(lsFiles),
      issues.length,
    ];
  };
  const git_ = ['https://h.example/o/r.git', 'git'];
  assert.deepEqual(await short({}), [...git_, head, 'git', true, 0]);
  assert.deepEqual(await short({ commitSha: option.commitSha }), [
    ...git_,
    'c'.repeat(40),
    'option',
    true,
    0,
  ]);
  assert.deepEqual(
    await short({ env: { ...env, DD_GIT_REPOSITORY_URL: dd.DD_GIT_REPOSITORY_URL } }),
    ['https://dd.example/r', 'DD_GIT_REPOSITORY_URL environment', head, 'git', true, 0],
  );
  assert.deepEqual(await short({ env: { ...env, ...dd } }), [
    'https://dd.example/r',
    'DD_GIT_REPOSITORY_URL environment',
    'dd'.repeat(20),
    'DD_GIT_COMMIT_SHA environment',
    false,
    0,
  ]);
  assert.deepEqual(await short({ env: { ...env, ...dd }, ...option }), [
    'https://option.example/r',
    'option',
    'c'.repeat(40),
    'option',
    false,
    0,
  ]);
  // what is empty is not given
  const empty = { DD_GIT_REPOSITORY_URL: ' ', DD_GIT_COMMIT_SHA: '' };
  assert.deepEqual(await short({ env: { ...env, ...empty }, repositoryUrl: '', commitSha: ' ' }), [
    ...git_,
    head,
    'git',
    true,
    0,
  ]);
});

test('a commit given as an option is left for the check of the event to judge', async () => {
  const dir = repository(join(home, 'short-option'));
  const result = await read(dir, { repositoryUrl: 'https://h.example/r', commitSha: 'abc1234' });
  assert.equal(result.commitSha, 'abc1234');
  assert.deepEqual(result.issues, []);
});

test('with both given by hand git is not run', notWindows, async () => {
  const marker = join(home, 'ran');
  const env = impostor(join(home, 'marking'), `echo ran >> '${marker}'; exit 1`);
  await read(home, { env, repositoryUrl: 'https://h.example/r', commitSha: SHA });
  assert.equal(existsSync(marker), false);
  await read(home, { env, repositoryUrl: 'https://h.example/r' });
  assert.equal(existsSync(marker), true);
});

test(
  'git is run without prompt, lock and translation, in the environment given',
  notWindows,
  async () => {
    const out = join(home, 'environment');
    const env = impostor(join(home, 'telling'), `env > '${out}'; exit 1`);
    await read(home, {
      env: {
        ...env,
        LC_ALL: 'de_DE.UTF-8',
        LANGUAGE: 'de',
        GIT_TERMINAL_PROMPT: '1',
        MINE: 'kept',
      },
    });
    const lines = readFileSync(out, 'utf8').split('\n');
    for (const line of ['GIT_OPTIONAL_LOCKS=0', 'GIT_TERMINAL_PROMPT=0', 'LC_ALL=C', 'MINE=kept']) {
      assert.ok(lines.includes(line), line);
    }
  },
);

test('a repository cannot have a program of its own run', notWindows, async () => {
  const dir = repository(join(home, 'hostile'));
  const marker = join(home, 'hooked');
  impostor(join(home, 'hook'), `echo hooked > '${marker}'`);
  git(dir, 'config', 'core.fsmonitor', join(home, 'hook', 'git'));
  assert.deepEqual(codes(await read(dir)), []);
  assert.equal(existsSync(marker), false);
});

test('credentials are in no part of the result', async () => {
  const secret = 'S3CRET';
  const url = `https://user:${secret}@h.example/o/r.git`;
  const dir = repository(join(home, 'secret'), { remotes: { origin: url } });
  const broken = impostor(
    join(home, 'leaking'),
    `echo "fatal: cannot read '${url}'" >&2; exit 128`,
  );
  const results = [
    [await read(dir), 'git'],
    [await read(dir, { repositoryUrl: url }), 'option'],
    [
      await read(dir, { env: { ...ENV, DD_GIT_REPOSITORY_URL: url } }),
      'DD_GIT_REPOSITORY_URL environment',
    ],
    [
      await read(home, { env: { ...ENV, GITLAB_CI: 'true', CI_REPOSITORY_URL: url } }),
      'GitLab CI environment',
    ],
    ...(process.platform === 'win32'
      ? []
      : [[await read(dir, { env: broken, repositoryUrl: url }), 'option']]),
  ];
  for (const [result, origin] of /** @type {Array<[Awaited<ReturnType<typeof read>>, string]>} */ (
    results
  )) {
    assert.equal(result.repositoryUrl, 'https://h.example/o/r.git');
    assert.equal(result.origin.repositoryUrl, origin);
    assert.ok(!JSON.stringify(result).includes(secret), origin);
  }
});
