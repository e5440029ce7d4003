// Where the site is made.
import path from 'node:path';

import { ROOT } from './outline.js';

/** The pages as the generator wants them. */
export const PAGES = path.join(ROOT, 'docs/site/dist/pages');

/** The site: files for any static host. */
export const OUT = path.join(ROOT, 'docs/site/dist/site');
