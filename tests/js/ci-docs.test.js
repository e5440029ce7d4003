// The templates for CI services and the guide to rehearsals: what they run is run, by a shell, against the local intake.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';

import { parse } from 'yaml';

import { BUILD, CLEAN, CLI, folder, intake } from './world.js';

/** @import { TestContext } from 'node:test' */

const read = (/** @type {string} */ file) =>
  readFile(new URL(`../../pkg/docs/${file}`, import.meta.url), 'utf8');
const CI = await read('ci.md');
const REHEARSAL = await read('rehearsal.md');

const SHA = '0123456789abcdef0123456789abcdef01234567';
/** The variable that each service has the commit in. */
const COMMIT = {
  GITHUB_SHA: SHA,
  CI_COMMIT_SHA: SHA,
  GIT_COMMIT: SHA,
  CIRCLE_SHA1: SHA,
  BITBUCKET_COMMIT: SHA,
};

/** The blocks of a page, or of a section of it. @param {string} page @param {string} language @param {string} [heading] */
function blocks(page, language, heading) {
  const text =
    heading === undefined ? page : (page.split(`## ${heading}\n`)[1] ?? '').split('\n## ')[0];
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm');
  return Array.from(String(text).matchAll(fence), ([, block = '']) => block);
}

/** Every text in a parsed document that runs mapship, in order. @param {unknown} value @returns {string[]} */
function commands(value) {
  if (typeof value === 'string') return /\bnpx mapship\b/.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(commands) : [];
}

/**
 * A folder with a build, and a shell in it for which `npx` runs the mapship of this folder.
 * @param {TestContext} t
 */
async function world(t) {
  const dir = await folder(t, BUILD);
  const bin = await folder(t, {
    npx: `#!/bin/sh\nshift\nexec '${process.execPath}' '${CLI}' "$@"\n`,
  });
  await chmod(path.join(bin, 'npx'), 0o755);
  return { dir, env: { ...CLEAN, PATH: `${bin}:${CLEAN.PATH}`, ...COMMIT } };
}

/**
 * @param {string} script
 * @param {{ dir: string, env: Record<string, string> }} where
 * @param {Record<string, string>} more
 * @returns {Promise<{ code: number | null, printed: string }>}
 */
function shell(script, { dir, env }, more = {}) {
  const child = spawn('bash', ['-e', '-c', script], { cwd: dir, env: { ...env, ...more } });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += data));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, printed })));
}

/** A port that is free now. @returns {Promise<string>} */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

/** Each service with what its template runs, and the reports that it picks up. @type {[service: string, read: () => { scripts: string[], reports: string[] }][]} */
const TEMPLATES = [
  [
    'GitHub Actions',
    () => {
      const parsed = blocks(CI, 'yaml', 'GitHub Actions').map((block) => parse(block));
      assert.equal(parsed.length, 2);
      const [, { jobs }] = parsed;
      const upload = jobs.sourcemaps.steps.find((/** @type {any} */ step) => step.with?.sarif_file);
      return { scripts: commands(jobs), reports: [upload.with.sarif_file] };
    },
  ],
  [
    'GitLab',
    () => {
      const { sourcemaps } = parse(blocks(CI, 'yaml', 'GitLab')[0] ?? '');
      return {
        scripts: commands(sourcemaps.script),
        reports: Object.values(sourcemaps.artifacts.reports),
      };
    },
  ],
  [
    'Jenkins',
    () => {
      const [text = ''] = blocks(CI, 'groovy', 'Jenkins');
      const scripts = Array.from(text.matchAll(/sh '''([^]*?)'''/g), ([, script = '']) => script);
      const reports = Array.from(
        text.matchAll(/(?:junit|pattern:) '([^']+)'/g),
        ([, name = '']) => name,
      );
      assert.equal(reports.length, 2);
      return { scripts, reports };
    },
  ],
  [
    'CircleCI',
    () => {
      const { jobs } = parse(blocks(CI, 'yaml', 'CircleCI')[0] ?? '');
      const { steps } = jobs.sourcemaps;
      const stored = steps.find((/** @type {any} */ step) => step.store_test_results);
      // it takes the files from folders in that one
      return {
        scripts: commands(steps),
        reports: [`${stored.store_test_results.path}/mapship/results.xml`],
      };
    },
  ],
  [
    'Bitbucket',
    () => {
      const { pipelines } = parse(blocks(CI, 'yaml', 'Bitbucket')[0] ?? '');
      const [{ step }] = pipelines.branches.main;
      const scripts = step.script.filter((/** @type {string} */ line) => !line.startsWith('npm '));
      return { scripts: [scripts.join('\n')], reports: ['test-results/mapship.xml'] };
    },
  ],
];

