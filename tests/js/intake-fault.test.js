import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { IntakeError, parseFault, startIntake } from '../../pkg/intake/index.js';
import {
  filesIn,
  freshIntake,
  JS_EVENT,
  JS_FILES,
  multipart,
  post,
  upload,
} from './intake-client.js';

const GOOD = upload(JS_EVENT, JS_FILES);

/**
 * The statuses that so many uploads in a row get; 0 stands for a reset connection.
 * @param {import('node:test').TestContext} t
 * @param {string[]} faults
 * @param {number} count
 */
async function statuses(t, faults, count) {
  const intake = await freshIntake(t, { faults });
  const all = [];
  for (let i = 0; i < count; i++) {
    all.push(
      await post(intake, GOOD).then(
        ({ status }) => status,
        (error) => (error.code === 'ECONNRESET' ? 0 : Promise.reject(error)),
      ),
    );
  }
  return all;
}

describe('a fault', () => {
  for (const status of [400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504]) {
    it(`${status} answers so, in the API's form`, async (t) => {
      const intake = await freshIntake(t, { faults: [`${status}:times=1`] });
      const reply = await post(intake, GOOD);
      assert.equal(reply.status, status);
      assert.equal(reply.headers['retry-after'], undefined);
      assert.deepEqual(Object.keys(reply.json), ['errors']);
      assert.match(reply.json.errors[0], new RegExp(`\\(fault ${status}:times=1\\)$`));
      assert.equal((await post(intake, GOOD)).status, 202);
      assert.equal((await intake.uploads()).length, 1);
      assert.ok((await filesIn(intake.dir)).includes(`refused/0001-${status}/request.json`));
    });
  }

  it('says when to come back, in seconds or as a date', async (t) => {
    const intake = await freshIntake(t, {
      faults: ['429:retry-after=2,times=1', '503:retry-after=date+3'],
    });
    assert.equal((await post(intake, GOOD)).headers['retry-after'], '2');
    const date = (await post(intake, GOOD)).headers['retry-after'] ?? '';
    assert.match(date, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
    const ahead = Date.parse(date) - Date.now();
    assert.ok(ahead > 1000 && ahead <= 3000, `${ahead} ms ahead`);
  });

  it('strikes the first N, every Nth, or both', async (t) => {
    assert.deepEqual(await statuses(t, ['503:times=2'], 4), [503, 503, 202, 202]);
    assert.deepEqual(await statuses(t, ['503:every=2'], 5), [202, 503, 202, 503, 202]);
    assert.deepEqual(await statuses(t, ['503:every=2,times=1'], 4), [202, 503, 202, 202]);
    assert.deepEqual(
      await statuses(t, ['429:times=1', '503:times=1', 'drop:times=1'], 4),
      [429, 503, 0, 202],
    );
    assert.deepEqual(await statuses(t, ['503'], 2), [503, 503]);
  });

  it('strikes a share of the uploads, the same ones each time', async (t) => {
    const [one, again, other] = [
      await statuses(t, ['429:rate=0.3,seed=1'], 100),
      await statuses(t, ['429:rate=0.3,seed=1'], 100),
      await statuses(t, ['429:rate=0.3,seed=2'], 100),
    ];
    assert.deepEqual(one, again);
    assert.notDeepEqual(one, other);
    for (const all of [one, other]) {
      const struck = all.filter((status) => status === 429).length;
      assert.ok(struck >= 18 && struck <= 42, `${struck} of 100`);
    }
    assert.deepEqual(await statuses(t, ['429:rate=0'], 3), [202, 202, 202]);
    assert.deepEqual(await statuses(t, ['429:rate=1'], 3), [429, 429, 429]);
  });

  it('drop resets the connection, at once or after part of the body', async (t) => {
    assert.deepEqual(await statuses(t, ['drop'], 2), [0, 0]);
    const intake = await freshIntake(t, { faults: ['drop:after=1000'] });
    const large = upload(JS_EVENT, { ...JS_FILES, source_map: 'x'.repeat(50_000_000) });
    await assert.rejects(post(intake, large), /ECONNRESET|EPIPE/);
    assert.deepEqual(await filesIn(intake.dir), ['refused/0001-dropped/request.json']);
    const { refused } = await (await fetch(`${intake.url}/uploads`)).json();
    assert.equal(refused[0].status, null);
    assert.ok(refused[0].bytesOnWire >= 1000 && refused[0].bytesOnWire < 10_000_000);
  });

  it('slow takes its time, and lets the upload through', async (t) => {
    const body = multipart(GOOD);
    const intake = await freshIntake(t, {
      faults: [`slow:bytes-per-second=${body.length * 4}`],
    });
    const start = performance.now();
    assert.equal((await post(intake, body)).status, 202);
    assert.ok(performance.now() - start > 240, 'a quarter of a second');
  });

  it('slow is for as many uploads as it says', async (t) => {
    const intake = await freshIntake(t, { faults: ['slow:bytes-per-second=1,times=1'] });
    // one of the two takes many minutes; which one is the network's choice
    const both = [post(intake, GOOD), post(intake, GOOD)];
    for (const one of both) one.catch(() => {});
    assert.equal((await Promise.race(both)).status, 202);
    assert.equal((await intake.uploads()).length, 1);
    // nor does it keep the intake from ending
    await intake.close();
    assert.deepEqual((await readdir(intake.dir)).sort(), ['0001-js_sourcemap', 'refused']);
  });

  it('slow and a status apply together', async (t) => {
    const body = multipart(GOOD);
    const intake = await freshIntake(t, {
      faults: [`slow:bytes-per-second=${body.length * 5}`, '429:times=1'],
    });
    const start = performance.now();
    assert.equal((await post(intake, body)).status, 429);
    assert.ok(performance.now() - start > 190);
  });

  it('leaves everything but uploads alone', async (t) => {
    const intake = await freshIntake(t, { faults: ['503'] });
    assert.equal((await fetch(intake.url)).status, 200);
    const headers = { 'dd-api-key': 'x' };
    assert.equal((await fetch(`${intake.url}/api/v1/validate`, { headers })).status, 200);
  });
});

describe('a fault spec', () => {
  it('is read', () => {
    assert.deepEqual(parseFault('429'), { spec: '429', kind: 'status', status: 429 });
    assert.deepEqual(parseFault('503: times=3 , every=2,rate=.5,seed=7'), {
      spec: '503: times=3 , every=2,rate=.5,seed=7',
      kind: 'status',
      status: 503,
      times: 3,
      every: 2,
      rate: 0.5,
      seed: 7,
    });
    assert.deepEqual(parseFault('drop:after=0'), { spec: 'drop:after=0', kind: 'drop', after: 0 });
    assert.deepEqual(parseFault('408:retry-after=date+3').retryAfter, { seconds: 3, asDate: true });
  });

  const KINDS = 'a status (400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504), slow, drop';
  for (const [spec, problem] of [
    ['', `the kind "" is not known; the kinds are ${KINDS}`],
    ['418', `the kind "418" is not known; the kinds are ${KINDS}`],
    ['4290', `the kind "4290" is not known; the kinds are ${KINDS}`],
    ['429:', 'the setting "" must have the form name=value'],
    ['429:times', 'the setting "times" must have the form name=value'],
    ['429:times=', 'the setting "times=" must have the form name=value'],
    ['429:after=3', '429 has no setting "after"; it has retry-after, times, every, rate, seed'],
    [
      'drop:retry-after=3',
      'drop has no setting "retry-after"; it has after, times, every, rate, seed',
    ],
    [
      '429:__proto__=3',
      '429 has no setting "__proto__"; it has retry-after, times, every, rate, seed',
    ],
    ['429:times=0', 'times must be a whole number of 1 or more, got "0"'],
    ['429:times=1.5', 'times must be a whole number of 1 or more, got "1.5"'],
    ['429:every=-1', 'every must be a whole number of 1 or more, got "-1"'],
    ['429:rate=1.1', 'rate must be from 0 to 1, got "1.1"'],
    ['429:rate=5%', 'rate must be from 0 to 1, got "5%"'],
    ['429:seed=1', 'seed has a meaning only beside rate'],
    ['429:retry-after=soon', 'retry-after must be seconds (2) or a date (date+2), got "soon"'],
    ['429:times=1,times=2', 'the setting times is given twice'],
    ['slow', 'slow needs a speed, for example slow:bytes-per-second=65536'],
    ['slow:bytes-per-second=0', 'bytes-per-second must be a whole number of 1 or more, got "0"'],
  ]) {
    it(`${JSON.stringify(spec)} is refused`, async () => {
      const expected = {
        name: 'IntakeError',
        about: 'fault',
        message: `Fault ${JSON.stringify(spec)}: ${problem}`,
      };
      assert.throws(() => parseFault(spec), expected);
      await assert.rejects(startIntake({ faults: ['429', spec] }), IntakeError);
    });
  }
});
