// The reference of the API: made from the package's declarations by TypeDoc, as Markdown.
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { Application } from 'typedoc';

import { ROOT } from './outline.js';

/** What there is to import, by its declarations. */
const ENTRIES = {
  mapship: 'pkg/index.d.ts',
  'mapship/config': 'pkg/cli/config/index.d.ts',
  'mapship/intake': 'pkg/intake/index.d.ts',
};

/** What TypeDoc writes, and what is imported from there. @type {Record<string, string>} */
export const API = {
  'index.md': 'mapship',
  'cli/config.md': 'mapship/config',
  'intake.md': 'mapship/intake',
};

/** Writes the pages into a folder. @param {string} folder */
export async function writeApi(folder) {
  const app = await Application.bootstrapWithPlugins({
    name: 'The API',
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: Object.values(ENTRIES).map((file) => path.join(ROOT, file)),
    tsconfig: path.join(ROOT, 'docs/site/tsconfig.json'),
    out: folder,
    readme: 'none',
    excludeExternals: true,
    disableSources: true,
    disableGit: true,
    logLevel: 'Warn',
    // what the declarations use and do not export is told where it is used
    validation: false,
    groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', '*'],
    // options of the plugin
    ...{ router: 'module', hidePageHeader: true, hideBreadcrumbs: true, useCodeBlocks: true },
    ...{ parametersFormat: 'table', interfacePropertiesFormat: 'table' },
    ...{ classPropertiesFormat: 'table', typeAliasPropertiesFormat: 'table' },
    ...{ typeDeclarationFormat: 'table', expandObjects: false },
  });
  const project = await app.convert();
  if (!project) throw new Error("TypeDoc could not read the package's declarations");
  await app.generateOutputs(project);
  if (app.logger.hasErrors()) throw new Error('TypeDoc could not write the reference of the API');
  // the list of the modules is that of the site
  await rm(path.join(folder, 'README.md'));
  for (const [file, name] of Object.entries(API)) {
    const text = await readFile(path.join(folder, file), 'utf8');
    const title = `# ${name}\n\nWhat \`import { … } from '${name}'\` gives.\n`;
    // a heading with nothing below it says nothing
    const full = text.replace(/^#+ Throws\n+(?=#|\*\*\*|$)/gm, '');
    await writeFile(path.join(folder, file), full.replace(/^# .*\n/, title));
  }
}
