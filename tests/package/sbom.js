/**
 * Holds a bill of materials against CycloneDX's own schema, and against the notices; `cargo xtask sbom` runs it.
 *
 * Usage: node tests/package/sbom.js <file>
 */
import { readFile } from 'node:fs/promises';

import { problemsOf } from './bill.js';

const [, , file = ''] = process.argv;
const text = await readFile(file, 'utf8');
const problems = await problemsOf(text, { everything: true });
for (const problem of problems) console.log(`FAILED  ${problem}`);
if (problems.length === 0) {
  console.log(`${file}: ${JSON.parse(text).components.length} components, valid`);
}
process.exitCode = problems.length > 0 ? 1 : 0;
