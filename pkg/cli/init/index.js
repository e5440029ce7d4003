/** `mapship init`: puts mapship into a project. It shows what it would change, and changes nothing without consent. */
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import path from 'node:path';

import { start } from '../../core/index.js';
import { FileError, UsageError } from '../../errors.js';
import { Place } from '../../host/written.js';
import { safe } from '../../text/safe.js';
import { styleFor } from '../../text/style.js';
import { EXIT } from '../exit.js';
import { SYSTEMS, ciStep, systemOf } from './ci.js';
import { diff, hunks } from './diff.js';
import { edited } from './edit.js';
import { KINDS } from './kinds.js';
import { MANAGERS, readProject } from './project.js';

/** @import { World } from '../run.js' */
/** @import { System } from './ci.js' */
/** @import { Answers, Kind } from './kinds.js' */
/** @import { Project } from './project.js' */
/** @import { Style } from '../../text/style.js' */

/** @typedef {{ name: string, before?: string, text: string }} Change a file that is written */

/** @typedef {(question: string) => Promise<string>} Ask */

/**
 * @param {string} folder
 * @param {Record<string, any>} given
 * @param {World} world
 */
export async function initCommand(folder, given, world) {
  const { stdout, env } = world;
  const project = projectIn(folder);
  const kind = await kindOf(project, given.kind);
  const top = topOf(project);
  const system = await systemFor(top, given.ci);
  const style = styleFor(stdout, env);
  const say = (/** @type {string} */ line = '') => void stdout.write(`${line}\n`);
  say(`${style('bold', kind.title)}${system ? `, ${system.title}` : ''}`);
  const isAsked = Boolean(world.stdin?.isTTY && stdout.isTTY) && !given.yes && !given.dryRun;
  const ask = isAsked ? asking(world) : undefined;
  try {
    const answers = await answersFor(kind, project, given, ask?.ask);
    const { changes, steps } = await planOf(project, kind, { top, system }, answers);
    for (const change of changes) showChange(change, style, say);
    showSteps(steps, kind, style, say);
    if (changes.length === 0) {
      say('Nothing is to be written.');
      return EXIT.DONE;
    }
    if (given.dryRun) return EXIT.DONE;
    if (!given.yes && !(await consents(ask?.ask))) {
      say('Nothing was written.');
      if (ask === undefined) say('Run it in a terminal to be asked, or with --yes.');
      return EXIT.DONE;
    }
    await write(project, changes);
    for (const { name } of changes) say(`${style('green', '✔')} wrote ${safe(name)}`);
    return EXIT.DONE;
  } finally {
    ask?.close();
  }
}

/** @param {string} folder */
function projectIn(folder) {
  try {
    return readProject(folder);
  } catch (error) {
    throw FileError.from(folder, error);
  }
}

/** The root of the repository, where CI systems have their files. @param {Project} project */
function topOf(project) {
  for (let at = project.folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at === project.folder ? project : projectIn(at);
    if (path.dirname(at) === at) return project;
  }
}

/** @param {World} world */
function asking({ stdin, stdout, signal }) {
  // the terminal shows what is typed; readline would move its cursor
  const lines = createInterface({ input: /** @type {NodeJS.ReadableStream} */ (stdin) });
  const ended = new Promise((resolve) => lines.once('close', () => resolve('')));
  return {
    ask: async (/** @type {string} */ question) => {
      const answer = lines.question('', { signal });
      stdout.write(`${question} `);
      return String(await Promise.race([answer, ended])).trim();
    },
    close: () => lines.close(),
  };
}

/** @param {Ask | undefined} ask */
async function consents(ask) {
  return /^y(?:es)?$/i.test((await ask?.('Write this? (y/N)')) ?? '');
}

/**
 * @param {Project} project
 * @param {string | undefined} named
 * @returns {Promise<Kind>}
 */
async function kindOf(project, named) {
  const found = KINDS.find(({ name, is }) => (named === undefined ? is(project) : name === named));
  if (found) return found;
  const names = KINDS.map(({ name }) => name);
  if (named === undefined) {
    throw new UsageError('init-kind', `${project.folder} is no project that mapship knows`, {
      help: `run it in the folder with the package.json of the application, or name what builds it: --kind ${names.join(', ')}`,
    });
  }
  throw await unknown('kind', named, names);
}

/**
 * @param {Project} project
 * @param {string | undefined} named
 * @returns {Promise<System | undefined>}
 */
async function systemFor(project, named) {
  if (named === 'none') return undefined;
  if (named === undefined) return systemOf(project);
  const found = SYSTEMS.find(({ name }) => name === named);
  if (found) return found;
  throw await unknown('ci', named, [...SYSTEMS.map(({ name }) => name), 'none']);
}

/**
 * @param {string} flag
 * @param {string} value
 * @param {string[]} names
 */
async function unknown(flag, value, names) {
  const close = (await start()).nearest(value, names);
  const help = close ? `did you mean "${close}"?` : `give one of ${names.join(', ')}`;
  return new UsageError('flag-value', `--${flag}: mapship knows no "${safe(value)}"`, { help });
}

/**
 * @param {Kind} kind
 * @param {Project} project
 * @param {Record<string, any>} given
 * @param {Ask | undefined} ask
 * @returns {Promise<Answers>}
 */
