// The folder that the page may read: what is listed, how it is read, and that nothing else is.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';

import { request, served } from './page-server-world.js';
import { folder } from './world.js';

/** @import { TestContext } from 'node:test' */

/** What never ends is a failure. */
const LIMIT = { timeout: 30_000 };

const SECRET = 'a secret outside of the folder';

/**
 * A folder with what a build leaves, beside a file that is nobody's business.
 * @param {TestContext} t
 */
async function build(t) {
  const dir = await folder(t, {
    'secret.txt': SECRET,
    'other/inside.js': SECRET,
    'dist/app.js': '0123456789',
    'dist/app.js.map': '{}',
    'dist/sub/ä b&c+%.js': 'odd',
    'dist/empty.map': '',
    'dist/node_modules/x/index.js': 'x',
    'dist/.git/config.js': 'x',
    'dist/.env': 'x',
    'dist/index.html': 'x',
    'dist-more/app.js': SECRET,
  });
  const dist = path.join(dir, 'dist');
  await symlink('../secret.txt', path.join(dist, 'out.js'));
  await symlink('/etc/passwd', path.join(dist, 'passwd.map'));
  await symlink('../dist-more/app.js', path.join(dist, 'neighbour.js'));
  await symlink('../other', path.join(dist, 'linked'));
  await symlink('nowhere', path.join(dist, 'dangling.js'));
  await symlink('app.js', path.join(dist, 'same.js'));
  return dist;
}

/**
 * @param {TestContext} t
 * @param {string} dist
 */
async function reader(t, dist) {
  const page = await served(t, { folder: dist });
  const headers = { 'X-Mapship-Session': page.session };
  return {
    ...page,
    list: async () => (await request(page, { path: '/relay/folder', headers })).json.files,
    /** @param {string} query @param {{ method?: string, headers?: Record<string, string> }} [more] */
    read: (query, { method = 'GET', headers: own = {} } = {}) =>
      request(page, {
        method,
        path: `/relay/folder/file?${query}`,
        headers: { ...headers, ...own },
      }),
  };
}

test('the listing is what an upload would look at, without what leads out', async (t) => {
  const dist = await build(t);
  await utimes(path.join(dist, 'app.js'), 1, 1.5);
  const { list } = await reader(t, dist);
  const files = await list();
  assert.deepEqual(
    files.map((/** @type {any} */ file) => [file.name, file.size]),
    [
      ['app.js', 10],
      ['app.js.map', 2],
      ['empty.map', 0],
      ['same.js', 10],
      ['sub/ä b&c+%.js', 3],
    ],
  );
  assert.equal(files[0].modified, 1500);
});

test('files are read by name, whole and by ranges', async (t) => {
  const dist = await build(t);
  const { read } = await reader(t, dist);
  const whole = await read('name=app.js');
  assert.deepEqual([whole.status, whole.text], [200, '0123456789']);
  assert.equal(whole.headers['content-type'], 'application/octet-stream');
  assert.equal(whole.headers['content-disposition'], 'attachment');
  assert.equal(whole.headers['accept-ranges'], 'bytes');
  assert.equal((await read(`name=${encodeURIComponent('sub/ä b&c+%.js')}`)).text, 'odd');
  assert.equal((await read('name=same.js')).text, '0123456789');
  const empty = await read('name=empty.map');
  assert.deepEqual([empty.status, empty.headers['content-length'], empty.text], [200, '0', '']);
  const head = await read('name=app.js', { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers['content-length'], head.text], [200, '10', '']);
  /** @type {[range: string, status: number, text: string, range?: string][]} */
  const ranges = [
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99999999999999999999', 206, '89', 'bytes 8-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=99999999999999999999-', 416, '', 'bytes */10'],
    // none of these is one range of bytes
    ['bytes=4-2', 200, '0123456789'],
    ['bytes=0-1,3-4', 200, '0123456789'],
    ['bytes=-', 200, '0123456789'],
    ['bytes=a-b', 200, '0123456789'],
    ['lines=1-2', 200, '0123456789'],
  ];
  for (const [range, status, text, said] of ranges) {
    const part = await read('name=app.js', { headers: { Range: range } });
    assert.deepEqual([part.status, part.headers['content-range']], [status, said], range);
    if (status !== 416) assert.equal(part.text, text, range);
    else assert.equal(part.json.code, 'relay-range');
  }
  const none = await read('name=empty.map', { headers: { Range: 'bytes=0-' } });
  assert.equal(none.status, 416);
});

