// A plugin of Stryker: of all the faults that it could put in, only a sample is tried. Which ones is told by a seed, and by what each
// fault is, so that the sample stays the same while other code comes and goes.
import { createHash } from 'node:crypto';
import path from 'node:path';

import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** How many are tried, and by which seed they are chosen; all where there is no number. */
const [SEED = '1', SIZE = ''] = [process.env.MAPSHIP_MUTANTS_SEED, process.env.MAPSHIP_MUTANTS];

class Sample {
  async init() {}

  /**
   * All in one group, as the sample is of all.
   * @param {{ id: string }[]} mutants
   */
  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  /** @param {import('@stryker-mutator/api/core').Mutant[]} mutants */
  async check(mutants) {
    const seen = new Map();
    const ordered = mutants.map((mutant) => {
      const file = path.relative(process.cwd(), mutant.fileName).replaceAll(path.sep, '/');
      const what = [file.replace(/^.*?(?=pkg\/)/, ''), mutant.mutatorName, mutant.replacement].join(
        '\n',
      );
      const count = (seen.get(what) ?? 0) + 1;
      seen.set(what, count);
      const digest = createHash('sha256').update([SEED, what, count].join('\n')).digest('hex');
      return { id: mutant.id, digest };
    });
    ordered.sort((one, other) => (one.digest < other.digest ? -1 : 1));
    const chosen = new Set(ordered.slice(0, SIZE ? Number(SIZE) : undefined).map(({ id }) => id));
    return Object.fromEntries(
      mutants.map(({ id }) => [
        id,
        chosen.has(id)
          ? { status: 'passed' }
          : { status: 'compileError', reason: 'not in the sample' },
      ]),
    );
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'sample', Sample)];
