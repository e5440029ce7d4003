// Where the small apps in tests/apps/frameworks are built: copies of them, with their packages installed once.
import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The newer Node, which some frameworks need. */
const NODE = process.env.MAPSHIP_NEWER_NODE ?? process.execPath;

/** Without what mapship or a framework would act on; npm may need the certificates of a company's proxy. */
const ENV = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(?:DATADOG|DD)_|^(?:NODE_(?!EXTRA_CA_CERTS$)|TURBOPACK)/.test(name),
  ),
);

/** @param {Record<string, string>} env */
const environment = (env) => ({
  ...ENV,
  PATH: [path.dirname(NODE), process.env.PATH].join(path.delimiter),
  CI: '1',
  ...env,
});

/**
 * How a program ended, with all that it printed, without colours.
 * @param {string} cwd
 * @param {string} program in node_modules/.bin, or on the PATH
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ code: number, said: string }>}
 */
export async function attempt(cwd, program, args, env = {}) {
  const bin = path.join(cwd, 'node_modules/.bin', program);
  const file = (await stat(bin).catch(() => undefined)) ? bin : program;
  const options = { cwd, env: environment(env), maxBuffer: 2 ** 28 };
  const { code, stdout, stderr } = await execute(file, args, options).then(
    (result) => ({ code: 0, ...result }),
    (error) => error,
  );
  const said = `${stdout}${stderr}`.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '');
  return { code: Number(code) || (code === 0 ? 0 : 1), said };
}

/**
 * The same, of one that has to end well.
 * @param {Parameters<typeof attempt>} args
 */
export async function run(...args) {
  const { code, said } = await attempt(...args);
  if (code !== 0) throw new Error(`${args[1]} ${args[2].join(' ')} ended with ${code}\n${said}`);
  return said;
}

/**
 * A program that goes on until it is stopped.
 * @param {import('node:test').TestContext} t
 * @param {string} cwd
 * @param {string} program in node_modules/.bin, or on the PATH
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
export async function started(t, cwd, program, args, env = {}) {
  const bin = path.join(cwd, 'node_modules/.bin', program);
  const file = (await stat(bin).catch(() => undefined)) ? bin : program;
  // a group of its own: frameworks start further processes
  const child = spawn(file, args, { cwd, env: environment(env), detached: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => (said += String(data).replace(/\x1b\[[\d;?]*[A-Za-z]/g, '')));
  }
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    try {
      process.kill(-Number(child.pid), 'SIGKILL');
    } catch {
      // it has ended by itself
    }
    await ended;
  };
  t.after(stop);
  return { said: () => said, hasEnded: () => child.exitCode !== null, stop };
}

/**
 * A copy of an app, with its packages installed, and mapship among them.
 * @param {string} judge whose copy it is: judges run side by side
 * @param {string} folder in tests/apps/frameworks
 * @returns {Promise<string>}
 */
export async function installed(judge, folder) {
  const dir = path.join(ROOT, 'target/judge', judge, folder);
  const source = path.join(ROOT, 'tests/apps/frameworks', folder);
  await mkdir(dir, { recursive: true });
  const wanted = await readFile(path.join(source, 'package.json'), 'utf8');
  const there = await readFile(path.join(dir, 'package.json'), 'utf8').catch(() => '');
  const isDone = await stat(path.join(dir, 'node_modules')).catch(() => undefined);
  await cp(source, dir, { recursive: true });
  if (there !== wanted || isDone === undefined) {
    // scripts of packages download binaries that no app here needs
    await run(dir, 'npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund']);
  }
  const link = path.join(dir, 'node_modules/mapship');
  await rm(link, { recursive: true, force: true });
  await symlink(path.join(ROOT, 'pkg'), link);
  return dir;
}

/**
 * The version of a package that an app has.
 * @param {string} dir
 * @param {string} name
 * @returns {Promise<string>}
 */
export async function versionOf(dir, name) {
  const manifest = path.join(dir, 'node_modules', name, 'package.json');
  return JSON.parse(await readFile(manifest, 'utf8')).version;
}
