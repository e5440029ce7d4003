// Names and replies of others: a terminal shows them and obeys none, and no CI system takes them for a command.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';

import { CLEAN, folder, MAP, mapship, SCRIPT } from './world.js';

const KEY = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const ATTACK =
  'a\u001b]0;owned\u0007\u001b[8m\u202e\u009b2J\u007f\u{e0041}\r\n##vso[task.complete]\n::error::b##teamcity[x]';
const FLAGS = ['--service', 's', '--release-version', '1', '--minified-path-prefix', '/'];

/** Colours of ours. */
const OWN = /\u001b\[(?:[12]|22|3[1236]|39)m/g;

/** @param {string} text @param {string} where */
function assertTame(text, where) {
  const shown = text.replace(/[\n\t]/g, '');
  assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\u2028\u2029]/u, where);
  // an annotation is a command already, and holds no other
  const others = text.replace(/^::(?:error|warning|notice) .*$/gm, '');
  assert.doesNotMatch(others, /##\w*\[/, where);
}

/** @returns {Record<string, string>} */
const build = () => ({
  [`dist/${ATTACK}.js`]: SCRIPT.replace('app.js.map', `${encodeURIComponent(ATTACK)}.js.map`),
  [`dist/${ATTACK}.js.map`]: MAP.replace('"app.js"', JSON.stringify(ATTACK)),
  [`dist/${ATTACK}.js.map.map`]: '{"version":3,',
  // the text around a place is shown
  'dist/cut.js.map': `{"version":3,"file":"${ATTACK}" "${ATTACK}"}`,
  [`dist/${ATTACK}/mapping.txt`]: `a.B -> c.d:\n${ATTACK}\n`,
});

/** @type {[name: string, args: string[], env?: Record<string, string>][]} */
const RUNS = [
  ['a check', ['check', 'dist']],
  ['a look', ['inspect', 'dist']],
  ['a dry run', ['upload', 'dist', '--dry-run', ...FLAGS]],
  ['an upload', ['upload', 'dist', ...FLAGS, '--max-retries', '0']],
  [
    'a stack trace',
    ['explain', `at ${ATTACK} (https://a.test/${ATTACK}.js:1:1)`, '--files', 'dist'],
  ],
  ['a doctor', ['doctor', 'dist', '--service', ATTACK, '--release-version', ATTACK]],
  ['a flag that there is not', ['check', 'dist', `--${ATTACK}`]],
  ['a flag before the command', [`--${ATTACK}`]],
  ['a command that there is not', [ATTACK]],
  ['a word that is in no help', ['help', ATTACK]],
  ['a value that is none', ['upload', 'dist', '--max-retries', ATTACK]],
  ['a choice that is none', ['upload', 'dist', '--type', ATTACK]],
  ['a folder that is not there', ['check', ATTACK]],
  ['a config that is not there', ['check', '--config', `${ATTACK}.json`]],
  ['a target that is not there', ['check', '--config', 'c.json', '--target', ATTACK]],
  ['a report that is none', ['check', 'dist', '--report', `${ATTACK}=x`]],
  ['a report where there is no folder', ['check', 'dist', '--report', `junit=${ATTACK}x/y`]],
  ['a receipt that is none', ['upload', 'dist', ...FLAGS, '--receipt', `${ATTACK}.json`]],
  ['a site that is none', ['upload', 'dist', ...FLAGS, '--site', `${ATTACK}.test`]],
  ['variables', ['doctor'], { DD_SITE: `${ATTACK}.test`, HTTPS_PROXY: ATTACK }],
  ['a manifest', ['ppdb-symbols', 'upload', 'dist', '--service', 's', '--version', ATTACK]],
  ['an intake that is busy', ['intake', '--dir', `${ATTACK}.json/x`, '--port', '0']],
];

for (const [name, args, env = {}] of RUNS) {
  test(`the bytes of others reach no terminal raw by ${name}`, async (t) => {
    const cwd = await folder(t, {
      ...build(),
      'c.json': JSON.stringify({ targets: [{ name: ATTACK.slice(1), path: 'dist' }] }),
      [`${ATTACK}.json`]: JSON.stringify({ [ATTACK]: ATTACK, receipt: ATTACK }),
    });
    const server = createServer((request, response) => {
      const errors = [ATTACK, { [ATTACK]: ATTACK }];
      request.resume().on('end', () => response.writeHead(400).end(JSON.stringify({ errors })));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    t.after(() => server.close());
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    for (const [how, more, flags] of /** @type {[string, Record<string, string>, string[]][]} */ ([
      ['plainly', {}, []],
      ['as JSON', {}, ['--json']],
      ['in colours', { FORCE_COLOR: '1' }, []],
      ['on GitHub', { GITHUB_ACTIONS: 'true', MAPSHIP_DEBUG: '1' }, []],
    ])) {
      if (flags.length > 0 && name === 'an intake that is busy') continue;
      const { stdout, stderr, code } = await mapship([...args, ...flags], {
        cwd,
        env: {
          DD_API_KEY: KEY,
          DATADOG_SOURCEMAP_INTAKE_URL: env.DD_SITE ? '' : `http://127.0.0.1:${port}`,
          ...env,
          ...more,
        },
      });
      assert.notEqual(code, 1, stderr);
      for (const text of [stdout, stderr]) {
        assertTame(how === 'in colours' ? text.replace(OWN, '') : text, `${name}, ${how}`);
      }
      if (how === 'on GitHub') {
        // annotations are commands that are meant
        const meant = /^::(?:error|warning|notice) [^:]*::/;
        const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => /^\s*::/.test(line));
        for (const line of lines) assert.match(line, meant);
        assert.ok(!lines.some((line) => line.startsWith('::error::')), lines.join('\n'));
      }
      if (how === 'as JSON' && stdout !== '') assert.ok(JSON.parse(stdout));
    }
  });
}

test('what is printed as JSON means what it meant', async (t) => {
  const cwd = await folder(t, build());
  const { json } = await mapship(['check', 'dist', '--json'], { cwd });
  const paths = json().files.map((/** @type {{ path: string }} */ file) => file.path);
  assert.ok(paths.includes(path.join('dist', `${ATTACK}.js.map`)), JSON.stringify(paths));
});

test('a key of the environment is printed in no form, whoever says it', async (t) => {
  const url = Array.from(KEY, (letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
  const base64 = Buffer.from(KEY).toString('base64');
  const cwd = await folder(t, { [`dist/${KEY}.js.map`]: '{"version":3,', 'dist/a.js': 'a()' });
  for (const args of [
    ['check', 'dist'],
    ['check', 'dist', '--json'],
    ['explain', `at ${KEY} (https://a.test/${url}.js:1:1)`, '--files', 'dist'],
    ['check', `${KEY.toUpperCase()}/x`],
    ['check', `x/${base64}`],
    [`${KEY}`],
    ['upload', 'dist', ...FLAGS, '--dry-run', '--minified-path-prefix', `https://a.test/${url}`],
    ['doctor', 'dist', '--service', KEY],
  ]) {
    const { stdout, stderr } = await mapship(args, {
      cwd,
      env: { ...CLEAN, DD_API_KEY: KEY, GITHUB_ACTIONS: 'true' },
    });
    const said = (stdout + stderr).toLowerCase();
    for (const form of [KEY, url, base64.toLowerCase().slice(0, 40)]) {
      assert.ok(!said.includes(form), `${args.join(' ')}: ${said}`);
    }
    assert.ok(said.includes('[api key]'), `${args.join(' ')}: ${said}`);
  }
});
