/** The metadata of repositories that tell too little: never an exception, always a reason. */

import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { codes, ENV, files, git, impostor, read, repository, sandbox } from './git-sandbox.js';

const home = sandbox();
const notWindows = { skip: process.platform === 'win32' };
const LOST = 'git-no-source-links';
const URL = 'https://h.example/o/r.git';
const SHA = '0123456789abcdef0123456789abcdef01234567';

/** @param {Awaited<ReturnType<typeof read>>} result @param {string} code */
const noteOf = ({ issues }, code) =>
  issues.find((issue) => issue.code === code) ?? assert.fail(`no ${code}`);

/** Every note has all its members, and what is lost is said once. @param {Awaited<ReturnType<typeof read>>} result */
function assertSaid(result) {
  for (const { code, severity, message, help } of result.issues) {
    assert.match(code, /^git-[a-z0-9-]+$/);
    assert.match(severity, /^(note|warning)$/);
    assert.ok(message.length > 10 && help.length > 10, code);
  }
  const lost = result.issues.filter(({ message }) =>
    message.includes('stack traces will not link to source lines'),
  );
  assert.equal(lost.length, result.repositoryUrl && result.commitSha ? 0 : 1);
}

test('no repository', async () => {
  const dir = join(home, 'nothing');
  mkdirSync(dir);
  const result = await read(dir);
  assert.deepEqual(codes(result), ['git-not-a-repository', LOST]);
  assert.deepEqual(
    [result.repositoryUrl, result.commitSha, result.root, result.lsFiles],
    [undefined, undefined, undefined, undefined],
  );
  assert.deepEqual(result.origin, { repositoryUrl: undefined, commitSha: undefined });
  assert.match(
    noteOf(result, 'git-not-a-repository').message,
    /nothing is not in a git repository$/,
  );
  assert.match(noteOf(result, LOST).message, /does not know the repository URL and the commit;/);
  assert.match(noteOf(result, LOST).help, /DD_GIT_REPOSITORY_URL/);
  assertSaid(result);
});

test('one of the two', async () => {
  const dir = join(home, 'one-of-two');
  mkdirSync(dir);
  const url = await read(dir, { repositoryUrl: URL });
  assert.match(noteOf(url, LOST).message, /does not know the commit;/);
  assertSaid(url);
  const sha = await read(dir, { commitSha: SHA });
  assert.match(noteOf(sha, LOST).message, /does not know the repository URL;/);
  assertSaid(sha);
});

test('no remote', async () => {
  const dir = repository(join(home, 'no-remote'), { remotes: {} });
  const result = await read(dir);
  assert.deepEqual(codes(result), ['git-no-remote', LOST]);
  assert.equal(result.commitSha, git(dir, 'rev-parse', 'HEAD'));
  assert.deepEqual(files(result), ['a.ts']);
  assertSaid(result);
  assert.deepEqual(codes(await read(dir, { repositoryUrl: URL })), []);
});

test('no commit', async () => {
  const dir = join(home, 'no-commit');
  mkdirSync(dir);
  git(dir, 'init', '-q');
  git(dir, 'remote', 'add', 'origin', URL);
  const result = await read(dir);
  assert.deepEqual(codes(result), ['git-no-commit', LOST]);
  assert.equal(result.repositoryUrl, URL);
  assert.deepEqual(files(result), []);
  assertSaid(result);
  assert.deepEqual(codes(await read(dir, { commitSha: SHA })), []);
});

test('neither remote nor commit', async () => {
  const dir = join(home, 'fresh');
  mkdirSync(dir);
  git(dir, 'init', '-q');
  assert.deepEqual(codes(await read(dir)), ['git-no-remote', 'git-no-commit', LOST]);
});

test('a SHA-256 repository', async () => {
  const dir = join(home, 'sha256');
  mkdirSync(dir);
  git(dir, 'init', '-q', '--object-format=sha256');
  git(dir, 'remote', 'add', 'origin', URL);
  git(dir, 'commit', '-q', '--allow-empty', '-m', 'first');
  const result = await read(dir);
  assert.deepEqual(codes(result), ['git-sha256', LOST]);
  assert.equal(result.commitSha, undefined);
  assert.equal(result.origin.commitSha, undefined);
  assertSaid(result);
});

test('a shallow clone has all that is needed', async () => {
  const dir = repository(join(home, 'deep'));
  git(dir, 'commit', '-q', '--allow-empty', '-m', 'second');
  git(home, 'clone', '-q', '--depth=1', `file://${dir}`, 'shallow');
  const result = await read(join(home, 'shallow'));
  assert.deepEqual(codes(result), []);
  assert.equal(result.commitSha, git(dir, 'rev-parse', 'HEAD'));
  assert.deepEqual(files(result), ['a.ts']);
});

test('a bare repository, and the inside of .git', async () => {
  const dir = repository(join(home, 'worked'));
  git(home, 'clone', '-q', '--bare', dir, 'bare.git');
  for (const [cwd, url] of [
    [join(home, 'bare.git'), dir],
    [join(dir, '.git'), URL],
  ]) {
    const result = await read(cwd ?? '');
    assert.deepEqual(codes(result), ['git-bare']);
    assert.equal(result.repositoryUrl, url);
    assert.equal(result.commitSha, git(dir, 'rev-parse', 'HEAD'));
    assert.deepEqual([result.root, result.lsFiles], [undefined, undefined]);
  }
});

