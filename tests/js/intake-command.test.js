import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openTo, runIntake } from '../../pkg/intake/command.js';
import { startIntake } from '../../pkg/intake/index.js';
import { freshDir, JS_EVENT, JS_FILES, KEY, post, upload } from './intake-client.js';

/** All of 127/8 is this machine there. */
const notLinux = process.platform === 'linux' ? false : 'only Linux has more than one such address';

/** Gathers what a command writes. */
function output() {
  let text = '';
  return {
    write: (/** @type {string} */ chunk) => {
      text += chunk;
    },
    text: () => text,
  };
}

/**
 * Runs the command until what it says has an address, sends an upload there, and stops it.
 * @param {import('../../pkg/intake/index.js').IntakeOptions} options
 * @param {boolean} json
 */
async function rehearse(options, json) {
  const [stdout, stderr, stop] = [output(), output(), new AbortController()];
  const code = runIntake(options, { stdout, stderr, json, signal: stop.signal });
  const people = json ? stderr : stdout;
  while (!people.text().includes('Ctrl+C')) await new Promise((resolve) => setTimeout(resolve, 5));
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(people.text())?.[0] ?? '';
  await post({ url }, upload(JS_EVENT, JS_FILES));
  stop.abort();
  return { code: await code, url, stdout: stdout.text(), stderr: stderr.text() };
}

describe('mapship intake', () => {
  it('says how to use it, what comes in, and at the end what it holds', async (t) => {
    const dir = await freshDir(t);
    const { code, url, stdout, stderr } = await rehearse(
      { dir, requireKey: KEY, faults: ['429:every=9'] },
      false,
    );
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.ok(
      stdout.startsWith(`The local intake listens on ${url} and keeps what it gets in ${dir}\n`),
    );
    assert.ok(stdout.includes(`mapship upload dist/ --intake-url ${url}\n`));
    assert.ok(stdout.includes(`DATADOG_SOURCEMAP_INTAKE_URL=${url} datadog-ci`));
    assert.ok(stdout.includes('\nFaults: 429:every=9\n'));
    assert.match(
      stdout,
      /\nPOST 202 #1 js_sourcemap shop@1\.2\.3 .*\n\n# {2}TYPE .*\n1 {2}js_sourcemap .*\n\n1 upload, 0 refused requests in /,
    );
    assert.ok(!stdout.includes(KEY));
  });

  it('prints one JSON document when asked to', async (t) => {
    const dir = await freshDir(t);
    const { code, url, stdout, stderr } = await rehearse({ dir }, true);
    assert.equal(code, 0);
    const { uploads, ...rest } = JSON.parse(stdout);
    assert.deepEqual(rest, { ok: true, url, dir, refused: [] });
    assert.equal(uploads[0].type, 'js_sourcemap');
    assert.match(stderr, /\nPOST 202 #1 /);
  });

  it('stops at once when the signal came before it', async (t) => {
    const dir = await freshDir(t);
    const [stdout, stderr] = [output(), output()];
    assert.equal(await runIntake({ dir }, { stdout, stderr, signal: AbortSignal.abort() }), 0);
    assert.match(stdout.text(), /Nothing uploaded yet/);
  });

  it(
    'listens where it is told to, and says who may reach it there',
    { skip: notLinux },
    async (t) => {
      const dir = await freshDir(t);
      const intake = await startIntake({ dir, host: '127.0.0.2' });
      t.after(() => intake.close());
      assert.equal(intake.url, `http://127.0.0.2:${intake.port}`);
      const reply = await post(intake, upload(JS_EVENT, JS_FILES));
      assert.equal(reply.status, 202);
      await assert.rejects(fetch(`http://127.0.0.1:${intake.port}/`));
      for (const own of [undefined, '127.0.0.1', '127.0.0.2', '::1']) {
        assert.deepEqual(openTo(own, 8642), []);
      }
      for (const [open, where] of [
        ['0.0.0.0', 'an address of this machine'],
        ['192.0.2.7', '192.0.2.7'],
      ]) {
        assert.match(
          openTo(open, 8642)[0] ?? '',
          new RegExp(`^Whoever reaches ${where} at port 8642 may`),
        );
      }
    },
  );

  it('ends with 2 where the address is none, or none of this machine', async (t) => {
    for (const [host, sentence] of [
      ['intake.example.com', /^The host must be an IP address such as 127\.0\.0\.1, got "intake/],
      [
        '192.0.2.7',
        /^192\.0\.2\.7 is no address of this machine; give another one with --host\.\n$/,
      ],
    ]) {
      const [stdout, stderr] = [output(), output()];
      const options = { dir: await freshDir(t), host: String(host) };
      const signal = AbortSignal.abort();
      assert.equal(await runIntake(options, { stdout, stderr, signal }), 2);
      assert.match(stderr.text(), /** @type {RegExp} */ (sentence));
    }
  });

  it('ends with 2 and a sentence when it cannot start', async (t) => {
    const taken = createServer();
    await new Promise((resolve) => taken.listen(0, '127.0.0.1', () => resolve(undefined)));
    t.after(() => taken.close());
    const { port } = /** @type {import('node:net').AddressInfo} */ (taken.address());
    const dir = await freshDir(t);
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(dir, 'file'), '');
    for (const [
      options,
      sentence,
    ] of /** @type {[import('../../pkg/intake/index.js').IntakeOptions, RegExp][]} */ ([
      [{ dir, port }, /^Port \d+ is in use by another program; give another one with --port\.$/],
      [{ dir, port: 70000 }, /^The port must be a whole number from 0 to 65535, got 70000\.$/],
      [{ dir, port: Number.NaN }, /^The port must be .*, got NaN\.$/],
      [
        { dir, faults: ['flaky'] },
        /^Fault "flaky": the kind "flaky" is not known; the kinds are .*\.$/,
      ],
      [{ dir, requireKey: '' }, /^The required API key is empty\.$/],
      [{ dir, status: 201 }, /^The status must be 200 or 202, got 201\.$/],
      [{ dir, maxBytes: 0 }, /^The file size limit must be .*, got 0\.$/],
      [
        { dir: join(dir, 'file') },
        /^The directory .*file cannot be written to \(.*\); give another one with --dir\.$/,
      ],
    ])) {
      for (const json of [false, true]) {
        const [stdout, stderr] = [output(), output()];
        const { signal } = new AbortController();
        assert.equal(await runIntake(options, { stdout, stderr, signal, json }), 2);
        const text = stderr.text();
        assert.match(text.trimEnd(), sentence);
        assert.equal(text.trimEnd().split('\n').length, 1, 'no stack trace');
        if (json)
          assert.deepEqual(JSON.parse(stdout.text()), {
            ok: false,
            error: text.trim().slice(0, -1),
          });
        else assert.equal(stdout.text(), '');
      }
    }
  });

  it('needs no directory: it makes one, and says where', async (t) => {
    const { rm } = await import('node:fs/promises');
    const intake = await startIntake();
    t.after(() => rm(intake.dir, { recursive: true, force: true }));
    t.after(() => intake.close());
    assert.match(intake.dir, /mapship-intake-/);
    await intake.close();
    await intake.close();
  });
});
