// What upload makes of the replies and the failures of a server.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { upload, UsageError } from 'mapship';

import { Connection } from '../../pkg/send/wire/post-node.js';
import { BUILD, folder, intake, nowhere } from './world.js';

/** @import { TestContext } from 'node:test' */
/** @import { UploadOptions } from 'mapship' */

const KEY = 'secret-key-0123456789abcdef';
const METADATA = /** @type {const} */ ({
  service: 's',
  version: '1',
  minifiedPathPrefix: '/',
  git: false,
  apiKey: KEY,
  maxRetries: 0,
});

/**
 * A server that answers each request in one way.
 * @param {TestContext} t
 * @param {import('node:http').RequestListener} listener
 */
async function server(t, listener) {
  const http = createServer(listener);
  await new Promise((resolve) => http.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://127.0.0.1:${/** @type {any} */ (http.address()).port}`;
}

/** @param {TestContext} t @param {string} intakeUrl @param {UploadOptions} [options] */
async function outcome(t, intakeUrl, options) {
  const dir = await folder(t, BUILD);
  const report = await upload(`${dir}/dist`, { ...METADATA, intakeUrl, ...options });
  assert.ok(!JSON.stringify(report).includes(KEY), 'the key is in the report');
  assert.equal(report.files.length, 1);
  assert.equal(report.ok, report.files[0]?.upload?.status === 'sent');
  return /** @type {import('mapship').Outcome} */ (report.files[0]?.upload);
}

const NO_ID = 'the reply names no upload';

/** @type {[name: string, status: number, body: string, headers: Record<string, string>, expected: Record<string, unknown>][]} */
const REPLIES = [
  [
    '202 with an id',
    202,
    '{"data":{"id":"x-1","type":"sourcemap_upload"}}',
    {},
    { status: 'sent', id: 'x-1' },
  ],
  [
    '200 with an id',
    200,
    '{"data":{"id":"x-1","type":"sourcemap_upload"}}',
    {},
    { status: 'sent', id: 'x-1' },
  ],
  ['202 with nothing', 202, '', {}, { status: 'sent', reason: NO_ID }],
  ['202 with another object', 202, '{}', {}, { id: undefined, reason: NO_ID }],
  ['202 with null', 202, '{"data":{"id":null}}', {}, { id: undefined, reason: NO_ID }],
  [
    '200 with errors',
    200,
    '{"errors":["the quota is used up"]}',
    {},
    { status: 'failed', errors: ['the quota is used up'], help: undefined },
  ],
  [
    '202 with an id and errors',
    202,
    '{"data":{"id":"x-1"},"errors":["not stored"]}',
    {},
    { status: 'failed', reason: 'HTTP 202: not stored' },
  ],
  [
    'a page in its place',
    200,
    '<html><h1>Welcome to the\nWi-Fi</h1></html>',
    {},
    {
      status: 'failed',
      reason: "HTTP 200: the reply is not the API's: <html><h1>Welcome to the Wi-Fi</h1></html>",
    },
  ],
  [
    '400 with errors',
    400,
    '{"errors":["Missing required field: service","and more"]}',
    {},
    {
      status: 'failed',
      errors: ['Missing required field: service', 'and more'],
      reason: 'HTTP 400: Missing required field: service; and more',
    },
  ],
  [
    'errors that are objects',
    400,
    '{"errors":[{"title":"no"}]}',
    {},
    { status: 'failed', errors: ['{"title":"no"}'] },
  ],
  [
    '401',
    401,
    '{"errors":["Unauthorized"]}',
    {},
    { status: 'failed', reason: 'HTTP 401: Unauthorized' },
  ],
  ['403', 403, '{"errors":["Forbidden"]}', {}, { status: 'failed', reason: 'HTTP 403: Forbidden' }],
  [
    '413 as a page',
    413,
    '<h1>too large</h1>',
    {},
    { status: 'failed', reason: "HTTP 413: the reply is not the API's: <h1>too large</h1>" },
  ],
  [
    '500 with nothing',
    500,
    '',
    {},
    { status: 'failed', reason: "HTTP 500: the reply is not the API's: (empty)" },
  ],
  [
    '503',
    503,
    '{"errors":["later"]}',
    {},
    { status: 'failed', httpStatus: 503, reason: 'HTTP 503: later' },
  ],
  [
    'control characters',
    502,
    '\u001b[31mred\u001b[0m\u0007',
    {},
    { status: 'failed', reason: "HTTP 502: the reply is not the API's: [31mred [0m" },
  ],
];

for (const [name, status, body, headers, expected] of REPLIES) {
  test(`a reply: ${name}`, async (t) => {
    const url = await server(t, (request, response) => {
      request.resume().on('end', () => response.writeHead(status, headers).end(body));
    });
    const got = await outcome(t, url);
    assert.equal(got.httpStatus, status);
    for (const [member, value] of Object.entries(expected)) {
      assert.deepEqual(/** @type {any} */ (got)[member], value, member);
    }
  });
}

test('a reply of a thousand lines is cut', async (t) => {
  const url = await server(t, (request, response) => {
    request.resume().on('end', () => response.writeHead(500).end('line\n'.repeat(1_000_000)));
  });
  const { reason = '' } = await outcome(t, url);
  assert.ok(reason.length < 300, String(reason.length));
});

test('a reply without an end is read no further than it is shown', async (t) => {
  let written = 0;
  const url = await server(t, (request, response) => {
    request.resume().on('end', () => {
      response.writeHead(500);
      const line = Buffer.alloc(64 * 1024, 'line\n');
      // much more than sockets hold, and then nothing: its end never comes
      const write = () => {
        while (written < 64 * 1024 * 1024) {
          written += line.length;
          if (!response.write(line)) return;
        }
      };
      response.on('drain', write);
      write();
    });
  });
  const { httpStatus, attempts, reason = '' } = await outcome(t, url, { timeout: 20_000 });
  assert.deepEqual([httpStatus, attempts], [500, 1], reason);
  assert.match(reason, /^HTTP 500: the reply is not the API's: line line /);
  assert.ok(reason.length < 300, String(reason.length));
  assert.ok(written < 32 * 1024 * 1024, `${written} bytes were taken`);
});

test('a reply without an end is let go of, also where the connection stays for others', async (t) => {
  /** @type {() => void} */
  let closed = () => {};
  const isClosed = new Promise((resolve) => (closed = () => resolve(true)));
  const url = await server(t, (request, response) => {
    response.on('close', closed);
    request.resume().on('end', () => response.writeHead(500).write('x'.repeat(100_000)));
  });
  const connection = new Connection(url, {});
  t.after(() => connection.close());
  const body = new TextEncoder().encode('body');
  const reply = await connection.post({
    headers: {},
    frame: { contentType: 'x/y', contentLength: body.length, gzip: false, segments: [body] },
    files: [],
    timeout: 20_000,
    onBytes() {},
  });
  assert.deepEqual([reply.status, reply.text.length], [500, 64 * 1024]);
  const late = new Promise((resolve) => setTimeout(resolve, 20_000, false).unref());
  assert.ok(await Promise.race([isClosed, late]), 'the server goes on');
});

for (const [name, status, body] of /** @type {[string, number, (key: string) => string][]} */ ([
  ['an id', 202, (key) => JSON.stringify({ data: { id: `for ${key}` } })],
  ['errors', 400, (key) => JSON.stringify({ errors: [`bad key ${key}`, { key }] })],
  ['errors that hide it', 400, () => `{"errors":["\\u0073${KEY.slice(1)}"]}`],
  ['a page', 502, (key) => `<p>you sent ${key.repeat(30)}</p>`],
])) {
  test(`a reply that repeats the key in ${name} does not make it be shown`, async (t) => {
    const url = await server(t, (request, response) => {
      const key = String(request.headers['dd-api-key']);
      const location = { Location: `/?key=${key}` };
      request.resume().on('end', () => response.writeHead(status, location).end(body(key)));
    });
    // that it is nowhere in the report is looked at there
    const got = await outcome(t, url);
    assert.match(`${got.id} ${got.reason}`, /\[API key\]/);
  });
}

test('a redirect is not followed, and the key does not travel', async (t) => {
  let reached = 0;
  const elsewhere = await server(t, (_, response) => {
    reached += 1;
    response.end('{}');
  });
  const url = await server(t, (request, response) => {
    request.resume().on('end', () => response.writeHead(307, { Location: `${elsewhere}/x` }).end());
  });
  const { status, reason } = await outcome(t, url);
  assert.equal(status, 'failed');
  assert.match(reason ?? '', /redirect to http:\/\/127\.0\.0\.1:\d+\/x, which is not followed/);
  assert.equal(reached, 0);
});

test('nobody listens', async (t) => {
  const url = await nowhere(t);
  const { status, reason } = await outcome(t, url);
  assert.equal(status, 'failed');
  assert.ok(
    reason?.startsWith(`${new URL(url).host} could not be reached: ECONNREFUSED, `),
    reason,
  );
});

for (const [name, listener] of /** @type {[string, import('node:http').RequestListener][]} */ ([
  ['before reading', (request) => request.socket.destroy()],
  ['after reading', (request) => void request.resume().on('end', () => request.socket.destroy())],
  [
    'in the middle of its reply',
    (request, response) =>
      void request.resume().on('end', () => {
        response.writeHead(202, { 'Content-Length': '1000' }).write('{"data"');
        setTimeout(() => request.socket.destroy(), 20);
      }),
  ],
])) {
  test(`the server breaks off ${name}`, async (t) => {
    const { status, reason } = await outcome(t, await server(t, listener));
    assert.equal(status, 'failed');
    assert.match(reason ?? '', /could not be reached|broke off/);
  });
}

test('cancellation rejects with the reason of the signal', async (t) => {
  const url = await server(t, () => {});
  const reason = new Error('enough');
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 100);
  await assert.rejects(outcome(t, url, { signal: controller.signal }), (error) => error === reason);
  await assert.rejects(
    outcome(t, url, { signal: AbortSignal.abort(reason) }),
    (error) => error === reason,
  );
});

test('the key comes from an option or either variable, and a malformed one is never repeated', async (t) => {
  const { url, uploads } = await intake(t, { requireKey: KEY });
  const variables = ['DATADOG_API_KEY', 'DD_API_KEY'];
  t.after(() => variables.forEach((name) => delete process.env[name]));
  const saved = variables.map((name) => process.env[name]);
  t.after(() => variables.forEach((name, i) => saved[i] && (process.env[name] = saved[i])));
  variables.forEach((name) => delete process.env[name]);

  await assert.rejects(outcome(t, url, { apiKey: undefined }), { code: 'api-key-missing' });
  for (const name of variables) {
    process.env[name] = KEY;
    assert.equal((await outcome(t, url, { apiKey: undefined })).status, 'sent', name);
    delete process.env[name];
  }
  process.env.DATADOG_API_KEY = KEY;
  process.env.DD_API_KEY = 'another';
  assert.equal(
    (await outcome(t, url, { apiKey: undefined })).status,
    'sent',
    'DATADOG_API_KEY counts first',
  );
  assert.equal(
    (await outcome(t, url, { apiKey: 'another' })).httpStatus,
    403,
    'an option counts most',
  );
  assert.equal((await uploads()).length, 3);

  for (const apiKey of [`${KEY}\nX-Evil: 1`, `${KEY}ä`, `"${KEY} "x`]) {
    await assert.rejects(outcome(t, url, { apiKey }), (error) => {
      assert.ok(error instanceof UsageError);
      assert.equal(error.code, 'api-key-malformed');
      assert.ok(!`${error.stack}${error.help}`.includes(KEY));
      return true;
    });
  }
  assert.equal(
    (await outcome(t, url, { apiKey: ` ${KEY}\n` })).status,
    'sent',
    'a line end at its end is trimmed',
  );
});

test('progress says how far it has come', async (t) => {
  const { url } = await intake(t);
  /** @type {import('mapship').Progress[]} */
  const seen = [];
  const { bytes } = await outcome(t, url, { onProgress: (progress) => seen.push(progress) });
  assert.deepEqual([...new Set(seen.map(({ phase }) => phase))], ['check', 'bytes', 'send']);
  assert.equal(
    seen.reduce((sum, progress) => sum + (progress.bytes ?? 0), 0),
    bytes,
  );
  assert.equal(seen.at(-1)?.outcome?.status, 'sent');
});

test('sites and intake URLs', async (t) => {
  const dry = { dryRun: true, apiKey: undefined };
  const at = async (/** @type {UploadOptions} */ options) => {
    const dir = await folder(t, BUILD);
    const report = await upload(`${dir}/dist`, { ...METADATA, ...dry, ...options });
    return report.files[0]?.upload?.url;
  };
  for (const [site, host] of [
    ['US1', 'datadoghq.com'],
    ['EU1', 'datadoghq.eu'],
    ['app.datadoghq.eu', 'datadoghq.eu'],
    ['https://us5.datadoghq.com/rum', 'us5.datadoghq.com'],
    ['ap2.datadoghq.com', 'ap2.datadoghq.com'],
  ]) {
    assert.equal(await at({ site }), `https://sourcemap-intake.${host}/api/v2/srcmap`, site);
  }
  assert.equal(await at({}), 'https://sourcemap-intake.datadoghq.com/api/v2/srcmap');
  assert.equal(await at({ intakeUrl: 'http://127.0.0.1:1/' }), 'http://127.0.0.1:1/api/v2/srcmap');
  assert.equal(
    await at({ intakeUrl: 'http://127.0.0.1:1/api/v2/srcmap' }),
    'http://127.0.0.1:1/api/v2/srcmap',
  );
  await assert.rejects(at({ site: 'us2.ddog-gov.com' }), { code: 'site-unsupported' });
  await assert.rejects(at({ site: 'us1.datadoghq.org' }), { code: 'site-unknown' });
  await assert.rejects(at({ intakeUrl: 'example.com' }), { code: 'intake-url-invalid' });
});