for (const [service, template] of TEMPLATES) {
  test(`the template for ${service} runs, and leaves what it promises`, async (t) => {
    const { scripts, reports } = template();
    assert.ok(scripts.length > 0 && reports.length > 0);
    const { url, uploads } = await intake(t);
    const where = await world(t);
    for (const script of scripts) {
      const ended = await shell(script, where, {
        DATADOG_SOURCEMAP_INTAKE_URL: url,
        DATADOG_API_KEY: 'a-key-for-rehearsals',
      });
      assert.equal(ended.code, 0, ended.printed);
    }
    const events = (await uploads()).map(({ event }) => event);
    assert.deepEqual(
      events.map((event) => [event?.service, event?.version]),
      [['web', SHA]],
    );
    for (const report of reports) {
      assert.ok((await stat(path.join(where.dir, String(report)))).size > 100, String(report));
    }
  });
}

test('the Action’s inputs and outputs in the guide are those that it has', async () => {
  const action = parse(await readFile(new URL('../../action.yml', import.meta.url), 'utf8'));
  const [{ jobs } = {}] = blocks(CI, 'yaml', 'GitHub Actions').map((block) => parse(block));
  const step = jobs.sourcemaps.steps.find((/** @type {any} */ { uses = '' }) =>
    /mapship@/.test(uses),
  );
  const unknown = Object.keys(step.with).filter((name) => !(name in action.inputs));
  assert.deepEqual(unknown, []);
  const section = CI.split('## GitHub Actions\n')[1]?.split('\n## ')[0] ?? '';
  for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
    assert.ok(section.includes(`\`${name}\``), name);
  }
});

test('the guide to rehearsals: every command runs', async (t) => {
  const where = await world(t);
  // the ports of the guide may be taken here
  const [one, other] = [await freePort(), await freePort()];
  const scripts = blocks(REHEARSAL, 'sh').filter((script) => !script.startsWith('docker'));
  assert.equal(scripts.length, 3);
  const whole = scripts
    .join('\n')
    .replace('npx mapship intake --dir', 'npx mapship intake --port 8642 --dir')
    // who types is slower than this
    .replace(
      /^(npx mapship intake .*--port (\d+).*&)$/gm,
      '$1\nuntil curl --silent --output kept http://127.0.0.1:$2/; do sleep 0.05; done',
    )
    .replaceAll('8642', one)
    .replaceAll('8643', other);
  const ended = await shell(`trap 'kill $(jobs -p)' EXIT\n${whole}`, where);
  assert.equal(ended.code, 0, ended.printed);
  assert.match(ended.printed, /^1 +js_sourcemap .*web/m);
  assert.match(ended.printed, /^1 uploads, 0 refused, of 1\.2\.3$/m);
  // the second intake answered with 429 twice, and then took it
  assert.match(ended.printed, /POST 429[^]*POST 429[^]*POST 202/);
  const [service] = blocks(REHEARSAL, 'yaml').map((block) => parse(block));
  assert.equal(commands(service.rehearsal.script).length, 1);
});
