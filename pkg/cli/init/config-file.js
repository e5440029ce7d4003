/** The config files that `mapship init` writes where a build has no plugin. */

/** @import { Answers } from './kinds.js' */
/** @import { Project } from './project.js' */

const NAME = 'mapship.config.mjs';

/** @param {string | undefined} text */
function quoted(text = '') {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

/**
 * A config file without imports of packages: where mapship is run by npx, none is installed.
 * @param {string} first lines before the export
 * @param {string[]} members of the configuration
 * @param {string[]} target members of its one target
 */
function text(first, members, target) {
  const list = (/** @type {string[]} */ lines, /** @type {string} */ indent) =>
    lines.map((line) => `${indent}${line},\n`).join('');
  return `// What mapship checks and uploads; docs/config.md in its package has all options\n${first}export default {\n${list(members, '  ')}  targets: [\n    {\n${list(target, '      ')}    },\n  ],\n};\n`;
}

const MANIFEST = `import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

`;

const PUBSPEC = `import { readFileSync } from 'node:fs';

const pubspec = readFileSync(new URL('pubspec.yaml', import.meta.url), 'utf8');
const version = /^version:\\s*([^\\s+]+)/m.exec(pubspec)?.[1];

`;

/** @param {string} path @param {Answers} answers @param {Project} project */
function web(path, { service, prefix }, { manifest }) {
  const own = service ?? manifest?.name?.split('/').at(-1);
  return {
    name: NAME,
    text: text(
      MANIFEST,
      ['version'],
      [`path: ${quoted(path)}`, `service: ${quoted(own)}`, `minifiedPathPrefix: ${quoted(prefix)}`],
    ),
  };
}

/** By the kind of project. @type {Record<'expo' | 'angular' | 'dist' | 'flutter' | 'android' | 'xcode', (answers: Answers, project: Project) => { name: string, text: string }>} */
export const configFile = {
  dist: (answers, project) => web('dist', answers, project),
  angular: (answers, project) => web(project.angularOutput() ?? 'dist', answers, project),
  expo: ({ service, prefix }) => {
    const members = [
      ...(service === undefined ? [] : [`  service: ${quoted(service)},\n`]),
      ...(prefix === undefined ? [] : [`  minifiedPathPrefix: ${quoted(prefix)},\n`]),
    ].join('');
    const options = members === '' ? '' : `{\n${members}}`;
    return {
      name: NAME,
      text: `import { withExpo } from 'mapship/expo';\n\nexport default withExpo(${options});\n`,
    };
  },
  flutter: ({ service }) => ({
    name: NAME,
    text: text(
      PUBSPEC,
      [`service: ${quoted(service)}`, 'version'],
      ["path: 'build/symbols'", "event: { variant: 'release' }"],
    ),
  }),
  android: ({ service }, project) => {
    const { script, versionName } = project.android();
    const version = versionName
      ? `import { readFileSync } from 'node:fs';

const gradle = readFileSync(new URL('${script}', import.meta.url), 'utf8');
const version = /versionName\\s*=?\\s*["']([^"']+)/.exec(gradle)?.[1];

`
      : 'const version = process.env.VERSION_NAME; // the versionName of the build\n\n';
    return {
      name: NAME,
      text: text(
        version,
        [`service: ${quoted(service)}`, 'version'],
        [
          `path: ${quoted(`${script.split('/').slice(0, -1).join('/') || '.'}/build/outputs/mapping/release`)}`,
        ],
      ),
    };
  },
  xcode: () => ({ name: NAME, text: text('', [], ["path: 'build/App.xcarchive/dSYMs'"]) }),
};