test('a file that was changed is told from the one that was read', async (t) => {
  const dist = await build(t);
  const { read } = await reader(t, dist);
  const { etag = '' } = (await read('name=app.js')).headers;
  assert.match(etag, /^"[^"]+"$/);
  const same = { 'If-Match': etag, Range: 'bytes=1-2' };
  assert.equal((await read('name=app.js', { headers: same })).text, '12');
  await writeFile(path.join(dist, 'app.js'), 'abcdefghij');
  const changed = await read('name=app.js', { headers: same });
  assert.deepEqual([changed.status, changed.json.code], [412, 'relay-changed']);
  assert.notEqual(changed.headers.etag, etag);
  const whole = await read('name=app.js', { headers: { 'If-Range': etag, Range: 'bytes=1-2' } });
  assert.deepEqual([whole.status, whole.text], [200, 'abcdefghij']);
});

test('nothing is read that is not listed', async (t) => {
  const dist = await build(t);
  const { read } = await reader(t, dist);
  for (const query of [
    '',
    'name=',
    'name=.',
    'name=..',
    'name=../secret.txt',
    'name=..%2fsecret.txt',
    'name=%2e%2e%2fsecret.txt',
    'name=%252e%252e%252fsecret.txt',
    'name=..%5csecret.txt',
    'name=sub/../../secret.txt',
    'name=sub/../app.js',
    'name=./app.js',
    'name=/etc/passwd',
    `name=${encodeURIComponent(path.join(dist, 'app.js'))}`,
    'name=app.js%00',
    'name=app.js%00.map',
    'name=app.js&name=../secret.txt',
    'name=app.js?name=../secret.txt',
    'name[]=app.js',
    'name=out.js',
    'name=passwd.map',
    'name=neighbour.js',
    'name=linked/inside.js',
    'name=dangling.js',
    'name=sub',
    'name=.env',
    'name=.git/config.js',
    'name=node_modules/x/index.js',
    'name=index.html',
    'name=constructor',
    'name=%ff',
  ]) {
    const { status, json, text } = await read(query);
    assert.deepEqual([status, json?.code], [404, 'relay-no-file'], query);
    assert.ok(!text.includes(SECRET), query);
  }
});

test('what takes the place of a listed file is not read where it leads out', LIMIT, async (t) => {
  const dist = await build(t);
  const { read } = await reader(t, dist);
  const app = path.join(dist, 'app.js');
  await rm(app);
  await symlink('../secret.txt', app);
  assert.equal((await read('name=app.js')).json.code, 'relay-no-file', 'a link');
  // a folder on its way is another one now
  await rename(path.join(dist, 'sub'), path.join(dist, 'gone'));
  await mkdir(path.join(dist, '../other/sub'), { recursive: true });
  await writeFile(path.join(dist, '../other/sub/ä b&c+%.js'), SECRET);
  await symlink('../other/sub', path.join(dist, 'sub'));
  const query = `name=${encodeURIComponent('sub/ä b&c+%.js')}`;
  assert.equal((await read(query)).json.code, 'relay-no-file', 'a folder');
  await rm(app);
  // opening it would wait for a writer
  execFileSync('mkfifo', [app]);
  assert.equal((await read('name=app.js')).json.code, 'relay-no-file', 'a pipe');
  await rm(app);
  await mkdir(app);
  assert.equal((await read('name=app.js')).json.code, 'relay-no-file', 'a directory');
});

test('a file that is cut while it is read breaks off', LIMIT, async (t) => {
  const dist = await build(t);
  const app = path.join(dist, 'app.js');
  const size = 64 * 1024 * 1024;
  await truncate(app, size);
  const page = await served(t, { folder: dist });
  const ask = (/** @type {string} */ at) =>
    `GET ${at} HTTP/1.1\r\nHost: 127.0.0.1:${page.port}\r\nX-Mapship-Session: ${page.session}\r\n\r\n`;
  const socket = connect(page.port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  socket.write(ask('/relay/folder/file?name=app.js'));
  const [first] = await once(socket, 'data');
  socket.pause();
  await truncate(app, 0);
  // its answer must not be taken for the rest of the file
  socket.write(ask('/relay/session'));
  const heard = [first];
  socket.on('data', (data) => heard.push(data));
  socket.resume();
  await once(socket, 'close');
  const text = Buffer.concat(heard).toString('latin1');
  assert.match(text, /content-length: 67108864\r\n/);
  assert.ok(text.length < size);
  assert.equal(text.split('HTTP/1.1 ').length, 2, 'one answer, then the end');
});

test('without a folder there is nothing to read', async (t) => {
  const page = await served(t);
  const headers = { 'X-Mapship-Session': page.session };
  for (const at of ['/relay/folder', '/relay/folder/file?name=app.js']) {
    const { status, json } = await request(page, { path: at, headers });
    assert.deepEqual([status, json.code], [404, 'relay-no-folder']);
  }
});

test('a folder that is gone is said to be', async (t) => {
  const dist = await build(t);
  const page = await served(t, { folder: dist });
  await rm(dist, { recursive: true });
  const headers = { 'X-Mapship-Session': page.session };
  const { status, json } = await request(page, { path: '/relay/folder', headers });
  assert.deepEqual([status, json.code], [404, 'relay-no-folder']);
  assert.match(json.errors[0], /does not exist/);
});