async function answersFor(kind, project, given, ask) {
  /** @type {Answers} */
  const answers = { service: given.service, prefix: given.minifiedPathPrefix };
  if (kind.asksService && answers.service === undefined) {
    const guess = project.android().applicationId;
    const said = await ask?.(
      `Service, as the application reports it to Datadog${guess ? ` (${guess})` : ''}:`,
    );
    answers.service = said || guess;
    if (answers.service === undefined) throw missing('service', 'the service is not known');
  }
  if (kind.asksPrefix && answers.prefix === undefined) {
    answers.prefix =
      (await ask?.('Where are the scripts served, e.g. https://example.com/static?')) || undefined;
    if (answers.prefix === undefined) {
      throw missing(
        'minified-path-prefix',
        `${kind.title} does not know where its scripts are served`,
      );
    }
  }
  return answers;
}

/** @param {string} flag @param {string} message */
function missing(flag, message) {
  return new UsageError('init-answer', message, { help: `give it by --${flag}` });
}

/**
 * @param {Project} project
 * @param {Kind} kind
 * @param {{ top: Project, system: System | undefined }} ci
 * @param {Answers} answers
 */
async function planOf(project, kind, { top, system }, answers) {
  /** @type {Change[]} */
  const changes = [];
  /** @type {string[]} */
  const steps = [];
  const manager = MANAGERS[project.manager];
  const isNode = project.manifest !== undefined;
  if (isNode && !project.uses('mapship')) steps.push(`install it: ${manager.add}`);
  const own = kind.change ? pluginOf(project, kind, answers) : fileOf(project, kind, answers);
  if (own.change) changes.push(own.change);
  if (own.step) steps.push(own.step);
  steps.push(...(kind.steps?.(answers) ?? []));
  const run = isNode ? manager.run : 'npx --yes';
  const command = kind.upload && `${run} mapship ${kind.upload}`;
  if (system) {
    const { file, steps: more } = ciStep(top, system, kind, command);
    const way = path.relative(project.folder, top.folder);
    if (file)
      changes.push({ ...file, name: path.posix.join(way.replaceAll(path.sep, '/'), file.name) });
    steps.push(...more);
  } else {
    steps.push(
      `where releases are built, set DATADOG_API_KEY, and DATADOG_SITE unless it is datadoghq.com${command ? `, and run: ${command}` : ''}`,
    );
  }
  return { changes, steps };
}

/**
 * The plugin in the config file, or what to write there.
 * @param {Project} project
 * @param {Kind} kind
 * @param {Answers} answers
 * @returns {{ change?: Change, step?: string }}
 */
function pluginOf(project, kind, answers) {
  const change = /** @type {NonNullable<Kind['change']>} */ (kind.change)(answers, project);
  const names = [...project.files].filter((name) => kind.config?.test(name)).sort();
  if (names.some((name) => project.names(name))) return {};
  const [name] = names;
  const before = name === undefined ? undefined : project.text(name);
  const text = names.length === 1 && before !== undefined ? edited(before, change) : undefined;
  if (name !== undefined && text !== undefined) return { change: { name, before, text } };
  return { step: byHand(name ?? `the configuration of ${kind.title}`, change) };
}

/** @param {string} file @param {import('./edit.js').Change} change */
function byHand(file, { imports, adds, wraps }) {
  const line = imports && `import { ${imports.name} } from '${imports.from}'`;
  const what = adds ? `${adds.property}: [${adds.element}]` : `${wraps}(…) around what it exports`;
  return `in ${file}, add: ${line ? `${line}, and ` : ''}${what}`;
}

/**
 * @param {Project} project
 * @param {Kind} kind
 * @param {Answers} answers
 * @returns {{ change?: Change, step?: string }}
 */
function fileOf(project, kind, answers) {
  if ([...project.files].some((name) => /^mapship\.config\.\w+$/.test(name))) return {};
  return { change: kind.file?.(answers, project) };
}

/**
 * @param {Change} change
 * @param {Style} style
 * @param {(line?: string) => void} say
 */
function showChange({ name, before, text }, style, say) {
  say();
  say(style('bold', `${safe(name)}${before === undefined ? '  (new)' : ''}`));
  for (const line of hunks(diff(before, text))) {
    if (line === undefined) say(style('dim', '  …'));
    else if (line.mark === '+') say(style('green', `+ ${safe(line.line)}`));
    else if (line.mark === '-') say(style('red', `- ${safe(line.line)}`));
    else say(`  ${safe(line.line)}`);
  }
}

/**
 * @param {string[]} steps
 * @param {Kind} kind
 * @param {Style} style
 * @param {(line?: string) => void} say
 */
function showSteps(steps, { guide }, style, say) {
  say();
  say(style('bold', 'What is left to do'));
  for (const [i, step] of steps.entries()) say(`  ${i + 1}. ${step}`);
  say(style('dim', `  More: docs/${guide} of the package`));
  say();
}

/**
 * All files are made ready before one is put in its place, so that nothing is half-written.
 * @param {Project} project
 * @param {Change[]} changes
 */
async function write(project, changes) {
  /** @type {Place[]} */
  const places = [];
  try {
    for (const { name, before, text } of changes) {
      if (project.text(name) !== before) {
        throw new UsageError('init-changed', `${name} has changed since it was read`, {
          help: 'run mapship init once more',
        });
      }
      const place = await Place.of(path.join(project.folder, name));
      places.push(place);
      await place.prepare();
      await place.fill(text);
    }
    for (const place of places) await place.put();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      'init-unwritten',
      `nothing can be written: ${/** @type {Error} */ (error).message}`,
      {
        help: 'see who may write to the folder',
        cause: error,
      },
    );
  } finally {
    for (const place of places) await place.discard();
  }
}
