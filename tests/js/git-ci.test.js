/** What CI systems tell where there is no git. */

import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CASES, OTHER, SHA } from './git-ci-cases.js';
import { codes, ENV, read, repository, sandbox } from './git-sandbox.js';

const home = sandbox();

/** The rows of the core's table: the provider's name, and the variables that it is known by. */
const PROVIDERS = Array.from(
  readFileSync(new URL('../../src/repository/ci.rs', import.meta.url), 'utf8').matchAll(
    /\bprovider\("([^"]+)", &\[([^\]]+)\]/g,
  ),
  ([, name = '', marks = '']) => ({
    name,
    marks: Array.from(marks.matchAll(/"(\w+)/g), ([, variable = '']) => variable),
  }),
);

/** A checkout without its .git, as a Docker build or a host's builder has it. */
const bare = repository(join(home, 'copy'));
rmSync(join(bare, '.git'), { recursive: true });

for (const [name, env, url] of CASES) {
  test(`${name}${url ? `, ${url}` : ', the commit only'}`, async () => {
    const result = await read(bare, { env: { ...ENV, ...env } });
    const origin = `${name} environment`;
    assert.equal(result.repositoryUrl, url);
    assert.equal(result.commitSha, SHA);
    assert.deepEqual(result.origin, { repositoryUrl: url && origin, commitSha: origin });
    assert.deepEqual(codes(result), [
      'git-not-a-repository',
      ...(url ? [] : ['git-no-source-links']),
    ]);
    assert.ok(!JSON.stringify(result).includes('S3CRET'));
  });
}

test('every provider of the table is judged here', () => {
  assert.ok(PROVIDERS.length > 30);
  assert.deepEqual(
    new Set(PROVIDERS.map(({ name }) => name)),
    new Set(CASES.map(([name]) => name)),
  );
});

test('variables that look like a provider’s tell nothing without its mark', async () => {
  const marks = new Set(PROVIDERS.flatMap(({ marks }) => marks));
  for (const [name, env] of CASES) {
    const unmarked = Object.fromEntries(
      Object.entries(env).filter(([variable]) => !marks.has(variable)),
    );
    const result = await read(bare, { env: { ...ENV, ...unmarked } });
    assert.deepEqual([result.repositoryUrl, result.commitSha], [undefined, undefined], name);
  }
});

test('git goes before the environment, which fills what git does not know', async () => {
  const env = {
    ...ENV,
    CIRCLECI: 'true',
    CIRCLE_REPOSITORY_URL: 'https://ci.example/r',
    CIRCLE_SHA1: SHA,
  };
  const whole = await read(repository(join(home, 'whole')), { env });
  assert.deepEqual(whole.origin, { repositoryUrl: 'git', commitSha: 'git' });
  const part = await read(repository(join(home, 'part'), { remotes: {} }), { env });
  assert.deepEqual(part.origin, { repositoryUrl: 'CircleCI environment', commitSha: 'git' });
  assert.equal(part.repositoryUrl, 'https://ci.example/r');
  assert.deepEqual(codes(part), ['git-no-remote']);
});

test('DD_GIT variables go before those of the provider', async () => {
  const env = {
    ...ENV,
    CIRCLECI: 'true',
    CIRCLE_REPOSITORY_URL: 'https://ci.example/r',
    CIRCLE_SHA1: SHA,
    DD_GIT_COMMIT_SHA: OTHER,
  };
  const result = await read(bare, { env });
  assert.equal(result.commitSha, OTHER);
  assert.deepEqual(result.origin, {
    repositoryUrl: 'CircleCI environment',
    commitSha: 'DD_GIT_COMMIT_SHA environment',
  });
});

test('a commit that is none is told and passed over', async () => {
  for (const value of ['HEAD', 'abc1234', `${SHA}0`, 'a'.repeat(64), '12345']) {
    const env = {
      ...ENV,
      BUILDKITE: 'true',
      BUILDKITE_REPO: 'https://h.example/r',
      BUILDKITE_COMMIT: value,
    };
    const alone = await read(bare, { env });
    assert.equal(alone.commitSha, undefined);
    const told = value.length === 64 ? 'git-sha256' : 'git-commit-unusable';
    assert.deepEqual(codes(alone), ['git-not-a-repository', told, 'git-no-source-links']);
    assert.ok(alone.issues[1]?.message.includes('Buildkite environment'));

    const next = await read(bare, { env: { ...env, NETLIFY: 'true', COMMIT_REF: SHA } });
    assert.deepEqual(next.origin, {
      repositoryUrl: 'Buildkite environment',
      commitSha: 'Netlify environment',
    });

    const variable = await read(repository(join(home, `v-${value}`)), {
      env: { ...ENV, DD_GIT_COMMIT_SHA: value },
    });
    assert.equal(variable.origin.commitSha, 'git');
    assert.deepEqual(codes(variable), [told]);
  }
});

test('a template of which a variable is missing gives no URL', async () => {
  const env = { ...ENV, GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'o/r', GITHUB_SHA: SHA };
  assert.equal((await read(bare, { env })).repositoryUrl, undefined);
  assert.equal(
    (await read(bare, { env: { ...env, GITHUB_SERVER_URL: '' } })).repositoryUrl,
    undefined,
  );
});