test('a repository of another user, with the remedy', async () => {
  const dir = repository(join(home, "not 'mine'"));
  const result = await read(dir, { env: { ...ENV, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } });
  assert.deepEqual(codes(result), ['git-unsafe-directory', LOST]);
  const { severity, help, message } = noteOf(result, 'git-unsafe-directory');
  assert.equal(severity, 'warning');
  assert.ok(message.includes(dir));
  assert.equal(
    help,
    `run: git config --global --add safe.directory '${dir.replaceAll("'", "'\\''")}'`,
  );
  assertSaid(result);
});

test('a repository of another user, as older gits say it', notWindows, async () => {
  const words = "fatal: unsafe repository ('/srv/r' is owned by someone else)";
  const env = impostor(join(home, 'git-2.36'), `echo "${words}" >&2; exit 128`);
  const result = await read(home, { env });
  assert.match(noteOf(result, 'git-unsafe-directory').help, /safe\.directory '\/srv\/r'$/);
});

test('a worktree whose repository was not copied along', async () => {
  const dir = repository(join(home, 'main'));
  git(dir, 'worktree', 'add', '-q', join(home, 'copied'));
  renameSync(dir, join(home, 'moved'));
  const result = await read(join(home, 'copied'));
  assert.deepEqual(codes(result), ['git-not-a-repository', LOST]);
  assert.ok(
    noteOf(result, 'git-not-a-repository').message.includes(join(dir, '.git/worktrees/copied')),
  );
});

test('no git program', async () => {
  const dir = repository(join(home, 'programless'));
  const empty = join(home, 'empty-path');
  mkdirSync(empty);
  const result = await read(dir, { env: { ...ENV, PATH: empty } });
  assert.deepEqual(codes(result), ['git-program-missing', LOST]);
  assertSaid(result);
});

test('no such directory, which is not the lack of a program', async () => {
  assert.deepEqual(codes(await read(join(home, 'gone'))), ['git-no-directory', LOST]);
});

test('a git that cannot be run, or fails with words of its own', notWindows, async () => {
  const words = impostor(
    join(home, 'odd'),
    'printf "fatal: \\033[31modd\\nhint: more\\n" >&2; exit 3',
  );
  const odd = await read(home, { env: words });
  assert.deepEqual(codes(odd), ['git-failed', LOST]);
  assert.equal(noteOf(odd, 'git-failed').message, 'git failed: fatal: \\u{1b}[31modd');
  const mute = await read(home, { env: impostor(join(home, 'mute'), 'kill -9 $$') });
  assert.deepEqual(codes(mute), ['git-failed', LOST]);
  assertSaid(mute);
});

test(
  'a git that fails on the commit without a word has not said that there is none',
  notWindows,
  async () => {
    const dir = repository(join(home, 'dying'));
    const real = git(home, '--exec-path');
    const script = `case "$*" in *HEAD*) exit 2;; esac\nexec '${real}/git' "$@"`;
    assert.deepEqual(codes(await read(dir, { env: impostor(join(home, 'dies'), script) })), [
      'git-failed',
      LOST,
    ]);
  },
);

test('a damaged repository says so once', async () => {
  const dir = repository(join(home, 'damaged'));
  rmSync(join(dir, '.git/HEAD'));
  const result = await read(dir);
  assert.deepEqual(codes(result), ['git-not-a-repository', LOST]);
});

test('a git that hangs is given up in time', notWindows, async () => {
  const env = impostor(join(home, 'slow'), 'exec sleep 60');
  const started = performance.now();
  const result = await read(home, { env, timeoutMs: 300 });
  assert.ok(performance.now() - started < 10_000);
  assert.deepEqual(codes(result), ['git-timeout', LOST]);
  assert.match(noteOf(result, 'git-timeout').message, /0\.3 s/);
  assertSaid(result);
});

test('a git that hangs half way keeps what it told, and says so once', notWindows, async () => {
  const real = git(home, '--exec-path');
  const dir = repository(join(home, 'half'));
  const env = impostor(
    join(home, 'half-slow'),
    `case "$*" in *ls-files*) exec sleep 60;; esac\nexec '${real}/git' "$@"`,
  );
  const result = await read(dir, { env, timeoutMs: 3000 });
  assert.deepEqual(codes(result), ['git-timeout']);
  assert.deepEqual([result.repositoryUrl, result.lsFiles], [URL, undefined]);
});

test('a list that is too long is left out', async () => {
  const dir = repository(join(home, 'long'), {
    files: Array.from({ length: 200 }, (_, i) => `some-name-${i}.ts`),
  });
  const result = await read(dir, { maxBytes: 1000 });
  assert.deepEqual(codes(result), ['git-output-too-large']);
  assert.equal(result.lsFiles, undefined);
  assert.equal(result.repositoryUrl, URL);
});

test('a cancelled reading rejects with the reason', notWindows, async () => {
  const reason = new Error('enough');
  const aborted = AbortSignal.abort(reason);
  await assert.rejects(read(home, { signal: aborted }), reason);
  await assert.rejects(read(home, { signal: aborted, repositoryUrl: URL, commitSha: SHA }), reason);
  const controller = new AbortController();
  const reading = read(home, {
    env: impostor(join(home, 'sleeping'), 'exec sleep 60'),
    signal: controller.signal,
  });
  const started = performance.now();
  setTimeout(() => controller.abort(reason), 100);
  await assert.rejects(reading, reason);
  assert.ok(performance.now() - started < 10_000);
});
