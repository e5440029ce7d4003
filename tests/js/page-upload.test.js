// upload() by the relay of the page's server, which has the key.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import { upload } from 'mapship';

import { KEY, served } from './page-server-world.js';
import { BUILD, folder, intake } from './world.js';

const OPTIONS = { service: 's', version: '1', minifiedPathPrefix: '/', git: false };

/** @param {string} text @param {string} what */
function assertAbsent(text, what) {
  assert.ok(!text.includes(what), `${what} is in it`);
}

test('sent without a key, and told with the intake that it goes to', async (t) => {
  const running = await intake(t, { requireKey: KEY });
  const page = await served(t, { intake: `${running.url}/api/v2/srcmap` });
  const dir = await folder(t, BUILD);
  const relay = { url: page.url, session: page.session };
  const receipt = {
    name: 'r',
    text: '',
    read: async () => undefined,
    write: async (/** @type {string} */ text) => void (receipt.text = text),
  };
  const named = await upload(`${dir}/dist`, { ...OPTIONS, relay, intakeUrl: running.url, receipt });
  const [{ upload: outcome } = {}] = named.files;
  assert.deepEqual([named.ok, outcome?.status], [true, 'sent']);
  assert.equal(outcome?.url, `${running.url}/api/v2/srcmap`);
  assert.equal(JSON.parse(receipt.text).uploads[0].intake, outcome?.url);
  const unnamed = await upload(`${dir}/dist`, {
    ...OPTIONS,
    relay: { ...relay, url: `${page.url}/some/page` },
  });
  assert.equal(unnamed.files[0]?.upload?.status, 'sent');
  assert.equal(unnamed.files[0]?.upload?.url, `${page.url}/relay/api/v2/srcmap`);
  const bySite = await upload(`${dir}/dist`, { ...OPTIONS, relay, site: 'US3' });
  assert.equal(
    bySite.files[0]?.upload?.url,
    'https://sourcemap-intake.us3.datadoghq.com/api/v2/srcmap',
  );
  const kept = await running.uploads();
  assert.equal(kept.length, 3);
  assert.ok(!JSON.stringify(kept).includes(page.session), 'the session is for the relay alone');
  assertAbsent(inspect([named, unnamed, bySite], { depth: 9 }) + receipt.text, page.session);
});

test('what stands against it is said', async (t) => {
  const running = await intake(t, { requireKey: 'another key than that' });
  const page = await served(t, { intake: `${running.url}/api/v2/srcmap` });
  const dir = await folder(t, BUILD);
  const relay = { url: page.url, session: page.session };
  const one = async (/** @type {import('mapship').UploadOptions} */ options) =>
    (await upload(`${dir}/dist`, { ...OPTIONS, maxRetries: 0, ...options })).files[0]?.upload;
  const refused = await one({ relay, intakeUrl: running.url });
  assert.deepEqual([refused?.status, refused?.httpStatus], ['failed', 403]);
  assert.match(refused?.reason ?? '', /is not the one this intake requires/);
  assert.match(refused?.help ?? '', /^check the API key that the relay was started with/);
  const other = await one({ relay: { ...relay, session: 'earlier' }, site: 'US3' });
  assert.match(
    other?.reason ?? '',
    /has no session of the mapship page that runs now: press Enter/,
  );
  assert.equal(other?.help, undefined, 'the reason says what to do');
  const gone = await one({ relay: { url: 'http://127.0.0.1:1', session: 's' }, site: 'US3' });
  assert.match(gone?.reason ?? '', /^127\.0\.0\.1:1 could not be reached/);
});

test('options that do not go together are refused', async (t) => {
  const dir = await folder(t, BUILD);
  const relay = { url: 'http://127.0.0.1:1', session: 'secret-session' };
  /** @type {[string, any][]} */
  const cases = [
    ['relay-and-api-key', { relay, apiKey: KEY }],
    ['site-and-intake-url', { relay, site: 'US3', intakeUrl: 'http://127.0.0.1' }],
    ['relay-url-invalid', { relay: { ...relay, url: '/relay' } }],
    ['relay-url-invalid', { relay: { ...relay, url: 'file:///tmp' } }],
    ['relay-session-malformed', { relay: { ...relay, session: '' } }],
    ['relay-session-malformed', { relay: { ...relay, session: 'a\r\nb' } }],
    ['intake-url-insecure', { relay: { ...relay, url: 'http://relay.test' } }],
    ['option-kind', { relay: 'http://127.0.0.1:1' }],
    ['option-kind', { relay: { url: relay.url } }],
    ['option-kind', { relay: null }],
  ];
  for (const [code, options] of cases) {
    await assert.rejects(
      upload(`${dir}/dist`, { ...OPTIONS, ...options }),
      (/** @type {any} */ error) => {
        assert.equal(error.code, code, error.message);
        assertAbsent(inspect(error), 'secret-session');
        return true;
      },
    );
  }
});

test('a dry run tells of the intake, and nothing of the session', async (t) => {
  const dir = await folder(t, BUILD);
  /** @type {import('mapship').PreparedRequest[]} */
  const requests = [];
  await upload(`${dir}/dist`, {
    ...OPTIONS,
    relay: { url: 'http://127.0.0.1:1', session: 'secret-session' },
    site: 'US3',
    dryRun: true,
    onRequest: (one) => requests.push(one),
  });
  assert.equal(requests[0]?.url, 'https://sourcemap-intake.us3.datadoghq.com/api/v2/srcmap');
  assertAbsent(inspect(requests, { depth: 9 }), 'secret-session');
});
