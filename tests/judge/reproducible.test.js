/**
 * What is published, built once more in another folder, with another folder of cargo: the same bytes, or whoever wants to see
 * that the package is made of these sources can't.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What is built of the package; all else in it is published as it is written. */
const BUILT = ['pkg/wasm', 'pkg/page', 'pkg/host/vendor'];

test('two folders, the same bytes', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mapship-built-again-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const copy = path.join(folder, 'a longer path', 'than-before');
  await copySources(copy);
  const env = { ...process.env, CARGO_HOME: await otherCargoHome(folder) };
  // what the build of this folder was started with
  for (const name of Object.keys(env)) if (/^CARGO_(?!HOME$)/.test(name)) delete env[name];
  const ended = spawnSync('cargo', ['xtask', 'build'], { cwd: copy, env, stdio: 'inherit' });
  assert.equal(ended.status, 0);

  const [here, there] = [await hashes(ROOT), await hashes(copy)];
  assert.ok(Object.keys(here).filter((file) => file.endsWith('.wasm')).length >= 6);
  assert.deepEqual(there, here);
  for (const [file, hash] of Object.entries(here)) {
    if (file.endsWith('.wasm')) t.diagnostic(`${hash}  ${file}`);
  }
  t.diagnostic(`${Object.keys(here).length} files are the same`);
});

/** @param {string} copy */
async function copySources(copy) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  for (const file of listed.split('\0').filter(Boolean)) {
    const from = path.join(ROOT, file);
    // one that Git knows may be deleted
    if (existsSync(from)) await cp(from, path.join(copy, file), { verbatimSymlinks: true });
  }
}

/** Cargo's folder under another name, with what it has fetched. @param {string} folder */
async function otherCargoHome(folder) {
  const home = process.env.CARGO_HOME ?? path.join(homedir(), '.cargo');
  const other = path.join(folder, 'another-cargo');
  await mkdir(other);
  for (const name of ['registry', 'git', 'config.toml']) {
    const from = path.join(home, name);
    if (existsSync(from)) await symlink(from, path.join(other, name));
  }
  return other;
}

/** The SHA-256 of each built file. @param {string} root */
async function hashes(root) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const folder of BUILT) {
    const entries = await readdir(path.join(root, folder), {
      recursive: true,
      withFileTypes: true,
    });
    for (const entry of entries.filter((one) => one.isFile())) {
      const file = path.join(entry.parentPath, entry.name);
      const hash = createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
      found[path.relative(root, file).replaceAll(path.sep, '/')] = hash;
    }
  }
  return found;
}
