// `react-native codepush`, by mapship and by the unmodified datadog-ci, with the same history: what arrives is the same. App
// Center's command line is a shell script.
import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { ID, MAP, common, comparable, official } from './react-native-world.js';
import { CLEAN, folder, intake, mapship } from './world.js';

/** @import { TestContext } from 'node:test' */

/** Stands in for App Center's command line. @param {unknown} history @param {number} [code] */
function appcenter(history, code = 0) {
  const text = typeof history === 'string' ? history : JSON.stringify(history);
  return `#!/bin/sh
[ "$*" = "codepush deployment history Production --app acme/shop --output json" ] || exit 9
cat <<'END' ${code === 0 ? '' : '>&2'}
${text}
END
exit ${code}
`;
}

/** @param {TestContext} t @param {string} script @param {string} flags */
async function codepush(t, script, flags) {
  const made = {
    'bin/appcenter': script,
    'out/m.map': JSON.stringify({ ...MAP, debugId: ID }),
  };
  const ends = [];
  for (const client of [mapship, official]) {
    const { url, uploads } = await intake(t);
    const dir = await folder(t, made);
    await chmod(path.join(dir, 'bin/appcenter'), 0o755);
    const end = await client(['react-native', 'codepush', ...flags.split(' ')], {
      cwd: dir,
      env: { ...common(url), PATH: `${path.join(dir, 'bin')}${path.delimiter}${CLEAN.PATH}` },
    });
    const text = JSON.stringify(await Promise.all((await uploads()).map(comparable)));
    ends.push({ ...end, arrived: JSON.parse(text.replaceAll(dir, '<app>')) });
  }
  const [ours, theirs] = /** @type {[(typeof ends)[0], (typeof ends)[0]]} */ (ends);
  const told = `${ours.stdout}${ours.stderr}\n--- datadog-ci:\n${theirs.stdout}${theirs.stderr}`;
  return { ours, theirs, told };
}

const FLAGS =
  '--platform android --service shop --sourcemap out/m.map --app acme/shop --deployment Production';

/** @type {[what: string, history: unknown, flags: string, version: string][]} */
const PUSHED = [
  [
    'the newest of two',
    [
      ['v1', 'then', '1.0.0'],
      ['v2', 'now', '1.2.0', 'x'],
    ],
    FLAGS,
    '1.2.0-codepush.v2',
  ],
  [
    'for a range of versions, with a build and a bundle',
    [['v7', 'now', '>= 2.0.1']],
    `${FLAGS} --build-version 12 --bundle out/index.js --project-path /p --disable-git`,
    '2.0.1-codepush.v7',
  ],
];

for (const [what, history, flags, version] of PUSHED) {
  test(`codepush, the same requests: ${what}`, async (t) => {
    const { ours, theirs, told } = await codepush(t, appcenter(history), flags);
    assert.equal(ours.code, 0, told);
    assert.equal(theirs.arrived.length, 1, told);
    assert.deepEqual(ours.arrived, theirs.arrived, told);
    assert.equal(ours.arrived[0].event.version, version);
  });
}

/** @type {[what: string, script: string, said: RegExp][]} */
const NO_HISTORY = [
  ['nothing pushed', appcenter([]), /nothing has been pushed/],
  ['no history', appcenter('{"errorMessage":"not logged in"}', 1), /not logged in/],
  ['not JSON', appcenter('hello'), /unknown form/],
  ['a version of words', appcenter([['v1', 'now', 'latest']]), /unknown form/],
];

for (const [what, script, said] of NO_HISTORY) {
  test(`codepush fails as datadog-ci does: ${what}`, async (t) => {
    const { ours, theirs, told } = await codepush(t, script, FLAGS);
    assert.notEqual(theirs.code, 0, told);
    assert.equal(ours.code, 2, told);
    assert.match(ours.stderr, said);
    assert.deepEqual([ours.arrived, theirs.arrived], [[], []]);
  });
}

test('codepush says that App Center is not installed', async (t) => {
  const dir = await folder(t, { 'm.map': JSON.stringify(MAP) });
  const args = FLAGS.replace('out/', '').split(' ');
  const end = await mapship(['react-native', 'codepush', ...args], {
    cwd: dir,
    env: { PATH: dir },
  });
  assert.equal(end.code, 2);
  assert.match(end.stderr, /it is not installed[^]*--release-version <version>-codepush.<label>/);
});
