/** The step of a CI system: the API key for the build, or the upload after it. */

/** @import { Project } from './project.js' */
/** @import { Kind } from './kinds.js' */

/**
 * @typedef {object} System
 * @property {string} name as it is given by `--ci`
 * @property {string} title
 * @property {(project: Project) => string[]} files the files that a project has of it
 * @property {string} [secret] what a step has to say to be given the secret; others give it to each of their steps
 * @property {string} store where the secret is put
 * @property {(command: string) => string} step a step as a line
 */

const YAML = /\.ya?ml$/;
const KEY = 'DATADOG_API_KEY';

/** @param {string} name */
const only =
  (name) =>
  (/** @type {Project} */ { files }) =>
    files.has(name) ? [name] : [];

/** @type {System[]} */
export const SYSTEMS = [
  {
    name: 'github',
    title: 'GitHub Actions',
    files: (project) => project.list('.github/workflows').filter((name) => YAML.test(name)),
    secret: '${{ secrets.DATADOG_API_KEY }}',
    store: 'Settings > Secrets and variables > Actions of the repository',
    step: (command) => `- run: ${command}`,
  },
  {
    name: 'gitlab',
    title: 'GitLab CI',
    files: only('.gitlab-ci.yml'),
    store: 'Settings > CI/CD > Variables of the project, masked',
    step: (command) => `- ${command}`,
  },
  {
    name: 'circleci',
    title: 'CircleCI',
    files: (project) => project.list('.circleci').filter((name) => YAML.test(name)),
    store: 'Project Settings > Environment Variables',
    step: (command) => `- run: ${command}`,
  },
  {
    name: 'bitbucket',
    title: 'Bitbucket Pipelines',
    files: only('bitbucket-pipelines.yml'),
    store: 'Repository settings > Repository variables, secured',
    step: (command) => `- ${command}`,
  },
  {
    name: 'azure',
    title: 'Azure Pipelines',
    files: ({ files }) =>
      ['azure-pipelines.yml', 'azure-pipelines.yaml'].filter((name) => files.has(name)),
    secret: '$(DATADOG_API_KEY)',
    store: 'Variables of the pipeline, kept secret',
    step: (command) => `- script: ${command}`,
  },
  {
    name: 'jenkins',
    title: 'Jenkins',
    files: only('Jenkinsfile'),
    store: 'the credentials of Jenkins, as secret text with the ID datadog-api-key',
    step: (command) => `sh '${command}'`,
  },
];

/** @param {Project} project */
export function systemOf(project) {
  return SYSTEMS.find(({ files }) => files(project).length > 0);
}

/**
 * @typedef {object} Step
 * @property {{ name: string, before: string, text: string }} [file] the file of the CI system, changed
 * @property {string[]} steps what is left to do by hand
 */

/**
 * @param {Project} project
 * @param {System} system
 * @param {Kind} kind
 * @param {string} [command] that sends what was built, where no plugin does
 * @returns {Step}
 */
export function ciStep(project, system, kind, command) {
  const store = `put the API key into ${system.store}, by the name ${KEY}`;
  const names = system.files(project);
  if (
    names.some((name) => project.names(name) || (command === undefined && hasKey(project, name)))
  ) {
    return { steps: [store] };
  }
  // where all steps get the secret, a plugin needs nothing else
  if (command === undefined && system.secret === undefined && system.name !== 'jenkins') {
    return { steps: [store] };
  }
  const builds = kind.build;
  const places =
    builds === undefined ? [] : names.flatMap((name) => buildsIn(project, name, builds));
  const [place] = places;
  const done = places.length === 1 && place && changed(place, system, command);
  if (place && done) {
    const before = project.text(place.name) ?? '';
    const text = before.includes('\r\n') ? done.replace(/\r?\n/g, '\r\n') : done;
    return { file: { name: place.name, before, text }, steps: [store] };
  }
  return { steps: [store, byHand(system, command, names)] };
}

