/** Which map belongs to which file, in real folders. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';

import { check } from 'mapship';

import { MAP, folder, mapship } from './world.js';

const link = (/** @type {string} */ url) => `call();\n//# sourceMappingURL=${url}\n`;
const ONE = '2f1d7f52-4e1b-4f7c-8c0d-2f4a5f6d8e91';
const OTHER = 'b359c38b-eb4b-472d-9dcc-a48f8734dc7a';

/**
 * Each upload that a folder makes: `map < minified` and the codes.
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} files
 */
async function pairs(t, files) {
  const dir = await folder(t, files);
  const report = await check(dir);
  return report.files.map(({ parts, issues }) => {
    const of = (/** @type {string} */ part) => {
      const file = parts.find((one) => one.part === part);
      return file ? path.relative(dir, file.path).replaceAll('\\', '/') : '-';
    };
    const codes = issues.map(({ code }) => code).filter((code) => code !== 'fit-file');
    return [`${of('source_map')} < ${of('minified_file')}`, ...codes].join(' ');
  });
}

for (const [what, files, expected] of /** @type {const} */ ([
  [
    'linked and hidden maps, .mjs and .cjs',
    {
      'a.js': link('a.js.map'),
      'a.js.map': MAP,
      'b.mjs': 'call()',
      'b.mjs.map': MAP,
      'c.cjs': 'call()',
      'c.cjs.map': MAP,
    },
    ['a.js.map < a.js', 'b.mjs.map < b.mjs', 'c.cjs.map < c.cjs'],
  ],
  [
    'a folder of maps: by a relative link, by a link to somewhere else, by name, by `file`',
    {
      'js/a.js': link('../maps/a%20b.map?v=1'),
      'maps/a b.map': MAP,
      'js/c.js': link('https://cdn.example.com/hidden/c.js.map'),
      'maps/c.js.map': MAP,
      'js/d.js': 'call()',
      'maps/d.js.map': MAP.replace('app.js', ''),
      'js/app.js': 'call()',
      'maps/1.map': MAP,
    },
    [
      'maps/1.map < js/app.js',
      'maps/a b.map < js/a.js',
      'maps/c.js.map < js/c.js',
      'maps/d.js.map < js/d.js',
    ],
  ],
  [
    'style sheets, inline maps and maps that are gone',
    {
      'a.css': 'a{}',
      'a.css.map': MAP,
      'x.map': MAP.replace('app.js', 'style.css'),
      'b.js': link('data:application/json;base64,e30='),
      'c.js': link('gone.map'),
    },
    [
      '- < b.js pair-map-inline',
      '- < c.js pair-map-not-found',
      'a.css.map < - pair-map-of-css',
      'x.map < - pair-map-of-css',
    ],
  ],
  [
    'what is ambiguous is said, not guessed',
    { 'x/a.js': 'call()', 'y/a.js': 'call()', 'maps/a.js.map': MAP.replace('app.js', 'a.js') },
    ['maps/a.js.map < - pair-minified-not-found'],
  ],
  [
    'the link counts where a debug ID follows it, and IDs are held against each other',
    {
      'a.js': `${link('m/a.map')}//# debugId=${ONE}\n`,
      'm/a.map': MAP.replace('{', `{"debugId":"${ONE}",`),
      'b.js': `${link('m/b.map')}//# debugId=${ONE}\n`,
      'm/b.map': MAP.replace('{', `{"debugId":"${OTHER}",`),
    },
    ['m/a.map < a.js', 'm/b.map < b.js fit-debug-id'],
  ],
])) {
  test(what, async (t) => {
    assert.deepEqual((await pairs(t, { ...files })).toSorted(), [...expected].toSorted());
  });
}

test('the address of every file is shown before anything is sent', async (t) => {
  const dir = await folder(t, {
    'dist/js/a b.js': link('a%20b.js.map'),
    'dist/js/a b.js.map': MAP,
  });
  // nobody listens there, so that nothing can be sent
  const env = { DD_API_KEY: 'a-key', DD_SOURCEMAP_INTAKE_URL: 'http://127.0.0.1:9' };
  const args = ['upload', 'dist', '--service', 's', '--release-version', '1', '--disable-git'];
  const run = (/** @type {string} */ prefix) =>
    mapship([...args, '--minified-path-prefix', prefix], { cwd: dir, env });
  const sent = await run('https://example.com/x/');
  assert.equal(sent.code, 4);
  assert.match(sent.stderr, /a b\.js\.map → https:\/\/example\.com\/x\/js\/a%20b\.js\n/);
  assert.match((await run('/x')).stderr, /a b\.js\.map → \/x\/js\/a b\.js\n/);
  assert.match((await run('\\x\\')).stderr, /a b\.js\.map → \/x\/js\/a b\.js\n/);
  const refused = await run('https://example.com/?v=1');
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /prefix-invalid/);
});
