// Remedies name what the reader can use where they are: a flag on the command line, an option in the API and in plugins.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';

import { check, upload } from 'mapship';

import { RULES } from '../../pkg/report/declared-rules.js';
import { folder, mapship } from './world.js';

const BUILD = {
  'dist/a.js': 'a();\n//# sourceMappingURL=a.js.map\n',
  'dist/a.js.map': JSON.stringify({
    version: 3,
    sources: ['a.js'],
    sourcesContent: ['a();'],
    names: [],
    mappings: 'AAAA',
  }),
};

/** @param {import('mapship').Report} report @param {string} code */
const helpOf = ({ files, issues }, code) =>
  [...issues, ...files.flatMap((file) => file.issues)].find((issue) => issue.code === code)?.help;

test('a field that is made of an option is asked for by that', async (t) => {
  const cwd = await folder(t, BUILD);
  const given = { service: 'web', version: '1.4.2' };
  const report = await check(path.join(cwd, 'dist'), given);
  assert.equal(helpOf(report, 'event-field-missing'), 'give the option minifiedPathPrefix');
  const flags = ['--service', 'web', '--release-version', '1.4.2'];
  const told = (await mapship(['check', 'dist', ...flags, '--json'], { cwd })).json();
  assert.match(helpOf(told, 'event-field-missing') ?? '', /^give --minified-path-prefix/);
});

test('an option in a remedy is a flag on the command line', async (t) => {
  const cwd = await folder(t, { 'dist/notes.txt': 'words' });
  const report = await check(path.join(cwd, 'dist/notes.txt'), {});
  assert.match(helpOf(report, 'nothing-found') ?? '', /by the option type: /);
  const told = (await mapship(['check', 'dist/notes.txt', '--json'], { cwd })).json();
  assert.match(helpOf(told, 'nothing-found') ?? '', /by --type: /);
  await assert.rejects(upload(path.join(cwd, 'dist'), { git: false }), (error) => {
    assert.match(/** @type {any} */ (error).help, /DD_API_KEY.*\(the option dryRun\)/);
    return true;
  });
});

test('no remedy names a flag by itself: whoever is not on a command line has none', () => {
  // what is listed names both, made from the declaration; commands of other programs are theirs
  const own =
    /(?<![\w-])--(?:minified-path-prefix|service|release-version|type|against|page|header|after-upload|receipt|dry-run|wait)\b/g;
  for (const { code, message, help } of RULES) {
    for (const text of [message, help]) {
      for (const [flag] of text.matchAll(own)) {
        assert.match(text, new RegExp(`${flag}, or the option `), code);
      }
    }
  }
});