/** @param {Project} project @param {string} name */
function hasKey(project, name) {
  return /\b(?:DATADOG|DD)_API_KEY\b/.test(project.text(name) ?? '');
}

/**
 * @param {System} system
 * @param {string | undefined} command
 * @param {string[]} names
 */
function byHand(system, command, names) {
  const file = names.length === 1 ? names[0] : system.title;
  const env = system.secret && `env: { ${KEY}: "${system.secret}" }`;
  if (system.name === 'jenkins') {
    const key = `environment { ${KEY} = credentials('datadog-api-key') }`;
    return command === undefined
      ? `in ${file}, give the stage that builds: ${key}`
      : `in ${file}, add a stage behind the build: ${key} steps { ${system.step(command)} }`;
  }
  return command === undefined
    ? `in ${file}, give the step that builds: ${env}`
    : `in ${file}, add behind the build: ${system.step(command)}${env ? `, with ${env}` : ''}`;
}

/**
 * A line that is a step which builds, and nothing else.
 * @typedef {object} Place
 * @property {string} name of the file
 * @property {string[]} lines of the file
 * @property {number} at
 * @property {number} indent of the members of the step
 * @property {number} [dash] where the step begins, if the line says it
 */

/**
 * @param {Project} project
 * @param {string} name
 * @param {RegExp} builds
 * @returns {Place[]}
 */
function buildsIn(project, name, builds) {
  const lines = (project.text(name) ?? '').split('\n');
  return lines.flatMap((line, at) => {
    const [, space = '', dash, key, , command] =
      /^( *)(- )?((?:run|script|bash): )?(["']?)(.*?)\4 *\r?$/.exec(line) ?? [];
    if (command === undefined || !builds.test(command) || (dash === undefined && key === undefined))
      return [];
    const indent = space.length + (dash === undefined ? 0 : dash.length);
    return [{ name, lines, at, indent, dash: dash === undefined ? undefined : space.length }];
  });
}

/**
 * @param {Place} place
 * @param {System} system
 * @param {string | undefined} command
 * @returns {string | undefined}
 */
function changed(place, system, command) {
  const { lines, at, indent } = place;
  const pad = ' '.repeat(indent);
  const begin = place.dash === undefined ? beginOf(place) : at;
  if (begin === undefined || system.name === 'jenkins') return undefined;
  const dash = indent - '- '.length;
  const end = endOf(lines, begin, dash);
  const env = system.secret ? [`env:`, `  ${KEY}: ${system.secret}`] : [];
  if (command !== undefined) {
    const edge = ' '.repeat(dash);
    const step = [edge + system.step(command), ...env.map((line) => pad + line)];
    return [...lines.slice(0, end), ...step, ...lines.slice(end)].join('\n');
  }
  const own = lines.slice(begin, end).map((line) => line.replace(/^( *)- /, '$1  '));
  if (own.some((line) => line.startsWith(`${pad}env:`))) return undefined;
  return [...lines.slice(0, at + 1), ...env.map((line) => pad + line), ...lines.slice(at + 1)].join(
    '\n',
  );
}

/** The line that the step of a place begins with. @param {Place} place */
function beginOf({ lines, at, indent }) {
  const begin = ' '.repeat(indent - '- '.length);
  for (let i = at - 1; i >= 0; i -= 1) {
    const line = lines[i] ?? '';
    if (line.startsWith(`${begin}- `)) return i;
    if (line.trim() !== '' && indentOf(line) < indent) return undefined;
  }
  return undefined;
}

/**
 * Behind the last line of a step.
 * @param {string[]} lines
 * @param {number} begin
 * @param {number} dash
 */
function endOf(lines, begin, dash) {
  let end = begin + 1;
  for (let i = begin + 1; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    if (line.trim() === '') continue;
    if (indentOf(line) <= dash) break;
    end = i + 1;
  }
  return end;
}

/** @param {string} line */
function indentOf(line) {
  return line.length - line.trimStart().length;
}
