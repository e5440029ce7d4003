/**
 * Another version of mapship, to be measured beside this one in the same run: `MAPSHIP_BENCH_BEFORE` is the folder of its package,
 * such as the `pkg/` of an older commit that is checked out and built elsewhere.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.env.MAPSHIP_BENCH_BEFORE;

/** Its command line; nothing where no other version was given. */
export const CLI_BEFORE = folder && path.resolve(folder, 'cli.js');

/** Its API, as something to import; nothing where no other version was given. */
export const API_BEFORE = folder && pathToFileURL(path.resolve(folder, 'index.js')).href;
