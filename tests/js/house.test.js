// What the shim must not know: which type an upload is of, and what a finding is called. Both are for the core to decide by.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { start } from '../../pkg/core/index.js';
import { RULES } from '../../pkg/report/declared-rules.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string[]} patterns @returns {[file: string, text: string][]} */
function sources(...patterns) {
  const listed = execFileSync('git', ['ls-files', '-z', ...patterns], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const files = listed.split('\0').filter(Boolean);
  assert.ok(files.length > 50, `only ${files.length} files`);
  return files.map((file) => [file, readFileSync(`${ROOT}/${file}`, 'utf8')]);
}

/** The transcription of the contract, independent on purpose; the command lines of another tool; what is generated. */
const KNOWS_TYPES = /^pkg\/(?:intake\/|cli\/datadog-ci|(?:core|options)\/declared)|^src\/types\//;

test('the names of upload types stand in their declarations alone', async () => {
  const types = (await start()).types().map(({ name }) => name);
  // a word like others, and the name of a part
  const names = types.filter((name) => name !== 'repository');
  const found = [];
  for (const [file, text] of sources('pkg/**/*.js', 'src/**/*.rs')) {
    if (KNOWS_TYPES.test(file)) continue;
    const code = file.endsWith('.rs') ? text.split('#[cfg(test)]')[0] : text;
    for (const name of names) if (code?.includes(name)) found.push(`${file}: ${name}`);
  }
  assert.deepEqual(found, []);
});

test('no code of a finding decides anything in the shim', () => {
  const codes = new Set(RULES.map(({ code }) => code));
  assert.ok(codes.size > 150);
  const found = [];
  for (const [file, text] of sources('pkg/**/*.js', 'www/**/*.js', 'www/**/*.jsx')) {
    if (/^pkg\/(?:intake\/|report\/declared)/.test(file)) continue;
    // to make a finding, or an error that is one, its code is given
    const made =
      /\bfinding\(\s*'[\w-]+'|\bnew \w+Error\(\s*'[\w-]+'|\bsuper\('[\w-]+'|\bsay\(\{ code: '[\w-]+'|\?\? '[\w-]+'/g;
    for (const [, word = ''] of text.replace(made, '').matchAll(/'([a-z]+(?:-[a-z0-9]+)+)'/g)) {
      if (codes.has(word)) found.push(`${file}: ${word}`);
    }
  }
  assert.deepEqual(found, []);
});
